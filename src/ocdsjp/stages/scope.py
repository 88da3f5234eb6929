"""Scope: which sources can give a run work, and which publishers it then has to bring up to date."""

from collections.abc import Collection, Iterable, Mapping

from ocdsjp.catalog import batches, fetches, mapped, reading
from ocdsjp.collect.folder import find_files
from ocdsjp.mapping.load import Source
from ocdsjp.stages.workspace import Workspace


def concerned(workspace: Workspace, sources: Iterable[Source]) -> list[Source]:
    """Those of the sources that have a file now or had one before; the others can give a run no work."""
    with reading(workspace.catalog) as connection:
        known = fetches.known_sources(connection)
    return [source for source in sources if source.id in known or _has_files(workspace, source)]


def _has_files(workspace: Workspace, source: Source) -> bool:
    pattern = source.mapping.collect.folder
    return pattern is not None and any(True for _ in find_files(workspace.settings.inbox, pattern))


def publishers_of(workspace: Workspace, digests: Mapping[str, str]) -> set[str]:
    """The publishers that these sources write about now, or wrote about when their drafts were last folded.

    Args:
        workspace: The open workspace.
        digests: Source id -> digest of the mapping that counts, for the sources in question.
    """
    with reading(workspace.catalog) as connection:
        now = {code for arrival in mapped.arrivals(connection, digests) for code in arrival.mapped.drafts}
        before = {line.publisher_code for line in batches.released(connection) if line.source_id in digests}
    return now | before


def orphans(workspace: Workspace, sources: Collection[str]) -> set[str]:
    """The publishers in the store that none of these sources, which are all, was ever folded for.

    Their mapping files were taken away; the next fold withdraws what is left of them.
    """
    with reading(workspace.catalog) as connection:
        stored = set(batches.states(connection))
        kept = {line.publisher_code for line in batches.released(connection) if line.source_id in sources}
    return stored - kept
