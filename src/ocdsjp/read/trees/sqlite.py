"""Reads a table of an SQLite database as one grid: columns by name, rows by rowid.

The file is opened read-only and as if nobody else had it (``immutable``: no journal is looked for). A schema can carry
code (views, triggers, virtual tables, defaults): only ordinary tables are read, by one SELECT of ours, and an
authorizer refuses whatever else SQLite would do for it. https://sqlite.org/security.html
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from fnmatch import fnmatchcase
from functools import partial
from math import isfinite
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value
from ocdsjp.read.kinds import refuse_others
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, Report
from ocdsjp.read.trees.records import Record, note_nul, record_grid

_HARDENED = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY")
# What a SELECT of columns of one table needs; no function, no pragma, no writing. SQLITE_RECURSIVE is a query's own.
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_ROWIDS = ("rowid", "_rowid_", "oid")
_BYTES_PER_CHARACTER = 4
_SHOWN = 40
_HEADER = 100


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """The wanted tables (``options.sheets``) in the order of the database, or its single one.

    Raises:
        ReadError: If it is no database, is damaged, or has none or several tables where one is wanted.
    """
    report.format = options.format
    refuse_others(path, "SQLite", "SQLite")
    _refuse_cut(path)
    nul_count = 0
    with closing(_connect(path, limits)) as connection:
        for name in _wanted(_tables(connection), options):
            grid, count = record_grid(name, partial(_records, connection, name), limits, report)
            nul_count += count
            yield grid
    note_nul(nul_count, report)


def _refuse_cut(path: Path) -> None:
    """SQLite takes missing pages at the end for empty ones, and a table there for one without rows.

    https://sqlite.org/fileformat2.html#the_database_header: page size at 16 (1 means 65,536), pages at 28.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
    page_bytes = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if len(header) < _HEADER or path.stat().st_size < pages * (65_536 if page_bytes == 1 else page_bytes):
        raise ReadError(rules.DATABASE_BROKEN, None, reason="cut off")


def _connect(path: Path, limits: Limits) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    for pragma in _HARDENED:
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.max_field_chars * _BYTES_PER_CHARACTER)
    connection.text_factory = bytes  # texts that are not UTF-8 are values of their own, and no end of the table
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, *_about: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The names of the ordinary tables."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
    try:
        found = [(bytes(name).decode("utf-8", "replace"), bytes(text or b"")) for name, text in connection.execute(sql)]
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise ReadError(rules.DATABASE_BROKEN, None, reason=error) from error
    return [
        name
        for name, text in found
        if not name.lower().startswith("sqlite_") and not text.lstrip().upper().startswith(b"CREATE VIRTUAL")
    ]


def _wanted(tables: list[str], options: ReadOptions) -> list[str]:
    found = "、".join(tables)
    if options.sheets is None:
        if len(tables) > 1:
            raise ReadError(rules.TABLE_NOT_CHOSEN, None, found=found)
        return tables
    patterns = [match_key(pattern) for pattern in options.sheets]
    for pattern, key in zip(options.sheets, patterns, strict=True):
        if not any(fnmatchcase(match_key(name), key) for name in tables):
            raise ReadError(rules.SHEET_NOT_FOUND, pattern, found=found)
    return [name for name in tables if any(fnmatchcase(match_key(name), key) for key in patterns)]


def _records(connection: sqlite3.Connection, table: str) -> Iterator[Record]:
    """The rows of a table by rowid; one without rowids is counted from 1.

    Raises:
        ReadError: If the database is damaged there.
    """
    quoted = '"' + table.replace('"', '""') + '"'
    try:
        columns = [name for name, *_ in connection.execute(f"SELECT * FROM {quoted} LIMIT 0").description]  # noqa: S608
        rowid = next(name for name in _ROWIDS if name not in map(str.lower, columns))
        try:
            rows = connection.execute(f"SELECT {rowid}, * FROM {quoted} ORDER BY {rowid}")  # noqa: S608  quoted
        except sqlite3.OperationalError:  # WITHOUT ROWID
            rows = connection.execute(f"SELECT NULL, * FROM {quoted}")  # noqa: S608  quoted
        for position, (number, *values) in enumerate(rows, start=1):
            items = dict(zip(columns, map(_value, values), strict=True))
            yield Record(position if number is None else number, items)
    except (sqlite3.Error, StopIteration) as error:
        raise ReadError(rules.DATABASE_BROKEN, None, reason=error) from error


def _value(stored: object) -> Value:
    """A value as the rest of ocdsjp knows it. Texts come as bytes here; so do binary values, which are no texts."""
    if isinstance(stored, bytes):
        try:
            return stored.decode("utf-8")
        except UnicodeDecodeError:
            return BrokenCell(rules.VALUE_NOT_TEXT, repr(stored[:_SHOWN]))
    if isinstance(stored, float) and not isfinite(stored):
        return BrokenCell(rules.CELL_NOT_FINITE, str(stored))
    return stored if isinstance(stored, int | float) else None
