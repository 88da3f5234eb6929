"""Bulk JSON Lines: compiled releases, one a line, in full and by fiscal year.

Names and shape are those of the OCP Data Registry (https://data.open-contracting.org/): ``full``, ``<year>``,
``undated``. A process is in the file of its fiscal year, where it stays.
"""

from collections.abc import Iterable, Iterator

from ocdsjp.publish.fragments import FragmentRef, Index
from ocdsjp.publish.joined import JoinJob, Located

FULL = "bulk/full.jsonl.gz"


def year_path(fiscal_year: str) -> str:
    """The file of a fiscal year or of ``undated``."""
    return f"bulk/{fiscal_year}.jsonl.gz"


def plan_lines(fragments: Iterable[tuple[FragmentRef, Index]]) -> Iterator[JoinJob]:
    """The jobs of all bulk files; ``full`` is there even when nothing is published."""
    full: list[Located] = []
    by_year: dict[str, list[Located]] = {}
    for ref, index in fragments:
        pieces = [(ref.path, piece) for piece in index.lines]
        full += pieces
        if pieces:
            by_year.setdefault(ref.unit.fiscal_year, []).extend(pieces)
    yield JoinJob(FULL, tuple(full))
    for year, pieces in sorted(by_year.items()):
        yield JoinJob(year_path(year), tuple(pieces))
