"""What connectors and the stage say to each other: what is known of a location, and what a look at it brought.

No I/O here. Bytes go into the lake and rows into the catalogue in ``stages.collect``; a connector does neither.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ocdsjp.collect.client import Client
from ocdsjp.errors import FetchError


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of a location that had content before.

    Attributes:
        sha256: The content last seen there.
        etag: What the server said with it, to be sent back with a conditional request.
        last_modified: The same.
        metadata: What was noted with it.
        fresh: An earlier look that did not come to its end fetched it less than a day ago: not to be asked for again.
    """

    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Sighted:
    """One location as a connector met it: with content, with an error, or (neither) as it was.

    Attributes:
        location: Path or URL; tells the location apart from every other of the source.
        path: A file with the content, of a size that the lake may take; it need not differ from what was known.
        error: Why there is no content this time.
        status: The HTTP status, where there is one.
        etag: What the server said, for the next conditional request.
        last_modified: The same.
        metadata: What the source says about the file: licence, title, dates.
    """

    location: str
    path: Path | None = None
    error: FetchError | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """Where the files of one source are.

    ``look`` gives each location at most once, as it comes. An error of one location is a ``Sighted`` with that error;
    the look goes on. An error without which the locations are not even known (a listing, a feed) is raised: the look
    is then incomplete, whatever came before.
    """

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that it may ask; none for a folder. Sources of different hosts are looked at at the same time."""

    @property
    def lists_everything(self) -> bool:
        """Whether a location that a complete look does not give has gone from the source."""

    @property
    def max_requests(self) -> int | None:
        """How many requests a look may make; None where there are none to count."""

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:
        """Look at the source.

        Args:
            client: The way to the network, already limited to ``max_requests``.
            known: What is known, by location.
            at: The moment of the run (aware, +09:00), for dates and fiscal years in URLs.

        Raises:
            FetchError: If the source cannot say what it has.
        """
