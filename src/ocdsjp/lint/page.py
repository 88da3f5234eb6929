"""What the checks look at: one sheet with its rows, and where in it title, header, data and notes are. Pure.

The header is found by form alone, since nothing is known of the file: the first full row of nothing but words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from ocdsjp.read import RowKind, Value
from ocdsjp.read.cells import cell_ref, column_index, is_empty
from ocdsjp.read.look import SheetLook

Cells = Sequence[Value]

_SEARCHED = 60
_FULL = 0.6  # of the usual number of cells; title lines have one or two
_TOP_HEADING_BLANKS = 0.3  # of a heading over several columns all cells but the first are blank
_NUMBER = re.compile(r"[-+△▲−]?[¥￥]?[\d０-９][\d０-９,，.．]*")
_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")


@dataclass(frozen=True)
class Line:
    """One row that shows something: its number as a spreadsheet shows it, its kind, and its cells."""

    number: int
    kind: RowKind
    cells: Cells

    @cached_property
    def shown(self) -> list[int]:
        """The columns that show something."""
        return [column for column, value in enumerate(self.cells) if not is_empty(value)]

    @cached_property
    def is_words(self) -> bool:
        """Whether it shows nothing but words."""
        return all(is_word(self.cells[column]) for column in self.shown)


class Shown(NamedTuple):
    """A cell that shows something: column index, row number, value."""

    column: int
    row: int
    value: Value

    @property
    def address(self) -> str:
        """``F27``."""
        return cell_ref(self.column, self.row)


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range: first and last row number, first and last column index."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


@dataclass(frozen=True)
class Page:
    """One sheet, or one text file.

    Attributes:
        name: Sheet name, or None.
        lines: The rows that show something, in order; cells covered by a merge are empty.
        look: How the sheet is made.
        is_text: True for a text file, in which every cell is text.
    """

    name: str | None
    lines: tuple[Line, ...]
    look: SheetLook
    is_text: bool = False

    @cached_property
    def merges(self) -> tuple[Range, ...]:
        """The merged ranges."""
        return tuple(filter(None, map(_range, self.look.merges)))

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((max(line.shown, default=-1) + 1 for line in self.lines), default=0)

    @cached_property
    def _header_span(self) -> tuple[int, int]:
        """Positions in ``lines`` of the first row of the header and of the first one below it; the same if none."""
        usual = median([len(line.shown) for line in self.lines if len(line.shown) > 1] or [2])
        least = max(2.0, usual * _FULL)
        for place, line in enumerate(self.lines[:_SEARCHED]):
            if len(line.shown) >= least and line.is_words:
                return place, place + self._height(place)
            if self._is_top_heading(place, least):
                return place, place + 1 + self._height(place + 1)
        return 0, 0

    def _is_top_heading(self, place: int, least: float) -> bool:
        """Whether a row is a row of headings over several columns, with the full row of names right below."""
        if place + 1 >= len(self.lines):
            return False
        line, below = self.lines[place], self.lines[place + 1]
        spans = any(merge.top == line.number and merge.right > merge.left for merge in self.merges)
        return (
            len(line.shown) > 1
            and line.is_words
            and below.is_words
            and len(below.shown) >= least
            and (spans or self.is_text)
        )

    def _height(self, place: int) -> int:
        """How many rows a header that begins there takes."""
        number = self.lines[place].number
        bottom = number
        for merge in self.merges:
            if merge.top == number:
                bottom = max(bottom, merge.bottom, number + 1 if merge.right > merge.left else number)
        height = sum(1 for line in self.lines[place:] if line.number <= bottom)
        if height == 1 and self._has_names_below(place):
            height = 2
        return height

    def _has_names_below(self, place: int) -> bool:
        if place + 1 >= len(self.lines):
            return False
        line, below = self.lines[place], self.lines[place + 1]
        blanks = [column for column in range(self.width) if column not in line.shown]
        under = [column for column in blanks if column in below.shown]
        return below.is_words and len(under) >= max(1.0, self.width * _TOP_HEADING_BLANKS)

    @property
    def titles(self) -> tuple[Line, ...]:
        """The rows above the header."""
        return self.lines[: self._header_span[0]]

    @property
    def header(self) -> tuple[Line, ...]:
        """The rows of the header; none if none was found."""
        return self.lines[slice(*self._header_span)]

    @cached_property
    def body(self) -> tuple[Line, ...]:
        """The rows below the header, of every kind."""
        return self.lines[self._header_span[1] :]

    @cached_property
    def data(self) -> tuple[Line, ...]:
        """The rows of data."""
        return tuple(line for line in self.body if line.kind in {RowKind.DATA, RowKind.HIDDEN})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each column: the texts of the header above each other, headings over several columns included."""
        return tuple("／".join(self._texts_of(column)) for column in range(self.width))

    def _texts_of(self, column: int) -> Iterator[str]:
        before = ""
        for place, line in enumerate(self.header):
            text = self._heading(line, column, last=place == len(self.header) - 1)
            if text and text != before:
                yield text
            before = text or before

    def _heading(self, line: Line, column: int, *, last: bool) -> str:
        text = _plain(line, column)
        if text:
            return text
        for merge in self.merges:
            if merge.top <= line.number <= merge.bottom and merge.left <= column <= merge.right:
                above = next((each for each in self.header if each.number == merge.top), line)
                return _plain(above, merge.left)
        if not last and self.is_text:  # merged cells were lost: the heading on the left stands over it
            return next((_plain(line, left) for left in range(column, -1, -1) if _plain(line, left)), "")
        return ""

    @cached_property
    def columns(self) -> tuple[tuple[Shown, ...], ...]:
        """Of each column the cells of the rows of data that show something."""
        columns: list[list[Shown]] = [[] for _ in range(self.width)]
        for line in self.data:
            for index in line.shown:
                columns[index].append(Shown(index, line.number, line.cells[index]))
        return tuple(map(tuple, columns))

    @cached_property
    def data_texts(self) -> tuple[Shown, ...]:
        """The cells of the rows of data that hold text, by column."""
        return tuple(cell for column in self.columns for cell in column if isinstance(cell.value, str))

    @cached_property
    def header_texts(self) -> tuple[Shown, ...]:
        """The cells of the header that hold text."""
        return tuple(_texts(self.header))

    @cached_property
    def other_texts(self) -> tuple[Shown, ...]:
        """The cells above and below the table that hold text."""
        return tuple(_texts([*self.titles, *(line for line in self.body if line.kind is RowKind.NOTE)]))

    @cached_property
    def notes(self) -> str:
        """All text above and below the table, where units and marks are explained."""
        return "\n".join(str(cell.value) for cell in self.other_texts)


def is_word(value: Value) -> bool:
    """Whether a cell holds text that is no number."""
    return isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is None


def page_of(look: SheetLook, rows: Iterable[Line], *, is_text: bool) -> Page:
    """A page of rows as the reader gives them: it writes merged cells over their range, which is undone."""
    page = Page(look.name, (), look, is_text)
    covered: dict[int, list[Range]] = {}
    for merge in page.merges:
        for number in range(merge.top, min(merge.bottom, merge.top + 1000) + 1):
            covered.setdefault(number, []).append(merge)
    lines = (_uncovered(line, covered.get(line.number, ())) for line in rows)
    return Page(look.name, tuple(line for line in lines if line.shown), look, is_text)


def _uncovered(line: Line, merges: Sequence[Range]) -> Line:
    if not merges:
        return line
    cells = list(line.cells)
    for merge in merges:
        for column in range(merge.left, min(merge.right, len(cells) - 1) + 1):
            if (line.number, column) != (merge.top, merge.left):
                cells[column] = None
    return Line(line.number, line.kind, cells)


def _texts(lines: Iterable[Line]) -> Iterator[Shown]:
    for line in lines:
        for column in line.shown:
            if isinstance(line.cells[column], str):
                yield Shown(column, line.number, line.cells[column])


def _range(text: str) -> Range | None:
    match = _RANGE.fullmatch(text.upper().replace("$", ""))
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    return Range(int(top), column_index(left), int(bottom or top), column_index(right or left), text)


def _plain(line: Line, column: int) -> str:
    """The text of a header cell, without line breaks and spaces."""
    value = line.cells[column] if column < len(line.cells) else None
    return "" if is_empty(value) else re.sub(r"\s+", "", str(value))
