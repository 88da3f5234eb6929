"""A fragment: all that a unit contributes to a publication, prepared so that assembling is joining.

One immutable file in the lake per unit and content. It holds compressed pieces of JSON Lines, of release package items
and of record package items, and Arrow record batches of every table; at its end an index says where each lies. A
fragment depends on its unit's releases alone, so only changed units are rendered again.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby, zip_longest
from typing import Any, BinaryIO, NamedTuple, Self

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ocdsjp.errors import PublicationError
from ocdsjp.lake import Lake
from ocdsjp.ocds.batches import BatchLine, in_order
from ocdsjp.ocds.packages import record
from ocdsjp.publish.deflate import Piece, PieceWriter
from ocdsjp.publish.flatten import flatten
from ocdsjp.publish.meta import Unit
from ocdsjp.publish.tables import TABLES, TABLES_DIGEST

# Raised when the same releases give other bytes (another layout, another way to take a value): part of its name.
FORMAT = 3

SEPARATOR = b",\n"
_MAGIC = b"OCDSJPF1"
_TRAILER = struct.Struct("<Q8s")
_PIECE_BYTES = 1 << 20
_SLICE_BYTES = 16 << 20  # of JSON held at once, beside the tables made from it
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


class _Process(NamedTuple):
    """A contracting process: its compiled release as JSON, and its releases in order."""

    ocid: str
    compiled: bytes
    releases: list[BatchLine]


class _ItemPieces:
    """Items joined by a separator or ended by a line end, cut into pieces of about a megabyte."""

    def __init__(self, *, ends_lines: bool) -> None:
        self._separator, self._end = (b"\n", b"\n") if ends_lines else (SEPARATOR, b"")
        self._items: list[bytes] = []
        self._bytes = self._weight = 0

    def add(self, item: bytes, weight: int) -> None:
        self._items.append(item)
        self._bytes += len(item)
        self._weight += weight

    @property
    def full(self) -> bool:
        return self._bytes >= _PIECE_BYTES

    def cut(self) -> tuple[Piece, int, int] | None:
        """The piece so far, its items and their weight; None when there is nothing."""
        if not self._items:
            return None
        writer = PieceWriter()
        writer.write(self._separator.join(self._items) + self._end)
        result = writer.finish(), len(self._items), self._weight
        self._items, self._bytes, self._weight = [], 0, 0
        return result


class _Renderer:
    """Turns a unit into the bytes of its fragment, a slice of processes at a time."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._index = Index(tables={name: [] for name in TABLES})
        self._offset = 0
        self._streams = {
            "lines": _ItemPieces(ends_lines=True),
            "releases": _ItemPieces(ends_lines=False),
            "records": _ItemPieces(ends_lines=False),
        }

    def render(self, compiled: Iterable[bytes], lines: Iterable[bytes]) -> Iterator[bytes]:
        for processes in _slices(_processes(compiled, in_order(lines))):
            tables = _tables(self._unit, processes)
            self._index.totals += _totals(tables)
            facts = tables["processes"]
            weights = pc.add(facts["award_count"], facts["contract_count"]).to_pylist()
            for process, weight in zip(processes, weights, strict=True):
                self._add(process, weight)
                yield from self._pieces(whole=False)
            for name, batch in tables.items():
                yield self._batch(name, batch)
        yield from self._pieces(whole=True)
        index = orjson.dumps(asdict(self._index))
        yield index
        yield _TRAILER.pack(len(index), _MAGIC)

    def _add(self, process: _Process, weight: int) -> None:
        self._streams["lines"].add(process.compiled, weight)
        for release in process.releases:
            self._streams["releases"].add(release.json, release.weight)
        self._streams["records"].add(record_lines(process), weight)

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

    def _batch(self, name: str, batch: pa.RecordBatch) -> bytes:
        message = batch.serialize()
        data: bytes = pa.compress(message, codec=_CODEC, asbytes=True)
        self._index.tables[name].append(BatchRef(self._offset, len(data), message.size, batch.num_rows))
        self._offset += len(data)
        return data


def record_lines(process: _Process) -> bytes:
    """An OCDS record with embedded releases, made of bytes as they are.

    Each release begins a line, and so does the compiled release, so that ``census`` can compare them with the other
    formats without parsing anything twice. JSON allows line ends between values.
    """
    return record(process.ocid, [b"\n" + release.json for release in process.releases], b"\n" + process.compiled)


def _processes(compiled: Iterable[bytes], releases: Iterator[BatchLine]) -> Iterator[_Process]:
    """Each compiled release with the releases that come in its place."""
    groups = groupby(releases, key=lambda release: release.ocid)
    for line, group in zip_longest(compiled, ((ocid, list(found)) for ocid, found in groups)):
        if line is None or group is None:
            what = "releases of a process lack" if line is None else "a compiled release lacks"
            raise PublicationError(f"{what} their counterpart: {line or group[0]!r:.200}")
        yield _Process(group[0], line.rstrip(b"\n"), group[1])


def _slices(processes: Iterable[_Process]) -> Iterator[list[_Process]]:
    """Processes that are held in memory together."""
    held: list[_Process] = []
    size = 0
    for process in processes:
        held.append(process)
        size += len(process.compiled) + sum(len(release.json) for release in process.releases)
        if size >= _SLICE_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _tables(unit: Unit, processes: Sequence[_Process]) -> dict[str, pa.RecordBatch]:
    """The rows of every table that has some.

    Raises:
        PublicationError: If a compiled release is not that of its releases.
    """
    counts = [len(process.releases) for process in processes]
    tables = flatten(unit, [process.compiled for process in processes], counts)
    ocids = tables["processes"]["ocid"].to_pylist()
    for process, found in zip(processes, ocids, strict=True):
        if process.ocid != found:
            raise PublicationError(f"compiled release {found} meets releases of {process.ocid}: unsorted or incomplete")
    facts = tables["processes"]
    shared = {name: facts[name] for name in ("ocid", "publisher_code", "fiscal_year", "date")}
    documents = {**shared, "json": [process.compiled for process in processes]}
    tables["compiled_releases"] = _line_table("compiled_releases", documents)
    for name, columns in _release_columns(processes).items():
        length = len(columns["ocid"])
        unit_columns = {"publisher_code": [unit.publisher_code] * length, "fiscal_year": [unit.year] * length}
        tables[name] = _line_table(name, unit_columns | columns)
    return tables


def _line_table(name: str, columns: Mapping[str, Any]) -> pa.RecordBatch:
    """A table from its columns, as Arrow arrays or as sequences."""
    table = TABLES[name]
    arrays = [_column(columns[column.name], column.arrow_type) for column in table.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _column(values: Any, arrow_type: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if pa.types.is_timestamp(arrow_type):
        return pa.array(values, pa.string()).cast(arrow_type)
    return pa.array(values, arrow_type)


def _release_columns(processes: Sequence[_Process]) -> dict[str, dict[str, list[Any]]]:
    """Table and column to values, for the tables that say what stands beside the releases in their lines."""
    releases = [release for process in processes for release in process.releases]
    # A release without a row comes from the file as a whole.
    rows = [(release, sheet, row) for release in releases for sheet, row in release.rows or ((None, None),)]
    return {
        "releases": {
            "ocid": [release.ocid for release in releases],
            "id": [release.id for release in releases],
            "date": [release.date for release in releases],
            "tag": [release.tag for release in releases],
            "source": [release.source for release in releases],
            "json": [release.json for release in releases],
        },
        "provenance": {
            "ocid": [release.ocid for release, _, _ in rows],
            "release_id": [release.id for release, _, _ in rows],
            "source": [release.source for release, _, _ in rows],
            "blob": [release.blob for release, _, _ in rows],
            "file": [release.file for release, _, _ in rows],
            "sheet": [sheet for _, sheet, _ in rows],
            "row": [row for _, _, row in rows],
        },
    }


def _totals(tables: Mapping[str, pa.RecordBatch]) -> Totals:
    """What the tables hold."""
    facts = tables["processes"]
    totals = Totals(
        processes=facts.num_rows,
        releases=pc.sum(facts["release_count"]).as_py(),
        awards=pc.sum(facts["award_count"]).as_py(),
        bids=pc.sum(facts["bid_count"]).as_py(),
        contracts=pc.sum(facts["contract_count"]).as_py(),
    )
    if "awards" in tables:
        awards = tables["awards"]
        yen = pc.if_else(pc.equal(pc.fill_null(awards["currency"], "JPY"), "JPY"), awards["amount"], 0)
        totals.award_yen = pc.sum(yen).as_py() or 0
        totals.active_award_yen = pc.sum(yen.filter(pc.equal(awards["status"], "active"))).as_py() or 0
    return totals


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
