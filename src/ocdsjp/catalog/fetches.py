"""What each look at a source brought: the history of its locations.

The table is a log of changes and not of runs: seeing the same again moves the time of the last row, so that
a daily run over ten thousand unchanged files adds nothing. Rows with the outcome ``new`` never change: they
are the order in which contents arrived, also when a source goes back to what it had before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from ocdsjp.catalog.models import FetchRow
from ocdsjp.catalog.statements import as_row, chunks, columns


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
        etag: What the server said, to be sent back with the next request.
        last_modified: The same.
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
    """Add a look at a source to the log; returns what came of each sighting, then the locations now gone.

    Args:
        connection: A writing connection.
        source_id: A registered source.
        sightings: At most one for each location.
        at: When the look was taken.
        complete: Whether the sightings are all that the source has: what is missing has then gone.
    """
    last = _last(connection, source_id)
    contents = last_contents(connection, source_id)
    fetches = [_judged(source_id, sighting, contents.get(sighting.location), at) for sighting in sightings]
    if complete:
        seen = {fetch.location for fetch in fetches}
        fetches += [
            Fetch(source_id, location, None, at, Outcome.GONE, None, None, None)
            for location, (_, previous) in last.items()
            if location not in seen and previous.outcome != Outcome.GONE
        ]
    repeated = {fetch.location for fetch in fetches if _repeats(fetch, last.get(fetch.location))}
    _append(connection, [fetch for fetch in fetches if fetch.location not in repeated])
    _move(connection, [(last[fetch.location][0], fetch) for fetch in fetches if fetch.location in repeated])
    return fetches


def latest(connection: Connection, source_id: str) -> dict[str, Fetch]:
    """The last row of each location, sorted: its outcome, and what to send with a conditional request."""
    return {location: fetch for location, (_, fetch) in _last(connection, source_id).items()}


def known_sources(connection: Connection) -> set[str]:
    """The sources of which anything was ever seen."""
    return set(connection.scalars(select(FetchRow.source_id).distinct()))


def last_contents(connection: Connection, source_id: str) -> dict[str, str]:
    """The sha256 of the content last seen at each location, whatever happened there since."""
    with_content = _last(connection, source_id, FetchRow.blob_sha256.is_not(None))
    return {
        location: fetch.blob_sha256 for location, (_, fetch) in with_content.items() if fetch.blob_sha256 is not None
    }


def _last(connection: Connection, source_id: str, *conditions: ColumnElement[bool]) -> dict[str, tuple[int, Fetch]]:
    """The last row of each location that meets the conditions, with its id."""
    ids = select(func.max(FetchRow.id)).where(FetchRow.source_id == source_id, *conditions)
    query = (
        select(FetchRow.id, *columns(FetchRow, Fetch))
        .where(FetchRow.id.in_(ids.group_by(FetchRow.location)))
        .order_by(FetchRow.location)
    )
    rows = (dict(row) for row in connection.execute(query).mappings())
    return {row["location"]: (row.pop("id"), Fetch(**row)) for row in rows}


def _judged(source_id: str, sighting: Sighting, known: str | None, at: datetime) -> Fetch:
    if sighting.blob_sha256 is None:
        outcome = Outcome.FAILED
    else:
        outcome = Outcome.UNCHANGED if sighting.blob_sha256 == known else Outcome.NEW
    return Fetch(
        source_id=source_id,
        location=sighting.location,
        blob_sha256=sighting.blob_sha256,
        fetched_at=at,
        outcome=outcome,
        etag=sighting.etag,
        last_modified=sighting.last_modified,
        message=sighting.message,
    )


def _repeats(fetch: Fetch, last: tuple[int, Fetch] | None) -> bool:
    """Whether the row says what the last one of its location says."""
    if last is None or fetch.outcome == Outcome.NEW:
        return False
    previous = last[1]
    return (fetch.outcome, fetch.message) == (previous.outcome, previous.message)


def _append(connection: Connection, fetches: Iterable[Fetch]) -> None:
    for chunk in chunks(fetches):
        connection.execute(insert(FetchRow), [as_row(fetch) for fetch in chunk])


def _move(connection: Connection, repeated: Iterable[tuple[int, Fetch]]) -> None:
    """Give rows the time of their repetition, and the newest words of the server."""
    statement = (
        update(FetchRow)
        .where(FetchRow.id == bindparam("row_id"))
        .values(fetched_at=bindparam("at"), etag=bindparam("new_etag"), last_modified=bindparam("new_modified"))
    )
    for chunk in chunks(repeated):
        rows = [
            {"row_id": row_id, "at": it.fetched_at, "new_etag": it.etag, "new_modified": it.last_modified}
            for row_id, it in chunk
        ]
        connection.execute(statement, rows)
