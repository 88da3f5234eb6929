"""Which files of the lake the catalogue names: all others are waste (``Lake.unreferenced``)."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from ocdsjp.catalog.mapped import drafts_path
from ocdsjp.catalog.models import BatchRow, BlobRow, CompiledRow, MappedRow, ReleasedRow

_PATHS = (
    MappedRow.findings_path,
    BatchRow.path,
    ReleasedRow.findings_path,
    CompiledRow.path,
)


def paths(connection: Connection) -> Iterator[str]:
    """Paths of drafts, findings, batches and compiled releases; one may come twice."""
    for drafts in connection.scalars(select(MappedRow.drafts)):
        yield from (drafts_path(code, digest) for code, digests in drafts.items() for digest in digests)
    for column in _PATHS:
        yield from filter(None, connection.scalars(select(column)))


def blobs(connection: Connection) -> Iterator[str]:
    """sha256 of every raw blob; ``lake.blob_path`` knows where it lies."""
    yield from connection.scalars(select(BlobRow.sha256))
