"""Reads CSV and TSV as one grid, as a stream: constant memory whatever the number of rows.

Strict where leniency would move values to other columns or rows: an unbalanced quotation mark is an error and never
a guess. What a row means is not decided here.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import Value
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, GridRow, Notice, Report
from ocdsjp.read.text.encodings import Survey, survey
from ocdsjp.read.text.gaiji import note_gaiji

_SHOWN = 200  # characters of a broken line in its error


@contextmanager
def open_grid(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """The file as one grid whose rows are read while they are taken.

    Raises:
        ReadError: At once if the encoding is wrong; from the rows if the text is no proper CSV.
    """
    found = survey(path, options.encoding)
    report.format = options.format
    report.encoding = found.encoding
    report.nul_count = found.nul_count
    if found.nul_count:
        report.notices.append(Notice(rules.NUL_DROPPED, value=str(found.nul_count)))
    with path.open(encoding=found.encoding, errors="strict", newline="") as file:
        lines = _Lines(file, limits, drop_nul=found.nul_count > 0)
        yield Grid(None, _records(lines, options.separator, limits, report, found))


class _Lines:
    """The lines of a file with their number: LF, CR LF and lone CR end one, each of them kept as written."""

    def __init__(self, file: io.TextIOWrapper, limits: Limits, *, drop_nul: bool) -> None:
        self._file = file
        self._limits = limits
        self._drop_nul = drop_nul
        self.number = 0
        self.last = ""
        self.record_start = 1

    def __iter__(self) -> Iterator[str]:
        readline, longest, most = self._file.readline, self._limits.max_line_chars, self._limits.max_record_lines
        while line := readline(longest):
            self.number += 1
            if len(line) == longest and line[-1] not in "\r\n":
                raise ReadError(rules.LINE_TOO_LONG, None, line=self.number, limit=longest)
            if self.number - self.record_start >= most:
                raise ReadError(rules.QUOTE_OPEN, None, line=self.record_start)
            self.last = line.replace("\0", "") if self._drop_nul else line
            yield self.last


def _records(lines: _Lines, separator: str, limits: Limits, report: Report, found: Survey) -> Iterator[GridRow]:
    with _field_limit(limits.max_field_chars):
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            number = lines.record_start = lines.number + 1
            try:
                record = next(reader, None)
            except csv.Error as error:
                yield GridRow(number, [lines.last.rstrip("\r\n")], _problem(error, lines, number, limits))
                continue
            if record is None:
                return
            if len(record) > limits.max_columns:
                _refuse_width(record, number, limits)
            if found.unreadable:
                note_gaiji(None, number, record, report)
            values: list[Value] = [text or None for text in record]
            yield GridRow(number, values)


def _problem(error: csv.Error, lines: _Lines, number: int, limits: Limits) -> NotationError:
    """The problem of a broken record of one line.

    Raises:
        ReadError: If the record had swallowed lines that may be records of their own.
    """
    if "field limit" in str(error):
        raise ReadError(rules.FIELD_TOO_LONG, None, line=number, limit=limits.max_field_chars) from error
    if lines.number != number or "end of data" in str(error):
        raise ReadError(rules.QUOTE_OPEN, None, line=number) from error
    return NotationError(rules.QUOTE_BROKEN, lines.last.rstrip("\r\n")[:_SHOWN])


def _refuse_width(record: Iterable[str], number: int, limits: Limits) -> None:
    """Refuse a record with too many cells, unless all of those are empty (a spreadsheet saved to its last column)."""
    filled = max((index + 1 for index, text in enumerate(record) if text), default=0)
    if filled > limits.max_columns:
        raise ReadError(rules.TOO_MANY_COLUMNS, filled, row=number, limit=limits.max_columns)


@contextmanager
def _field_limit(chars: int) -> Iterator[None]:
    """The longest field that the csv module accepts; its limit is a global one."""
    before = csv.field_size_limit(chars)
    try:
        yield
    finally:
        csv.field_size_limit(before)
