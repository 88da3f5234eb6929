"""Headers that make no sense count as not sent, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.collect.client.headers import is_sendable, retry_after, validator

NOW = "Fri, 21 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("etag", ['"a"', 'W/"5f3-abc"', "unquoted"])
def test_a_validator_is_kept_as_it_came(etag):
    assert validator({"ETag": etag}, "ETag") == etag


@pytest.mark.parametrize("etag", ["", " ", '"a"\r\n X-Own: x', "a\nb", "a\rb", "\x00", "札", "é", '"' + "a" * 1_000])
def test_a_validator_that_must_not_be_sent_back_is_none(etag):
    assert validator({"ETag": etag}, "ETag") is None
    assert not is_sendable(etag.strip())


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("9" * 5_000, 999_999_999),
        ("Fri, 21 Nov 2026 01:00:00 GMT", 3_600),
        ("Fri, 20 Nov 2026 01:00:00 GMT", 0),
        ("Fri, 21 Nov 2026 10:00:00 +0900", 3_600),
    ],
)
def test_seconds_and_dates_are_understood(said, seconds):
    assert retry_after({"Retry-After": said, "Date": NOW}) == seconds


@pytest.mark.parametrize(
    "said",
    [
        "",
        "-5",
        "1.5",
        "soon",
        "²",
        "٣",
        "Fri, 21 Nov 2026 01:00:00",
        f"Fri, 21 Nov {10**20} 01:00:00 GMT",
        "(" * 60_000,
    ],
)
def test_nonsense_is_no_wish(said):
    assert retry_after({"Retry-After": said, "Date": NOW}) is None


def test_a_date_without_the_clock_it_belongs_to_is_no_wish():
    assert retry_after({"Retry-After": NOW}) is None


@given(st.text(), st.text())
def test_any_text_is_understood_or_not(said, date):
    assert (retry_after({"Retry-After": said, "Date": date}) or 0) >= 0
