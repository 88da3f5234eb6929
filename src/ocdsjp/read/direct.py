"""Reads a file's tables in this very process: what the child runs, and what tests run without a child.

Never for files from outside: one hostile workbook ends the process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.formats import as_tabulated, open_grids
from ocdsjp.read.limits import DEFAULT, Limits, check_size
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.shaping.beside import from_lines
from ocdsjp.read.shaping.extras import extra_names
from ocdsjp.read.shaping.rows import tabulate
from ocdsjp.read.tables import Grid, GridRow, Notice, Report, Table


@contextmanager
def read_tables_in_process(
    path: Path, options: ReadOptions, report: Report, *, file_name: str | None = None, limits: Limits = DEFAULT
) -> Iterator[Iterator[Table]]:
    """The tables of a file, read while they are taken.

    Args:
        path: The file.
        options: How its publisher writes it.
        report: Filled on the way.
        file_name: The name that people know, if it is not that of ``path``.
        limits: What the file may cost.

    Raises:
        ReadError: If the file cannot be read as ``options`` say.
    """
    size = check_size(path, limits)
    if size == 0:
        raise ReadError(rules.FILE_EMPTY)
    named = from_lines(options.file_name, [(file_name or path.name).rsplit("/", 1)[-1]])
    with open_grids(path, options, limits, report) as grids:
        whole = (replace(_naming_its_sheet(grid), beside=(*grid.beside, *named)) for grid in grids)
        yield _tables(whole, as_tabulated(options), limits, report)


def _naming_its_sheet(grid: Grid) -> Grid:
    """The grid, whose errors say in which sheet, page or member of an archive they are."""
    return grid if grid.sheet is None else replace(grid, rows=_rows(grid, grid.sheet))


def _rows(grid: Grid, sheet: str) -> Iterator[GridRow]:
    with _named(sheet):
        yield from grid.rows


@contextmanager
def _named(sheet: str | None) -> Iterator[None]:
    try:
        yield
    except ReadError as error:
        if sheet is not None:
            error.detail.setdefault("sheet", sheet)
        raise


def _tables(grids: Iterator[Grid], options: ReadOptions, limits: Limits, report: Report) -> Iterator[Table]:
    """A table per grid that shows something. Of grids that may be something else, those with the expected columns.

    Raises:
        ReadError: If none does.
    """
    empty = True
    passed_over: list[ReadError] = []
    for grid in grids:
        try:
            with _named(grid.sheet):
                table = tabulate(grid, options, limits, report)
        except ReadError as error:
            if not grid.optional or error.rule is not rules.HEADER_NOT_FOUND:
                raise
            passed_over.append(error)
            _tell_passed_over(grid, error, options, report)
            continue
        if table is not None:
            empty = False
            yield table
    if empty:
        raise min(passed_over, key=_lacking) if passed_over else ReadError(rules.FILE_EMPTY)


def _tell_passed_over(grid: Grid, error: ReadError, options: ReadOptions, report: Report) -> None:
    """Tell of a table that was passed over if it has half of the expected columns: its form may have changed."""
    expected = len(options.columns_expected) - len(extra_names(options))
    if _lacking(error) * 2 <= expected:
        report.notices.append(Notice(rules.TABLE_PASSED_OVER, grid.sheet, value=error.value))


def _lacking(error: ReadError) -> int:
    """How many of the expected columns a table lacks."""
    return int(error.detail["lacking"])
