"""The publications that were finished and switched to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ocdsjp.catalog.models import PublicationRow
from ocdsjp.catalog.statements import as_row, columns, select_as, upsert


@dataclass(frozen=True, slots=True)
class Publication:
    """A finished version.

    Attributes:
        version: The name of its folder.
        published_at: When ``latest`` was switched to it.
        manifest_sha256: Of its manifest.json.
        path: Where it lies, relative to public/.
        inputs_digest: Of all that it was made of: the same inputs need no new version.
    """

    version: str
    published_at: datetime
    manifest_sha256: str
    path: str
    inputs_digest: str


def record(connection: Connection, publication: Publication) -> None:
    """Note a version whose folder is finished; noting it again after a kill replaces the row."""
    upsert(connection, PublicationRow, [as_row(publication)])


def listing(connection: Connection) -> list[Publication]:
    """All versions, newest first."""
    query = select(*columns(PublicationRow, Publication)).order_by(
        PublicationRow.published_at.desc(), PublicationRow.version.desc()
    )
    return list(select_as(connection, Publication, query))


def latest(connection: Connection) -> Publication | None:
    """The newest version, or None before the first."""
    return next(iter(listing(connection)), None)
