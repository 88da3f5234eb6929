"""What SQLite and PostgreSQL share: insert what is missing, insert or update, read as dataclasses.

Rows go in chunks of constant size, so that an iterable of any length takes constant memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from ocdsjp.catalog.models import Base

CHUNK = 5_000
"""Rows per statement; far below the 32,766 parameters that SQLite allows when a chunk becomes an IN list."""

Item = TypeVar("Item")


class Record(Protocol):
    """A dataclass whose fields are columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


RecordType = TypeVar("RecordType", bound=Record)


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of ``CHUNK``."""
    remaining = iter(items)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def as_row(record: Record) -> dict[str, Any]:
    """The dataclass as a row; unlike ``dataclasses.asdict`` it copies nothing."""
    return {column.name: getattr(record, column.name) for column in fields(record)}


def insert_missing(
    connection: Connection, model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]
) -> int:
    """Insert the rows whose key is not there yet; returns how many were."""
    if not rows:
        return 0
    statement = _insert(connection, model).on_conflict_do_nothing(index_elements=key)
    # PostgreSQL's driver gets the rows in several statements; only this option adds their counts up.
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def upsert(connection: Connection, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows; one whose primary key is there replaces the columns that it names. The last one counts."""
    key = [column.name for column in _table(model).primary_key]
    for chunk in chunks(rows):
        # PostgreSQL refuses to update a row twice in one statement.
        distinct = list({tuple(row[name] for name in key): row for row in chunk}.values())
        statement = _insert(connection, model)
        replaced = {name: statement.excluded[name] for name in distinct[0] if name not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=replaced), distinct)


def select_as(connection: Connection, kind: type[RecordType], statement: Select[Any]) -> Iterator[RecordType]:
    """The rows of a statement as dataclasses; its columns bear the names of the fields."""
    for row in connection.execute(statement).mappings():
        yield kind(**row)


def columns(model: type[Base], kind: type[Record]) -> list[Any]:
    """The columns of a table that a dataclass has fields for."""
    return [_table(model).c[field.name] for field in fields(kind)]


def _insert(connection: Connection, model: type[Base]) -> postgresql.Insert:
    # Both dialects spell ON CONFLICT alike; SQLAlchemy gives them two classes with the same methods.
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement: postgresql.Insert = insert(model)
    return statement


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no plain table")
    return table
