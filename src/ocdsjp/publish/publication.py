"""Builds a publication folder, verifies it, and switches ``latest`` to it: all or nothing.

``<public>/.building-<version>/`` is filled, verified and renamed to ``<version>``; then the symbolic link ``latest`` is
replaced, then ``versions.json``. A kill at any step leaves the last publication whole, and the next run completes or
clears away what was begun. Which formats there are is said here and nowhere else.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from ocdsjp.engine import Engine, Serial
from ocdsjp.errors import PublicationError
from ocdsjp.lake import Lake
from ocdsjp.publish import describe, manifest, quarantine
from ocdsjp.publish.fragments import FragmentRef, Index, Totals, read_index
from ocdsjp.publish.joined import JoinJob
from ocdsjp.publish.jsonl import plan_lines
from ocdsjp.publish.meta import PublicationMeta
from ocdsjp.publish.outputs import FileEntry, output, write_file
from ocdsjp.publish.packages import plan_packages
from ocdsjp.publish.parquet import ParquetJob, plan_tables
from ocdsjp.publish.tables import TABLES_DIGEST
from ocdsjp.publish.verify import verify

Job = JoinJob | ParquetJob

LATEST = "latest"
VERSIONS = "versions.json"
# Raised when the same inputs give other bytes; part of every version's name.
LAYOUT = 1

_BUILDING = ".building-"
_SWITCHING = ".switching-"
_FINDINGS_SHOWN = 5


def build_publication(
    target: Path,
    lake: Lake,
    fragments: Sequence[FragmentRef],
    meta: PublicationMeta,
    *,
    ledger: Mapping[str, Any],
    quarantined: quarantine.Quarantine,
    inputs: Mapping[str, Any],
    attachments: Mapping[str, bytes] = MappingProxyType({}),
    engine: Engine | None = None,
) -> Path:
    """Make ``target/latest`` the publication of these fragments. One at a time per ``target``.

    The version's name is the day of ``meta.published`` and a digest of all arguments, so the same arguments write
    nothing at all when their version is there.

    Args:
        target: The public folder, on a local disk.
        lake: Where the fragments lie.
        fragments: One per unit, in any order.
        meta: Facts that the data do not hold.
        ledger: The accounting, as JSON values.
        quarantined: What was refused or needs review.
        inputs: What the publication was made from (mapping digests, blobs), as JSON values.
        attachments: Small files to publish as they are, by path: our extension's files, for example.
        engine: Spreads the work if given.

    Returns:
        The folder of the version.

    Raises:
        PublicationError: If what was built does not agree with itself; ``latest`` stays as it was.
    """
    engine = engine or Serial()
    content = _Content(sorted(fragments, key=lambda ref: ref.unit), meta, ledger, inputs, attachments)
    _check_units(content.fragments)
    _clear(target)
    version = content.version(quarantined.digest)
    folder = target / version
    if not folder.is_dir():
        building = target / f"{_BUILDING}{version}"
        building.mkdir(parents=True)
        files = [_write_quarantine(building, quarantined)]
        _fill(building, version, content, files, lake=lake, engine=engine)
        _gate(building, engine)
        building.rename(folder)
        _sync_folder(target)
    _switch(target, version)
    _list_versions(target, version)
    return folder


@dataclass(frozen=True, slots=True)
class _Content:
    """What a publication is made of, but for the quarantine, which is a stream. Fragments are in order."""

    fragments: Sequence[FragmentRef]
    meta: PublicationMeta
    ledger: Mapping[str, Any]
    inputs: Mapping[str, Any]
    attachments: Mapping[str, bytes]

    def version(self, quarantine_digest: str) -> str:
        """The name of the version: the same for the same content, another one for any other."""
        content = {
            "layout": LAYOUT,
            "tables": TABLES_DIGEST,
            "meta": asdict(self.meta),
            "fragments": [[ref.path, ref.updated] for ref in self.fragments],
            "ledger": self.ledger,
            "inputs": self.inputs,
            "attachments": {path: hashlib.sha256(data).hexdigest() for path, data in self.attachments.items()},
            "quarantine": quarantine_digest,
        }
        digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return f"{self.meta.published[:10]}-{digest[:12]}"


def _check_units(fragments: Sequence[FragmentRef]) -> None:
    """Units are distinct, on file systems that ignore case too."""
    names = {(ref.unit.publisher_code.casefold(), ref.unit.fiscal_year) for ref in fragments}
    if len(names) < len(fragments):
        raise PublicationError("two fragments of one publisher and fiscal year")


# ---- filling the folder


def _fill(
    building: Path, version: str, content: _Content, files: list[FileEntry], *, lake: Lake, engine: Engine
) -> None:
    """Write every file; ``files`` are those that are there already."""
    indexed = [(ref, read_index(lake, ref)) for ref in content.fragments]
    totals = Totals()
    for _, index in indexed:
        totals += index.totals
    counted = asdict(totals)
    jobs = list(_plan(indexed, content.meta, version))
    _check_paths([*(job.path for job in jobs), *content.attachments])
    files += engine.map(partial(_run, lake, building), jobs)
    files += (write_file(building, path, data) for path, data in content.attachments.items())
    ledger = quarantine.ledger_json(content.ledger, counted)
    files.append(write_file(building, quarantine.LEDGER_PATH, ledger))
    dictionary, columns = describe.dictionary_csv()
    files.append(write_file(building, describe.DICTIONARY_PATH, dictionary, columns))
    package = describe.datapackage(content.meta, version, files)
    files.append(write_file(building, describe.DATAPACKAGE_PATH, package))
    listed = manifest.manifest_json(content.meta, version, totals=counted, inputs=content.inputs, files=files)
    write_file(building, manifest.PATH, listed)


def _plan(indexed: Sequence[tuple[FragmentRef, Index]], meta: PublicationMeta, version: str) -> Iterator[Job]:
    """All files made from fragments, the largest tables first: they decide how long it takes."""
    metadata = {
        "dataset_version": version,
        "published": meta.published,
        "publisher": meta.publisher_name,
        "licence": meta.licence.url,
        "generator": meta.generator,
        "preview": "true" if meta.preview else "false",
    }
    tables = plan_tables(indexed, metadata)
    yield from sorted(tables, key=lambda job: -sum(ref.size for _, ref in job.batches))
    yield from plan_lines(indexed)
    yield from plan_packages(indexed, meta)


def _run(lake: Lake, building: Path, job: Job) -> FileEntry:
    return job.run(lake, building)


def _check_paths(paths: Iterable[str]) -> None:
    """No two files share a name: part 2 of publisher ``a`` would be part 1 of a publisher ``a-2``."""
    seen = {quarantine.PATH, quarantine.LEDGER_PATH, describe.DICTIONARY_PATH, describe.DATAPACKAGE_PATH}
    seen.add(manifest.PATH)
    for path in paths:
        if path.casefold() in seen:
            raise PublicationError(f"two files would be called {path}")
        seen.add(path.casefold())


def _write_quarantine(building: Path, quarantined: quarantine.Quarantine) -> FileEntry:
    lines = -2  # BOM and header
    with output(building, quarantine.PATH) as file:
        for line in quarantine.quarantine_lines(quarantined.rows):
            file.write(line)
            lines += 1
    return file.entry(quarantine.PATH, lines)


def _gate(building: Path, engine: Engine) -> None:
    findings = verify(building, engine)
    if findings:
        shown = "\n".join(finding.message("en") for finding in findings[:_FINDINGS_SHOWN])
        raise PublicationError(
            f"not published, because what was built does not agree with itself ({len(findings)} findings):\n{shown}"
        )


# ---- switching


def _clear(target: Path) -> None:
    """Remove what a killed run left: nothing that anyone was told of."""
    target.mkdir(parents=True, exist_ok=True)
    for leftover in target.iterdir():
        if leftover.name.startswith(_BUILDING):
            shutil.rmtree(leftover)
        elif leftover.name.startswith(_SWITCHING):
            leftover.unlink()


def _switch(target: Path, version: str) -> None:
    """Point ``latest`` at the version, by renaming a link over it: readers see the old one or the new one."""
    latest = target / LATEST
    if latest.is_symlink() and latest.readlink() == Path(version):
        return
    temporary = target / f"{_SWITCHING}{LATEST}"
    temporary.symlink_to(version, target_is_directory=True)
    temporary.replace(latest)
    _sync_folder(target)


def _list_versions(target: Path, latest: str) -> None:
    """versions.json: what it said of versions that are still there, and what it did not know yet."""
    path = target / VERSIONS
    known = {entry["version"]: entry for entry in _known_versions(path)}
    folders = [folder for folder in target.iterdir() if (folder / manifest.PATH).is_file()]
    entries = [known.get(folder.name) or _describe(folder) for folder in folders if folder.name != LATEST]
    content = describe.versions_json(entries, latest=latest)
    if not path.is_file() or path.read_bytes() != content:
        temporary = f"{_SWITCHING}{VERSIONS}"
        write_file(target, temporary, content)
        (target / temporary).replace(path)
        _sync_folder(target)


def _known_versions(path: Path) -> list[dict[str, Any]]:
    try:
        versions: list[dict[str, Any]] = orjson.loads(path.read_bytes())["versions"]
    except (FileNotFoundError, ValueError, KeyError):
        return []  # all of it can be found in the manifests again
    return versions


def _describe(folder: Path) -> dict[str, Any]:
    listed = manifest.read_manifest(folder)
    return {
        "version": listed.version,
        "published": listed.published,
        "preview": listed.preview,
        "generator": listed.generator,
        "files": len(listed.files),
        "bytes": sum(entry.bytes for entry in listed.files.values()),
        "totals": listed.totals,
    }


def _sync_folder(folder: Path) -> None:
    """Write the folder's entries to the disk: a rename lives there (man 2 fsync)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
