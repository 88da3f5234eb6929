import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocdsjp.quality import formats

date_validator = jsonschema_rs.Draft4Validator({"format": "date-time"}, validate_formats=True)
uri_validator = jsonschema_rs.Draft4Validator({"format": "uri"}, validate_formats=True)


@given(
    st.from_regex(
        r"\A(19|20)[0-9]{2}-[0-3][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?"
        r"(Z|[+-][01][0-9]:[0-5][0-9])\Z"
    )
)
@example("2024-02-29T00:00:00Z")
@example("2025-02-29T00:00:00Z")
@example("2025-04-01T24:00:00Z")
@example("2025-04-01T09:00:00+0900")
@example("2025-04-01")
@example("2025-04-01T09:00:00")
@example("２０２５-04-01T09:00:00Z")
def test_dates_are_judged_as_by_the_fast_validator(text):
    assert formats.is_date_time(text) == date_validator.is_valid(text)


def test_a_leap_second_is_where_the_two_differ():
    assert date_validator.is_valid("2016-12-31T23:59:60Z")
    assert not formats.is_date_time("2016-12-31T23:59:60Z")


@pytest.mark.parametrize(
    "text",
    [
        "https://data.example/a?b=c#d",
        "mailto:a@b.example",
        "urn:isbn:1",
        "x",
        "//a/b",
        "https://例.example",
        "http://a b",
        "%zz:",
        "",
    ],
)
def test_uris_are_judged_as_by_the_fast_validator(text):
    assert formats.is_uri(text) == uri_validator.is_valid(text)


def test_formats_have_nothing_to_say_about_other_types():
    assert formats.is_date_time(None)
    assert formats.is_uri(3)
