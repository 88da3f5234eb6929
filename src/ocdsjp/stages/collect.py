"""Collect: the files of each source into the lake, and what each look at a source brought into the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ocdsjp.catalog import blobs, fetches, writing
from ocdsjp.catalog import sources as catalog_sources
from ocdsjp.catalog.fetches import Outcome, Sighting
from ocdsjp.collect.folder import find_files
from ocdsjp.mapping.load import Source
from ocdsjp.stages.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Collected:
    """What a look at one source brought: numbers of locations by outcome."""

    source_id: str
    new: int
    unchanged: int
    failed: int
    gone: int
    bytes: int

    @property
    def found(self) -> int:
        """Locations with content."""
        return self.new + self.unchanged


def collect(workspace: Workspace, sources: Sequence[Source], at: datetime) -> list[Collected]:
    """Look at every source once.

    Args:
        workspace: The open workspace.
        sources: Which sources.
        at: The moment of the run: when blobs that nobody saw before were first seen.
    """
    with writing(workspace.catalog) as connection:
        rows = [catalog_sources.Source(it.id, it.mapping.title.ja, it.digest) for it in sources]
        catalog_sources.register(connection, rows)
    return [_collect_one(workspace, source, at) for source in sources]


def _collect_one(workspace: Workspace, source: Source, at: datetime) -> Collected:
    pattern = source.mapping.collect.folder
    found = [] if pattern is None else list(find_files(workspace.settings.inbox, pattern))
    stored = [(file.location, workspace.lake.put_blob(file.path)) for file in found]
    sightings = [Sighting(location, blob.sha256) for location, blob in stored]
    with writing(workspace.catalog) as connection:
        blobs.record(connection, [(blob.sha256, blob.bytes) for _, blob in stored], at)
        # An inbox without any file of a source was mounted elsewhere or emptied after a run: that is no statement
        # that the source withdrew its files.
        outcomes = [
            fetch.outcome for fetch in fetches.record(connection, source.id, sightings, at=at, complete=bool(sightings))
        ]
        catalog_sources.touch(connection, [source.id], at)
    return Collected(
        source_id=source.id,
        new=outcomes.count(Outcome.NEW),
        unchanged=outcomes.count(Outcome.UNCHANGED),
        failed=outcomes.count(Outcome.FAILED),
        gone=outcomes.count(Outcome.GONE),
        bytes=sum(blob.bytes for _, blob in stored),
    )
