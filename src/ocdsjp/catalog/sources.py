"""The sources that the catalogue knows: a row per mapping file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from ocdsjp.catalog.models import SourceRow
from ocdsjp.catalog.statements import columns, select_as, upsert


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset of one publisher in one shape.

    Attributes:
        id: ``<place>/<dataset>``.
        title: As people know it.
        mapping_digest: What its mapping is made of: mapping file, layouts, vocabulary, code.
        last_run_at: When a run last looked at it, or None.
    """

    id: str
    title: str
    mapping_digest: str
    last_run_at: datetime | None = None


def register(connection: Connection, sources: Iterable[Source]) -> None:
    """Add sources, or bring title and mapping of known ones up to date; ``last_run_at`` stays as it is."""
    upsert(
        connection,
        SourceRow,
        ({"id": it.id, "title": it.title, "mapping_digest": it.mapping_digest} for it in sources),
    )


def touch(connection: Connection, source_ids: Iterable[str], at: datetime) -> None:
    """Note that a run looked at these sources."""
    for source_id in source_ids:
        connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(last_run_at=at))


def listing(connection: Connection) -> list[Source]:
    """All sources, sorted by id."""
    return list(select_as(connection, Source, select(*columns(SourceRow, Source)).order_by(SourceRow.id)))
