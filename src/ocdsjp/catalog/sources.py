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
        complete_at: When a look was last complete enough to count, or None.
        asked: How many locations the last look asked for.
        answered: How many of them were answered.
    """

    id: str
    title: str
    mapping_digest: str
    last_run_at: datetime | None = None
    complete_at: datetime | None = None
    asked: int | None = None
    answered: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the last look, if there was one, counts: what it brought is not kept waiting."""
        return self.complete_at == self.last_run_at


def register(connection: Connection, sources: Iterable[Source]) -> None:
    """Add sources, or bring title and mapping of known ones up to date; what is known of looks stays as it is."""
    upsert(
        connection,
        SourceRow,
        ({"id": it.id, "title": it.title, "mapping_digest": it.mapping_digest} for it in sources),
    )


def looked(connection: Connection, source_id: str, at: datetime, *, asked: int, answered: int, complete: bool) -> None:
    """Note that a run has looked at a source, to the end.

    Args:
        connection: A writing connection.
        source_id: A registered source.
        at: The moment of the run.
        asked: Locations that the look asked for.
        answered: Those among them that were answered.
        complete: Whether that is enough for the look to count.
    """
    values = {"last_run_at": at, "asked": asked, "answered": answered, **({"complete_at": at} if complete else {})}
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(values))


def listing(connection: Connection) -> list[Source]:
    """All sources, sorted by id."""
    return list(select_as(connection, Source, select(*columns(SourceRow, Source)).order_by(SourceRow.id)))
