"""Raw blobs: which bytes were ever seen, and when first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ocdsjp.catalog.models import BlobRow
from ocdsjp.catalog.statements import chunks, columns, insert_missing, select_as


@dataclass(frozen=True, slots=True)
class Blob:
    """Raw bytes in the lake.

    Attributes:
        sha256: Of the bytes, hexadecimal.
        bytes: How many they are.
        first_seen_at: When a run first met them; the date of what they say and do not date.
    """

    sha256: str
    bytes: int
    first_seen_at: datetime


def record(connection: Connection, sizes: Iterable[tuple[str, int]], at: datetime) -> int:
    """Note blobs, given as (sha256, bytes), that lie in the lake; returns how many are new.

    A known blob keeps the moment when it was first seen.
    """
    return sum(
        insert_missing(
            connection,
            BlobRow,
            [{"sha256": sha256, "bytes": size, "first_seen_at": at} for sha256, size in chunk],
            ["sha256"],
        )
        for chunk in chunks(sizes)
    )


def lookup(connection: Connection, digests: Iterable[str]) -> dict[str, Blob]:
    """The known ones among these blobs, by sha256."""
    query = select(*columns(BlobRow, Blob))
    return {
        blob.sha256: blob
        for chunk in chunks(digests)
        for blob in select_as(connection, Blob, query.where(BlobRow.sha256.in_(chunk)))
    }
