"""The releases of a unit in the order in which they are published: by ocid, date, id.

Batches come in the order in which sources were read. A unit small enough is sorted in memory; of a larger one sorted
runs go to a temporary file and are merged, so that memory stays bounded whatever a publisher holds.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from ocdsjp.errors import PublicationError

_BUDGET_BYTES = 96 << 20
_OVERHEAD_BYTES = 600  # of the Python objects that hold a release


@dataclass(frozen=True, slots=True, order=True)
class OrderedRelease:
    """A release as its bytes, with what publishing has to know of it.

    Attributes:
        ocid, date, id: By which releases are ordered.
        tag: Its tags, joined by ``;``.
        weight: Number of awards and contracts, which OCDS limits per file.
        meta, json: The two halves of the batch's line.
    """

    ocid: str
    date: str
    id: str
    tag: str
    weight: int
    meta: bytes
    json: bytes


def parse_line(line: bytes) -> OrderedRelease:
    r"""A release from a batch's line ``meta \t release \n``.

    Raises:
        PublicationError: If the line is none.
    """
    meta, tab, text = line.rstrip(b"\n").partition(b"\t")
    if not tab:
        raise PublicationError(f"no line of a release batch: {line[:80]!r}")
    release: dict[str, Any] = orjson.loads(text)
    return OrderedRelease(
        ocid=release["ocid"],
        date=release["date"],
        id=release["id"],
        tag=";".join(release["tag"]),
        weight=len(release.get("awards", ())) + len(release.get("contracts", ())),
        meta=meta,
        json=text,
    )


def ordered_releases(lines: Iterable[bytes], budget: int = _BUDGET_BYTES) -> Iterator[OrderedRelease]:
    """The releases of the batches' lines, in order.

    Args:
        lines: Lines ``meta \\t release \\n`` in any order.
        budget: Bytes to hold in memory.
    """
    with tempfile.TemporaryFile(prefix="ocdsjp-") as spill:
        runs: list[tuple[int, int]] = []
        held: list[OrderedRelease] = []
        used = 0
        for line in lines:
            held.append(parse_line(line))
            used += len(line) + _OVERHEAD_BYTES
            if used > budget:
                runs.append(_write_run(spill, sorted(held)))
                held, used = [], 0
        held.sort()
        if runs:
            yield from heapq.merge(*(_read_run(spill, *run) for run in runs), held)
        else:
            yield from held


def _write_run(spill: BinaryIO, run: list[OrderedRelease]) -> tuple[int, int]:
    start = spill.seek(0, 2)
    for release in run:
        spill.write(release.meta + b"\t" + release.json + b"\n")
    return start, spill.tell()


def _read_run(spill: BinaryIO, start: int, end: int) -> Iterator[OrderedRelease]:
    """The runs share one file, so each remembers where it stands and reads a block at a time."""
    rest = b""
    while start < end:
        spill.seek(start)
        block = spill.read(min(1 << 20, end - start))
        start += len(block)
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield parse_line(line)
