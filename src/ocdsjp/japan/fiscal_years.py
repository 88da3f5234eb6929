"""Fiscal years: 1 April to 31 March, named after the year in which they begin (地方自治法第208条)."""

import re
from datetime import date

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.days import FIRST_YEAR, LAST_YEAR, YEAR, matched_year
from ocdsjp.japan.eras import check_era
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, narrow

FISCAL_YEAR_UNREADABLE = Rule(
    "fiscal-year-unreadable",
    "『{value}』は年度として読めません。",
    '"{value}" cannot be read as a fiscal year.',
    "令和7年度、R7、2025 のように書いてください。",
    "Write it like 令和7年度, R7 or 2025.",
)
FISCAL_YEAR_AMBIGUOUS = Rule(
    "fiscal-year-ambiguous",
    "『{value}』は元号年か西暦の下2桁か分かりません。",
    '"{value}" may be an era year or the last two digits of a calendar year.',
    "R7 のように元号を付けるか、西暦4桁で書いてください。",
    "Add the era, as in R7, or write the year with four digits.",
)

_APRIL = 4
_FISCAL_YEAR = re.compile(rf"(?:{YEAR})\s*(?:年度?)?")
_BARE = re.compile(r"[0-9]{1,2}\s*(?:年度?)?")


def fiscal_year_of(day: date) -> int:
    """The fiscal year of a day: 2026-03-31 belongs to 2025."""
    return day.year if day.month >= _APRIL else day.year - 1


def first_day(fiscal_year: int) -> date:
    """1 April of that fiscal year."""
    return date(fiscal_year, _APRIL, 1)


def last_day(fiscal_year: int) -> date:
    """31 March of the calendar year after."""
    return date(fiscal_year + 1, 3, 31)


def read_fiscal_year(cell: Cell) -> int:
    """The fiscal year that a cell names: ``令和7年度``, ``R7``, ``平成31``, ``2025``, ``2025年度``, ``2025`` (number).

    Both 平成31年度 and 令和元年度 are 2019, because the era changed within that year.

    Raises:
        NotationError: Blank, unreadable, one or two digits without an era, or an era that had ended before that
            fiscal year began (平成32年度).
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    written = cell_text(cell)
    if isinstance(cell, bool | date):
        raise NotationError(FISCAL_YEAR_UNREADABLE, written)
    text = narrow(written)
    match = _FISCAL_YEAR.fullmatch(text)
    if match is None:
        raise NotationError(FISCAL_YEAR_AMBIGUOUS if _BARE.fullmatch(text) else FISCAL_YEAR_UNREADABLE, written)
    year, era = matched_year(match)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotationError(FISCAL_YEAR_UNREADABLE, written)
    if era is not None:
        check_era(era, first_day(year), last_day(year), written)
    return year
