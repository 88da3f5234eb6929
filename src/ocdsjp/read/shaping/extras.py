"""Columns that a table has besides its own: links of cells, text struck through, the heading above a row, marks.

Which there are is said by the mapping alone, never by the content, so that a table has the same columns every day.
"""

import re
from collections.abc import Sequence

from ocdsjp.japan.text import match_key
from ocdsjp.read.cells import Value, column_index, is_empty
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.shaping.split_lines import fitting
from ocdsjp.read.tables import Column, Grid, Row

LINK = "／リンク"
STRUCK = "取消線"
STRUCK_WHOLLY, STRUCK_PARTLY = "全部", "一部"


def extra_names(options: ReadOptions) -> tuple[str, ...]:
    """The names of the columns to add, in their order: links, 取消線, heading, marks."""
    struck = (STRUCK,) if options.struck == "column" else ()
    heading = (options.heading_rows,) if options.heading_rows is not None else ()
    return (*(f"{name}{LINK}" for name in options.links), *struck, *heading, *options.marks.values())


def link_columns(own: Sequence[Column], options: ReadOptions) -> list[Column | None]:
    """For each name in ``links`` the column of that name."""
    by_key = {match_key(column.name): column for column in reversed(own)}
    return [by_key.get(match_key(name)) for name in options.links]


# What lists put before or after the name of a winner. A mark may also stand alone in its cell: then it stays there.
_SIGNS = "※*＊◎○●☆★"
_MARK_BEFORE = re.compile(rf"\s*([{_SIGNS}]+)\s*(?=[^\s{_SIGNS}])")
_MARK_AFTER = re.compile(rf"(?<=[^\s{_SIGNS}])\s*([{_SIGNS}]+)\s*\Z")


def _take_mark(values: list[Value], columns: Sequence[int]) -> Value:
    """The mark at the text of the first of the columns that bears one, which is then without it."""
    for place in columns:
        text = values[place]
        if isinstance(text, str) and (match := _MARK_BEFORE.match(text) or _MARK_AFTER.search(text)):
            values[place] = text[: match.start()] + text[match.end() :]
            return match[1]
    return None


class Extras:
    """The values of the added columns, row by row.

    Args:
        own: The table's own columns.
        grid: Knows links and struck cells.
        options: Say which columns to add.
        heading: The heading that the first rows stand under, or None.
    """

    def __init__(self, own: Sequence[Column], grid: Grid, options: ReadOptions, heading: str | None) -> None:
        self._grid = grid
        self._cells = [(column_index(column.letter), column.below) for column in own]
        linked = link_columns(own, options)
        self._links = [None if column is None else (column_index(column.letter), column.below) for column in linked]
        self._struck = options.struck == "column"
        self._headed = options.heading_rows is not None
        self._heading = heading
        self._marked = [fitting(own, (pattern,)) for pattern in options.marks]
        self.there = bool(extra_names(options))

    def take_heading(self, text: str) -> None:
        """The rows from here on stand under this heading."""
        self._heading = text.strip()

    def add(self, row: Row) -> None:
        """Append the values of the added columns to a row that has those of its own."""
        links = self._grid.links
        values = row.values[: len(self._cells)]
        for place in self._links:
            values.append(None if place is None else links.get((row.number + place[1], place[0])))
        if self._struck:
            values.append(self._extent(row))
        if self._headed:
            values.append(self._heading)
        for columns in self._marked:
            values.append(_take_mark(values, columns))
        row.values = values

    def _extent(self, row: Row) -> Value:
        """How much of a row is struck through."""
        struck = self._grid.struck
        if not struck:
            return None
        shown = [
            struck.get((row.number + below, index))
            for (index, below), value in zip(self._cells, row.values, strict=False)
            if not is_empty(value)
        ]
        if not any(found is not None for found in shown):
            return None
        return STRUCK_WHOLLY if all(shown) else STRUCK_PARTLY
