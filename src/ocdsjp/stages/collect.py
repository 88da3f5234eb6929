"""Collect: the files of each source into the lake, and what each look at a source brought into the catalogue.

Sources are looked at by many threads at once (``looks``), because a look at a host is mostly waiting; the client sees
to it that each host is asked one thing at a time. This thread alone writes to the catalogue, as it comes, so that a
killed run goes on where it was.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue

from sqlalchemy import Connection

from ocdsjp.catalog import blobs, fetches, reading, writing
from ocdsjp.catalog import sources as catalog_sources
from ocdsjp.catalog.fetches import Outcome
from ocdsjp.collect.client import Client
from ocdsjp.collect.connectors import connector
from ocdsjp.errors import FetchError
from ocdsjp.mapping.load import Source
from ocdsjp.settings import Settings
from ocdsjp.stages.looks import Ended, Event, Look, Looker, Seen, failed, host_or_source, interleaved, known
from ocdsjp.stages.workspace import Workspace

ENOUGH_PERCENT = 85
"""How much of what a look asked for must be answered for its new contents to be published. Below that the last good
state stays published whole, instead of a mixture of old and new with gaps that nobody chose. The figure is that of the
OCP Data Registry (https://github.com/open-contracting/data-registry)."""

THREADS = 64
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Collected:
    """What a look at one source brought: numbers of locations by outcome.

    Attributes:
        source_id: The source.
        new, unchanged, failed, gone: Locations; what is new waits unless the look is ``complete``.
        bytes: Of all contents that came.
        complete: Whether enough was answered for the look to count.
    """

    source_id: str
    new: int
    unchanged: int
    failed: int
    gone: int
    bytes: int
    complete: bool = True

    @property
    def found(self) -> int:
        """Locations with content."""
        return self.new + self.unchanged


@dataclass
class _Books:
    """What is written down of a look while it lasts."""

    look: Look
    seen: set[str] = field(default_factory=set)
    outcomes: list[str] = field(default_factory=list)
    bytes: int = 0
    complete: bool = False

    @property
    def answered(self) -> int:
        return len(self.seen) - self.outcomes.count(Outcome.FAILED)

    def enter(self, connection: Connection, arrived: Iterable[Seen], at: datetime) -> None:
        """Write down what was seen. A location that comes again counts as it came first."""
        first = {it.sighting.location: it for it in arrived if it.sighting.location not in self.seen}
        self.seen.update(first)
        sizes = [(it.sighting.blob_sha256 or "", it.bytes) for it in first.values() if it.bytes is not None]
        self.bytes += sum(size for _, size in sizes)
        blobs.record(connection, sizes, at)
        sightings = [it.sighting for it in first.values()]
        recorded = fetches.record(connection, self.look.source_id, sightings, at=at, held=True)
        self.outcomes += [fetch.outcome for fetch in recorded]

    def close(self, connection: Connection, error: FetchError | None, at: datetime) -> None:
        """Write down the end: whether the look counts, what is let in, what has gone."""
        source_id = self.look.source_id
        if error is not None:
            self.enter(connection, [Seen(source_id, failed(error.value or source_id, error))], at)
        asked = len(self.seen)
        self.complete = error is None and self.answered * 100 >= asked * ENOUGH_PERCENT
        if self.complete:
            fetches.admit(connection, source_id, at)
            # A source without any file was mounted elsewhere or emptied after a run: that is no statement that it
            # withdrew its files.
            if self.look.connector.lists_everything and self.seen:
                gone = fetches.withdraw(connection, source_id, self.seen, at)
                self.outcomes += [fetch.outcome for fetch in gone]
        catalog_sources.looked(connection, source_id, at, asked=asked, answered=self.answered, complete=self.complete)

    def result(self) -> Collected:
        count = self.outcomes.count
        return Collected(
            source_id=self.look.source_id,
            new=count(Outcome.NEW) + count(Outcome.HELD),
            unchanged=count(Outcome.UNCHANGED),
            failed=count(Outcome.FAILED),
            gone=count(Outcome.GONE),
            bytes=self.bytes,
            complete=self.complete,
        )


def collect(
    workspace: Workspace, sources: Sequence[Source], at: datetime, *, step: Callable[[str], None] | None = None
) -> list[Collected]:
    """Look at every source once; offline, those on the web are left alone and not in the result.

    A source that cannot be fetched keeps what it had, and the others go on.

    Args:
        workspace: The open workspace.
        sources: Which sources.
        at: The moment of the run: when blobs that nobody saw before were first seen.
        step: Told the id of each source when its look has ended.
    """
    with writing(workspace.catalog) as connection:
        rows = [catalog_sources.Source(it.id, it.mapping.title.ja, it.digest) for it in sources]
        catalog_sources.register(connection, rows)
    looks = _planned(workspace, sources, at)
    books = {look.source_id: _Books(look) for look in looks}
    events: SimpleQueue[Event] = SimpleQueue()
    with _client(workspace.settings) as client, ThreadPoolExecutor(THREADS, "collect") as pool:
        looker = Looker(client, workspace.lake, at, events, threading.Event())
        try:
            for look in interleaved(looks, host_or_source):
                pool.submit(looker.take, look)
            for ended in _kept(workspace, books, events, at):
                if step is not None:
                    step(ended)
        except BaseException:
            looker.stop.set()
            client.close()
            pool.shutdown(cancel_futures=True)
            raise
    return [one.result() for one in books.values()]


def _client(settings: Settings) -> Client:
    return Client(
        settings.contact or "",
        requests_per_second=settings.requests_per_second,
        allow_private_addresses=settings.allow_private_addresses,
        ca_file=settings.ca_file,
    )


def _planned(workspace: Workspace, sources: Sequence[Source], at: datetime) -> list[Look]:
    """The looks to take, with what is known of each source."""
    settings = workspace.settings
    ways = {source.id: connector(source.mapping.collect, settings.inbox) for source in sources}
    on_the_web = [source_id for source_id, way in ways.items() if way.hosts]
    with reading(workspace.catalog) as connection:
        complete_at = {it.id: it.complete_at for it in catalog_sources.listing(connection)}
        contents = fetches.contents(connection, on_the_web)
    return [
        Look(
            source_id,
            way,
            {name: known(it, complete_at[source_id], at) for name, it in contents.get(source_id, {}).items()},
        )
        for source_id, way in ways.items()
        if not (way.hosts and settings.offline)
    ]


def _kept(workspace: Workspace, books: dict[str, _Books], events: "SimpleQueue[Event]", at: datetime) -> Iterator[str]:
    """Keep the books until all looks have ended; gives each source when its look has."""
    remaining = len(books)
    while remaining:
        arrived = [events.get(), *_waiting(events)]
        ended = {it.source_id: _fetch_error(it) for it in arrived if isinstance(it, Ended)}
        by_source: dict[str, list[Seen]] = {}
        for event in arrived:
            if isinstance(event, Seen):
                by_source.setdefault(event.source_id, []).append(event)
        with writing(workspace.catalog) as connection:
            for source_id, seen in by_source.items():
                books[source_id].enter(connection, seen, at)
            for source_id, error in ended.items():
                books[source_id].close(connection, error, at)
        yield from ended
        remaining -= len(ended)


def _fetch_error(ended: Ended) -> FetchError | None:
    """Why a look ended early, if that is the source's trouble; anything else is ours and raised."""
    if ended.error is None or isinstance(ended.error, FetchError):
        return ended.error
    raise ended.error


def _waiting(events: "SimpleQueue[Event]") -> Iterator[Event]:
    """What has come by now, up to a number that fits into one transaction."""
    for _ in range(_AT_ONCE):
        try:
            yield events.get_nowait()
        except Empty:
            return
