"""Rows whose cells stack several entries, a line each, as rows of one entry each. Runs between header and rows.

Lists of bidders in one cell and their prices in the next are common on municipal pages. Which line belongs to which is
clear only where all the stacked cells have as many lines; a row where they differ is a problem, and nothing is moved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from ocdsjp.errors import NotationError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import Value
from ocdsjp.read.tables import Column, GridRow

_SHOWN = 40


def fitting(columns: Sequence[Column], patterns: Iterable[str]) -> list[int]:
    """The indexes of the columns whose names are or fit one of the patterns, width, case and spaces apart."""
    wanted = [match_key(pattern) for pattern in patterns]
    return [
        place
        for place, column in enumerate(columns)
        if any(fnmatchcase(match_key(column.name), pattern) for pattern in wanted)
    ]


def split_lines(rows: Iterable[GridRow], columns: Sequence[Column], patterns: Sequence[str]) -> Iterator[GridRow]:
    """The rows, each that stacks entries as several of the same number; other cells stay with the first of them."""
    stacked = fitting(columns, patterns)
    for row in rows:
        lines = {place: _lines(row.values[place]) for place in stacked if place < len(row.values)}
        height = max(map(len, lines.values()), default=1)
        if height <= 1 or row.problem is not None:
            yield row
        elif any(len(each) != height for each in lines.values()):
            counts = "、".join(f"{columns[place].name[:_SHOWN]} {len(each)}" for place, each in lines.items())
            yield replace(row, problem=NotationError(rules.LINES_DIFFER, None, counts=counts))
        else:
            for entry in range(height):
                yield replace(row, values=_entry(row.values, lines, entry))


def _lines(value: Value) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else []


def _entry(values: Sequence[Value], lines: dict[int, list[str]], entry: int) -> list[Value]:
    made: list[Value] = list(values) if entry == 0 else [None] * len(values)
    for place, each in lines.items():
        made[place] = each[entry]
    return made
