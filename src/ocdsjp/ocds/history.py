"""The history of contracting processes: which drafts say something new, and the release that says it.

A pure fold over drafts in a fixed order. It knows neither files nor the catalogue; ``linking`` has decided the ocid of
every draft before.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from ocdsjp.ocds.ids import release_id

UPDATES = {
    "planning": "planningUpdate",
    "tender": "tenderUpdate",
    "award": "awardUpdate",
    "contract": "contractUpdate",
    "implementation": "implementationUpdate",
}
"""The tag of a release that changes what an earlier one said (codelist releaseTag of OCDS 1.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a draft says, ready to become a release.

    Attributes:
        ocid: Its contracting process.
        source: The source that says it; updates are relative to the same source.
        phase: What the event is, within source and process: its phase, and its number where a phase has several.
        tags: Release tags.
        date: Date that the source states (RFC 3339, +09:00), or None.
        body: The release without head, as JSON bytes.
    """

    ocid: str
    source: str
    phase: str
    tags: tuple[str, ...]
    date: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A release: its head's parts, the length of the head in bytes, the digest of the rest, and its JSON."""

    id: str
    date: str
    tags: tuple[str, ...]
    head: int
    content: bytes
    json: bytes


class _Said(NamedTuple):
    """A release, as far as the next ones of its process depend on it."""

    source: str
    phase: str
    content: bytes
    date: str


class History:
    """The releases of one publisher so far, as far as the next ones depend on them: 350 bytes each."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[_Said, ...]] = {}

    def note(self, *, ocid: str, source: str, phase: str, date: str, content: bytes) -> None:
        """Remember a release that is in the store; ``content`` as ``content_of`` gives it."""
        self._said[ocid] = (*self._said.get(ocid, ()), _Said(source, phase, content, date))

    def next(self, event: Event, seen: str) -> Made | None:
        """The release that this event makes, or None when it says nothing new.

        The history changes only by ``note``, because a release may yet be refused.

        Args:
            event: The event.
            seen: When this was first seen at the source (RFC 3339, +09:00): the date of events for which the source
                states none, and of changes, because nothing tells when they were made.
        """
        said = self._said.get(event.ocid, ())
        content = content_of(event.body[1:])
        same = (it for it in reversed(said) if (it.source, it.phase) == (event.source, event.phase))
        before = next(same, None)
        if before is not None and before.content == content:
            return None
        tags, date = event.tags, event.date or seen
        if before is not None:
            tags = tuple(UPDATES.get(tag, tag) for tag in tags)
            date = max(seen, before.date)
        # No two releases of a process may share a date: merging would have no order. One second apart tells them.
        dates = {it.date for it in said}
        while date in dates:
            date = (datetime.fromisoformat(date) + timedelta(seconds=1)).isoformat()
        identity = release_id(event.ocid, date, tags, content)
        head = orjson.dumps({"ocid": event.ocid, "id": identity, "date": date, "tag": tags})
        return Made(identity, date, tags, len(head), content, head[:-1] + b"," + event.body[1:])


def content_of(rest: bytes) -> bytes:
    """A short digest of what a release says apart from its head: its JSON from the head's length on."""
    return hashlib.sha256(rest).digest()[:12]


def with_related(body: bytes, related: Iterable[tuple[str, str]]) -> bytes:
    """The body with ``relatedProcesses`` to other ocids.

    Args:
        body: A release body without relatedProcesses.
        related: (relationship, ocid) pairs.
    """
    entries: list[dict[str, Any]] = [
        {"id": str(position), "relationship": [relationship], "scheme": "ocid", "identifier": ocid}
        for position, (relationship, ocid) in enumerate(related, 1)
    ]
    if not entries:
        return body
    return body[:-1] + b',"relatedProcesses":' + orjson.dumps(entries) + b"}"
