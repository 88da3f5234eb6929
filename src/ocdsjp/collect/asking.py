"""Asking for one location on condition: what a connector does once it knows an address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ocdsjp.collect.client import Client
from ocdsjp.collect.client.addresses import shown
from ocdsjp.collect.options import WebOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError


def _anything(_path: Path) -> FetchError | None:
    return None


@dataclass(frozen=True)
class Asking:
    """What holds for all locations of one look.

    Attributes:
        client: The way to the network.
        hosts: The hosts that may be asked.
        options: How large a file may be.
        known: What is known, by location.
        check: What is wrong with a file that came as an answer, or None.
    """

    client: Client
    hosts: frozenset[str]
    options: WebOptions
    known: Mapping[str, Known]
    check: Callable[[Path], FetchError | None] = _anything

    def sight(
        self,
        location: str,
        metadata: Mapping[str, str] | None = None,
        *,
        url: str | None = None,
        data: bytes | None = None,
    ) -> Sighted:
        """The location as it is now; an error is in the sighting. A file that comes with it is the caller's to remove.

        Args:
            location: What the catalogue calls it.
            metadata: What the source says of it; None for what was known.
            url: Its address, where that is not the location.
            data: A form to POST.
        """
        before = self.known.get(location)
        said = metadata if metadata is not None else before.metadata if before is not None else {}
        if before is not None and before.fresh:
            return Sighted(location, etag=before.etag, last_modified=before.last_modified, metadata=said)
        try:
            answer = self.client.get(
                location if url is None else url,
                hosts=self.hosts,
                etag=None if before is None else before.etag,
                last_modified=None if before is None else before.last_modified,
                limit_bytes=self.options.max_bytes,
                data=data,
            )
        except FetchError as error:
            return Sighted(shown(location), error=error, status=error.status, metadata=said)
        problem = None if answer.path is None else self.check(answer.path)
        if problem is not None:
            answer.discard()
            return Sighted(location, error=problem, status=answer.status, metadata=said)
        # A server need not repeat in a 304 what it said before.
        same = before if before is not None and answer.path is None else Known("")
        return Sighted(
            location,
            answer.path,
            status=answer.status,
            etag=answer.etag or same.etag,
            last_modified=answer.last_modified or same.last_modified,
            metadata=said,
        )


def handed(sighted: Sighted) -> Iterator[Sighted]:
    """The sighting, whose file is removed when the next one is asked for."""
    try:
        yield sighted
    finally:
        discard(sighted)


def discard(sighted: Sighted) -> None:
    """Remove the file of a sighting."""
    if sighted.path is not None:
        sighted.path.unlink(missing_ok=True)
