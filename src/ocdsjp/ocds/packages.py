"""Release packages and record packages as frames around releases and records that are already serialised.

A package of a thousand processes is written piece by piece: nothing is parsed or serialised twice and nothing large is
held in memory. Which releases go into which file is decided in ``publish``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ocdsjp.errors import PublicationError

# Format `uri` of the schema: ASCII only, other characters percent-encoded (RFC 3986, section 2).
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
# RFC 3339 with the one offset that we use: releases of a process are sorted by their dates as strings.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the package: for an aggregator itself, not the municipality whose records these are.

    Attributes:
        name: Name of the organization.
        scheme, uid: A register of organizations and the publisher's number in it, such as JP-JCN and 13 digits.
        uri: The publisher's web address.
    """

    name: str
    scheme: str | None = None
    uid: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class PackageMetadata:
    """What a package says about itself.

    Attributes:
        uri: Where this very package can be fetched.
        published_date: When its content last changed, ``2025-04-01T00:00:00+09:00``.
        publisher: Who publishes it.
        extensions: Addresses of the extensions in use, in the order in which they apply.
        license, publication_policy: Addresses of the licence and of the publication policy.
        version: The minor version of OCDS.

    Raises:
        PublicationError: If an address or the date is not in the form that the package schema asks for.
    """

    uri: str
    published_date: str
    publisher: Publisher
    extensions: tuple[str, ...] = ()
    license: str | None = None
    publication_policy: str | None = None
    version: str = "1.1"

    def __post_init__(self) -> None:
        optional = (self.license, self.publication_policy, self.publisher.uri)
        for address in (self.uri, *self.extensions, *(each for each in optional if each is not None)):
            if not _URI.fullmatch(address):
                raise PublicationError(f"not an address in ASCII characters: {address!r}")
        if not _DATE_TIME.fullmatch(self.published_date):
            raise PublicationError(f"not a time such as 2025-04-01T00:00:00+09:00: {self.published_date!r}")
        if not self.publisher.name.strip():
            raise PublicationError("a package needs the name of its publisher")

    def as_dict(self) -> dict[str, Any]:
        """The fields of the package, without those that have no value."""
        publisher = {
            "name": self.publisher.name,
            "scheme": self.publisher.scheme,
            "uid": self.publisher.uid,
            "uri": self.publisher.uri,
        }
        fields = {
            "uri": self.uri,
            "version": self.version,
            "extensions": list(self.extensions) or None,
            "publishedDate": self.published_date,
            "publisher": {key: value for key, value in publisher.items() if value is not None},
            "license": self.license,
            "publicationPolicy": self.publication_policy,
        }
        return {key: value for key, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before, between and after the items of a package, in UTF-8."""

    head: bytes
    separator: bytes
    tail: bytes

    def wrap(self, items: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of the package around items that are already serialised, one at a time.

        Raises:
            PublicationError: If there is no item: the standard forbids empty packages.
        """
        before = self.head
        for item in items:
            yield before
            yield item
            before = self.separator
        if before is self.head:
            raise PublicationError("a package needs at least one release or record")
        yield self.tail


def release_package(metadata: PackageMetadata) -> Frame:
    """The frame of a release package: one release per line between head and tail."""
    return _frame(metadata, "releases")


def record_package(metadata: PackageMetadata) -> Frame:
    """The frame of a record package: one record per line between head and tail."""
    return _frame(metadata, "records")


def _frame(metadata: PackageMetadata, key: str) -> Frame:
    fields = orjson.dumps(metadata.as_dict())
    return Frame(head=fields[:-1] + f',"{key}":[\n'.encode(), separator=b",\n", tail=b"\n]}\n")


def record(ocid: str, releases: Sequence[bytes], compiled_release: bytes) -> bytes:
    """A record of one process from serialised parts.

    Args:
        ocid: The process.
        releases: All its releases, oldest first, embedded in full: OCDS 1.1 requires them in every record.
        compiled_release: Their compiled release.

    Raises:
        PublicationError: If there is no release.
    """
    if not releases:
        raise PublicationError(f"the record of {ocid} has no release")
    parts = (b'{"ocid":', orjson.dumps(ocid), b',"releases":[', b",".join(releases))
    return b"".join((*parts, b'],"compiledRelease":', compiled_release, b"}"))
