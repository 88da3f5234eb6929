"""URL templates: addresses that follow a pattern over days, months and fiscal years. Pure: the moment is an argument.

``{date:%Y%m%d}``, ``{month:%Y%m}``, ``{fiscal_year}``, ``{reiwa}``; ``{{`` and ``}}`` stand for braces.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Formatter

from ocdsjp.japan.fiscal_years import first_day, fiscal_year_of
from ocdsjp.settings import JST

VARIABLES = ("date", "month", "fiscal_year", "reiwa")
_DIRECTIVE = re.compile(r"%(-?)([Ymdy])")
_PLAIN = re.compile(r"(?:%-?[Ymdy]|[^%{}])*")
_NUMBER = re.compile(r"0?[1-9]?")
_REIWA_BEGAN = 2019


@dataclass(frozen=True, slots=True)
class Range:
    """Over what a template is repeated.

    Attributes:
        days: So many days up to that of the moment.
        months: So many months up to that of the moment.
        first: The first fiscal year; None: that of the moment.
        last: The last one; None: that of the moment.
    """

    days: int = 1
    months: int = 1
    first: int | None = None
    last: int | None = None


def variables(template: str) -> set[str]:
    """The variables of a template.

    Raises:
        ValueError: If a variable is unknown or written in a way that means nothing.
    """
    found = set()
    for _, name, form, conversion in Formatter().parse(template):
        if name is None:
            continue
        if name not in VARIABLES or conversion:
            raise ValueError(f"unknown variable {{{name}}}; known: {', '.join(VARIABLES)}")
        of_day = name in {"date", "month"}
        if form and not (_PLAIN if of_day else _NUMBER).fullmatch(form):
            raise ValueError(f"{{{name}:{form}}}: {'%Y %y %m %d %-m %-d' if of_day else 'a width such as 02'} is meant")
        found.add(name)
    return found


def expand(templates: Sequence[str], over: Range, at: datetime) -> Iterator[tuple[str, ...]]:
    """What templates stand for at a moment, oldest first; each time all are filled in with the same day or year.

    Once if none has a variable. Days and months are those of Japan. Beside a day or month, the fiscal year is that of
    this day.
    """
    names = set[str]().union(*map(variables, templates))
    today = at.astimezone(JST).date()
    if "date" in names:
        days = [today - timedelta(days=back) for back in reversed(range(over.days))]
    elif "month" in names:
        days = [_months_back(today, back) for back in reversed(range(over.months))]
    elif names:
        present = fiscal_year_of(today)
        first, last = (present if it is None else it for it in (over.first, over.last))
        days = [first_day(year) for year in range(first, last + 1)]
    else:
        days = [today]
    for day in days:
        yield tuple(_filled(template, day) for template in templates)


def _filled(template: str, day: date) -> str:
    year = fiscal_year_of(day)
    values = {"fiscal_year": year, "reiwa": year - _REIWA_BEGAN + 1}
    parts = []
    for text, name, form, _ in Formatter().parse(template):
        parts.append(text)
        if name in {"date", "month"}:
            parts.append(_DIRECTIVE.sub(lambda it: _written(day, *it.groups()), form or _usual(name)))
        elif name is not None:
            parts.append(format(values[name], form or ""))
    return "".join(parts)


def _usual(name: str) -> str:
    return "%Y-%m-%d" if name == "date" else "%Y-%m"


def _written(day: date, sign: str, letter: str) -> str:
    """One directive. Not ``strftime``: its ``%-m`` is not there on every system."""
    number, width = {"Y": (day.year, 4), "y": (day.year % 100, 2), "m": (day.month, 2), "d": (day.day, 2)}[letter]
    return str(number) if sign else f"{number:0{width}}"


def _months_back(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
