"""What each look at a source brought: the history of its locations.

The table is a log of changes and not of runs: seeing the same again moves the time of the last row, so that a daily
run over ten thousand unchanged files adds nothing. Rows with the outcome ``new`` never change: they are the order in
which contents arrived, also when a source goes back to what it had before.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from ocdsjp.catalog.models import FetchRow
from ocdsjp.catalog.statements import chunks, columns, select_as


class Outcome(StrEnum):
    """What a look at a location brought."""

    NEW = "new"  # content that differs from the last one seen there
    UNCHANGED = "unchanged"
    FAILED = "failed"  # no content this time; see the message
    GONE = "gone"  # the source lists the location no longer


@dataclass(frozen=True, slots=True)
class Sighting:
    """One location as a connector met it.

    Attributes:
        location: Path or URL in the source.
        blob_sha256: The content, which is in table ``blob``; the known one for "304 Not Modified"; None if
            there was an error.
        etag, last_modified: What the server said, to be sent back next time.
        message: What went wrong, for None as content.
    """

    location: str
    blob_sha256: str | None
    etag: str | None = None
    last_modified: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One row of the log."""

    source_id: str
    location: str
    blob_sha256: str | None
    fetched_at: datetime
    outcome: str
    etag: str | None
    last_modified: str | None
    message: str | None


def record(
    connection: Connection,
    source_id: str,
    sightings: Iterable[Sighting],
    *,
    at: datetime,
    complete: bool,
) -> list[Fetch]:
    """Add a look at a source to the log, in the order of the sightings, and return what came of each.

    Args:
        connection: A writing connection.
        source_id: A registered source.
        sightings: At most one for each location.
        at: When the look was taken.
        complete: Whether the sightings are all that the source has: locations that are missing are then gone.
    """
    last = _last_rows(connection, source_id)
    contents = last_contents(connection, source_id)
    seen = [_judged(source_id, it, contents.get(it.location), at) for it in sightings]
    gone = _gone(source_id, last, {it.location for it in seen}, at) if complete else ()
    fetches = list(chain(seen, gone))
    repeated = [it for it in fetches if _is_repetition(it, last.get(it.location))]
    _move(connection, repeated, last)
    _append(connection, [it for it in fetches if not _is_repetition(it, last.get(it.location))])
    return fetches


def last_contents(connection: Connection, source_id: str) -> dict[str, str]:
    """The sha256 of the content last seen at each location of a source, whatever happened since."""
    query = _last_of_each_location(source_id, with_content=True)
    return {row.location: row.blob_sha256 for row in connection.execute(query)}


def latest(connection: Connection, source_id: str) -> dict[str, Fetch]:
    """The last row of each location of a source: its outcome, and what to send with a conditional request."""
    ids = _last_ids(source_id, with_content=False)
    query = select(*columns(FetchRow, Fetch)).where(FetchRow.id.in_(ids)).order_by(FetchRow.location)
    return {fetch.location: fetch for fetch in select_as(connection, Fetch, query)}
