"""Which reader reads which format. Each is imported when it is needed: a text file need not wait for pandas."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.shaping.label_values import record_grids
from ocdsjp.read.tables import Grid, Report

_MODULES = {
    "csv": "text.csv",
    "tsv": "text.csv",
    "markdown": "text.markdown",
    "excel": "workbooks.excel",
    "html": "web.html",
    "pdf": "pdf.document",
    "xml": "trees.xml",
    "json": "trees.json",
    "rss": "trees.rss",
    "sqlite": "trees.sqlite",
    "zip": "archive",
}
_OWN_SHAPES = frozenset({"pdf", "xml", "json", "rss", "sqlite"})
"""Formats whose records come as such: PDF finds labels by their place on the page, the others have no cells."""


def reader_of(format_: str) -> Any:
    """The module that reads a format."""
    return import_module(f"ocdsjp.read.{_MODULES[format_]}")


@contextmanager
def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Iterator[Grid]]:
    """The grids of a file, in the shape that ``options`` say; each is read when it is taken.

    Raises:
        ReadError: If the file cannot be read as ``options`` say.
    """
    reader = reader_of(options.format)
    match options.format:
        case "zip":
            with reader.open_grids(path, options, limits, report, open_inner=open_grids) as grids:
                yield grids
        case "excel":
            with reader.open_grids(path, options, limits, report) as grids:
                yield _shaped(grids, options, limits)
        case "csv" | "tsv":
            with reader.open_grid(path, options, limits, report) as grid:
                yield _shaped(iter((grid,)), options, limits)
        case "rss":
            yield iter((reader.open_grid(path, options, limits, report),))
        case _:
            yield _shaped(reader.open_grids(path, options, limits, report), options, limits)


def as_tabulated(options: ReadOptions) -> ReadOptions:
    """The options for what the grids of a file then are."""
    if "pdf" in {options.format, options.inner}:
        return options.model_copy(update={"shape": "table", "sheets": None, "lines": {}})
    return options


def _shaped(grids: Iterator[Grid], options: ReadOptions, limits: Limits) -> Iterator[Grid]:
    """The grids of a format that has cells, as tables or as records."""
    if options.format in _OWN_SHAPES or options.shape not in {"record", "page"}:
        return grids
    return record_grids(grids, options, limits)
