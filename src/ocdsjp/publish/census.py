"""What a published file holds, found by reading it again: the figures that ``verify`` compares.

Each format is read with the means that its users have (gunzip, JSON, Parquet), streamed, without looking at how it was
written. Sums of CRC-32 stand for content: two files with equal sums hold the same releases, in whatever order.
"""

import csv
import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ocdsjp.errors import PublicationError
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.publish import recount
from ocdsjp.publish.describe import DATAPACKAGE_PATH, DICTIONARY_PATH
from ocdsjp.publish.jsonl import FULL
from ocdsjp.publish.meta import PREVIEW_MARK
from ocdsjp.publish.quarantine import LEDGER_PATH
from ocdsjp.publish.quarantine import PATH as QUARANTINE_PATH

_Item = TypeVar("_Item")

_BATCH = 256
_RECORD_START = b'{"ocid":'
_RECORD_RELEASES = b',"releases":['
_RECORD_COMPILED = b'],"compiledRelease":'
_READ_BYTES = 1 << 20


@dataclass(slots=True)
class Census:
    """What was found in a file.

    Attributes:
        path: Of the file.
        size, sha256: Of the file as it is.
        records: As the manifest counts them, None for metadata.
        figures: Counts and sums by name, to be compared with those of other files.
        preview: Whether the file says that it is a preview; None if it says nothing.
        problem: Why it could not be read, or None.
    """

    path: str
    size: int = 0
    sha256: str = ""
    records: int | None = None
    figures: Counter[str] = field(default_factory=Counter)
    preview: bool | None = None
    problem: str | None = None

    def tally(self, name: str, *contents: bytes) -> None:
        """Count pieces of content: how many of their name, and the sum of their CRC-32."""
        self.figures[name] += len(contents)
        self.figures[f"{name}.crc"] += sum(map(zlib.crc32, contents))


def take_census(root: Path, path: str) -> Census:
    """Read the file ``path`` of the publication at ``root``; never fails because of what is in it."""
    census = Census(path)
    file = root / path
    try:
        census.size, census.sha256 = _digest(file)
        _reader(path)(file, census)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zlib.error,
        pa.ArrowException,
        PublicationError,
    ) as error:
        census.problem = f"{type(error).__name__}: {error}"
    return census


def _reader(path: str) -> Callable[[Path, Census], None]:
    for start, reader in _READERS.items():
        if path.startswith(start):
            return reader
    return _read_nothing


def _digest(path: Path) -> tuple[int, str]:
    hasher = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            hasher.update(block)
            size += len(block)
    return size, hasher.hexdigest()


# ---- JSON


def _read_bulk(path: Path, census: Census) -> None:
    full = census.path == FULL
    lines = 0
    for batch in in_batches(_lines(path), _BATCH):
        lines += len(batch)
        census.tally("compiled" if full else "compiled.years", *batch)
        if full:
            _count_compiled(batch, census.figures)
    census.records = lines


def _count_compiled(batch: Sequence[bytes], figures: Counter[str]) -> None:
    rows: Counter[str] = Counter()
    for line in batch:
        compiled = recount.decode(line)
        figures["placeholder"] += compiled.ocid.startswith(PLACEHOLDER_PREFIX)
        every, active = recount.yen(compiled)
        figures["json.award_yen"] += every
        figures["json.active_award_yen"] += active
        recount.count_rows(compiled, rows)
    for name, count in rows.items():
        figures[f"rows.{name}"] += count
    for name in ("processes", "awards", "bids", "contracts"):
        figures[f"json.{name}"] += rows[name]


def _read_releases(path: Path, census: Census) -> None:
    count = 0
    for lines in in_batches(_package_items(path, census, b'"releases":[', b"]}"), _BATCH):
        releases = [recount.decode(line) for line in lines]
        census.tally("releases", *lines)
        census.tally("keys", *(f"{release.ocid}\t{release.id}".encode() for release in releases))
        census.figures["releases.yen"] += sum(map(recount.accounted_yen, releases))
        count += len(lines)
    census.records = count


def _read_records(path: Path, census: Census) -> None:
    """Records as ``fragments.record_lines`` lays them out: each release and each compiled release begins a line."""
    count = 0
    items = _package_items(path, census, b'"records":[', b"]}")
    for opening in items:
        if not (opening.startswith(_RECORD_START) and opening.endswith(_RECORD_RELEASES)):
            raise ValueError(f"no record: {opening[:80]!r}")
        ocid = opening[len(_RECORD_START) : -len(_RECORD_RELEASES)]
        last = False
        while not last:
            line = next(items, _RECORD_COMPILED)
            last = line.endswith(_RECORD_COMPILED)
            census.tally("releases.records", line.removesuffix(_RECORD_COMPILED))
        compiled = next(items, b"")
        if not compiled.endswith(b"}}") or b'"ocid":' + ocid not in compiled:
            raise ValueError(f"no end of the record of {ocid!r}: {compiled[-80:]!r}")
        census.tally("compiled.records", compiled[:-1])
        count += 1
    census.records = count


def _package_items(path: Path, census: Census, opening: bytes, closing: bytes) -> Iterator[bytes]:
    """The lines between the frame of a package, commas between items taken off.

    Items are compared with other files, which are parsed; here the frame is proven to be JSON around them.
    """
    lines = _lines(path)
    head = next(lines, b"")
    package = orjson.loads(head + closing)
    if not head.endswith(opening):
        raise ValueError("the package does not end its first line where its items begin")
    census.preview = PREVIEW_MARK in package["publisher"]["name"]
    before = next(lines, b"")
    for line in lines:
        yield before.removesuffix(b",")
        before = line
    if before != closing:
        raise ValueError("the package is cut off")


def in_batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """``items`` in lists of ``size``."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def _lines(path: Path) -> Iterator[bytes]:
    # GzipFile looks for line ends in Python; a buffer around it does so in C.
    with gzip.open(path) as file, io.BufferedReader(file, 1 << 20) as lines:
        for line in lines:
            yield line.rstrip(b"\n")


def _read_json(path: Path, census: Census) -> None:
    census.preview = orjson.loads(path.read_bytes()).get("preview")


def _read_ledger(path: Path, census: Census) -> None:
    ledger = orjson.loads(path.read_bytes())
    census.figures.update({f"ledger.{name}": value for name, value in ledger["published"].items()})
    if "total" in ledger:
        census.figures["ledger.yen_released"] = ledger["total"]["yen_released"]


def _read_csv(path: Path, census: Census) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        census.records = sum(1 for _ in csv.reader(file)) - 1


def _read_nothing(_path: Path, _census: Census) -> None:
    pass


# ---- Parquet


def _read_parquet(path: Path, census: Census) -> None:
    table = path.stem
    with pq.ParquetFile(path) as file:
        metadata = file.schema_arrow.metadata or {}
        census.preview = {b"true": True, b"false": False}.get(metadata.get(b"preview", b""))
        census.records = file.metadata.num_rows
        census.figures[f"parquet.{table}"] = census.records
        # Small batches of large documents; every column is read, so that every page is known to be readable.
        batches = file.iter_batches(batch_size=_BATCH if "json" in file.schema_arrow.names else 65_536)
        _PARQUET_READERS.get(table, _drain)(batches, census)


def _drain(batches: Iterable[pa.RecordBatch], _census: Census) -> None:
    for _ in batches:
        pass


def _tally_json(name: str) -> Callable[[Iterable[pa.RecordBatch], Census], None]:
    def read(batches: Iterable[pa.RecordBatch], census: Census) -> None:
        for batch in batches:
            census.tally(name, *batch["json"].cast(pa.binary()).to_pylist())

    return read


def _read_awards(batches: Iterable[pa.RecordBatch], census: Census) -> None:
    for batch in batches:
        yen = batch.filter(pc.equal(pc.fill_null(batch["currency"], "JPY"), "JPY"))
        active = yen.filter(pc.fill_null(pc.equal(yen["status"], "active"), fill_value=False))
        census.figures["awards.yen"] += pc.sum(yen["amount"]).as_py() or 0
        census.figures["awards.yen.active"] += pc.sum(active["amount"]).as_py() or 0


def _read_provenance(batches: Iterable[pa.RecordBatch], census: Census) -> None:
    pairs = (
        pair
        for batch in batches
        for pair in zip(batch["ocid"].to_pylist(), batch["release_id"].to_pylist(), strict=True)
    )
    keys = (f"{ocid}\t{release_id}".encode() for (ocid, release_id), _ in groupby(pairs, key=itemgetter(0, 1)))
    for batch in in_batches(keys, _BATCH):
        census.tally("keys.provenance", *batch)


_PARQUET_READERS: dict[str, Callable[[Iterable[pa.RecordBatch], Census], None]] = {
    "compiled_releases": _tally_json("compiled.parquet"),
    "releases": _tally_json("releases.parquet"),
    "awards": _read_awards,
    "provenance": _read_provenance,
}
_READERS: dict[str, Callable[[Path, Census], None]] = {
    "bulk/": _read_bulk,
    "releases/": _read_releases,
    "records/": _read_records,
    "parquet/": _read_parquet,
    DATAPACKAGE_PATH: _read_json,
    DICTIONARY_PATH: _read_csv,
    LEDGER_PATH: _read_ledger,
    QUARANTINE_PATH: _read_csv,
}
