"""Rows of one process gathered together, in bounded memory: what ``rows: group`` of a mapping asks for.

Which columns identify a process is the plan's business; nothing here knows what a row means.
"""

import pickle
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from ocdsjp.japan.text import cell_key
from ocdsjp.mapping.cells import as_cell
from ocdsjp.read.tables import Row

GROUP_LIMIT = 50_000
"""Rows gathered in memory before grouping goes through spill files: about 150 MB of ordinary rows."""
_SPILLS = 64


def grouped(rows: Iterator[Row], key: tuple[int, ...]) -> Iterator[list[Row]]:
    """Rows with the same key together, in the order of first appearance (within a spill file when there are many)."""
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) > GROUP_LIMIT:
            yield from _spilled(held, rows, key)
            return
    yield from _gather(held, key)


def _identity(row: Row, key: tuple[int, ...]) -> tuple[str, ...]:
    """The key cells as ``ocds.ids.process_key`` compares them; a row without any is alone, since blank is no value."""
    parts = tuple(cell_key(as_cell(row.values[index])) for index in key)
    return parts if any(parts) else (str(row.number), "")


def _gather(rows: Iterable[Row], key: tuple[int, ...]) -> Iterator[list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_identity(row, key), []).append(row)
    yield from groups.values()


def _spilled(held: list[Row], rows: Iterator[Row], key: tuple[int, ...]) -> Iterator[list[Row]]:
    """Group through files by a stable hash of the key, so that memory stays flat whatever the file's size."""
    with tempfile.TemporaryDirectory(prefix="ocdsjp-group-") as folder:
        spills: list[IO[bytes]] = [open(f"{folder}/{number}", "w+b") for number in range(_SPILLS)]  # noqa: PTH123, SIM115  # closed below; the folder goes with them
        try:
            for source in (held, rows):
                for row in source:
                    name = "\x1f".join(_identity(row, key)).encode("utf-8", "surrogatepass")
                    pickle.dump(row, spills[zlib.crc32(name) % _SPILLS], protocol=5)
            held.clear()
            for spill in spills:
                spill.seek(0)
                yield from _gather(_unpickled(spill), key)
        finally:
            for spill in spills:
                spill.close()


def _unpickled(file: IO[bytes]) -> Iterator[Row]:
    """The rows that this process wrote a moment ago; nothing foreign is ever unpickled."""
    while True:
        try:
            yield pickle.load(file)  # noqa: S301  # our own spill file
        except EOFError:
            return
