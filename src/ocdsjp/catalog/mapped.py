"""What mapping made of each content of each location, and the order in which releases are folded from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, bindparam, func, select

from ocdsjp.catalog.fetches import Outcome
from ocdsjp.catalog.models import BlobRow, FetchRow, MappedRow
from ocdsjp.catalog.statements import as_row, columns, upsert


@dataclass(frozen=True, slots=True)
class Pending:
    """A content of a location that a mapping has not been applied to.

    Attributes:
        source_id: The source.
        location: Path or URL in the source.
        blob_sha256: The content.
        first_seen_at: When the blob was first seen, anywhere.
    """

    source_id: str
    location: str
    blob_sha256: str
    first_seen_at: datetime


def drafts_path(publisher_code: str, digest: str) -> str:
    """Where the drafts of a publisher lie in the lake; of each publisher apart, because each is folded apart."""
    return f"drafts/{publisher_code}/{digest}.jsonl.zst"


@dataclass(frozen=True, slots=True)
class MappedFile:
    """What mapping made of a blob at a location of a source: the first half of the ledger.

    Attributes:
        source_id: The source.
        location: Path or URL in the source.
        blob_sha256: The content.
        mapping_digest: What the mapping was made of: mapping file, layouts, vocabulary, code.
        findings_path: In the lake, or None if there was nothing to find.
        n_drafts: How many drafts.
        drafts: Publisher code -> digests of its drafts, which lie in the lake (``drafts_path``), in their order.
        rows_read: = rows_drafted + rows_quarantined + rows_no_data; the same for yen.
        held_back: Whether an assertion on counts failed, so that the last good content stays published.
        held_back_reason: Which one, in words.
        file_error: Why the whole file was refused, or None.
    """

    source_id: str
    location: str
    blob_sha256: str
    mapping_digest: str
    findings_path: str | None
    n_drafts: int
    drafts: Mapping[str, Sequence[str]]
    rows_read: int
    rows_drafted: int
    rows_quarantined: int
    rows_no_data: int
    yen_read: int
    yen_drafted: int
    yen_quarantined: int
    yen_no_data: int
    held_back: bool = False
    held_back_reason: str | None = None
    file_error: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One step of the fold: a location's content as it arrived.

    Attributes:
        mapped: What mapping made of it.
        arrived_at: When the location came to have this content.
        first_seen_at: When the blob was first seen, anywhere.
    """

    mapped: MappedFile
    arrived_at: datetime
    first_seen_at: datetime


def pending(connection: Connection, source_id: str, mapping_digest: str) -> list[Pending]:
    """Contents of a source, old ones too, that this mapping was not applied to; in order of arrival."""
    done = and_(
        MappedRow.source_id == FetchRow.source_id,
        MappedRow.location == FetchRow.location,
        MappedRow.blob_sha256 == FetchRow.blob_sha256,
        MappedRow.mapping_digest == mapping_digest,
    )
    key = (FetchRow.source_id, FetchRow.location, FetchRow.blob_sha256, BlobRow.first_seen_at)
    query = (
        select(*key)
        .join(BlobRow, BlobRow.sha256 == FetchRow.blob_sha256)
        .where(FetchRow.source_id == source_id, FetchRow.outcome == Outcome.NEW)
        .where(~select(MappedRow.source_id).where(done).exists())
        .group_by(*key)
        .order_by(func.min(FetchRow.fetched_at), FetchRow.location, FetchRow.blob_sha256)
    )
    return [Pending(**row) for row in connection.execute(query).mappings()]


def record(connection: Connection, mapped: Iterable[MappedFile]) -> None:
    """Note what mapping made of contents, when its files lie in the lake; a repetition replaces."""
    upsert(connection, MappedRow, map(as_row, mapped))


def arrivals(connection: Connection, mapping_digests: Mapping[str, str]) -> list[Arrival]:
    """The steps of the fold: what these mappings made of all contents, in the order in which those arrived.

    Sorted by time of arrival, source, location and sha256, so that what arrives later comes last, and a
    fold that covered the earlier steps can go on. A content that a location came back to appears once more.
    Contents that are still pending are missing; held-back ones are there, marked.

    Args:
        connection: Any connection.
        mapping_digests: Source id -> the mapping that counts; other sources are left out.
    """
    steps = [
        _arrival(row)
        for source_id, digest in mapping_digests.items()
        for row in connection.execute(_ARRIVALS, {"source": source_id, "digest": digest}).mappings()
    ]
    return sorted(steps, key=_order)


_ARRIVALS = (
    select(FetchRow.fetched_at.label("arrived_at"), BlobRow.first_seen_at, *columns(MappedRow, MappedFile))
    .join(
        MappedRow,
        and_(
            MappedRow.source_id == FetchRow.source_id,
            MappedRow.location == FetchRow.location,
            MappedRow.blob_sha256 == FetchRow.blob_sha256,
        ),
    )
    .join(BlobRow, BlobRow.sha256 == FetchRow.blob_sha256)
    .where(FetchRow.outcome == Outcome.NEW)
    .where(MappedRow.source_id == bindparam("source"), MappedRow.mapping_digest == bindparam("digest"))
)


def _arrival(row: RowMapping) -> Arrival:
    values = dict(row)
    arrived_at, first_seen_at = values.pop("arrived_at"), values.pop("first_seen_at")
    return Arrival(MappedFile(**values), arrived_at, first_seen_at)


def _order(step: Arrival) -> tuple[datetime, str, str, str]:
    return step.arrived_at, step.mapped.source_id, step.mapped.location, step.mapped.blob_sha256
