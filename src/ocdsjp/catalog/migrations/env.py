"""Alembic executes this file for every command; ``runner`` hands the connection over."""

from alembic import context

from ocdsjp.catalog.models import Base

# render_as_batch: SQLite can alter few things in place, Alembic then copies the table.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
