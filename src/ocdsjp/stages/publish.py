"""Publish: fragments of what changed, joined with all others into a verified version folder."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from ocdsjp.catalog import batches, blobs, compiled, mapped, publications, reading, writing
from ocdsjp.catalog.batches import Batch, Released
from ocdsjp.catalog.compiled import Compiled
from ocdsjp.catalog.mapped import Arrival
from ocdsjp.catalog.publications import Publication
from ocdsjp.lake import Lake, read_lines
from ocdsjp.paths import shipped
from ocdsjp.publish import manifest
from ocdsjp.publish.fragments import FragmentRef, fragment_path, render_fragment
from ocdsjp.publish.meta import Unit
from ocdsjp.publish.policy import Policy
from ocdsjp.publish.publication import build_publication
from ocdsjp.publish.quarantine import Quarantine
from ocdsjp.quality.ledger import Ledger, as_document
from ocdsjp.stages.account import entries
from ocdsjp.stages.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RenderUnit:
    """A publisher and fiscal year whose fragment a worker renders."""

    unit: Unit
    digest: str
    compiled: str
    batches: tuple[str, ...]
    updated: str
    lake: Lake

    def __str__(self) -> str:
        return f"{self.unit.publisher_code} {self.unit.fiscal_year}"


@dataclass(frozen=True, slots=True)
class Published:
    """Where the publication lies, and its accounting."""

    folder: Path
    ledger: list[Ledger]


def publish(workspace: Workspace, policy: Policy, digests: Mapping[str, str]) -> Published | None:
    """Build, verify and switch to the publication of what is in the store; nothing is written when nothing changed.

    Args:
        workspace: The open workspace.
        policy: Who publishes.
        digests: Source id -> digest of the mapping that counts.

    Returns:
        The publication, or None when the store is empty.
    """
    with reading(workspace.catalog) as connection:
        chains = batches.chains(connection)
        done = compiled.listing(connection)
        known = blobs.lookup(connection, sorted({batch.blob_sha256 for chain in chains.values() for batch in chain}))
        arrivals = mapped.arrivals(connection, digests)
        released = batches.released(connection)
    if not done:
        return None
    seen = {sha256: blob.first_seen_at.isoformat() for sha256, blob in known.items()}
    units = [_unit(workspace.lake, it, chains[it.publisher_code, it.fiscal_year], seen) for it in done.values()]
    fragments = _fragments(workspace, units)
    published = max(unit.updated for unit in units)
    ledger = entries(arrivals, released)
    folder = build_publication(
        workspace.settings.public,
        workspace.lake,
        fragments,
        policy.meta(published),
        ledger=as_document(ledger),
        quarantined=_quarantine(workspace.lake, arrivals, released),
        inputs={
            "mappings": {it.mapped.source_id: it.mapped.mapping_digest for it in arrivals},
            "blobs": sorted({it.mapped.blob_sha256 for it in arrivals}),
        },
        attachments=_extension_files(),
        engine=workspace.engine,
    )
    manifest_sha256 = manifest.digest(folder)
    with writing(workspace.catalog) as connection:
        moment = max(blob.first_seen_at for blob in known.values())
        publications.record(
            connection, Publication(folder.name, moment, manifest_sha256, str(folder), folder.name.rsplit("-", 1)[-1])
        )
    return Published(folder, ledger)


def _extension_files() -> dict[str, bytes]:
    """The local extension, served with the data at the address that the packages state."""
    schemas = shipped("schemas")
    folder = schemas / "extensions" / "ocdsjp"
    return {
        path.relative_to(schemas).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".json", ".csv"}
    }


def _unit(lake: Lake, it: Compiled, chain: list[Batch], seen: Mapping[str, str]) -> RenderUnit:
    return RenderUnit(
        unit=Unit(it.publisher_code, it.fiscal_year),
        digest=it.inputs_digest,
        compiled=it.path,
        batches=tuple(batch.path for batch in chain),
        updated=max(seen[batch.blob_sha256] for batch in chain),
        lake=lake,
    )


def _fragments(workspace: Workspace, units: Sequence[RenderUnit]) -> list[FragmentRef]:
    """The fragments of all units; only those that the lake lacks are given to workers."""
    refs = [FragmentRef(it.unit, fragment_path(it.unit, it.digest), it.updated) for it in units]
    lacking = [it for it, ref in zip(units, refs, strict=True) if not workspace.lake.exists(ref.path)]
    for _ in workspace.engine.map(render, lacking):
        pass
    return refs


def render(unit: RenderUnit) -> FragmentRef:
    """Render one fragment, unless it is in the lake already; runs in a worker."""
    lines = (line for path in unit.batches for line in read_lines(unit.lake, path))
    return render_fragment(
        unit.lake, unit.unit, unit.digest, read_lines(unit.lake, unit.compiled), lines, updated=unit.updated
    )


def _quarantine(lake: Lake, arrivals: Sequence[Arrival], released: Sequence[Released]) -> Quarantine:
    """All findings of what counts, by source and location, first of mapping, then of validation."""
    files = [(it.mapped.source_id, it.mapped.location, 0, it.mapped.findings_path) for it in arrivals]
    files += [(it.source_id, it.location, 1, it.findings_path) for it in released]
    named = [(source, path) for source, _, _, path in sorted({*files}, key=str) if path is not None]
    # The files are named by their content.
    digest = hashlib.sha256(orjson.dumps(named)).hexdigest()
    rows = ({"source": source, **orjson.loads(line)} for source, path in named for line in read_lines(lake, path))
    return Quarantine(digest, rows)
