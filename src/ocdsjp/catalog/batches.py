"""The current chain of release batches of each publisher, and what the fold made of each of its inputs.

A fold covers a list of inputs (digests of drafts); ``seq`` is a position in it. When new inputs only follow
the old ones, the chain grows; when anything before them changed, it is replaced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from ocdsjp.catalog.models import BatchRow, PublisherStateRow, ReleasedRow
from ocdsjp.catalog.statements import as_row, chunks, columns, select_as, upsert


@dataclass(frozen=True, slots=True)
class PublisherState:
    """What the release fold of a publisher last covered.

    Attributes:
        publisher_code: 団体コード or 法人番号.
        inputs: Digests of drafts, in the order of the fold.
        code_version: Digest of the code that folded them.
    """

    publisher_code: str
    inputs: Sequence[str]
    code_version: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of releases.

    Attributes:
        publisher_code: 団体コード or 法人番号.
        fiscal_year: Of the processes in it: "2025", or "undated".
        seq: The input that it was made of, as a position in the publisher's inputs.
        path: In the lake.
        digest: Of the lines.
        drafts_digest: The input.
        source_id: Where that came from.
        blob_sha256: The raw bytes that it was made of.
        n_releases: Lines.
        bytes: Size as stored.
    """

    publisher_code: str
    fiscal_year: str
    seq: int
    path: str
    digest: str
    drafts_digest: str
    source_id: str
    blob_sha256: str
    n_releases: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one input of a publisher's fold: the second half of the ledger.

    Attributes:
        publisher_code: 団体コード or 法人番号.
        seq: The input, as a position in the publisher's inputs.
        source_id: Where it came from.
        location: Path or URL in the source.
        blob_sha256: The raw bytes.
        drafts_digest: The input.
        rows_released: Rows that made a release; yen_released for their yen.
        rows_unchanged: Rows that said what was already known.
        rows_invalid: Rows that the validation put in quarantine.
        findings_path: In the lake, or None if there was nothing to find.
    """

    publisher_code: str
    seq: int
    source_id: str
    location: str
    blob_sha256: str
    drafts_digest: str
    rows_released: int
    rows_unchanged: int
    rows_invalid: int
    yen_released: int
    yen_unchanged: int
    yen_invalid: int
    findings_path: str | None = None


def states(connection: Connection) -> dict[str, PublisherState]:
    """What the folds last covered, by publisher code, sorted."""
    query = select(*columns(PublisherStateRow, PublisherState)).order_by(PublisherStateRow.publisher_code)
    return {state.publisher_code: state for state in select_as(connection, PublisherState, query)}


def replace(
    connection: Connection,
    state: PublisherState,
    batches: Iterable[Batch],
    released: Iterable[Released],
    *,
    keep: int,
) -> None:
    """Put the result of a fold in the place of this publisher's last one, in the caller's transaction.

    Args:
        connection: A writing connection.
        state: What the fold covers now.
        batches: The new batches, which lie in the lake, all with ``seq >= keep``.
        released: The same for the ledger.
        keep: How many of the first inputs were not folded again, and keep their rows; 0 replaces all.
    """
    for model in (BatchRow, ReleasedRow):
        outdated = delete(model).where(model.publisher_code == state.publisher_code, model.seq >= keep)
        connection.execute(outdated)
    for chunk in chunks(batches):
        connection.execute(insert(BatchRow), [as_row(batch) for batch in chunk])
    for ledger_chunk in chunks(released):
        connection.execute(insert(ReleasedRow), [as_row(line) for line in ledger_chunk])
    upsert(connection, PublisherStateRow, [as_row(state)])


def forget(connection: Connection, publisher_code: str) -> None:
    """Drop the chain of a publisher that has no input any more; its processes keep their ocids."""
    for model in (BatchRow, ReleasedRow, PublisherStateRow):
        connection.execute(delete(model).where(model.publisher_code == publisher_code))


def chains(
    connection: Connection, publisher_code: str | None = None, fiscal_year: str | None = None
) -> dict[tuple[str, str], list[Batch]]:
    """The batches of each (publisher code, fiscal year) in the order of the fold; the keys are sorted.

    Args:
        connection: Any connection.
        publisher_code: This publisher alone.
        fiscal_year: This fiscal year alone.
    """
    query = select(*columns(BatchRow, Batch)).order_by(BatchRow.publisher_code, BatchRow.fiscal_year, BatchRow.seq)
    if publisher_code is not None:
        query = query.where(BatchRow.publisher_code == publisher_code)
    if fiscal_year is not None:
        query = query.where(BatchRow.fiscal_year == fiscal_year)
    found: dict[tuple[str, str], list[Batch]] = {}
    for batch in select_as(connection, Batch, query):
        found.setdefault((batch.publisher_code, batch.fiscal_year), []).append(batch)
    return found


def released(connection: Connection, source_id: str | None = None) -> list[Released]:
    """The ledger lines of all folds, or of one source; sorted by publisher code and input."""
    query = select(*columns(ReleasedRow, Released)).order_by(ReleasedRow.publisher_code, ReleasedRow.seq)
    if source_id is not None:
        query = query.where(ReleasedRow.source_id == source_id)
    return list(select_as(connection, Released, query))
