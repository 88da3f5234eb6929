"""A fragment: all that a unit contributes to a publication, prepared so that assembling is joining.

One immutable file in the lake per unit and content. It holds compressed pieces of JSON Lines, of release package items
and of record package items, and Arrow record batches of every table; at its end an index says where each lies. A
fragment depends on its unit's releases alone, so only changed units are rendered again.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, BinaryIO, Self

import orjson
import pyarrow as pa

from ocdsjp.errors import PublicationError
from ocdsjp.lake import Lake
from ocdsjp.ocds.batches import BatchLine, in_order
from ocdsjp.ocds.packages import record
from ocdsjp.publish.deflate import Piece, PieceWriter
from ocdsjp.publish.flatten import Json, Times, flatten
from ocdsjp.publish.meta import Unit
from ocdsjp.publish.tables import TABLES, TABLES_DIGEST

# Raised when the same releases give other bytes (another layout, another way to take a value): part of its name.
FORMAT = 2

SEPARATOR = b",\n"
_MAGIC = b"OCDSJPF1"
_TRAILER = struct.Struct("<Q8s")
_PIECE_BYTES = 1 << 20
_SLICE_BYTES = 16 << 20
_BATCH = 256
_CODEC = "lz4"  # read once and thrown away with its unit: speed counts, not size


@dataclass(frozen=True, slots=True)
class PieceRef:
    """Where a piece lies in its fragment, and what it holds.

    Attributes:
        offset, size: Its bytes in the fragment.
        length, crc: See ``deflate.Piece``.
        items: How many releases or records.
        weight: How many awards and contracts.
    """

    offset: int
    size: int
    length: int
    crc: int
    items: int
    weight: int


@dataclass(frozen=True, slots=True)
class BatchRef:
    """Where a compressed Arrow record batch lies in its fragment; ``length`` is its size before compression."""

    offset: int
    size: int
    length: int
    rows: int


@dataclass(slots=True)
class Totals:
    """What a unit, or a publication, holds; the figures that every format has to agree on.

    ``award_yen`` is the sum of all awards' amounts in yen, ``active_award_yen`` of the active ones.
    """

    processes: int = 0
    releases: int = 0
    awards: int = 0
    bids: int = 0
    contracts: int = 0
    award_yen: int = 0
    active_award_yen: int = 0

    def add(self, compiled: Json) -> None:
        """Count a compiled release; releases are counted by the caller."""
        self.processes += 1
        self.bids += len((compiled.get("bids") or {}).get("details") or ())
        self.contracts += len(compiled.get("contracts") or ())
        for award in compiled.get("awards") or ():
            self.awards += 1
            value = award.get("value") or {}
            if value.get("currency", "JPY") == "JPY":
                yen = value.get("amount") or 0
                self.award_yen += yen
                self.active_award_yen += yen if award.get("status") == "active" else 0

    def __iadd__(self, other: "Totals") -> Self:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


@dataclass(frozen=True, slots=True)
class FragmentRef:
    """A fragment in the lake.

    Attributes:
        unit: What it is of.
        path: Where it lies.
        updated: When its content last changed, RFC 3339, or None if that is not known.
    """

    unit: Unit
    path: str
    updated: str | None = None


@dataclass(slots=True)
class Index:
    """What a fragment holds and where."""

    lines: list[PieceRef] = field(default_factory=list)
    releases: list[PieceRef] = field(default_factory=list)
    records: list[PieceRef] = field(default_factory=list)
    tables: dict[str, list[BatchRef]] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)


def fragment_path(unit: Unit, digest: str) -> str:
    """Where the fragment of that content lies, in this format and with these tables."""
    return f"fragments/{unit.publisher_code}/{unit.fiscal_year}/{digest}-{FORMAT}-{TABLES_DIGEST}.frag"


def render_fragment(
    lake: Lake,
    unit: Unit,
    digest: str,
    compiled: Iterable[bytes],
    lines: Iterable[bytes],
    *,
    updated: str | None = None,
) -> FragmentRef:
    """Write a unit's fragment, unless it is there already. Memory is bounded whatever the unit's size.

    Args:
        lake: Where it goes: ``fragments/<publisher>/<fiscal year>/<digest>-<format>.frag``.
        unit: What is rendered.
        digest: Names the content: of the unit's batches and of the code that compiled them.
        compiled: Compiled releases as JSON, sorted by ocid, with or without a line end.
        lines: The lines of the unit's batches (``ocds.batches``), in any order.
        updated: When the content last changed, RFC 3339.

    Raises:
        PublicationError: If compiled releases and releases do not belong together.
    """
    path = fragment_path(unit, digest)
    if not lake.exists(path):
        lake.write(path, _Renderer(unit).render(compiled, lines))
    return FragmentRef(unit, path, updated)


class _ItemPieces:
    """Items joined by a separator or ended by a line end, cut into pieces of about a megabyte."""

    def __init__(self, *, ends_lines: bool) -> None:
        self._ends_lines = ends_lines
        self._writer = PieceWriter()
        self._items = self._weight = 0

    def add(self, item: bytes, weight: int) -> None:
        if self._ends_lines:
            self._writer.write(item + b"\n")
        else:
            self._writer.write(SEPARATOR + item if self._items else item)
        self._items += 1
        self._weight += weight

    @property
    def full(self) -> bool:
        return self._writer.length >= _PIECE_BYTES

    def cut(self) -> tuple[Piece, int, int] | None:
        """The piece so far, its items and their weight; None when there is nothing."""
        if not self._items:
            return None
        result = self._writer.finish(), self._items, self._weight
        self._writer, self._items, self._weight = PieceWriter(), 0, 0
        return result


class _Renderer:
    """Turns a unit into the bytes of its fragment, a slice at a time."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._index = Index(tables={name: [] for name in TABLES})
        self._offset = 0
        self._streams = {
            "lines": _ItemPieces(ends_lines=True),
            "releases": _ItemPieces(ends_lines=False),
            "records": _ItemPieces(ends_lines=False),
        }
        self._tables = TableBuffer(unit)

    def render(self, compiled: Iterable[bytes], lines: Iterable[bytes]) -> Iterator[bytes]:
        for process, text, releases in _processes(compiled, in_order(lines)):
            self._add(process, text, releases)
            yield from self._pieces(whole=False)
            if self._tables.bytes_held >= _SLICE_BYTES:
                yield from self._batches()
        yield from self._pieces(whole=True)
        yield from self._batches()
        index = orjson.dumps(asdict(self._index))
        yield index
        yield _TRAILER.pack(len(index), _MAGIC)

    def _add(self, compiled: Json, text: bytes, releases: list[BatchLine]) -> None:
        weight = len(compiled.get("awards") or ()) + len(compiled.get("contracts") or ())
        self._streams["lines"].add(text, weight)
        for release in releases:
            self._streams["releases"].add(release.json, release.weight)
        self._streams["records"].add(record_lines(compiled["ocid"], text, releases), weight)
        self._index.totals.add(compiled)
        self._index.totals.releases += len(releases)
        self._tables.add(compiled, text, releases)

    def _pieces(self, *, whole: bool) -> Iterator[bytes]:
        for name, stream in self._streams.items():
            if not (whole or stream.full):
                continue
            cut = stream.cut()
            if cut is not None:
                piece, items, weight = cut
                refs: list[PieceRef] = getattr(self._index, name)
                refs.append(PieceRef(self._offset, len(piece.data), piece.length, piece.crc, items, weight))
                self._offset += len(piece.data)
                yield piece.data

    def _batches(self) -> Iterator[bytes]:
        for name, batch in self._tables.take():
            message = batch.serialize()
            data: bytes = pa.compress(message, codec=_CODEC, asbytes=True)
            self._index.tables[name].append(BatchRef(self._offset, len(data), message.size, batch.num_rows))
            self._offset += len(data)
            yield data


def record_lines(ocid: str, compiled: bytes, releases: Sequence[BatchLine]) -> bytes:
    """An OCDS record with embedded releases, made of bytes as they are.

    Each release begins a line, and so does the compiled release, so that ``census`` can compare them with the other
    formats without parsing anything twice. JSON allows line ends between values.
    """
    return record(ocid, [b"\n" + release.json for release in releases], b"\n" + compiled)


def _processes(
    compiled: Iterable[bytes], releases: Iterator[BatchLine]
) -> Iterator[tuple[Json, bytes, list[BatchLine]]]:
    """Each compiled release, parsed and as it is, with the releases that it was compiled from."""
    groups = groupby(releases, key=lambda release: release.ocid)
    for line in compiled:
        text = line.rstrip(b"\n")
        process: Json = orjson.loads(text)
        ocid = process["ocid"]
        found, group = next(groups, (None, iter(())))
        if found != ocid:
            raise PublicationError(f"compiled release {ocid} meets releases of {found}: unsorted or incomplete")
        yield process, text, list(group)
    left = next(groups, None)
    if left is not None:
        raise PublicationError(f"releases of {left[0]} have no compiled release")


class TableBuffer:
    """Rows of all tables, gathered until they are taken as one record batch per table."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._times = Times()
        self._reset()

    def _reset(self) -> None:
        self.bytes_held = 0
        self._waiting: list[Json] = []
        self._counts: list[int] = []
        self._batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
        self._lines: dict[str, list[tuple[Any, ...]]] = {
            name: [] for name, table in TABLES.items() if not table.row_paths
        }

    def add(self, compiled: Json, text: bytes, releases: Sequence[BatchLine]) -> None:
        """Take in a process."""
        self._waiting.append(compiled)
        self._counts.append(len(releases))
        if len(self._waiting) >= _BATCH:
            self._flatten()
        ocid, times = compiled["ocid"], self._times
        head = ocid, self._unit.publisher_code, self._unit.year
        self._lines["compiled_releases"].append((*head, times[compiled["date"]], text))
        for release in releases:
            source = release.source
            self._lines["releases"].append((*head, release.id, times[release.date], release.tag, source, release.json))
            origin = (*head, release.id, source, release.blob, release.file)
            # A release without a row comes from the file as a whole.
            rows = release.rows or ((None, None),)
            self._lines["provenance"] += [(*origin, sheet, row) for sheet, row in rows]
            self.bytes_held += len(release.json)
        self.bytes_held += len(text)

    def take(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        """The rows so far, by table, tables without rows left out; the buffer is empty afterwards."""
        self._flatten()
        for name, table in TABLES.items():
            for lines in filter(None, (self._lines.get(name),)):
                columns = zip(*lines, strict=True)
                arrays = [
                    pa.array(values, column.arrow_type) for values, column in zip(columns, table.columns, strict=True)
                ]
                self._batches[name].append(pa.RecordBatch.from_arrays(arrays, schema=table.schema))
            if self._batches[name]:
                yield name, pa.concat_batches(self._batches[name])
        self._reset()

    def _flatten(self) -> None:
        for name, batch in flatten(self._unit, self._waiting, self._counts).items():
            self._batches[name].append(batch)
        self._waiting, self._counts = [], []


# ---- reading


def read_index(lake: Lake, ref: FragmentRef) -> Index:
    """What the fragment holds.

    Raises:
        PublicationError: If the file is no fragment of this format.
    """
    with lake.open_read(ref.path) as file:
        end = file.seek(-_TRAILER.size, 2)
        size, magic = _TRAILER.unpack(file.read(_TRAILER.size))
        if magic != _MAGIC:
            raise PublicationError(f"{ref.path} is no fragment")
        file.seek(end - size)
        index = orjson.loads(file.read(size))
    return Index(
        **{name: [PieceRef(**piece) for piece in index[name]] for name in ("lines", "releases", "records")},
        tables={name: [BatchRef(**batch) for batch in refs] for name, refs in index["tables"].items()},
        totals=Totals(**index["totals"]),
    )


def read_piece(file: BinaryIO, ref: PieceRef) -> Piece:
    """A piece of an open fragment."""
    file.seek(ref.offset)
    return Piece(file.read(ref.size), ref.length, ref.crc)


def read_batch(file: BinaryIO, ref: BatchRef, table: str) -> pa.RecordBatch:
    """A record batch of an open fragment."""
    file.seek(ref.offset)
    message = pa.decompress(file.read(ref.size), decompressed_size=ref.length, codec=_CODEC)
    return pa.ipc.read_record_batch(message, TABLES[table].schema)
