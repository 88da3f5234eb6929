"""Finds the header of a grid and names its columns. Knows nothing of files and nothing of what a column means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value, column_letter, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import HeaderAt, ReadOptions
from ocdsjp.read.shaping.extras import extra_names, link_columns
from ocdsjp.read.shaping.split_lines import fitting
from ocdsjp.read.tables import Column, Grid, GridRow

SEARCHED_ROWS = 60
"""How many rows are searched for a header. Real title blocks take 1 to 5; cover notes have reached 30."""

JOINT = "／"
_SPACE = re.compile(r"\s+")
_TOLD = 60  # headers named in an error

_Origin = tuple[int, int]  # row number and column index of the cell that a text comes from


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it was found.

    Attributes:
        columns: The columns, those that ``extras`` adds at the end.
        width: How many of them are the table's own.
        title_lines: Text above it.
        consumed: How many of the searched rows it and what stands above it take.
        words: Per row of the header, its texts by column, to know it again further down.
        heading: The last row above it that has one text alone, in the first column; None without.
    """

    columns: tuple[Column, ...]
    width: int
    title_lines: tuple[str, ...]
    consumed: int
    words: tuple[Mapping[int, str], ...]
    heading: str | None = None


def find_header(rows: Sequence[GridRow], grid: Grid, options: ReadOptions, limits: Limits) -> Header:
    """The header of a grid whose first rows are ``rows``.

    Raises:
        ReadError: If expected columns are missing or there are too many columns.
    """
    finder = _Finder(rows, grid, options, limits)
    if grid.names is not None:
        header = Header(_columns(grid.names, grid, options), len(grid.names), grid.titles, 0, ())
    elif options.header == "none":
        header = finder.unnamed()
    elif isinstance(options.header, HeaderAt):
        header = finder.at(options.header)
    else:
        header = finder.auto()
    _require(header, options)
    return header


@dataclass(frozen=True, slots=True)
class _Finder:
    rows: Sequence[GridRow]
    grid: Grid
    options: ReadOptions
    limits: Limits

    def unnamed(self) -> Header:
        names = [""] * self._width(self.rows, by_place=True)
        return Header(_columns(names, self.grid, self.options), len(names), self.grid.titles, 0, ())

    def at(self, place: HeaderAt) -> Header:
        for start, row in enumerate(self.rows):
            if row.number >= place.row:
                return self._build(start, place.rows)
        raise ReadError(rules.HEADER_NOT_FOUND, f"read.header.row: {place.row}", found="", lacking=1_000)

    def auto(self) -> Header:
        """The first window with most of the expected names; if none is expected, the first row that looks like one."""
        height = self.options.header_rows
        added = set(map(match_key, extra_names(self.options)))
        expected = {match_key(name) for name in self.options.columns_expected} - added
        if not expected:
            return self._build(_first_row_of_names(self.rows), height)
        best, most = 0, -1
        for start in range(len(self.rows)):
            window = self.rows[start : start + height]
            found = len(expected.intersection(map(match_key, _names(window, self.grid, self._width(window)))))
            if found > most:
                best, most = start, found
            if found == len(expected):
                break
        return self._build(best, height)

    def _build(self, start: int, height: int) -> Header:
        window = self.rows[start : start + height]
        names = _names(window, self.grid, self._width(window))
        return Header(
            columns=_columns(names, self.grid, self.options),
            width=len(names),
            title_lines=(*self.grid.titles, *filter(None, map(_line, self.rows[:start]))),
            consumed=start + len(window) + self.options.skip_rows_after_header,
            words=tuple(filter(None, (words(row.values) for row in window))),
            heading=next(filter(None, (heading_of(row.values) for row in reversed(self.rows[:start]))), None),
        )

    def _width(self, window: Sequence[GridRow], *, by_place: bool = False) -> int:
        """How many columns the table has: of the sheet, or for text files of the longest row of the header.

        Empty cells at the end of a text file's header (trailing commas) make no columns, unless columns have no names
        but their places: then they are columns that are empty in these rows.
        """
        width = self.grid.width or 0
        if self.grid.width is None:
            for row in window:
                last = max(
                    (index for index, value in enumerate(row.values) if by_place or not is_empty(value)), default=-1
                )
                width = max(width, last + 1)
        if width > self.limits.max_columns:
            raise ReadError(rules.TOO_MANY_COLUMNS, width, row=window[0].number, limit=self.limits.max_columns)
        return width


def _first_row_of_names(rows: Sequence[GridRow]) -> int:
    """The first row with two cells or more, all of them text; else the first row."""
    for start, row in enumerate(rows):
        shown = [value for value in row.values if not is_empty(value)]
        if len(shown) > 1 and all(isinstance(value, str) for value in shown):
            return start
    return 0


def _require(header: Header, options: ReadOptions) -> None:
    present = {match_key(column.name) for column in header.columns}
    missing = [name for name in (*options.columns_expected, *options.links) if match_key(name) not in present]
    patterns = (*options.fill_down, *options.split_lines, *options.marks)
    missing += [pattern for pattern in patterns if not fitting(header.columns, (pattern,))]
    if missing:
        found = "、".join(column.name for column in header.columns[:_TOLD])
        missing = list(dict.fromkeys(missing))
        raise ReadError(rules.HEADER_NOT_FOUND, "、".join(missing), found=found, lacking=len(missing))


def _names(window: Sequence[GridRow], grid: Grid, width: int) -> list[str]:
    """One name per column: the texts above each other, joined; a text that spans rows counts once."""
    layers = _layers(window, grid, width)
    names: list[str] = []
    for index in range(width):
        parts: list[str] = []
        origins: list[_Origin] = []
        for layer in layers:
            origin, text = layer[index]
            if text and origin not in origins and (not parts or parts[-1] != text):
                parts.append(text)
                origins.append(origin)
        names.append(JOINT.join(parts))
    return names


def _layers(window: Sequence[GridRow], grid: Grid, width: int) -> list[list[tuple[_Origin, str]]]:
    """Per row of the header and column: the text that is seen there and the cell that it comes from."""
    layers = []
    for row in window:
        texts = [name_of(value) for value in row.values[:width]]
        texts += [""] * (width - len(texts))
        layers.append([((row.number, index), text) for index, text in enumerate(texts)])
    merged = _fill_merges(window, layers, grid, width)
    _fill_right(window, layers, merged)
    return layers


def _fill_merges(
    window: Sequence[GridRow], layers: list[list[tuple[_Origin, str]]], grid: Grid, width: int
) -> set[_Origin]:
    """Write each merged cell's text over its part of the header; return the cells that are merged."""
    places = {row.number: place for place, row in enumerate(window)}
    merged: set[_Origin] = set()
    for merge in grid.merges:
        if merge.top not in places:
            continue
        seen = layers[places[merge.top]][merge.left] if merge.left < width else None
        for number in range(merge.top, min(merge.bottom, window[-1].number) + 1):
            for index in range(merge.left, min(merge.right, width - 1) + 1):
                merged.add((number, index))
                if seen is not None and number in places:
                    layers[places[number]][index] = seen
    return merged


def _fill_right(window: Sequence[GridRow], layers: list[list[tuple[_Origin, str]]], merged: set[_Origin]) -> None:
    """Let a heading stand over its neighbours where merged cells were lost, as in CSV.

    An empty cell takes the heading on its left if both have something of their own in a row below.
    """
    for place, layer in enumerate(layers[:-1]):
        below = layers[place + 1 :]
        for index in range(1, len(layer)):
            if layer[index][1] or (window[place].number, index) in merged:
                continue
            if all(any(lower[column][1] for lower in below) for column in (index - 1, index)):
                layer[index] = layer[index - 1]


def _columns(names: Sequence[str], grid: Grid, options: ReadOptions) -> tuple[Column, ...]:
    """Columns with distinct names: a column without name gets its letter, the second of a name ``#2``."""
    taken: set[str] = set()
    columns = []
    for index, name in enumerate(names):
        place, below = grid.places[index] if grid.places else (index, 0)
        # Names without cells, as of JSON, are no columns of a spreadsheet.
        letter = "" if grid.names is not None and not grid.places else column_letter(place)
        hidden = index in grid.hidden_columns and options.hidden == "skip"
        distinct = _distinct(name or column_letter(place), taken)
        columns.append(Column(distinct, letter, index, hidden=hidden, below=below))
    linked = link_columns(columns, options)
    for name, beside in zip_longest(extra_names(options), linked):
        letter, below = (column_letter(0), 0) if beside is None else (beside.letter, beside.below)
        columns.append(Column(_distinct(name, taken), letter, len(columns), below=below))
    return tuple(columns)


def _distinct(name: str, taken: set[str]) -> str:
    """The name, numbered if it is taken; it is taken from then on."""
    distinct, number = name, 1
    while match_key(distinct) in taken:
        number += 1
        distinct = f"{name}#{number}"
    taken.add(match_key(distinct))
    return distinct


def heading_of(values: Sequence[Value]) -> str | None:
    """The text of a row that has nothing else, in its first column; None if it is no such row, or a bare number."""
    if not values or not isinstance(values[0], str) or not all(map(is_empty, values[1:])):
        return None
    text = values[0].strip()
    return None if not text or match_key(text).isdecimal() else text


def words(values: Sequence[Value]) -> dict[int, str]:
    """The texts of a row by column, without line breaks and spaces."""
    return {index: text for index, value in enumerate(values) if (text := name_of(value))}


def name_of(value: Value) -> str:
    """The text of a header cell, without line breaks and spaces. An error in a header is no name."""
    if value is None or isinstance(value, BrokenCell):
        return ""
    return _SPACE.sub("", str(value))


def _line(row: GridRow) -> str:
    shown = (value for value in row.values if not is_empty(value) and not isinstance(value, BrokenCell))
    return " ".join(str(value).strip() for value in shown)
