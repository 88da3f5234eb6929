"""Writes the index of corporations: register entries, in any order and however many, into one Parquet file.

Two passes through temporary shelves on the disk keep memory small: by number, where the newest entry of a corporation
wins, then by place in the index. The same entries give the same bytes, and entries that the index already has change
nothing, so that a daily file may be applied twice. Looking up is in ``corporations``, the agency's files in
``collect.nta``.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain, islice, pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ocdsjp.japan.companies import name_key
from ocdsjp.japan.corporations import ENTRY, SCHEMA, SHELVES, Corporation, shelf_of

_BATCH_ROWS = 1 << 17
_SPILLS = 64
_PER_SPILL = SHELVES // _SPILLS

_SAID = [field for field in SCHEMA if field.name != ENTRY]
# Beside what an entry says: the key of the name, when it was heard (later wins among those of one day, -1 was in the
# index before), and whether it takes the number back.
_HEARD = pa.schema([*_SAID, pa.field("key", pa.string()), pa.field("heard", pa.int64()), pa.field("gone", pa.bool_())])
_PLACED = pa.schema([*SCHEMA, pa.field("shelf", pa.int64())])

_VALUES = attrgetter(*(field.name for field in fields(Corporation)))

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the register.

    Attributes:
        corporation: What it says.
        gone: Whether it takes the number back (処理区分 99, 削除).
    """

    corporation: Corporation
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What an index holds: how many corporations, and the day of its newest entry (None for an empty one)."""

    corporations: int
    updated: date | None


def update_index(path: Path, entries: Iterable[Entry]) -> Written:
    """Add entries to the index at ``path``, or make it; the file is replaced as a whole, or not at all.

    Args:
        path: The index file.
        entries: New entries. Of one corporation the one with the latest ``updated`` counts, the later one of a day.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".corporations-", dir=path.parent) as folder:
        by_number = _Spills(Path(folder, "numbers"), _HEARD)
        for table in chain(_indexed(path), _heard(entries)):
            by_number.put(table, pc.cast(table["number"], pa.int64()).to_numpy() % _SPILLS)
        by_place = _Spills(Path(folder, "places"), _PLACED)
        for table in map(_newest, by_number):
            for placed in _placed(table):
                by_place.put(placed, placed["shelf"].to_numpy() // _PER_SPILL)
        draft = Path(folder, "index.parquet")
        written = _write(draft, by_place)
        draft.replace(path)
    return written


def _indexed(path: Path) -> Iterator[pa.Table]:
    """What the index holds by now, each corporation once: as it is entered under the key of its name."""
    if not path.exists():
        return
    file = pq.ParquetFile(path)
    for first in range(0, file.num_row_groups, _PER_SPILL):
        table = file.read_row_groups(list(range(first, first + _PER_SPILL)))
        once = table.filter(pc.not_equal(table[ENTRY], table["number"]))
        before, kept = np.full(len(once), -1), np.zeros(len(once), np.bool_)
        yield pa.table([*(once[field.name] for field in _SAID), once[ENTRY], before, kept], schema=_HEARD)


def _heard(entries: Iterable[Entry]) -> Iterator[pa.Table]:
    """New entries as tables, numbered in the order in which they are given."""
    numbered = enumerate(entries)
    while batch := list(islice(numbered, _BATCH_ROWS)):
        rows = (
            (*_VALUES(entry.corporation), name_key(entry.corporation.name), heard, entry.gone) for heard, entry in batch
        )
        columns = zip(*rows, strict=True)
        yield pa.table([pa.array(it, field.type) for it, field in zip(columns, _HEARD, strict=True)], schema=_HEARD)


def _newest(table: pa.Table) -> pa.Table:
    """The newest entry of each number; numbers that were taken back are left out."""
    table = table.sort_by([("number", "ascending"), ("updated", "ascending"), ("heard", "ascending")])
    numbers = pc.cast(table["number"], pa.int64()).to_numpy()
    last = np.append(numbers[1:] != numbers[:-1], True)[: len(numbers)]
    return table.filter(pa.array(last)).filter(pc.invert(pc.field("gone")))


def _placed(table: pa.Table) -> Iterator[pa.Table]:
    """Each corporation twice, under its number and the key of its name, with the shelf where that entry belongs."""
    for column in ("number", "key"):
        entries = table[column]
        shelves = np.fromiter(map(shelf_of, entries.to_pylist()), np.int64, len(entries))
        yield pa.table([entries, *(table[field.name] for field in _SAID), shelves], schema=_PLACED)


def _write(path: Path, spills: Iterable[pa.Table]) -> Written:
    corporations, updated = 0, None
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for spill, table in enumerate(spills):
            newest = pc.max(table["updated"]).as_py()
            updated = max(filter(None, (updated, newest)), default=None)
            ordered = table.sort_by([("shelf", "ascending"), (ENTRY, "ascending"), ("number", "ascending")])
            first = spill * _PER_SPILL
            bounds = np.searchsorted(ordered["shelf"].to_numpy(), np.arange(first, first + _PER_SPILL + 1))
            rows = ordered.drop_columns(["shelf"]).combine_chunks()
            for start, end in pairwise(bounds):
                writer.write_table(rows.slice(start, end - start), row_group_size=max(len(rows), 1))
            corporations += len(table)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return Written(corporations // 2, updated)


class _Spills:
    """Temporary shelves on the disk: tables go in by row, each shelf comes out whole."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        folder.mkdir()
        self._schema = schema
        self._paths = [folder / f"{number}.arrow" for number in range(_SPILLS)]
        self._writers = [pa.ipc.new_stream(str(path), schema) for path in self._paths]

    def put(self, table: pa.Table, spills: _Numbers) -> None:
        """Add each row of ``table`` to the shelf that ``spills`` names for it."""
        order = np.argsort(spills, kind="stable")
        rows = table.take(pa.array(order))
        bounds = np.searchsorted(spills[order], np.arange(_SPILLS + 1))
        for writer, (start, end) in zip(self._writers, pairwise(bounds), strict=True):
            if end > start:
                writer.write_table(rows.slice(start, end - start))

    def __iter__(self) -> Iterator[pa.Table]:
        """The shelves in order, once: they are removed as they are read."""
        for writer in self._writers:
            writer.close()
        for path in self._paths:
            with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
                yield reader.read_all()
            path.unlink()
