"""Sources on the web: what servers said, and how complete the last look at a source was."""

import sqlalchemy as sa
from alembic import op

from ocdsjp.catalog.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns; what is there keeps its meaning: every look so far was complete."""
    op.add_column("fetch", sa.Column("message_ja", sa.String(), nullable=True))
    op.add_column("fetch", sa.Column("status", sa.Integer(), nullable=True))
    op.add_column("fetch", sa.Column("details", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("source", sa.Column("complete_at", Moment(), nullable=True))
    op.add_column("source", sa.Column("asked", sa.Integer(), nullable=True))
    op.add_column("source", sa.Column("answered", sa.Integer(), nullable=True))
    op.execute("UPDATE source SET complete_at = last_run_at")
