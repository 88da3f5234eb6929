"""Turns bytes into tables with addresses, whatever the format, parsed in a child process that may die.

``open_tables`` is the way in. This package knows nothing of mappings and nothing of OCDS; what a cell means is decided
elsewhere. Header search, row kinds and merged cells are settled here, so that a row is a row whatever the format.
"""

from ocdsjp.read.cells import BrokenCell, Value, cell_ref, column_letter
from ocdsjp.read.limits import DEFAULT, Limits
from ocdsjp.read.options import HeaderAt, ReadOptions
from ocdsjp.read.process.sandbox import OpenFile, open_tables
from ocdsjp.read.tables import Column, Notice, Report, Row, RowKind, Table

__all__ = [
    "DEFAULT",
    "BrokenCell",
    "Column",
    "HeaderAt",
    "Limits",
    "Notice",
    "OpenFile",
    "ReadOptions",
    "Report",
    "Row",
    "RowKind",
    "Table",
    "Value",
    "cell_ref",
    "column_letter",
    "open_tables",
]
