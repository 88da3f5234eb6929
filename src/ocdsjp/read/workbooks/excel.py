"""Reads workbooks (xlsx, xlsm, xls) as grids, sheet by sheet, through pandas with the calamine engine.

Runs in the child process only: it is where hostile files meet native code. xlsx is looked through by ``prescan``
first; xls needs no such look, because its grid ends at 65,536 rows x 256 columns. Formulas are never evaluated.
"""

import io
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine
import xlrd
import xlrd.biffh
import xlrd.compdoc

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value, column_letter, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, GridRow, Merge, Notice, Report
from ocdsjp.read.text.gaiji import note_gaiji
from ocdsjp.read.workbooks.prescan import SheetFacts, prescan

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EXACT = 2**53  # whole floats beyond it are not the number that was written

# What xlrd raises on damaged files beside its own error; it checks little.
XLRD_ERRORS = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    AssertionError,
    IndexError,
    KeyError,
    NotImplementedError,
    UnicodeDecodeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of a workbook before its cells are read."""

    kind: str
    sheets: Mapping[str, SheetFacts]
    date_1904: bool
    notices: tuple[Notice, ...]


@contextmanager
def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Iterator[Grid]]:
    """The wanted sheets as grids; each is read when it is taken.

    Raises:
        ReadError: If it is no workbook, is encrypted, damaged or hostile, or lacks a sheet that ``options`` name.
    """
    book = _look(path, limits)
    report.format = book.kind
    report.notices.extend(book.notices)
    with _open(path) as workbook:
        yield _Sheets(workbook, book, options, limits, report).grids()


def _look(path: Path, limits: Limits) -> _Book:
    """Tell xlsx from xls by content, as the ending of a name is often wrong, and learn what calamine does not tell."""
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head.startswith(_ZIP):
        facts = prescan(path, limits)
        return _Book("xlsx", facts.sheets, facts.date_1904, facts.notices)
    if head == _OLE:
        return _look_xls(path)
    raise ReadError(rules.NOT_A_WORKBOOK, None, kind=_text_kind(path))


def _look_xls(path: Path) -> _Book:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:  # [MS-OFFCRYPTO] 2.3.4.4: an xlsx behind a password
        raise ReadError(rules.ENCRYPTED)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise ReadError(rules.NOT_A_WORKBOOK, None, kind="OLE")
    try:
        workbook = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except XLRD_ERRORS as error:
        if "encrypted" in str(error).lower():
            raise ReadError(rules.ENCRYPTED) from error
        reason = f"{type(error).__name__}: {error}"
        return _Book("xls", {}, date_1904=False, notices=(Notice(rules.HIDDEN_UNKNOWN, detail={"reason": reason}),))
    sheets = {sheet.name: _xls_facts(sheet) for sheet in workbook.sheets()}
    return _Book("xls", sheets, date_1904=bool(workbook.datemode), notices=())


def _xls_facts(sheet: Any) -> SheetFacts:
    """Facts of an ``xlrd.sheet.Sheet`` (xlrd has no types)."""
    broken: dict[tuple[int, int], BrokenCell] = {}
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        for column in range(len(types)):
            if types[column] == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#?")
                broken[row + 1, column] = BrokenCell(rules.CELL_ERROR, text)
    return SheetFacts(
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        broken,
    )


def _text_kind(path: Path) -> str:
    """What a file is that is neither zip nor OLE."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "HTML / XML"
    if head.startswith(b"%PDF-"):
        return "PDF"
    return "CSV / text" if b"\0" not in head else "?"


@contextmanager
def _open(path: Path) -> Iterator[pd.ExcelFile]:
    try:
        workbook = pd.ExcelFile(path, engine="calamine")
    except python_calamine.PasswordError as error:
        raise ReadError(rules.ENCRYPTED) from error
    except python_calamine.CalamineError as error:
        raise ReadError(rules.WORKBOOK_BROKEN, None, reason=error) from error
    with workbook:
        yield workbook


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The wanted sheets of one workbook."""

    workbook: pd.ExcelFile
    book: _Book
    options: ReadOptions
    limits: Limits
    report: Report

    def grids(self) -> Iterator[Grid]:
        for name in self._wanted():
            yield self._grid(name)

    def _wanted(self) -> list[str]:
        """The names of the sheets to read, in the order of the workbook.

        A hidden sheet is read only if hidden things are included or its exact name is given.
        """
        worksheet, visible = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
        sheets = [sheet for sheet in self.workbook.book.sheets_metadata if sheet.typ == worksheet]
        found = "、".join(sheet.name for sheet in sheets)
        patterns = self.options.sheets or ("*",)
        for pattern in patterns:
            if not any(_fits(sheet.name, pattern) for sheet in sheets):
                raise ReadError(rules.SHEET_NOT_FOUND, pattern, found=found)
        names = []
        for sheet in sheets:
            if not any(_fits(sheet.name, pattern) for pattern in patterns):
                continue
            named = match_key(sheet.name) in map(match_key, patterns)
            if sheet.visible == visible or named or self.options.hidden == "include":
                names.append(sheet.name)
            else:
                self.report.skipped_sheets.append(sheet.name)
                self.report.notices.append(Notice(rules.SHEET_HIDDEN, sheet.name, value=sheet.name))
        if not names:
            raise ReadError(rules.SHEET_NOT_FOUND, "、".join(patterns), found=found)
        return names

    def _grid(self, name: str) -> Grid:
        if self.book.kind == "xlsx" and name not in self.book.sheets:
            raise ReadError(rules.WORKBOOK_BROKEN, None, reason=f"sheet {name!r} has no part")
        facts = self.book.sheets.get(name, SheetFacts())
        values, merges = _cells(self.workbook, name)
        rows = [[_value(value) for value in row] for row in values]
        for (number, column), broken in facts.broken.items():
            _put(rows, number, column, broken)
        for number, row in enumerate(rows, start=1):
            note_gaiji(name, number, row, self.report)
        width = _width(rows)
        if width > self.limits.max_columns:
            raise ReadError(rules.TOO_MANY_COLUMNS, width, row=1, limit=self.limits.max_columns)
        hidden = sorted(column for column in facts.hidden_columns if column < width)
        if hidden and self.options.hidden == "skip":
            letters = "、".join(map(column_letter, hidden))
            self.report.notices.append(Notice(rules.COLUMNS_HIDDEN, name, value=letters))
        return Grid(
            sheet=name,
            rows=(GridRow(number, row[:width]) for number, row in enumerate(rows, start=1)),
            width=width,
            merges=merges,
            hidden_rows=facts.hidden_rows,
            hidden_columns=facts.hidden_columns,
            date_1904=self.book.date_1904,
        )


def _fits(name: str, pattern: str) -> bool:
    """True if a sheet's name is the pattern or fits it as a file name fits ``工事*``, width and case apart."""
    key, wanted = match_key(name), match_key(pattern)
    return key == wanted or fnmatchcase(key, wanted)


def _cells(workbook: pd.ExcelFile, name: str) -> tuple[list[list[Any]], tuple[Merge, ...]]:
    """The values as pandas gives them, row 1 and column A first, and the merged ranges."""
    try:
        frame = pd.read_excel(
            workbook, sheet_name=name, header=None, dtype=object, keep_default_na=False, na_filter=False
        )
        ranges = workbook.book.get_sheet_by_name(name).merged_cell_ranges or []
    except python_calamine.CalamineError as error:
        raise ReadError(rules.WORKBOOK_BROKEN, None, reason=error) from error
    merges = tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
    return frame.to_numpy(dtype=object).tolist(), merges


def _value(value: Any) -> Value:
    """A cell as the rest of ocdsjp knows it."""
    if type(value) is str:
        return value or None
    if isinstance(value, float | int):
        return value if isinstance(value, bool) else _number(value)
    return _time(value)


def _number(value: float) -> Value:
    """Whole numbers as integers, as far as a float holds them exactly (pandas has made integers of all)."""
    if not isfinite(value):
        return BrokenCell(rules.CELL_NOT_FINITE, str(value))
    return int(value) if abs(value) <= _EXACT and value == int(value) else float(value)


def _time(value: Any) -> Value:
    """A date or time: without time of day it is a date, and none of pandas's own types."""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date() if midnight else datetime.combine(value.date(), value.time())
    if isinstance(value, timedelta):
        return _duration(value)
    return value if isinstance(value, date | time) else None


def _duration(value: timedelta) -> str:
    """``24:00`` for a cell of the format [h]:mm: what the spreadsheet shows, since no clock time can say it."""
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _width(rows: list[list[Value]]) -> int:
    """Number of columns up to the last one with a value: a sheet's used range is often larger than its table."""
    width = 0
    for row in rows:
        for index in range(len(row) - 1, width - 1, -1):
            if not is_empty(row[index]):
                width = index + 1
                break
    return width


def _put(rows: list[list[Value]], number: int, column: int, value: BrokenCell) -> None:
    """Write a broken cell at its place; calamine leaves it empty or, at the edge of the sheet, out."""
    while len(rows) < number:
        rows.append([])
    row = rows[number - 1]
    row.extend([None] * (column + 1 - len(row)))
    row[column] = value
