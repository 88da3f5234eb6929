"""Scope: which sources can give a run work, and which publishers it then has to bring up to date."""

from collections.abc import Collection, Iterable, Mapping

from ocdsjp.catalog import batches, fetches, mapped, reading
from ocdsjp.collect.folder import find_files
from ocdsjp.mapping.load import Source
from ocdsjp.stages.workspace import Workspace


def concerned(workspace: Workspace, sources: Iterable[Source]) -> list[Source]:
    """Those of the sources that have a file now or had one before, or are to be asked for some on the web.

    The others can give a run no work.
    """
    with reading(workspace.catalog) as connection:
        known = fetches.known_sources(connection)
    return [source for source in sources if source.id in known or _may_have_files(workspace, source)]


def _may_have_files(workspace: Workspace, source: Source) -> bool:
    pattern = source.mapping.collect.folder
    if pattern is None:
        return not workspace.settings.offline
    return any(True for _ in find_files(workspace.settings.inbox, pattern))


def publishers_of(workspace: Workspace, digests: Mapping[str, str]) -> dict[str, set[str]]:
    """Source id -> the publishers that it writes about now, or wrote about when its drafts were last folded.

    Args:
        workspace: The open workspace.
        digests: Source id -> digest of the mapping that counts, for all sources.
    """
    found: dict[str, set[str]] = {source: set() for source in digests}
    with reading(workspace.catalog) as connection:
        for arrival in mapped.arrivals(connection, digests):
            found[arrival.mapped.source_id].update(arrival.mapped.drafts)
        for line in batches.released(connection):
            if line.source_id in found:
                found[line.source_id].add(line.publisher_code)
    return found


def orphans(workspace: Workspace, owned: Mapping[str, Collection[str]]) -> set[str]:
    """The publishers in the store that no source owns: their mapping files were taken away.

    The next fold withdraws what is left of them.

    Args:
        workspace: The open workspace.
        owned: ``publishers_of`` all sources.
    """
    with reading(workspace.catalog) as connection:
        stored = set(batches.states(connection))
    return stored.difference(*owned.values())
