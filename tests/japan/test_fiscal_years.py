"""Fiscal years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.fiscal_years import first_day, fiscal_year_of, last_day, read_fiscal_year


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("令和7年度", 2025),
        ("令和７", 2025),
        ("R7", 2025),
        ("R07年度", 2025),
        ("平成31", 2019),
        ("令和元年度", 2019),
        ("昭和63年度", 1988),
        (2025, 2025),
        (2025.0, 2025),
        ("2025", 2025),
        ("２０２５年度", 2025),
        ("2025年", 2025),
    ],
)
def test_fiscal_years_are_read(cell, year):
    assert read_fiscal_year(cell) == year


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("7", "fiscal-year-ambiguous"),
        (7, "fiscal-year-ambiguous"),
        ("07年度", "fiscal-year-ambiguous"),
        ("平成32年度", "date-era-bounds"),
        ("昭和64年度", "date-era-bounds"),
        ("令和7年4月", "fiscal-year-unreadable"),
        ("20250", "fiscal-year-unreadable"),
        (1500, "fiscal-year-unreadable"),
        (True, "fiscal-year-unreadable"),
        (date(2025, 4, 1), "fiscal-year-unreadable"),
        (None, "cell-blank"),
    ],
)
def test_other_cells_are_refused(cell, rule):
    with pytest.raises(NotationError) as caught:
        read_fiscal_year(cell)
    assert caught.value.rule.id == rule


@given(st.dates(date(1900, 1, 1), date(2190, 12, 31)))
def test_a_day_lies_in_its_fiscal_year(day):
    year = fiscal_year_of(day)
    assert first_day(year) <= day <= last_day(year)
    assert read_fiscal_year(f"{year}年度") == year
