"""Periods as Japanese offices write them: ranges, months, thirds of a month, quarters, and ends that are relative.

An end that depends on an event (契約日の翌日から…) is None, not an estimate. A year that is not written is taken
from the fiscal year that the caller states, or from the start of the same range, and from nowhere else. Single moments
are in ``days``.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan import days
from ocdsjp.japan.days import (
    DATE,
    DATE_NO_YEAR,
    TIME,
    WEEKDAY,
    YEAR,
    make_date,
    matched_date,
    matched_moment,
    matched_year,
    states_time,
)
from ocdsjp.japan.eras import ERA_PATTERN, Era, check_era
from ocdsjp.japan.fiscal_years import first_day, fiscal_year_of, last_day
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, narrow

PERIOD_UNREADABLE = Rule(
    "period-unreadable",
    "『{value}』は期間として読めません。",
    '"{value}" cannot be read as a period.',
    "令和7年4月1日～令和8年3月31日 のような書き方に直してください。",
    "Write it like 令和7年4月1日～令和8年3月31日.",
)
PERIOD_REVERSED = Rule(
    "period-reversed",
    "『{value}』は終わりが始まりより前です。",
    '"{value}" ends before it begins.',
    "年と月日を確かめて原本を直してください。",
    "Check years and days and correct the source.",
)

Days = tuple[date, date]
"""The first and the last day of a unit such as a month."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period, both days included.

    Attributes:
        start, end: First and last day in Japan, or the moment (a ``datetime``) where a time of day is written; None
            when the text does not fix that end.
        text: The period as written; it holds what the days cannot say (頃, 契約日の翌日から).
    """

    start: date | None
    end: date | None
    text: str


@dataclass(frozen=True, slots=True)
class _Years:
    """Where a year that is not written comes from: months from ``calendar`` if stated, else from ``fiscal``."""

    fiscal: int | None
    calendar: int | None = None

    def of_month(self, month: int, written: str) -> int:
        if self.calendar is not None:
            return self.calendar
        return self.of_quarter(written) + (month < 4)  # noqa: PLR2004  # April begins the fiscal year

    def of_quarter(self, written: str) -> int:
        if self.fiscal is None:
            raise NotationError(DATE_NO_YEAR, written)
        return self.fiscal


_THIRD = r"(?:\s*の?\s*(?P<third>[上初中下])旬)?"
_DAY = re.compile(rf"{DATE}{WEEKDAY}?(?:{TIME})?")
_MONTH = re.compile(rf"{YEAR}(?:\s*年\s*(?P<month>[0-9]{{1,2}})\s*月{_THIRD}|\s*[./-]\s*(?P<month2>[0-9]{{1,2}}))")
_MONTH_ONLY = re.compile(rf"(?P<month>[0-9]{{1,2}})\s*月{_THIRD}")
_DAY_ONLY = re.compile(
    rf"(?P<month>[0-9]{{1,2}})(?:\s*月\s*(?P<day>[0-9]{{1,2}})\s*日|[./](?P<day2>[0-9]{{1,2}})){WEEKDAY}?"
)
_QUARTER = re.compile(rf"(?:{YEAR}\s*(?:年度?)?\s*)?第?\s*(?P<quarter>[1-4一二三四ⅠⅡⅢⅣ])\s*(?:四|[・/]\s*[四4])\s*半期")
_HALF = re.compile(rf"(?:{YEAR}\s*(?:年度?)?\s*)?(?P<half>[上下])半?期")
_YEAR_ONLY = re.compile(rf"{YEAR}\s*(?P<kind>年度|年)")
_QUARTERS = {sign: number % 4 + 1 for number, sign in enumerate("1234一二三四ⅠⅡⅢⅣ")}

_INEXACT = re.compile(r"\s*(?:頃|ころ|ごろ|中|\(?予定\)?)+$")
_FROM = re.compile(r"\s*(?:以降|以後)$")
_UNTIL = re.compile(r"\s*(?:まで(?:の間)?|限り|\s*以前)[。.]?$")
_SEPARATOR = re.compile(r"\s*(?:(?:~|から|より|→|至|<br\s*/?>)\s*)+")
# A line break, a space or a hyphen is a range only between two units that state their own days:
# 契約締結日 令和7年4月1日 is a label and a day.
_WEAK_SEPARATOR = re.compile(
    rf"\s*\n\s*|(?<=[0-9日)])(?:\s*-\s*|\s+)(?={ERA_PATTERN})"
    r"|(?<=[0-9日)])(?:\s+-\s+|\s+)(?=[0-9]{4}[年./-])"
)
# Words of an event or of a length: the day is fixed by something that is not written in the cell.
_EVENT = re.compile(
    "契約|議決|締結|翌日|翌開庁日|当日|通知|起算|以内|日間|[かヶケカヵ箇ｹｶ]月|年間|確定|交付|着手|着工|指定する日|告示|完了"
)
_WHOLE_DATE = re.compile(DATE)


def read_span(cell: Cell, *, fiscal_year: int | None = None, excel_1904: bool = False) -> Span:
    """The period that a cell states.

    Args:
        cell: Text, a date or a serial number (a period of one day, see ``days.read_date``).
        fiscal_year: The fiscal year that the row or file belongs to; needed for ``第1四半期`` and ``4月上旬``.
        excel_1904: Whether serial numbers count from 1904.

    Returns:
        ``令和4年5月`` is the whole month, ``上旬`` days 1 to 10, ``中旬`` 11 to 20, ``下旬`` the rest, ``令和7年度``
        April to March, ``令和8年3月31日まで`` has no start. 頃 and 予定 remain in the text only.

    Raises:
        NotationError: Unreadable, several ranges, a year that is not stated, an end before its start, or one of the
            rules of ``days``.
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    if not isinstance(cell, str):
        day = days.read_date(cell, excel_1904=excel_1904)
        return Span(day, day, cell_text(cell))
    written = cell_text(cell)
    text = narrow(written).removeprefix("自").strip()
    years = _Years(fiscal_year)
    whole = _unit(text, years, written)
    if whole is not None:
        return Span(_moment(text, whole[0], written), _moment(text, whole[1], written), written)
    separator = _SEPARATOR.search(text) or _between_units(text, years, written)
    if separator is None:
        return _open_ended(text, years, written)
    left = _side(text[: separator.start()], years, written)
    right_text = text[separator.end() :]
    right = _end(right_text, left, years, written)
    if left is None and right is None and not _is_relative(text):
        raise NotationError(PERIOD_UNREADABLE, written)
    if left is not None and right is not None and right[1] < left[0]:
        raise NotationError(PERIOD_REVERSED, written)
    start = _moment(text[: separator.start()], left[0], written) if left else None
    return Span(start, _moment(right_text, right[1], written) if right else None, written)


def _moment(text: str, day: date, written: str) -> date:
    """The day, with the time of day where the text states one."""
    match = _DAY.fullmatch(_UNTIL.sub("", text).strip())
    return day if match is None or not states_time(match) else matched_moment(match, written)


def _between_units(text: str, years: _Years, written: str) -> re.Match[str] | None:
    """The one weak separator of a text, if both its sides are units."""
    found = list(_WEAK_SEPARATOR.finditer(text))
    if len(found) != 1:
        return None
    sides = (text[: found[0].start()], _UNTIL.sub("", text[found[0].end() :]))
    return found[0] if all(_unit(side, years, written) for side in sides) else None


def _open_ended(text: str, years: _Years, written: str) -> Span:
    """A text without a separator: ``…まで``, ``…以降``, or a purely relative period."""
    for suffix, is_end in ((_UNTIL, True), (_FROM, False)):
        stripped = suffix.sub("", text)
        if stripped != text and (unit := _unit(stripped, years, written)) is not None:
            moment = _moment(stripped, unit[1] if is_end else unit[0], written)
            return Span(None, moment, written) if is_end else Span(moment, None, written)
    if _is_relative(text):
        return Span(None, None, written)
    refusal = days.refuse_text(text, written)
    if refusal.rule is days.DATE_UNREADABLE:
        raise NotationError(PERIOD_UNREADABLE, written)
    raise refusal


def _side(text: str, years: _Years, written: str) -> Days | None:
    """One side of a range: its unit, None when it is blank or relative."""
    text = _UNTIL.sub("", text).strip()
    if not text:
        return None
    unit = _unit(text, years, written)
    if unit is None and not _is_relative(text):
        raise NotationError(PERIOD_UNREADABLE, written)
    return unit


def _end(text: str, left: Days | None, years: _Years, written: str) -> Days | None:
    """The right side. Without a year of its own it follows the start: same year, else the stated fiscal year."""
    if left is None:
        return _side(text, years, written)
    follow = _side(text, _Years(fiscal_year_of(left[0]), left[0].year), written)
    if follow is None or follow[1] >= left[0] or follow == _side_or_none(text, written):
        return follow
    return _side(text, years, written)


def _side_or_none(text: str, written: str) -> Days | None:
    """The right side when it states its own year, else None."""
    try:
        return _side(text, _Years(None), written)
    except NotationError:
        return None


def _is_relative(text: str) -> bool:
    """Whether an end depends on an event. A whole date in it (契約締結日 令和7年4月1日) must not be dropped, so no."""
    return _EVENT.search(text) is not None and _WHOLE_DATE.search(text) is None


def _unit(text: str, years: _Years, written: str) -> Days | None:
    """The days of a single unit, or None when the text is no unit."""
    if match := _DAY.fullmatch(text):
        day = matched_date(match, written)
        return day, day
    text = _INEXACT.sub("", text)
    if match := _MONTH.fullmatch(text) or _MONTH_ONLY.fullmatch(text):
        return _month(match, years, written)
    if match := _DAY_ONLY.fullmatch(text):
        month = int(match["month"])
        day = make_date(years.of_month(month, written), month, int(match["day"] or match["day2"]), written)
        return day, day
    return _part_of_year(text, years, written)


def _part_of_year(text: str, years: _Years, written: str) -> Days | None:
    """A quarter, half or whole year; None when the text is none of them."""
    if match := _QUARTER.fullmatch(text):
        year, era = _stated_year(match, years, written)
        return _months(year, 3 * _QUARTERS[match["quarter"]] + 1, 3, era, written)
    if match := _HALF.fullmatch(text):
        year, era = _stated_year(match, years, written)
        return _months(year, 4 if match["half"] == "上" else 10, 6, era, written)
    if match := _YEAR_ONLY.fullmatch(text):
        year, era = matched_year(match)
        make_date(year, 1, 1, written)
        of_year = (
            (first_day(year), last_day(year)) if match["kind"] == "年度" else (date(year, 1, 1), date(year, 12, 31))
        )
        return _checked(of_year, era, written)
    return None


def _stated_year(match: re.Match[str], years: _Years, written: str) -> tuple[int, Era | None]:
    if match["era"] or match["year"]:
        return matched_year(match)
    return years.of_quarter(written), None


def _month(match: re.Match[str], years: _Years, written: str) -> Days:
    groups = match.groupdict()
    month = int(groups["month"] or groups["month2"])
    if "year" in groups:
        year, era = matched_year(match)
    else:
        year, era = years.of_month(month, written), None
    first = make_date(year, month, 1, written)
    last = first.replace(day=calendar.monthrange(year, month)[1])
    match groups["third"]:
        case "上" | "初":
            last = first.replace(day=10)
        case "中":
            first, last = first.replace(day=11), first.replace(day=20)
        case "下":
            first = first.replace(day=21)
    return _checked((first, last), era, written)


def _months(fiscal_year: int, month: int, length: int, era: Era | None, written: str) -> Days:
    """``length`` months from a month of the fiscal year, counted from 4 for April to 15 for March."""
    first = make_date(fiscal_year + (month - 1) // 12, (month - 1) % 12 + 1, 1, written)
    beyond = month + length - 1
    last = date(fiscal_year + beyond // 12, beyond % 12 + 1, 1) - timedelta(days=1)
    return _checked((first, last), era, written)


def _checked(of_unit: Days, era: Era | None, written: str) -> Days:
    if era is not None:
        check_era(era, *of_unit, written)
    return of_unit
