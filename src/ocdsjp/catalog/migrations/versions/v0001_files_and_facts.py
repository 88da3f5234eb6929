"""The first tables: files, facts about files, and the registry of processes."""

import sqlalchemy as sa
from alembic import op

from ocdsjp.catalog.types import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "compiled",
        sa.Column("publisher_code", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.String(), nullable=False),
        sa.Column("inputs_digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("n_processes", sa.Integer(), nullable=False),
        sa.Column("n_releases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("publisher_code", "fiscal_year", name=op.f("pk_compiled")),
    )
    op.create_table(
        "process",
        sa.Column("publisher_code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("drafts_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("publisher_code", "key", name=op.f("pk_process")),
        sa.UniqueConstraint("ocid", name=op.f("uq_process_ocid")),
    )
    op.create_table(
        "publication",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("inputs_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_publication")),
    )
    op.create_table(
        "publisher_state",
        sa.Column("publisher_code", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("code_version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("publisher_code", name=op.f("pk_publisher_state")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("mapping_digest", sa.String(length=64), nullable=False),
        sa.Column("last_run_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "batch",
        sa.Column("publisher_code", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drafts_digest", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.Column("n_releases", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_batch_blob_sha256")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_batch_source_id")),
        sa.PrimaryKeyConstraint("publisher_code", "fiscal_year", "seq", name=op.f("pk_batch")),
    )
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_fetch_blob_sha256")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_fetch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
    )
    op.create_index(op.f("ix_fetch_source_id_location_id"), "fetch", ["source_id", "location", "id"], unique=False)
    op.create_table(
        "mapped",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("mapping_digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.Column("findings_path", sa.String(), nullable=True),
        sa.Column("n_drafts", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_drafted", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
        sa.Column("rows_no_data", sa.Integer(), nullable=False),
        sa.Column("yen_read", sa.BigInteger(), nullable=False),
        sa.Column("yen_drafted", sa.BigInteger(), nullable=False),
        sa.Column("yen_quarantined", sa.BigInteger(), nullable=False),
        sa.Column("yen_no_data", sa.BigInteger(), nullable=False),
        sa.Column("held_back", sa.Boolean(), nullable=False),
        sa.Column("held_back_reason", sa.String(), nullable=True),
        sa.Column("file_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_mapped_blob_sha256")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_mapped_source_id")),
        sa.PrimaryKeyConstraint("source_id", "mapping_digest", "location", "blob_sha256", name=op.f("pk_mapped")),
    )
    op.create_table(
        "released",
        sa.Column("publisher_code", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.Column("drafts_digest", sa.String(length=64), nullable=False),
        sa.Column("rows_released", sa.Integer(), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), nullable=False),
        sa.Column("rows_invalid", sa.Integer(), nullable=False),
        sa.Column("yen_released", sa.BigInteger(), nullable=False),
        sa.Column("yen_unchanged", sa.BigInteger(), nullable=False),
        sa.Column("yen_invalid", sa.BigInteger(), nullable=False),
        sa.Column("findings_path", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_released_blob_sha256")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_released_source_id")),
        sa.PrimaryKeyConstraint("publisher_code", "seq", name=op.f("pk_released")),
    )
    op.create_index(op.f("ix_released_source_id"), "released", ["source_id"], unique=False)
