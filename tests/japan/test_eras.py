"""Eras."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.eras import ERAS, calendar_year, check_era, in_era


def test_eras_follow_each_other_without_gap_or_overlap():
    for later, earlier in pairwise(ERAS):
        assert earlier.last + timedelta(days=1) == later.first


@pytest.mark.parametrize("mark", ["令和", "令", "R", "r"])
def test_an_era_is_known_by_name_and_abbreviation(mark):
    era, year = calendar_year(mark, "元")
    assert (era.name, year) == ("令和", 2019)


def test_a_day_outside_its_era_is_refused_with_the_bounds():
    heisei = ERAS[1]
    with pytest.raises(NotationError, match="1989-01-08 to 2019-04-30"):
        check_era(heisei, date(2020, 4, 1), date(2020, 4, 1), "平成32年4月1日")


def test_a_period_counts_when_one_of_its_days_is_in_the_era():
    check_era(ERAS[2], date(1989, 1, 1), date(1989, 1, 31), "昭和64年1月")


@given(st.dates(date(1868, 1, 25), date(2199, 12, 31)))
def test_the_era_of_a_day_leads_back_to_its_year(day):
    era, number = in_era(day)
    assert era.year(number) == day.year
    assert era.first <= day <= era.last


def test_days_before_the_first_era_are_refused():
    with pytest.raises(ValueError, match="before"):
        in_era(date(1868, 1, 24))
