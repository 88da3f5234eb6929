"""Scope: which publishers a run over some of the sources has to bring up to date."""

from collections.abc import Collection, Mapping

from ocdsjp.catalog import batches, mapped, reading
from ocdsjp.stages.workspace import Workspace


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
