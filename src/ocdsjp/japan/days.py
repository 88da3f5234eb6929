"""One day or moment as Japanese offices write it. Nothing is guessed: what can be read in two ways is an error.

A cell is text, a spreadsheet's own date, or a spreadsheet's serial number. Times are Japan Standard Time, which has had
no daylight saving since 1952. Periods and inexact days are in ``spans``, eras in ``eras``.
"""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.eras import ERA_YEAR_PATTERN, Era, calendar_year, check_era
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, narrow

JST = timezone(timedelta(hours=9), "JST")
"""日本標準時, +09:00."""

FIRST_YEAR, LAST_YEAR = 1868, 2199
"""Years that a procurement record may speak of: from 明治 to far beyond the longest lease."""

_EXCEPTION_JA = "原本を直してください。"
_EXCEPTION_EN = "Correct the source."

DATE_UNREADABLE = Rule(
    "date-unreadable",
    "『{value}』は日付として読めません。",
    '"{value}" cannot be read as a date.',
    "令和7年4月1日、R7.4.1、2025-04-01 のような書き方に直してください。",
    "Write it like 令和7年4月1日, R7.4.1 or 2025-04-01.",
)
DATE_INVALID = Rule(
    "date-invalid",
    "『{value}』は存在しない日付です。",
    '"{value}" is a date that does not exist.',
    _EXCEPTION_JA,
    _EXCEPTION_EN,
)
DATE_NO_ERA = Rule(
    "date-ambiguous-year",
    "『{value}』の年は元号年か西暦の下2桁か分かりません。",
    'The year of "{value}" may be an era year or the last two digits of a calendar year.',
    "R7.4.1 のように元号を付けるか、西暦4桁で書いてください。",
    "Add the era, as in R7.4.1, or write the year with four digits.",
)
DATE_NO_YEAR = Rule(
    "date-no-year",
    "『{value}』には年がありません。",
    '"{value}" has no year.',
    "年を書くか、mappings で年度の列を指定してください。",
    "Write the year, or state fiscal_year in the mapping.",
)
DATE_SEVERAL = Rule(
    "date-several",
    "『{value}』には日付が2つ以上あります。",
    '"{value}" holds more than one date.',
    "どの日付を使うかを mappings で指定するか、セルを分けてください。期間なら期間の項目に割り当ててください。",
    "Say in the mapping which one counts, or split the cell. Map a period to a period.",
)
DATE_YEAR_RANGE = Rule(
    "date-implausible-year",
    "『{value}』の年は{first}年から{last}年までの外です。",
    'The year of "{value}" is outside {first} to {last}.',
    _EXCEPTION_JA,
    _EXCEPTION_EN,
)
DATE_SERIAL = Rule(
    "date-serial-range",
    "数値 {value} は日付の通し番号として不自然です（{first}から{last}までの日付を認めます）。",
    "The number {value} is no plausible serial date ({first} to {last} are accepted).",
    "列の割り当てと、ブックの基準日（1900年か1904年か）を確かめてください。",
    "Check the column, and whether the workbook counts from 1900 or 1904.",
)
WEEKDAY_WRONG = Rule(
    "date-weekday",
    "『{value}』の曜日が合いません。この日は{weekday}曜日です。",
    'The weekday of "{value}" is wrong: that day is a {weekday}.',
    "日付と曜日のどちらが正しいかを確かめ、" + _EXCEPTION_JA,
    "Find out which of the two is right. " + _EXCEPTION_EN,
)
TIME_INVALID = Rule(
    "time-invalid",
    "『{value}』の時刻は存在しません。",
    'The time of "{value}" does not exist.',
    _EXCEPTION_JA,
    _EXCEPTION_EN,
)
TIME_AMBIGUOUS = Rule(
    "time-ambiguous",
    "『{value}』の時刻は正午か午前0時か分かりません。",
    'The time of "{value}" may be noon or midnight.',
    "正午、0時、24時、または24時間制で書いてください。",
    "Write 正午, 0時 or 24時, or use the 24-hour clock.",
)

WEEKDAYS = "月火水木金土日"
YEAR = rf"(?:{ERA_YEAR_PATTERN}|(?P<year>[0-9]{{4}}))"
DATE = (
    rf"{YEAR}(?:\s*年\s*(?P<month>[0-9]{{1,2}})\s*月\s*(?P<day>[0-9]{{1,2}})\s*日"
    r"|\s*(?P<sign>[./-])\s*(?P<month2>[0-9]{1,2})\s*(?P=sign)\s*(?P<day2>[0-9]{1,2})(?![0-9]))"
)
"""One whole date with its year, in ``text.narrow`` text."""
WEEKDAY = (
    rf"(?:\s*\(\s*(?P<weekday>[{WEEKDAYS}])(?:曜日?)?(?:[・、]?[祝休]日?)?\s*\)|\s*(?P<weekday2>[{WEEKDAYS}])曜日)"
)
TIME = (
    r"(?:\s*T\s*|\s*)(?:(?P<noon>正午)|(?P<half>午前|午後|AM|PM)?\s*(?P<hour>[0-9]{1,2})\s*"
    r"(?:時(?:\s*(?P<minute>[0-9]{1,2})\s*分(?:\s*(?P<second>[0-9]{1,2})\s*秒)?|(?P<thirty>半))?"
    r"|:(?P<minute2>[0-9]{2})(?::(?P<second2>[0-9]{2})(?:\.[0-9]{1,9})?)?))"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_FULL = re.compile(rf"{DATE}{WEEKDAY}?(?:{TIME})?\s*(?:まで|必着|締切)?")
_DATE = re.compile(DATE)
_COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_NO_ERA = re.compile(r"[0-9]{1,2}(?:([./-])[0-9]{1,2}\1[0-9]{1,2}|\s*年.*)|[0-9]{6}")
_NO_YEAR = re.compile(r"[0-9]{1,2}(?:\s*月\s*[0-9]{1,2}\s*日|[./][0-9]{1,2})\D*")

# Serial numbers are accepted for these days only: outside them the number is more likely an amount, a count or a year.
_SERIAL_FIRST, _SERIAL_LAST = date(1980, 1, 1), date(2099, 12, 31)
# Day 0. In the 1900 system serial 60 is the 29 February 1900 that never was, so later serials count from 1899-12-30
# (ECMA-376 Part 1, 18.17.4.1); accepted days are all later.
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30, tzinfo=JST), datetime(1904, 1, 1, tzinfo=JST)


def read_date(cell: Cell, *, excel_1904: bool = False) -> date:
    """The day that a cell states, in Japan; a time of day in the same cell is dropped (24:00 is the next day).

    Args:
        cell: Text, a date, or a serial number (``int`` or ``float``; a number of eight digits is YYYYMMDD).
        excel_1904: Whether serial numbers count from 1904-01-01, as the workbook says.

    Raises:
        NotationError: One of the rules of this module or of ``eras``.
    """
    return read_datetime(cell, excel_1904=excel_1904).date()


def read_datetime(cell: Cell, *, excel_1904: bool = False) -> datetime:
    """The moment that a cell states, aware and in +09:00; a day without time begins at 00:00.

    Arguments and errors are those of ``read_date``. Text without a zone is Japan Standard Time; 24:00 is 00:00 of the
    next day; fractions of a second are dropped.
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    if isinstance(cell, str):
        return _read_text(cell)
    if isinstance(cell, datetime):
        _day(cell.year, cell.month, cell.day, cell.isoformat())
        return _in_japan(cell).replace(microsecond=0)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day, cell.isoformat())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_serial(cell, excel_1904=excel_1904)
    raise NotationError(DATE_UNREADABLE, cell_text(cell))


def iso(moment: date) -> str:
    """RFC 3339 in Japan's zone, to the second: ``2025-04-01T00:00:00+09:00``. A naive time is Japan's."""
    if isinstance(moment, datetime):
        return _in_japan(moment).isoformat(timespec="seconds")
    return f"{moment.isoformat()}T00:00:00+09:00"


def make_date(year: int, month: int, day: int, written: str, era: Era | None = None) -> date:
    """That day, or the error that fits.

    Raises:
        NotationError: ``DATE_YEAR_RANGE``, ``DATE_INVALID`` or ``eras.ERA_BOUNDS``; ``written`` is what they show.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotationError(DATE_YEAR_RANGE, written, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        made = date(year, month, day)
    except ValueError:
        raise NotationError(DATE_INVALID, written) from None
    if era is not None:
        check_era(era, made, made, written)
    return made


def matched_year(match: re.Match[str]) -> tuple[int, Era | None]:
    """The calendar year of a match of ``YEAR`` or ``DATE``, and its era where it was written in one."""
    if match["era"]:
        era, year = calendar_year(match["era"], match["era_year"])
        return year, era
    return int(match["year"]), None


def matched_date(match: re.Match[str], written: str) -> date:
    """The day of a match of ``DATE``, checked; and checked against its weekday if the match has one."""
    year, era = matched_year(match)
    day = make_date(year, int(match["month"] or match["month2"]), int(match["day"] or match["day2"]), written, era)
    weekday = match["weekday"] or match["weekday2"]
    # Two statements that contradict each other: either may be the slip of the pen.
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise NotationError(WEEKDAY_WRONG, written, weekday=WEEKDAYS[day.weekday()])
    return day


def states_time(match: re.Match[str]) -> bool:
    """Whether a match of ``DATE`` and ``TIME`` has a time of day."""
    return match["hour"] is not None or match["noon"] is not None


def matched_moment(match: re.Match[str], written: str) -> datetime:
    """The moment of a match of ``DATE`` and ``TIME``, checked like ``matched_date``; without a time midnight."""
    day = matched_date(match, written)
    midnight = datetime(day.year, day.month, day.day, tzinfo=JST)
    if not states_time(match):
        return midnight
    moment = midnight + _time_of_day(match, written)
    return _in_japan(moment.replace(tzinfo=_zone(match["zone"], written))) if match["zone"] else moment


def refuse_text(text: str, written: str) -> NotationError:
    """The error that tells best why ``text`` (narrow) is no date."""
    if len(_DATE.findall(text)) > 1:
        return NotationError(DATE_SEVERAL, written)
    if _NO_ERA.fullmatch(text):
        return NotationError(DATE_NO_ERA, written)
    if _NO_YEAR.fullmatch(text):
        return NotationError(DATE_NO_YEAR, written)
    return NotationError(DATE_UNREADABLE, written)


def _read_text(written: str) -> datetime:
    text = narrow(written)
    match = _FULL.fullmatch(text)
    if match is None:
        compact = _COMPACT.fullmatch(text)
        if compact is None:
            raise refuse_text(text, written.strip())
        return _day(int(compact["year"]), int(compact["month"]), int(compact["day"]), text)
    return matched_moment(match, written.strip())


def _time_of_day(match: re.Match[str], written: str) -> timedelta:
    if match["noon"]:
        return timedelta(hours=12)
    hour = int(match["hour"])
    minute = 30 if match["thirty"] else int(match["minute"] or match["minute2"] or 0)
    second = int(match["second"] or match["second2"] or 0)
    if match["half"]:
        # 明治5年太政官布告第337号 calls noon 午前12時 and midnight 午後12時; today's use is often the reverse.
        if hour == 12:  # noqa: PLR2004  # the hour on a dial
            raise NotationError(TIME_AMBIGUOUS, written)
        if hour > 12:  # noqa: PLR2004  # the same
            raise NotationError(TIME_INVALID, written)
        hour += 12 if match["half"] in {"午後", "PM"} else 0
    length = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute > 59 or second > 59 or length > timedelta(hours=24):  # noqa: PLR2004  # the clock
        raise NotationError(TIME_INVALID, written)
    return length


def _zone(text: str, written: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:  # noqa: PLR2004  # ISO 8601; +14:00 is the farthest zone
        raise NotationError(TIME_INVALID, written)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _read_serial(number: float, *, excel_1904: bool) -> datetime:
    if isinstance(number, float) and not math.isfinite(number):
        raise NotationError(DATE_UNREADABLE, repr(number))
    if number == int(number) and (compact := _COMPACT.fullmatch(str(int(number)))):
        return _day(int(compact["year"]), int(compact["month"]), int(compact["day"]), compact[0])
    epoch = _EPOCH_1904 if excel_1904 else _EPOCH_1900
    lowest = (_SERIAL_FIRST - epoch.date()).days
    highest = (_SERIAL_LAST - epoch.date()).days
    if not lowest <= number < highest + 1:
        raise NotationError(DATE_SERIAL, number, first=_SERIAL_FIRST.isoformat(), last=_SERIAL_LAST.isoformat())
    # A binary fraction of a day is only near the second that was typed.
    return epoch + timedelta(seconds=round(number * 86400))


def _in_japan(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JST) if moment.tzinfo is None else moment.astimezone(JST)


def _day(year: int, month: int, day: int, written: str) -> datetime:
    make_date(year, month, day, written)
    return datetime(year, month, day, tzinfo=JST)
