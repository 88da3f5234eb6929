"""Compile: the releases of each publisher and fiscal year merged into one compiled release per process."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

import orjson

from ocdsjp.catalog import batches, compiled, writing
from ocdsjp.catalog.compiled import Compiled
from ocdsjp.lake import Lake, read_lines, write_lines
from ocdsjp.ocds.batches import BatchLine, in_order
from ocdsjp.ocds.merge import compile_releases
from ocdsjp.ocds.profile import load_profile
from ocdsjp.stages.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CompileUnit:
    """The batches of one publisher and fiscal year, to be compiled by a worker."""

    publisher_code: str
    fiscal_year: str
    inputs_digest: str
    paths: tuple[str, ...]
    lake: Lake

    def __str__(self) -> str:
        return f"{self.publisher_code} {self.fiscal_year}"


def compile_(workspace: Workspace, publishers: Collection[str] | None = None) -> Iterator[Compiled]:
    """Compile what changed.

    Args:
        workspace: The open workspace.
        publishers: Only these; None for all.
    """
    profile_digest = load_profile().digest
    with writing(workspace.catalog) as connection:
        compiled.prune(connection)
        chains = batches.chains(connection)
        known = compiled.listing(connection)
    units = []
    for (code, year), chain in chains.items():
        if publishers is not None and code not in publishers:
            continue
        # The order of batches does not matter: merging sorts by date, and dates are unique within a process.
        digest = hashlib.sha256("\n".join([profile_digest, *(batch.digest for batch in chain)]).encode()).hexdigest()
        done = known.get((code, year))
        if done is None or done.inputs_digest != digest:
            paths = tuple(batch.path for batch in chain)
            units.append(CompileUnit(code, year, digest, paths, workspace.lake))
    for result in workspace.engine.map(compile_unit, units):
        with writing(workspace.catalog) as connection:
            compiled.record(connection, [result])
        yield result


def compile_unit(unit: CompileUnit) -> Compiled:
    """Compile one publisher and fiscal year; runs in a worker."""
    counts = {"processes": 0, "releases": 0}

    def lines() -> Iterator[bytes]:
        stored = (line for path in unit.paths for line in read_lines(unit.lake, path))
        for _, group in groupby(in_order(stored), key=lambda line: line.ocid):
            releases = list(group)
            counts["processes"] += 1
            counts["releases"] += len(releases)
            yield compiled_release(releases)

    file = write_lines(unit.lake, f"compiled/{unit.publisher_code}/{unit.fiscal_year}", lines())
    return Compiled(
        publisher_code=unit.publisher_code,
        fiscal_year=unit.fiscal_year,
        inputs_digest=unit.inputs_digest,
        path=file.path,
        digest=file.digest,
        n_processes=counts["processes"],
        n_releases=counts["releases"],
    )


def compiled_release(releases: list[BatchLine]) -> bytes:
    """The compiled release of a process, as JSON.

    A single release of ours is merged by exchanging its head: it holds no null, and the objects of its arrays have
    ids, so merging leaves the rest as it is (a test compares with ocdsmerge).
    """
    if len(releases) > 1:
        return orjson.dumps(compile_releases([orjson.loads(line.json) for line in releases]))
    [line] = releases
    head = orjson.dumps({"ocid": line.ocid, "id": f"{line.ocid}-{line.date}", "date": line.date, "tag": ["compiled"]})
    return head[:-1] + b"," + line.json[line.head :]
