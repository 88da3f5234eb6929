"""Reads a file's tables in this very process: what the child runs, and what tests run without a child.

Never for files from outside: one hostile workbook ends the process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import csv, rules
from ocdsjp.read.limits import DEFAULT, Limits, check_size
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.rows import tabulate
from ocdsjp.read.tables import Grid, Report, Table


@contextmanager
def read_tables_in_process(
    path: Path, options: ReadOptions, report: Report, *, limits: Limits = DEFAULT
) -> Iterator[Iterator[Table]]:
    """The tables of ``path``, read while they are taken. ``report`` is filled on the way.

    Raises:
        ReadError: If the file cannot be read as ``options`` say.
    """
    size = check_size(path, limits)
    if size == 0:
        raise ReadError(rules.FILE_EMPTY)
    if options.format == "excel":
        from ocdsjp.read import excel  # noqa: PLC0415  pandas takes 0.4 s that text files need not wait for

        with excel.open_grids(path, options, limits, report) as grids:
            yield _tables(grids, options, limits, report)
    else:
        with csv.open_grid(path, options, limits, report) as grid:
            yield _tables(iter((grid,)), options, limits, report)


def _tables(grids: Iterator[Grid], options: ReadOptions, limits: Limits, report: Report) -> Iterator[Table]:
    """A table per grid that shows something.

    Raises:
        ReadError: If none does.
    """
    empty = True
    for grid in grids:
        table = tabulate(grid, options, limits, report)
        if table is not None:
            empty = False
            yield table
    if empty:
        raise ReadError(rules.FILE_EMPTY)
