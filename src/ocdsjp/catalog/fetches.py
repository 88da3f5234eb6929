"""What each look at a source brought: the history of its locations.

The table is a log of changes and not of runs: seeing the same again moves the time of the last row, so that
a daily run over ten thousand unchanged files adds nothing. Rows with the outcome ``new`` never change: they
are the order in which contents arrived, also when a source goes back to what it had before.

A look that takes long is recorded as it goes, so that a kill loses nothing. What it brings is ``held`` until its end,
and stays so if too little was answered: later stages see contents with the outcome ``new`` alone, so the last good
state of the source counts until ``admit`` lets the held ones in.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from ocdsjp.catalog.models import FetchRow, SourceRow
from ocdsjp.catalog.statements import as_row, chunks, columns, select_as

_FEW = 1_000


class Outcome(StrEnum):
    """What a look at a location brought."""

    NEW = "new"  # content that differs from the last one seen there
    HELD = "held"  # the same, waiting for the end of the look, or for a better one
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
        message: What went wrong, in English, for None as content.
        message_ja: The same in Japanese.
        status: The HTTP status, where there is one.
        details: What the source says of the file: licence, title, dates.
    """

    location: str
    blob_sha256: str | None
    etag: str | None = None
    last_modified: str | None = None
    message: str | None = None
    message_ja: str | None = None
    status: int | None = None
    details: dict[str, str] | None = None


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
    message_ja: str | None = None
    status: int | None = None
    details: dict[str, str] | None = None


def record(
    connection: Connection,
    source_id: str,
    sightings: Sequence[Sighting],
    *,
    at: datetime,
    held: bool = False,
) -> list[Fetch]:
    """Add a look at a source, or a part of one, to the log; returns what came of each sighting.

    Args:
        connection: A writing connection.
        source_id: A registered source.
        sightings: At most one for each location.
        at: When the look was taken.
        held: New contents wait for ``admit``.
    """
    within = _within(sightings)
    last = _last(connection, source_id, *within)
    contents = _last(connection, source_id, FetchRow.blob_sha256.is_not(None), *within)
    new = Outcome.HELD if held else Outcome.NEW
    fetches = []
    for sighting in sightings:
        known = contents[sighting.location][1].blob_sha256 if sighting.location in contents else None
        fetches.append(_judged(source_id, sighting, known, at, new))
    repeated = {fetch.location for fetch in fetches if _repeats(fetch, last.get(fetch.location))}
    _append(connection, [fetch for fetch in fetches if fetch.location not in repeated])
    _move(connection, [(last[fetch.location][0], fetch) for fetch in fetches if fetch.location in repeated])
    return fetches


def admit(connection: Connection, source_id: str, at: datetime) -> int:
    """Let in what waits: the last content of each location, as if it had arrived ``at``; returns how many.

    Contents that were followed by others while they waited stay held for good: nobody was ever told of them. So does
    one after which the location went back to what had been let in before.
    """
    waiting = select(FetchRow.location).where(FetchRow.source_id == source_id, FetchRow.outcome == Outcome.HELD)
    query = (
        select(FetchRow.id, FetchRow.location, FetchRow.blob_sha256, FetchRow.outcome)
        .where(FetchRow.source_id == source_id, FetchRow.location.in_(waiting), FetchRow.blob_sha256.is_not(None))
        .order_by(FetchRow.id)
    )
    present: dict[str, str | None] = {}
    admitted: dict[str, str | None] = {}
    candidates: dict[str, tuple[int, str | None]] = {}
    for row_id, location, sha256, outcome in connection.execute(query):
        present[location] = sha256
        if outcome == Outcome.NEW:
            admitted[location] = sha256
        elif outcome == Outcome.HELD:
            candidates[location] = row_id, sha256
    ids = [
        row_id
        for location, (row_id, sha256) in candidates.items()
        if present[location] == sha256 != admitted.get(location)
    ]
    for chunk in chunks(ids):
        statement = update(FetchRow).where(FetchRow.id.in_(chunk)).values(outcome=Outcome.NEW, fetched_at=at)
        connection.execute(statement)
    return len(ids)


def withdraw(connection: Connection, source_id: str, seen: AbstractSet[str], at: datetime) -> list[Fetch]:
    """Note that the locations that had content before and were not seen have gone; returns those that went now."""
    contents = last_contents(connection, source_id)
    gone = [
        Fetch(source_id, location, None, at, Outcome.GONE, None, None, None)
        for location, (_, previous) in _last(connection, source_id).items()
        if location in contents and location not in seen and previous.outcome != Outcome.GONE
    ]
    _append(connection, gone)
    return gone


def contents(connection: Connection, source_ids: Iterable[str]) -> dict[str, dict[str, Fetch]]:
    """The last row with content of each location, by source: what to send with a conditional request."""
    found: dict[str, dict[str, Fetch]] = {}
    for chunk in chunks(source_ids):
        ids = select(func.max(FetchRow.id)).where(FetchRow.source_id.in_(chunk), FetchRow.blob_sha256.is_not(None))
        query = select(*columns(FetchRow, Fetch)).where(
            FetchRow.id.in_(ids.group_by(FetchRow.source_id, FetchRow.location))
        )
        for fetch in select_as(connection, Fetch, query):
            found.setdefault(fetch.source_id, {})[fetch.location] = fetch
    return found


def failures(connection: Connection, source_ids: Iterable[str]) -> list[Fetch]:
    """The locations where the last look at their source failed, sorted by source and location."""
    found: list[Fetch] = []
    for chunk in chunks(source_ids):
        ids = select(func.max(FetchRow.id)).where(FetchRow.source_id.in_(chunk))
        query = (
            select(*columns(FetchRow, Fetch))
            .join(SourceRow, SourceRow.id == FetchRow.source_id)
            .where(FetchRow.id.in_(ids.group_by(FetchRow.source_id, FetchRow.location)))
            .where(FetchRow.outcome == Outcome.FAILED, FetchRow.fetched_at == SourceRow.last_run_at)
            .order_by(FetchRow.source_id, FetchRow.location)
        )
        found += select_as(connection, Fetch, query)
    return found


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


def _within(sightings: Sequence[Sighting]) -> list[ColumnElement[bool]]:
    """A condition that finds the rows of a few locations by the index; none where all rows may as well be read."""
    if len(sightings) > _FEW:
        return []
    return [FetchRow.location.in_([sighting.location for sighting in sightings])]


def _judged(source_id: str, sighting: Sighting, known: str | None, at: datetime, new: Outcome) -> Fetch:
    if sighting.blob_sha256 is None:
        outcome = Outcome.FAILED
    else:
        outcome = Outcome.UNCHANGED if sighting.blob_sha256 == known else new
    return Fetch(
        source_id=source_id,
        location=sighting.location,
        blob_sha256=sighting.blob_sha256,
        fetched_at=at,
        outcome=outcome,
        etag=sighting.etag,
        last_modified=sighting.last_modified,
        message=sighting.message,
        message_ja=sighting.message_ja,
        status=sighting.status,
        details=sighting.details,
    )


def _repeats(fetch: Fetch, last: tuple[int, Fetch] | None) -> bool:
    """Whether the row says what the last one of its location says."""
    if last is None or fetch.outcome in {Outcome.NEW, Outcome.HELD}:
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
        .values(
            fetched_at=bindparam("at"),
            etag=bindparam("new_etag"),
            last_modified=bindparam("new_modified"),
            status=bindparam("new_status"),
            details=bindparam("new_details"),
        )
    )
    for chunk in chunks(repeated):
        rows = [
            {
                "row_id": row_id,
                "at": it.fetched_at,
                "new_etag": it.etag,
                "new_modified": it.last_modified,
                "new_status": it.status,
                "new_details": it.details,
            }
            for row_id, it in chunk
        ]
        connection.execute(statement, rows)
