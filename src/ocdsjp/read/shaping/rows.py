"""Turns the rows under a header into ``Row``s: what kind each is, and what its empty cells mean.

Streams: holds at most ``_HELD`` rows, those that may turn out to be the footnotes at the end.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from ocdsjp.errors import NotationError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import Value, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import HeaderAt, ReadOptions
from ocdsjp.read.shaping.beside import from_lines, with_beside, without_beside
from ocdsjp.read.shaping.extras import Extras
from ocdsjp.read.shaping.headers import SEARCHED_ROWS, Header, find_header, heading_of, name_of, words
from ocdsjp.read.shaping.merges import DownwardMerges
from ocdsjp.read.shaping.split_lines import fitting, split_lines
from ocdsjp.read.shaping.stacked import stacked
from ocdsjp.read.tables import Grid, GridRow, Report, Row, RowKind, Table

# 合計, 小　計, 計（税込）, 総合計, 合計12件: the whole cell, so that 「計量器」 stays a title.
_TOTAL = re.compile(r"(?:小|合|総|総合|累|通|年度|年間|月|部局|課|所)?計(?:金額|額|件数)?(?:\d+件)?(?:[(\[【<].*)?:?")
_LONGEST_TOTAL = 40
_NOTE = re.compile(r"\s*(?:[※*＊]|[（(【]?注|[（(【]?備考)")
_DITTO = frozenset({"〃", "″", "同上", "仝", "々"})
_NOTE_WIDTH = 3  # in a table of two columns a row with one cell is an ordinary row
_HELD = 50  # footnotes at the end of real files take 1 to 12 rows


def tabulate(grid: Grid, options: ReadOptions, limits: Limits, report: Report) -> Table | None:
    """The table on ``grid``, or None if the grid shows nothing at all. Its rows are read as they are taken.

    Raises:
        ReadError: If the header is not as ``options`` say.
    """
    if options.rows_per_record > 1:
        grid, options = stacked(grid, options)
    rows = (row for row in grid.rows if row.problem is not None or not all(map(is_empty, row.values)))
    deepest = options.header.row + options.header.rows if isinstance(options.header, HeaderAt) else 0
    searched = list(islice(rows, max(SEARCHED_ROWS, deepest)))
    if not searched:
        return None
    header = find_header(searched, grid, without_beside(options, grid.beside), limits)
    beside = (*grid.beside, *from_lines(options.lines, header.title_lines))
    body: Iterator[GridRow] = islice(chain(searched, rows), header.consumed, None)
    if options.split_lines:
        body = split_lines(body, header.columns[: header.width], options.split_lines)
    reader = _Body(header, grid, options, report)
    table = Table(grid.sheet, header.columns, header.title_lines, grid.date_1904, reader.read(body))
    return with_beside(table, beside)


class _Body:
    """Reads the rows under one header."""

    def __init__(self, header: Header, grid: Grid, options: ReadOptions, report: Report) -> None:
        self._width = header.width
        self._header = header
        self._skips_hidden = options.hidden == "skip"
        self._hidden_rows = grid.hidden_rows
        self._hidden_columns = [column.index for column in header.columns if column.hidden]
        self._above = _Above(header, options)
        self._has_headings = options.heading_rows is not None
        first_heading = header.heading or (grid.titles[-1] if grid.titles else None)
        self._extras = Extras(header.columns[: header.width], grid, options, first_heading)
        self._merges = DownwardMerges(grid.merges)
        self._report = report
        self._is_record = grid.names is not None  # what a total or a footnote is in a table

    def read(self, rows: Iterable[GridRow]) -> Iterator[Row]:
        """All rows; a run of rows with one cell is decided when a fuller row or the end follows."""
        held: deque[Row] = deque()
        for raw in rows:
            row, may_be_note = self._row(raw)
            if may_be_note:
                held.append(row)
                if len(held) > _HELD:
                    yield self._finished(held.popleft())
                continue
            while held and row.kind is RowKind.DATA:
                yield self._finished(held.popleft())
            if held:
                held.append(row)
            else:
                yield self._finished(row)
        for row in held:
            if row.kind is RowKind.DATA:
                row.kind = RowKind.NOTE
            yield self._finished(row)

    def _finished(self, row: Row) -> Row:
        self._report.rows += 1
        if row.kind is RowKind.DATA and row.problem is None:
            self._above.fill(row.values)
        if self._extras.there:
            self._extras.add(row)
        return row

    def _row(self, raw: GridRow) -> tuple[Row, bool]:
        """The row, and whether it is a footnote if nothing but footnotes follows."""
        values, problem = self._fit(raw)
        self._merges.fill(raw.number, values)
        for index in self._hidden_columns:
            values[index] = None
        if problem is not None:
            return Row(raw.number, RowKind.DATA, values, problem, raw.spots), False
        if self._skips_hidden and raw.number in self._hidden_rows:
            return Row(raw.number, RowKind.HIDDEN, values, None, raw.spots), False
        kind, may_be_note = (RowKind.DATA, False) if self._is_record else self._classify(values)
        return Row(raw.number, kind, values, None, raw.spots), may_be_note

    def _fit(self, raw: GridRow) -> tuple[list[Value], NotationError | None]:
        """The values, one per column. A shorter row misses empty cells; a longer one has lost its columns."""
        values, missing = raw.values, self._width - len(raw.values)
        if missing > 0:
            values.extend([None] * missing)
        elif missing < 0:
            if raw.problem is None and not all(map(is_empty, values[self._width :])):
                problem = NotationError(rules.ROW_TOO_LONG, None, expected=self._width, found=len(values))
                return values, problem
            del values[self._width :]
        return values, raw.problem

    def _classify(self, values: Sequence[Value]) -> tuple[RowKind, bool]:
        """The kind, and whether the row is a footnote if nothing but footnotes follows."""
        shown = (index for index, value in enumerate(values) if not is_empty(value))
        first = next(shown, None)
        if first is None:  # only hidden columns had something
            return RowKind.HIDDEN, False
        text, alone = values[first], next(shown, None) is None
        if isinstance(text, str):
            kind = self._classify_text(first, text, values, alone=alone)
            if kind is not RowKind.DATA:
                return kind, False
            if alone and self._has_headings and (heading := heading_of(values)) is not None:
                self._extras.take_heading(heading)
                return RowKind.NOTE, False
        if not alone or self._width < _NOTE_WIDTH:
            return RowKind.DATA, False
        if first == self._width - 1 and not self._above.fills_down:
            return RowKind.NOTE, False
        return RowKind.DATA, True

    def _classify_text(self, first: int, text: str, values: Sequence[Value], *, alone: bool) -> RowKind:
        """What the row is by the words of its first cell."""
        if len(text) <= _LONGEST_TOTAL and "計" in text and _TOTAL.fullmatch(match_key(text)):
            return RowKind.TOTAL
        if alone:
            return RowKind.NOTE if self._width > 1 and _NOTE.match(text) else RowKind.DATA
        return RowKind.REPEATED_HEADER if self._is_header(first, text, values) else RowKind.DATA

    def _is_header(self, first: int, text: str, values: Sequence[Value]) -> bool:
        """True if the row repeats a row of the header."""
        return any(header.get(first) == name_of(text) and header == words(values) for header in self._header.words)


class _Above:
    """Empty cells and ditto marks that mean "as above"."""

    def __init__(self, header: Header, options: ReadOptions) -> None:
        self._fill_down = fitting(header.columns[: header.width], options.fill_down)
        self._ditto_marks = options.ditto_marks
        self._last: list[Value] = [None] * header.width

    @property
    def fills_down(self) -> bool:
        """True if a row may leave cells empty that mean something."""
        return bool(self._fill_down)

    def fill(self, values: list[Value]) -> None:
        for index in self._fill_down:
            if is_empty(values[index]):
                values[index] = self._last[index]
        if self._ditto_marks:
            for index, value in enumerate(values):
                if isinstance(value, str) and value.strip() in _DITTO:
                    values[index] = self._last[index]
        if self._ditto_marks or self._fill_down:
            self._last = values
