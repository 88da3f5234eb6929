"""What a feed announces: RSS 1.0, RSS 2.0 and Atom, as entries. Pure; the bytes come from anywhere.

The parser sees events and builds no tree, takes no DTD, and stops at a number of entries and a depth, so that a
hostile feed costs no more than reading it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from defusedxml.ElementTree import DefusedXMLParser, ParseError

from ocdsjp.errors import FetchError
from ocdsjp.findings import Rule

FEED_BROKEN = Rule(
    id="feed-broken",
    ja="『{value}』はフィード（RSS、Atom）として読めません（{reason}）。",
    en='"{value}" cannot be read as a feed (RSS or Atom): {reason}.',
    mend_ja="URLを確かめてください。HTMLの画面を指していることがあります。",
    mend_en="Check the address; it may be that of an HTML page.",
)

_ENTRIES = 10_000
_ENCLOSURES = 100_000
_DEPTH = 64
_TEXT = 4_096
_ENCODING = re.compile(rb"""^(<\?xml[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Those that feeds of Japan are written in and expat does not know.
_JAPANESE = {"shift_jis": "cp932", "windows-31j": "cp932", "x-sjis": "cp932", "euc-jp": "euc_jp"}
_TITLES, _DATES, _IDS = {"title"}, {"pubdate", "updated", "date", "published"}, {"guid", "id"}


@dataclass(slots=True)
class Entry:
    """An entry of a feed.

    Attributes:
        link: The page that it is about, absolute, or None.
        enclosures: Files that come with it, absolute.
        title: Its title, or "".
        updated: When it last changed, as written, or "".
        id: By which the feed tells it apart, or "".
    """

    link: str | None = None
    enclosures: list[str] = field(default_factory=list)
    title: str = ""
    updated: str = ""
    id: str = ""


def read_feed(data: bytes, url: str) -> list[Entry]:
    """The entries of a feed, in its order.

    Args:
        data: The feed.
        url: Where it came from: links may be relative to it.

    Raises:
        FetchError: If it is no feed, or hostile.
    """
    reader = _Reader(url)
    parser = DefusedXMLParser(target=reader, forbid_dtd=True, forbid_entities=True)
    try:
        for piece in _pieces(_as_utf8(data)):
            parser.feed(piece)
        parser.close()
    except (ParseError, ValueError, LookupError, _NoFeed) as error:
        raise FetchError(FEED_BROKEN, url, reason=str(error).splitlines()[0]) from error
    return reader.entries


def _as_utf8(data: bytes) -> bytes:
    found = _ENCODING.match(data)
    codec = _JAPANESE.get(found[2].decode("ascii").lower()) if found else None
    if found is None or codec is None:
        return data
    return found[1] + data[found.end() :].decode(codec).encode()


def _pieces(data: bytes) -> Iterator[bytes]:
    # expat looks at all that it was given again when a token is not complete; in pieces that stays cheap.
    size = 1 << 16
    return (data[start : start + size] for start in range(0, len(data), size))


class _NoFeed(Exception):  # noqa: N818 - says what it is
    """Well-formed, and yet nothing that could be read."""


class _Reader:
    """Gets the parser's events."""

    def __init__(self, url: str) -> None:
        self.entries: list[Entry] = []
        self._url = url
        self._path: list[str] = []
        self._entry: Entry | None = None
        self._text: list[str] | None = None
        self._room = 0
        self._enclosures = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if not self._path and name not in {"rss", "rdf", "feed"}:
            raise _NoFeed(f"<{name}>")
        self._path.append(name)
        if len(self._path) > _DEPTH:
            raise _NoFeed(f"depth > {_DEPTH}")
        if name in {"item", "entry"} and self._entry is None:
            if len(self.entries) == _ENTRIES:
                raise _NoFeed(f"entries > {_ENTRIES}")
            self._entry = Entry()
            self.entries.append(self._entry)
        elif self._entry is not None:
            self._refer(self._entry, name, attributes)
            self._text, self._room = [], _TEXT

    def end(self, tag: str) -> None:
        name = _local(tag)
        self._path.pop()
        if self._entry is None:
            return
        if name in {"item", "entry"}:
            self._entry = None
        elif self._text is not None:
            self._note(self._entry, name, "".join(self._text).strip())
        self._text = None

    def data(self, text: str) -> None:
        if self._text is not None and self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def close(self) -> None:
        """Nothing is left to do."""

    def _refer(self, entry: Entry, name: str, attributes: dict[str, str]) -> None:
        """Addresses in attributes: ``<link href>`` of Atom, ``<enclosure url>`` of RSS."""
        if name == "enclosure":
            self._enclose(entry, attributes.get("url", ""))
        elif name == "link":
            relation, target = attributes.get("rel", "alternate"), attributes.get("href", "")
            if relation == "enclosure":
                self._enclose(entry, target)
            elif relation == "alternate" and entry.link is None:
                entry.link = self._absolute(target)

    def _enclose(self, entry: Entry, target: str) -> None:
        if self._enclosures == _ENCLOSURES:
            raise _NoFeed(f"enclosures > {_ENCLOSURES}")
        if (absolute := self._absolute(target)) is not None:
            self._enclosures += 1
            entry.enclosures.append(absolute)

    def _note(self, entry: Entry, name: str, text: str) -> None:
        if not text:
            return
        if name == "link" and entry.link is None:
            entry.link = self._absolute(text) if self._room > 0 else None
        elif name in _TITLES and not entry.title:
            entry.title = text
        elif name in _IDS and not entry.id:
            entry.id = text
        elif name == "updated" or (name in _DATES and not entry.updated):
            entry.updated = text

    def _absolute(self, target: str) -> str | None:
        """The address that is meant; None if it is none."""
        try:
            return urljoin(self._url, target.strip()) if target.strip() else None
        except ValueError:
            return None


def _local(tag: str) -> str:
    """The name without its namespace, in lower case."""
    return tag.rpartition("}")[2].lower()
