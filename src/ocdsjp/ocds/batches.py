"""The line of a release batch: what is known about a release, a tab, the release as JSON (which holds no raw tab).

The facts before the tab let compiling and publishing sort, group and copy releases without parsing them.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from ocdsjp.errors import StoreError

_BUDGET_BYTES = 64 << 20
_OVERHEAD_BYTES = 900  # of the Python objects that hold a line


@dataclass(frozen=True, slots=True, order=True)
class BatchLine:
    """A release as its bytes, with what the later stages have to know of it. Sorts by ocid, date, id.

    Attributes:
        ocid, date, id: Of the release.
        tag: Its tags, joined by ``;``.
        head: Length of the release's head in bytes: the JSON up to and including the comma after ``tag``.
        weight: Number of awards and contracts, which OCDS limits per package.
        source, phase: Who says it, about which event.
        blob, file: The raw file that says it: sha256, and its name or address at the source.
        rows: Sheet (None without sheets) and row number of the rows that it was made from.
        yen: See ``ocds.build.yen_of``.
        json: The release.
    """

    ocid: str
    date: str
    id: str
    tag: str
    head: int
    weight: int
    source: str
    phase: str
    blob: str
    file: str
    rows: tuple[tuple[str | None, int], ...]
    yen: int
    json: bytes

    def dump(self) -> bytes:
        """The line, without line feed."""
        facts = (
            self.ocid,
            self.date,
            self.id,
            self.tag,
            self.head,
            self.weight,
            self.source,
            self.phase,
            self.blob,
            self.file,
            self.rows,
            self.yen,
        )
        return orjson.dumps(facts) + b"\t" + self.json


def load_line(line: bytes) -> BatchLine:
    """The inverse of ``BatchLine.dump``; a line feed at the end does no harm.

    Raises:
        StoreError: If it is no line of a batch.
    """
    facts, tab, text = line.rstrip(b"\n").partition(b"\t")
    if not tab:
        raise StoreError(f"no line of a release batch: {line[:80]!r}")
    ocid, date, identity, tag, head, weight, source, phase, blob, file, rows, yen = orjson.loads(facts)
    return BatchLine(ocid, date, identity, tag, head, weight, source, phase, blob, file, rows, yen, text)


def in_order(lines: Iterable[bytes], budget: int = _BUDGET_BYTES) -> Iterator[BatchLine]:
    """The lines of several batches by ocid, date and id, in bounded memory.

    Args:
        lines: Lines in any order.
        budget: Bytes to hold; beyond it sorted runs wait in a temporary file and are merged.
    """
    with tempfile.TemporaryFile(prefix="ocdsjp-") as spill:
        runs: list[tuple[int, int]] = []
        held: list[BatchLine] = []
        used = 0
        for line in lines:
            held.append(load_line(line))
            used += len(line) + _OVERHEAD_BYTES
            if used > budget:
                held.sort(key=_key)
                runs.append(_write_run(spill, held))
                held, used = [], 0
        held.sort(key=_key)
        if runs:
            yield from heapq.merge(*(_read_run(spill, *run) for run in runs), held, key=_key)
        else:
            yield from held


def _key(line: BatchLine) -> tuple[str, str, str]:
    return line.ocid, line.date, line.id


def _write_run(spill: BinaryIO, run: list[BatchLine]) -> tuple[int, int]:
    start = spill.seek(0, 2)
    spill.writelines(line.dump() + b"\n" for line in run)
    return start, spill.tell()


def _read_run(spill: BinaryIO, start: int, end: int) -> Iterator[BatchLine]:
    """The runs share one file, so each remembers where it stands and reads a block at a time."""
    rest = b""
    while start < end:
        spill.seek(start)
        block = spill.read(min(1 << 20, end - start))
        start += len(block)
        *lines, rest = (rest + block).split(b"\n")
        yield from map(load_line, lines)
