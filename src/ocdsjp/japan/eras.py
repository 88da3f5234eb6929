"""Eras: when each began and ended, how it is abbreviated, which year of the calendar an era year is.

Notations of whole dates are in ``dates``, of fiscal years in ``fiscal_years``.
"""

from dataclasses import dataclass
from datetime import date

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule

ERA_BOUNDS = Rule(
    "date-era-bounds",
    "『{value}』は{era}の期間（{first}から{last}まで）の外です。",
    '"{value}" lies outside the era {era} ({first} to {last}).',
    "元号と年を確かめて原本を直してください。",
    "Check era and year and correct the source.",
)


@dataclass(frozen=True, slots=True)
class Era:
    """An era.

    Attributes:
        name: 令和.
        letter: R, as on forms and in file names.
        first, last: Its days, both included; the era that runs ends with the last day that ``datetime`` knows.
    """

    name: str
    letter: str
    first: date
    last: date

    def year(self, number: int) -> int:
        """The calendar year of that era year; whether the era lasted that long is ``holds``' question."""
        return self.first.year + number - 1

    def holds(self, first: date, last: date) -> bool:
        """Whether any day from ``first`` to ``last`` belongs to the era."""
        return first <= self.last and last >= self.first


# Days before the solar calendar of 1873-01-01 are named in the Gregorian calendar. Sources: 明治元年 and 明治45年詔書
# (大正), 大正15年詔書 (昭和), 昭和64年政令第1号 (平成), 平成31年政令第143号 (令和).
ERAS = (
    Era("令和", "R", date(2019, 5, 1), date.max),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 29)),
)

_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter, era.letter.lower())}

ERA_PATTERN = "(?:令和|平成|昭和|大正|明治|[令平昭大明RHSTMrhstm])"
"""Matches an era's name or abbreviation in ``text.narrow`` text."""

ERA_YEAR_PATTERN = rf"(?P<era>{ERA_PATTERN})\s*\.?\s*(?P<era_year>元|[0-9]{{1,2}})"
"""Matches an era year; groups ``era`` and ``era_year`` are the arguments of ``calendar_year``."""


def calendar_year(mark: str, number: str) -> tuple[Era, int]:
    """The era and the calendar year of ``("令和", "元")`` or ``("R", "07")``."""
    era = _BY_MARK[mark]
    return era, era.year(1 if number == "元" else int(number))


def check_era(era: Era, first: date, last: date, written: str) -> None:
    """Refuse a day or period of which no day belongs to the era that it is written in.

    Raises:
        NotationError: ``ERA_BOUNDS``, as for 平成32年 or 昭和64年1月8日.
    """
    if not era.holds(first, last):
        end = "現在" if era.last == date.max else era.last.isoformat()
        raise NotationError(ERA_BOUNDS, written, era=era.name, first=era.first.isoformat(), last=end)


def in_era(day: date) -> tuple[Era, int]:
    """The era of a day and the year in it: ``date(2019, 5, 1)`` is 令和 1.

    Raises:
        ValueError: If the day is before 明治.
    """
    for era in ERAS:
        if day >= era.first:
            return era, day.year - era.first.year + 1
    raise ValueError(f"{day} is before 明治")
