"""URL templates over days, months and fiscal years."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.collect.templates import Range, expand, variables
from ocdsjp.settings import JST

AT = datetime(2026, 3, 2, 4, tzinfo=JST)


def urls(template, at=AT, **over):
    return [url for (url,) in expand([template], Range(**over), at)]


def test_a_url_without_variables_is_itself():
    assert urls("https://a.example/b.csv?x=%E5%85%A5&y={{1}}") == ["https://a.example/b.csv?x=%E5%85%A5&y={1}"]


def test_days_go_back_from_today():
    assert urls("/{date:%Y%m%d}.csv", days=3) == ["/20260228.csv", "/20260301.csv", "/20260302.csv"]
    assert urls("/{date}") == ["/2026-03-02"]


def test_months_go_back_from_this_one():
    assert urls("/{month:%y-%-m}", months=4) == ["/25-12", "/26-1", "/26-2", "/26-3"]
    assert urls("/{month}") == ["/2026-03"]


def test_fiscal_years_begin_in_april_and_may_be_written_as_reiwa():
    assert urls("/{fiscal_year}/r{reiwa:02}", first=2023) == ["/2023/r05", "/2024/r06", "/2025/r07"]
    assert urls("/R{reiwa}", first=2019, last=2020) == ["/R1", "/R2"]
    assert urls("/{fiscal_year}") == ["/2025"]


def test_beside_a_day_the_fiscal_year_is_that_of_the_day():
    at = datetime(2026, 4, 1, tzinfo=JST)
    assert urls("/{fiscal_year}/{date:%m%d}", at, days=2) == ["/2025/0331", "/2026/0401"]


def test_the_day_is_that_of_japan():
    assert urls("/{date}", datetime(2026, 3, 31, 15, tzinfo=UTC)) == ["/2026-04-01"]


@pytest.mark.parametrize(
    "template", ["{day}", "{date.year}", "{date!r}", "{date:%H}", "{reiwa:>9999999999}", "{0}", "{}", "{"]
)
def test_what_means_nothing_is_an_error(template):
    with pytest.raises(ValueError, match=r"."):
        variables(template)


@given(st.datetimes(min_value=datetime(2019, 5, 2), max_value=datetime(2100, 1, 1)), st.integers(1, 400))  # noqa: DTZ001
def test_days_follow_each_other(at, days):
    found = [date.fromisoformat(it) for it in urls("{date}", at.replace(tzinfo=JST), days=days)]
    assert len(found) == days
    assert found[-1] == at.date()
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(found))


@given(st.datetimes(min_value=datetime(2019, 5, 2), max_value=datetime(2100, 1, 1)), st.integers(1, 100))  # noqa: DTZ001
def test_months_follow_each_other(at, months):
    found = urls("{month:%Y%m}", at.replace(tzinfo=JST), months=months)
    assert found == sorted(set(found))
    assert len(found) == months
    assert found[-1] == at.strftime("%Y%m")
