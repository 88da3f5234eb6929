"""The registry of contracting processes: one process, one ocid, for ever.

Nothing here is ever changed or removed: the first assignment of a key stays, whatever later data propose.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from ocdsjp.catalog.models import ProcessRow
from ocdsjp.catalog.statements import chunks, columns, insert_missing, select_as
from ocdsjp.errors import StoreError


@dataclass(frozen=True, slots=True)
class Process:
    """An assignment.

    Attributes:
        publisher_code: 団体コード or 法人番号 of the publisher.
        key: The process within its publisher.
        ocid: The identifier under which it is published.
        fiscal_year: The folder in which it stays: "2025", or "undated".
        source_id: The source that brought it first.
        drafts_digest: The drafts that brought it first.
    """

    publisher_code: str
    key: str
    ocid: str
    fiscal_year: str
    source_id: str
    drafts_digest: str


def register(
    connection: Connection,
    publisher_code: str,
    assignments: Iterable[tuple[str, str, str]],
    source_id: str,
    drafts_digest: str,
) -> dict[str, tuple[str, str]]:
    """Keep proposed assignments, given as (key, ocid, fiscal year), of keys that have none yet.

    Returns:
        Only the exceptions: key -> the (ocid, fiscal year) that it already has and that differs from the
            proposed.

    Raises:
        StoreError: If a proposed ocid already belongs to another key.
    """
    exceptions: dict[str, tuple[str, str]] = {}
    for chunk in chunks(assignments):
        rows = [
            {
                "publisher_code": publisher_code,
                "key": key,
                "ocid": ocid,
                "fiscal_year": fiscal_year,
                "source_id": source_id,
                "drafts_digest": drafts_digest,
            }
            for key, ocid, fiscal_year in chunk
        ]
        try:
            added = insert_missing(connection, ProcessRow, rows, ["publisher_code", "key"])
        except IntegrityError as error:
            raise StoreError(
                f"an ocid of publisher {publisher_code} already belongs to another key: {error.orig}"
            ) from error
        if added < len(chunk):
            exceptions |= _differing(connection, publisher_code, chunk)
    return exceptions


def find(connection: Connection, ocid: str) -> Process | None:
    """The assignment of an ocid, or None if it was never given."""
    query = select(*columns(ProcessRow, Process)).where(ProcessRow.ocid == ocid)
    return next(select_as(connection, Process, query), None)


def count(connection: Connection) -> int:
    """How many ocids were ever given."""
    return connection.scalar(select(func.count()).select_from(ProcessRow)) or 0


def _differing(
    connection: Connection, publisher_code: str, proposed: Sequence[tuple[str, str, str]]
) -> dict[str, tuple[str, str]]:
    query = select(ProcessRow.key, ProcessRow.ocid, ProcessRow.fiscal_year).where(
        ProcessRow.publisher_code == publisher_code, ProcessRow.key.in_([key for key, _, _ in proposed])
    )
    kept = {row.key: (row.ocid, row.fiscal_year) for row in connection.execute(query)}
    return {key: kept[key] for key, ocid, fiscal_year in proposed if kept[key] != (ocid, fiscal_year)}
