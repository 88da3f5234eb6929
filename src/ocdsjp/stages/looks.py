"""Looks at sources, each taken in a thread: bytes go into the lake, and what was seen is told, never written down here.

The catalogue is the business of ``stages.collect``, in one thread.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import TypeVar

from ocdsjp.catalog.fetches import Fetch, Sighting
from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NO_CONTACT
from ocdsjp.collect.sighting import Connector, Known, Sighted
from ocdsjp.errors import FetchError
from ocdsjp.findings import Effect, Finding, Place
from ocdsjp.lake import Lake

_FRESH = timedelta(days=1)
_NOTHING = Known("")

Item = TypeVar("Item")


@dataclass(frozen=True)
class Look:
    """A look to be taken at one source.

    Attributes:
        source_id: The source.
        connector: The way to its files.
        known: What is known of it, by location.
    """

    source_id: str
    connector: Connector
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Seen:
    """A location was seen.

    Attributes:
        source_id: The source.
        sighting: As the catalogue takes it; its content lies in the lake.
        bytes: Size of a content that came; None where none came.
    """

    source_id: str
    sighting: Sighting
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A look came to its end, by itself or by an error."""

    source_id: str
    error: BaseException | None = None


Event = Seen | Ended


@dataclass(frozen=True)
class Looker:
    """What all looks of a run share.

    Attributes:
        client: The way to the network.
        lake: Where bytes go.
        at: The moment of the run.
        events: Where the looks tell what they see, each ending with ``Ended``.
        stop: Set when looks shall end early.
    """

    client: Client
    lake: Lake
    at: datetime
    events: "SimpleQueue[Event]"
    stop: threading.Event

    def take(self, look: Look) -> None:
        """Take a look; any error is told as its end."""
        error: BaseException | None = None
        try:
            for seen in self._seen(look):
                self.events.put(seen)
                if self.stop.is_set():
                    break
        except BaseException as caught:  # noqa: BLE001 - whoever reads the events raises what is no error of fetching
            error = caught
        self.events.put(Ended(look.source_id, error))

    def _seen(self, look: Look) -> Iterator[Seen]:
        if look.connector.hosts and not self.client.has_contact:
            raise FetchError(NO_CONTACT, min(look.connector.hosts))
        limited = self.client.limited(look.connector.max_requests)
        for sighted in look.connector.look(limited, look.known, self.at):
            yield self._stored(look, sighted)

    def _stored(self, look: Look, sighted: Sighted) -> Seen:
        """The sighting, its bytes in the lake."""
        if sighted.error is not None:
            return Seen(look.source_id, failed(sighted.location, sighted.error))
        before = look.known.get(sighted.location, _NOTHING)
        size = None
        if sighted.path is None:
            sha256 = before.sha256
        else:
            blob = self.lake.put_blob(sighted.path)
            self.client.discard(sighted.path)
            sha256, size, before = blob.sha256, blob.bytes, _NOTHING
        sighting = Sighting(
            sighted.location,
            sha256,
            # What is unchanged keeps what the server did not repeat.
            etag=sighted.etag or before.etag,
            last_modified=sighted.last_modified or before.last_modified,
            status=sighted.status,
            details=dict(sighted.metadata or before.metadata) or None,
        )
        return Seen(look.source_id, sighting, size)


def failed(location: str, error: FetchError) -> Sighting:
    """A location that gave no content this time, with the reason in both languages."""
    finding = Finding(error.rule, Effect.FILE, Place("", location), error.value, error.detail)
    return Sighting(
        location, None, message=finding.message("en"), message_ja=finding.message("ja"), status=error.status
    )


def known(fetch: Fetch, complete_at: datetime | None, at: datetime) -> Known:
    """What a connector is told of a location.

    Args:
        fetch: The last row with content.
        complete_at: When a look at the source last counted: what came later belongs to one that is to go on.
        at: The moment of the run.
    """
    unfinished = complete_at is None or fetch.fetched_at > complete_at
    return Known(
        sha256=fetch.blob_sha256 or "",
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        metadata=fetch.details or {},
        fresh=unfinished and at - fetch.fetched_at < _FRESH,
    )


def interleaved(items: Iterable[Item], key: Callable[[Item], str]) -> Iterator[Item]:
    """The items in an order in which neighbours have different keys, as far as that goes.

    With the host as key threads do not all wait for the same one.
    """
    queues: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        queues[key(item)].append(item)
    for turn in range(max(map(len, queues.values()), default=0)):
        yield from (queue[turn] for queue in queues.values() if turn < len(queue))


def host_or_source(look: Look) -> str:
    """What tells the looks apart that cannot wait for each other."""
    return min(look.connector.hosts, default=look.source_id)
