"""Account: what became of every row and yen, from what mapping and the release fold noted in the catalogue."""

from collections.abc import Collection, Mapping, Sequence

from ocdsjp.catalog import batches, mapped, reading
from ocdsjp.catalog.batches import Released
from ocdsjp.catalog.mapped import Arrival
from ocdsjp.quality.ledger import Ledger
from ocdsjp.stages.workspace import Workspace


def account(workspace: Workspace, digests: Mapping[str, str], sources: Collection[str] | None = None) -> list[Ledger]:
    """The ledger: an entry for each content of each location that arrived, in order of arrival.

    Args:
        workspace: The open workspace.
        digests: Source id -> digest of the mapping that counts.
        sources: Only these; None for all.
    """
    with reading(workspace.catalog) as connection:
        arrivals = mapped.arrivals(connection, digests)
        released = batches.released(connection)
    return [entry for entry in entries(arrivals, released) if sources is None or entry.source in sources]


def entries(arrivals: Sequence[Arrival], released: Sequence[Released]) -> list[Ledger]:
    """Pair what mapping read with what the folds of all publishers made of it.

    A content that a location came back to arrives twice and is folded twice; its lines are paired in their order.
    """
    folded: dict[tuple[str, str, str], list[list[Released]]] = {}
    for line in sorted(released, key=lambda it: it.seq):
        visits = folded.setdefault((line.source_id, line.location, line.blob_sha256), [])
        # A publisher folds each visit once, so its second line belongs to the second visit.
        visit = next((it for it in visits if all(line.publisher_code != other.publisher_code for other in it)), None)
        if visit is None:
            visits.append([line])
        else:
            visit.append(line)
    made = []
    for arrival in arrivals:
        file = arrival.mapped
        visits = folded.get((file.source_id, file.location, file.blob_sha256), [])
        made.append(_entry(arrival, visits.pop(0) if visits else []))
    return made


def _entry(arrival: Arrival, lines: Sequence[Released]) -> Ledger:
    file = arrival.mapped
    # What an assertion on counts held back waits in quarantine as a whole.
    held_rows, held_yen = (file.rows_drafted, file.yen_drafted) if file.held_back else (0, 0)
    return Ledger(
        source=file.source_id,
        location=file.location,
        blob=file.blob_sha256,
        rows_read=file.rows_read,
        rows_released=sum(line.rows_released for line in lines),
        rows_quarantined=file.rows_quarantined + held_rows + sum(line.rows_invalid for line in lines),
        rows_no_data=file.rows_no_data,
        rows_unchanged=sum(line.rows_unchanged for line in lines),
        yen_read=file.yen_read,
        yen_released=sum(line.yen_released for line in lines),
        yen_quarantined=file.yen_quarantined + held_yen + sum(line.yen_invalid for line in lines),
        yen_no_data=file.yen_no_data,
        yen_unchanged=sum(line.yen_unchanged for line in lines),
    )
