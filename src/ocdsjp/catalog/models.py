"""The tables, for SQLite and PostgreSQL. What is done with them stands in the modules named after the nouns.

A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ocdsjp.catalog.types import Moment

Digest = Annotated[str, mapped_column(String(64))]
"""sha256, hexadecimal."""

SourceKey = Annotated[str, mapped_column(ForeignKey("source.id"))]
BlobKey = Annotated[str, mapped_column(String(64), ForeignKey("blob.sha256"))]
Big = Annotated[int, mapped_column(BigInteger)]
"""Yen and bytes: a national total exceeds 32 bits."""


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Moment,
        dict[str, list[str]]: JSON,
        dict[str, str]: JSON(none_as_null=True),
        list[str]: JSON,
    }


class SourceRow(Base):
    """A dataset of one publisher in one shape, as a mapping file describes it."""

    __tablename__ = "source"

    id: Mapped[str] = mapped_column(primary_key=True)  # "place/dataset"
    title: Mapped[str]
    mapping_digest: Mapped[Digest]
    last_run_at: Mapped[datetime | None]
    complete_at: Mapped[datetime | None]  # the last look that was complete enough to count
    asked: Mapped[int | None]  # locations of the last look
    answered: Mapped[int | None]


class BlobRow(Base):
    """Raw bytes in the lake."""

    __tablename__ = "blob"

    sha256: Mapped[Digest] = mapped_column(primary_key=True)
    bytes: Mapped[Big]
    first_seen_at: Mapped[datetime]


class FetchRow(Base):
    """What a look at a location of a source brought. Rows follow each other only when something changed."""

    __tablename__ = "fetch"
    __table_args__ = (Index(None, "source_id", "location", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[SourceKey]
    location: Mapped[str]  # path or URL in the source
    blob_sha256: Mapped[str | None] = mapped_column(String(64), ForeignKey("blob.sha256"))
    fetched_at: Mapped[datetime]
    outcome: Mapped[str]  # fetches.Outcome
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    message: Mapped[str | None]  # in English
    message_ja: Mapped[str | None]
    status: Mapped[int | None]  # of HTTP
    details: Mapped[dict[str, str] | None]  # what the source says of the file: licence, title, dates


class MappedRow(Base):
    """What mapping made of a blob at a location of a source."""

    __tablename__ = "mapped"

    source_id: Mapped[SourceKey] = mapped_column(primary_key=True)
    mapping_digest: Mapped[Digest] = mapped_column(primary_key=True)  # mapping file, vocabulary, code
    location: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[BlobKey] = mapped_column(primary_key=True)
    findings_path: Mapped[str | None]
    n_drafts: Mapped[int]
    drafts: Mapped[dict[str, list[str]]]  # publisher code -> digests of its drafts
    rows_read: Mapped[int]
    rows_drafted: Mapped[int]
    rows_quarantined: Mapped[int]
    rows_no_data: Mapped[int]
    yen_read: Mapped[Big]
    yen_drafted: Mapped[Big]
    yen_quarantined: Mapped[Big]
    yen_no_data: Mapped[Big]
    held_back: Mapped[bool]
    held_back_reason: Mapped[str | None]
    file_error: Mapped[str | None]


class ProcessRow(Base):
    """The registry of contracting processes: who got which ocid, and in whose file it stays.

    No foreign keys: the registry outlives the sources that filled it.
    """

    __tablename__ = "process"
    __table_args__ = (UniqueConstraint("ocid"),)

    publisher_code: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    ocid: Mapped[str]
    fiscal_year: Mapped[str]  # "2025" or "undated"
    source_id: Mapped[str]
    drafts_digest: Mapped[Digest]


class PublisherStateRow(Base):
    """What the release fold of a publisher last covered."""

    __tablename__ = "publisher_state"

    publisher_code: Mapped[str] = mapped_column(primary_key=True)
    inputs: Mapped[list[str]]  # digests of drafts, in the order of the fold
    code_version: Mapped[Digest]


class BatchRow(Base):
    """A file of releases in the current chain of a publisher."""

    __tablename__ = "batch"

    publisher_code: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)  # position in publisher_state.inputs
    path: Mapped[str]
    digest: Mapped[Digest]
    drafts_digest: Mapped[Digest]
    source_id: Mapped[SourceKey]
    blob_sha256: Mapped[BlobKey]
    n_releases: Mapped[int]
    bytes: Mapped[Big]


class ReleasedRow(Base):
    """What the release fold of a publisher made of one of its inputs: the second half of the ledger."""

    __tablename__ = "released"

    publisher_code: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)  # position in publisher_state.inputs
    source_id: Mapped[SourceKey] = mapped_column(index=True)
    location: Mapped[str]
    blob_sha256: Mapped[BlobKey]
    drafts_digest: Mapped[Digest]
    rows_released: Mapped[int]
    rows_unchanged: Mapped[int]
    rows_invalid: Mapped[int]
    yen_released: Mapped[Big]
    yen_unchanged: Mapped[Big]
    yen_invalid: Mapped[Big]
    findings_path: Mapped[str | None]


class CompiledRow(Base):
    """The compiled releases of a publisher and fiscal year."""

    __tablename__ = "compiled"

    publisher_code: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[str] = mapped_column(primary_key=True)
    inputs_digest: Mapped[Digest]
    path: Mapped[str]
    digest: Mapped[Digest]
    n_processes: Mapped[int]
    n_releases: Mapped[int]


class PublicationRow(Base):
    """A finished version under public/."""

    __tablename__ = "publication"

    version: Mapped[str] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    manifest_sha256: Mapped[Digest]
    path: Mapped[str]
    inputs_digest: Mapped[Digest]
