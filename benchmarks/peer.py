"""The peer line: the same releases through the tools that a publisher would put together today.

flatten-tool unflatten -> jsonschema -> ocdskit compile -> flatterer. What was open is decided in the peer's favour:
nothing is mapped (its table has OCDS columns already), cutting the input into parts is not timed and its outputs stay
in parts, one wide table is faster to unflatten than a table per array, and no packages, provenance or checks of the
result are asked for.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.meter import Command, Cost, run_together
from ocdsjp.lake import Lake, read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.ocds.profile import load_profile

_BIN = Path(sys.executable).parent

Release = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One tool, run on all parts at the same time."""

    name: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Prepared:
    """The peer's input: a folder for each process, and the schema."""

    schema: Path
    parts: tuple[Path, ...]
    releases: int


def prepare(folder: Path, lake: Path, processes: int, limit: int | None = None) -> Prepared:
    """Write the releases of our line as tables in flatten-tool's notation, whole publishers to each part.

    Args:
        folder: For everything that the tools write; made here.
        lake: The lake of our line.
        processes: How many parts.
        limit: How many releases, evenly spaced over the store; None for all.
    """
    folder.mkdir()
    schema = folder / "release-schema.json"
    schema.write_bytes(orjson.dumps(load_profile().release_schema))
    stored = sum(1 for _ in releases_of(lake))
    wanted = stored if limit is None else min(limit, stored)
    owners = _balanced(lake, processes)
    parts = tuple(folder / f"part{number}" for number in range(processes))
    for number, part in enumerate(parts):
        part.mkdir()

        def chosen(number: int = number) -> Iterator[Release]:
            for place, (publisher, release) in enumerate(releases_of(lake)):
                # Release number n of m counts when n*wanted/m passes a whole number: evenly spaced.
                if owners[publisher] == number and place * wanted // stored != (place + 1) * wanted // stored:
                    yield release

        _write_table(part / "table" / "main.csv", chosen)
    return Prepared(schema, parts, wanted)


def run(prepared: Prepared) -> Iterator[Step]:
    """The tools one after the other, each on all parts at the same time."""
    schema = str(prepared.schema)
    unflatten = (
        *_tool("flatten-tool", "unflatten", "-f", "csv", "--root-id", "ocid", "--root-list-path", "releases"),
        *("--schema", schema, "-o", "releases.json", "table"),
    )
    yield _step(prepared, "flatten-tool unflatten", unflatten)
    validate = (sys.executable, str(Path(__file__).with_name("peer_validate.py")), schema, "releases.json")
    yield _step(prepared, "jsonschema", validate)
    compile_ = _tool("ocdskit", "compile", "--root-path", "releases.item", "--schema", schema)
    yield _step(prepared, "ocdskit compile", compile_, source="releases.json", sink="compiled.jsonl")
    flatten = _tool("flatterer", "--ndjson", "--csv", "--parquet", "--force", "compiled.jsonl", "flat")
    yield _step(prepared, "flatterer", flatten)


def difference(prepared: Prepared, lake: Path) -> str | None:
    """What tells the peer's releases and compiled releases from ours, or None: both lines must have done the same."""
    ours = {(release["ocid"], release["id"]): as_json(release) for _, release in releases_of(lake)}
    compiled = {one["ocid"]: as_json(one) for one in _compiled_of(lake)}
    seen = 0
    for part in prepared.parts:
        for release in orjson.loads((part / "releases.json").read_bytes())["releases"]:
            seen += 1
            if ours.get((release["ocid"], release["id"])) != as_json(release):
                return f"the release {release['ocid']} {release['id']} differs"
        if seen and prepared.releases == len(ours):  # a subset compiles to something else
            for line in (part / "compiled.jsonl").read_bytes().splitlines():
                one = orjson.loads(line)
                if compiled.get(one["ocid"]) != as_json(one):
                    return f"the compiled release of {one['ocid']} differs"
    return None if seen == prepared.releases else f"{seen} releases instead of {prepared.releases}"


def releases_of(lake: Path) -> Iterator[tuple[str, Release]]:
    """Publisher code and release, for all releases of a lake in the order of their paths."""
    store = Lake(str(lake))
    for path in _paths(lake, "releases"):
        for line in read_lines(store, path):
            yield _publisher(path), orjson.loads(load_line(line).json)


def _compiled_of(lake: Path) -> Iterator[Release]:
    store = Lake(str(lake))
    for path in _paths(lake, "compiled"):
        yield from map(orjson.loads, read_lines(store, path))


def _paths(lake: Path, kind: str) -> list[str]:
    """Of a lake that one run has filled, so that nothing superseded lies in it."""
    return sorted(file.relative_to(lake).as_posix() for file in (lake / kind).rglob("*.zst"))


def _publisher(path: str) -> str:
    return path.split("/")[1]


def _balanced(lake: Path, parts: int) -> dict[str, int]:
    """Publisher -> part: the largest first, each to the part that has least."""
    sizes: dict[str, int] = {}
    for publisher, _ in releases_of(lake):
        sizes[publisher] = sizes.get(publisher, 0) + 1
    loads = [0] * parts
    owners = {}
    for publisher, size in sorted(sizes.items(), key=lambda it: (-it[1], it[0])):
        owners[publisher] = loads.index(min(loads))
        loads[owners[publisher]] += size
    return owners


def _write_table(path: Path, releases: Callable[[], Iterable[Release]]) -> None:
    """One wide table. The releases are gone through twice, because the header needs every column there is."""
    columns: dict[str, None] = {}
    for release in releases():
        columns.update(dict.fromkeys(column for column, _ in _cells(release)))
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(dict(_cells(release)) for release in releases())


def _cells(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Columns and cells of a release: ``awards/0/value/amount``; lists of codes are joined by semicolons."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from _cells(inner, f"{path}/{name}" if path else name)
        case [str(), *_]:
            yield path, ";".join(map(str, value))
        case list():
            for number, inner in enumerate(value):
                yield from _cells(inner, f"{path}/{number}")
        case bool():
            yield path, str(value).lower()
        case _:
            yield path, value


def as_json(release: Release) -> bytes:
    """The release as JSON with sorted keys."""
    return orjson.dumps(release, option=orjson.OPT_SORT_KEYS)


def _tool(*argv: str) -> tuple[str, ...]:
    return (str(_BIN / argv[0]), *argv[1:])


def _step(
    prepared: Prepared, name: str, argv: tuple[str, ...], source: str = os.devnull, sink: str | None = None
) -> Step:
    output = sink or f"{name.partition(' ')[0]}.txt"
    return Step(name, run_together([Command(argv, part, part / output, part / source) for part in prepared.parts]))
