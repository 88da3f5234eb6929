"""The rss connector: a feed, or the pages and files that it announces."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ocdsjp.collect.asking import Asking, handed
from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NOTHING_THERE
from ocdsjp.collect.feeds import Entry, read_feed
from ocdsjp.collect.options import RssOptions
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError

_FEED_BYTES = 20_000_000


@dataclass(frozen=True)
class Rss:
    """See ``sighting.Connector``."""

    options: RssOptions

    @property
    def hosts(self) -> frozenset[str]:
        """That of the feed, and those that are named beside it."""
        return self.options.allowed(self.options.url)

    @property
    def lists_everything(self) -> bool:
        """No: a feed announces what is new and drops what is old."""
        return False

    @property
    def max_requests(self) -> int | None:
        """As the mapping says."""
        return self.options.max_requests

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:  # noqa: ARG002
        """The feed, or what its entries lead to. An entry that has not changed by its own date is not asked for again.

        Raises:
            FetchError: If entries are followed and the feed cannot be read, or leads nowhere.
        """
        asking = Asking(client, self.hosts, self.options, known)
        if self.options.follow == "feed":
            yield from handed(asking.sight(self.options.url))
            return
        announced = dict(_announced(self._entries(client), enclosures=self.options.follow == "enclosures"))
        if not announced:
            raise FetchError(NOTHING_THERE, self.options.url)
        for url, metadata in announced.items():
            before = known.get(url)
            if before is not None and "updated" in metadata and before.metadata == metadata:
                yield Sighted(url, metadata=metadata)
            else:
                yield from handed(asking.sight(url, metadata))

    def _entries(self, client: Client) -> list[Entry]:
        answer = client.get(self.options.url, hosts=self.hosts, limit_bytes=_FEED_BYTES)
        try:
            data = b"" if answer.path is None else answer.path.read_bytes()
        finally:
            answer.discard()
        return read_feed(data, answer.url)


def _announced(entries: list[Entry], *, enclosures: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The addresses that entries lead to and what these say of them; oldest first, because feeds begin with the newest.

    Of several entries with one address the newest counts.
    """
    for entry in reversed(entries):
        metadata = {"title": entry.title, "updated": entry.updated, "id": entry.id}
        for url in entry.enclosures if enclosures else filter(None, (entry.link,)):
            yield url, {name: text for name, text in metadata.items() if text}
