"""Finds the header of a grid and names its columns. Knows nothing of files and nothing of what a column means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value, column_letter, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import HeaderAt, ReadOptions
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
        columns: The columns.
        title_lines: Text above it.
        consumed: How many of the searched rows it and what stands above it take.
        keys: Per row of the header, its match keys by column, to know it again further down.
    """

    columns: tuple[Column, ...]
    title_lines: tuple[str, ...]
    consumed: int
    keys: tuple[Mapping[int, str], ...]


def find_header(rows: Sequence[GridRow], grid: Grid, options: ReadOptions, limits: Limits) -> Header:
    """The header of a grid whose first rows are ``rows``.

    Raises:
        ReadError: If expected columns are missing or there are too many columns.
    """
    if options.header == "none":
        names = [column_letter(index) for index in range(_width(rows, grid, limits))]
        header = Header(_columns(names, grid, options), (), 0, ())
    elif isinstance(options.header, HeaderAt):
        header = _at(rows, grid, options, limits, options.header)
    else:
        header = _auto(rows, grid, options, limits)
    _require(header, options)
    return header


def _auto(rows: Sequence[GridRow], grid: Grid, options: ReadOptions, limits: Limits) -> Header:
    """The first window in which most of the expected names stand; without any, the first row that looks like one."""
    expected = {match_key(name) for name in options.columns_expected}
    if not expected:
        return _build(rows, _first_row_of_names(rows), options.header_rows, grid, options, limits)
    best, most = 0, -1
    for start in range(len(rows)):
        window = rows[start : start + options.header_rows]
        found = len(expected.intersection(map(match_key, _names(window, grid, _width(window, grid, limits)))))
        if found > most:
            best, most = start, found
        if found == len(expected):
            break
    return _build(rows, best, options.header_rows, grid, options, limits)


def _first_row_of_names(rows: Sequence[GridRow]) -> int:
    """The first row with two cells or more, all of them text; else the first row."""
    for start, row in enumerate(rows):
        shown = [value for value in row.values if not is_empty(value)]
        if len(shown) > 1 and all(isinstance(value, str) for value in shown):
            return start
    return 0


def _at(rows: Sequence[GridRow], grid: Grid, options: ReadOptions, limits: Limits, at: HeaderAt) -> Header:
    for start, row in enumerate(rows):
        if row.number >= at.row:
            return _build(rows, start, at.rows, grid, options, limits)
    raise ReadError(rules.HEADER_NOT_FOUND, f"read.header.row: {at.row}", found="")


def _build(
    rows: Sequence[GridRow], start: int, height: int, grid: Grid, options: ReadOptions, limits: Limits
) -> Header:
    window = rows[start : start + height]
    names = _names(window, grid, _width(window, grid, limits))
    return Header(
        columns=_columns(names, grid, options),
        title_lines=tuple(filter(None, map(_line, rows[:start]))),
        consumed=start + len(window) + options.skip_rows_after_header,
        keys=tuple(filter(None, map(_keys, window))),
    )


def _require(header: Header, options: ReadOptions) -> None:
    present = {match_key(column.name) for column in header.columns}
    missing = [name for name in (*options.columns_expected, *options.fill_down) if match_key(name) not in present]
    if missing:
        found = "、".join(column.name for column in header.columns[:_TOLD])
        raise ReadError(rules.HEADER_NOT_FOUND, "、".join(dict.fromkeys(missing)), found=found)


def _width(window: Sequence[GridRow], grid: Grid, limits: Limits) -> int:
    """How many columns the table has: of the sheet, or for text files of the longest row of the header.

    Empty cells at the end of a text file's header (trailing commas) make no columns.
    """
    width = grid.width or 0
    if grid.width is None:
        for row in window:
            last = max((index for index, value in enumerate(row.values) if not is_empty(value)), default=-1)
            width = max(width, last + 1)
    if width > limits.max_columns:
        raise ReadError(rules.TOO_MANY_COLUMNS, width, row=window[0].number if window else 1, limit=limits.max_columns)
    return width


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
        texts = [_name(value) for value in row.values[:width]]
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
        letter = column_letter(index)
        distinct, number = name or letter, 1
        while match_key(distinct) in taken:
            number += 1
            distinct = f"{name or letter}#{number}"
        taken.add(match_key(distinct))
        hidden = index in grid.hidden_columns and options.hidden == "skip"
        columns.append(Column(distinct, letter, index, hidden=hidden))
    return tuple(columns)


def _keys(row: GridRow) -> dict[int, str]:
    return {index: match_key(text) for index, value in enumerate(row.values) if (text := _name(value))}


def _name(value: Value) -> str:
    """The text of a header cell, without line breaks and spaces. An error in a header is no name."""
    if value is None or isinstance(value, BrokenCell):
        return ""
    return _SPACE.sub("", str(value))


def _line(row: GridRow) -> str:
    shown = (value for value in row.values if not is_empty(value) and not isinstance(value, BrokenCell))
    return " ".join(str(value).strip() for value in shown)
