"""The files of compiled releases, one for each publisher and fiscal year."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from ocdsjp.catalog.models import BatchRow, CompiledRow
from ocdsjp.catalog.statements import as_row, columns, select_as, upsert


@dataclass(frozen=True, slots=True)
class Compiled:
    """The compiled releases of a publisher and fiscal year.

    Attributes:
        publisher_code: 団体コード or 法人番号.
        fiscal_year: "2025", or "undated".
        inputs_digest: Of the batches that they were compiled from, and of the code.
        path: In the lake.
        digest: Of the lines.
        n_processes: Lines.
        n_releases: Releases that went into them.
    """

    publisher_code: str
    fiscal_year: str
    inputs_digest: str
    path: str
    digest: str
    n_processes: int
    n_releases: int


def record(connection: Connection, compiled: Iterable[Compiled]) -> None:
    """Note files that lie in the lake; one for the same publisher and fiscal year is replaced."""
    upsert(connection, CompiledRow, map(as_row, compiled))


def prune(connection: Connection) -> int:
    """Drop the rows of publishers and fiscal years that have no batch any more; returns how many."""
    chain = select(BatchRow.seq).where(
        BatchRow.publisher_code == CompiledRow.publisher_code,
        BatchRow.fiscal_year == CompiledRow.fiscal_year,
    )
    return connection.execute(delete(CompiledRow).where(~chain.exists())).rowcount


def listing(connection: Connection) -> dict[tuple[str, str], Compiled]:
    """All of them by (publisher code, fiscal year), in the order in which they are published."""
    query = select(*columns(CompiledRow, Compiled)).order_by(CompiledRow.publisher_code, CompiledRow.fiscal_year)
    return {(it.publisher_code, it.fiscal_year): it for it in select_as(connection, Compiled, query)}
