"""The assets, in the order of the flow. A body is a call of a stage and its metadata; nothing is computed here.

Partitions are areas. A source lies in the area of its publisher; ``releases`` and ``compiled_releases`` of an area are
those of the publishers that its sources write about, wherever these lie.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import dagster as dg

from ocdsjp.catalog import compiled, reading
from ocdsjp.errors import PublicationError
from ocdsjp.publish.manifest import read_manifest
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import now
from ocdsjp.stages.account import account
from ocdsjp.stages.collect import collect
from ocdsjp.stages.compile import compile_
from ocdsjp.stages.draft import draft
from ocdsjp.stages.publish import publish
from ocdsjp.stages.release import release
from ocdsjp.stages.scope import orphans, publishers_of
from ocdsjp.stages.summary import SourceSummary, summarise
from ocdsjp.stages.watcher import Watcher
from pipelines import checks, previews
from pipelines.partitions import area_of, area_of_source, areas
from pipelines.resources import WorkspaceResource

Materialized = dg.MaterializeResult[None]
Watching = dg.ResourceParam[Watcher]
Item = TypeVar("Item")

_SINGLE_RUN = dg.BackfillPolicy.single_run()


@dg.asset(partitions_def=areas, backfill_policy=_SINGLE_RUN)
def collected(context: dg.AssetExecutionContext, workspace: WorkspaceResource, watcher: Watching) -> Materialized:
    """集めた原本。 / The files of every source as they are, in the lake, and what is new about them."""
    watcher.begin("collected")
    found = collect(workspace.opened, workspace.within(context.partition_keys), at=now(), step=watcher.step)
    of_area = {source.id: area_of_source(source) for source in workspace.chosen()}
    _describe_sources(context, found, lambda it: of_area[it.source_id], previews.of_collected)
    watcher.end()
    return dg.MaterializeResult()


@dg.asset(partitions_def=areas, backfill_policy=_SINGLE_RUN, deps=[collected], check_specs=[checks.COUNTS])
def drafts(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource, watcher: Watching
) -> Iterator[Materialized]:
    """行から作った下書き。 / What each row says about an event of a contracting process, before it has an ocid."""
    watcher.begin("drafts")
    for file in draft(workspace.opened, workspace.within(context.partition_keys)):
        watcher.step(f"{file.source_id}: {file.location}")
    sources = _summaries(context, workspace)
    _describe_sources(context, sources, _area_of(workspace), previews.of_drafts)
    watcher.end()
    yield dg.MaterializeResult(check_results=[checks.counts([it for one in sources for it in one.troubles])])


@dg.asset(
    partitions_def=areas, backfill_policy=_SINGLE_RUN, deps=[drafts], check_specs=[checks.ACCOUNTED, checks.VALID]
)
def releases(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource, watcher: Watching
) -> Iterator[Materialized]:
    """リリース。 / The release store: what is new or changed, with its ocid, valid, and never changed again."""
    watcher.begin("releases")
    opened, digests = workspace.opened, workspace.digests
    policy = load_policy(opened.settings.mappings)
    stored, refused = [], 0
    publishers = set().union(*_publishers(context, workspace).values())
    for folded in release(opened, policy.ocid_prefix, digests, publishers):
        stored += folded.batches
        refused += sum(line.rows_invalid for line in folded.released)
        watcher.step(folded.publisher_code)
    sources = _summaries(context, workspace)
    _describe_sources(context, sources, _area_of(workspace), previews.of_releases)
    results = [
        checks.accounted(account(opened, digests, {it.source for it in sources})),
        checks.valid(opened.lake, stored, refused),
    ]
    _tell(watcher, results)
    watcher.end()
    yield dg.MaterializeResult(check_results=results)


@dg.asset(partitions_def=areas, backfill_policy=_SINGLE_RUN, deps=[releases])
def compiled_releases(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource, watcher: Watching
) -> Materialized:
    """統合したリリース。 / The present state of every contracting process, merged from its releases."""
    watcher.begin("compiled_releases")
    opened = workspace.opened
    by_area = _publishers(context, workspace)
    mine = set().union(*by_area.values())
    for it in compile_(opened, mine):
        watcher.step(f"{it.publisher_code} {it.fiscal_year}")
    with reading(opened.catalog) as connection:
        files = [it for it in compiled.listing(connection).values() if it.publisher_code in mine]
    _describe(
        context,
        files,
        lambda area: [it for it in files if it.publisher_code in by_area[area]],
        lambda some: previews.of_compiled(opened.lake, some),
    )
    watcher.end()
    return dg.MaterializeResult()


@dg.asset(deps=[compiled_releases], check_specs=[checks.AGREE], output_required=False)
def publication(workspace: WorkspaceResource, watcher: Watching) -> Iterator[Materialized | dg.AssetCheckResult]:
    """公開物。 / The folder that people use: packages, JSON Lines, Parquet, manifest; replaced as a whole or not.

    Nothing is materialised as long as there is nothing to publish.
    """
    watcher.begin("publication")
    opened = workspace.opened
    try:
        published = publish(opened, load_policy(opened.settings.mappings), workspace.digests)
    except PublicationError as error:
        refused = checks.disagree(error)
        _tell(watcher, [refused])
        yield refused
        raise
    if published is None:
        yield dg.AssetCheckResult(check_name=checks.AGREE.name, passed=True, description="nothing to publish yet")
    else:
        manifest = read_manifest(published.folder)
        result = checks.agree(published.folder, manifest)
        _tell(watcher, [result])
        watcher.step(manifest.version)
        yield dg.MaterializeResult(
            metadata={
                "folder": dg.MetadataValue.path(published.folder),
                "manifest": dg.MetadataValue.path(published.folder / "manifest.json"),
                **previews.of_publication(manifest),
            },
            check_results=[result],
        )
    watcher.end()


def _publishers(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> dict[str, set[str]]:
    """Which publishers each area of this run brings up to date."""
    owned = publishers_of(workspace.opened, workspace.digests)
    by_area: dict[str, set[str]] = {area: set() for area in context.partition_keys}
    for source in workspace.within(context.partition_keys):
        by_area[area_of_source(source)] |= owned[source.id]
    for code in orphans(workspace.opened, owned):
        if area_of(code) in by_area:
            by_area[area_of(code)].add(code)
    return by_area


def _summaries(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> list[SourceSummary]:
    mine = [source.id for source in workspace.within(context.partition_keys)]
    return summarise(workspace.opened, workspace.digests, mine)


def _area_of(workspace: WorkspaceResource) -> Callable[[SourceSummary], str]:
    of_area = {source.id: area_of_source(source) for source in workspace.chosen()}
    return lambda it: of_area[it.source]


def _describe_sources(
    context: dg.AssetExecutionContext,
    items: Sequence[Item],
    area: Callable[[Item], str],
    describe: Callable[[Sequence[Item]], dict[str, Any]],
) -> None:
    """Give each area the metadata of its own sources."""
    _describe(context, items, lambda key: [item for item in items if area(item) == key], describe)


def _describe(
    context: dg.AssetExecutionContext,
    items: Sequence[Item],
    of_area: Callable[[str], Sequence[Item]],
    describe: Callable[[Sequence[Item]], dict[str, Any]],
) -> None:
    """Give each partition of the run the metadata of its own items, and the table of all of them.

    The asset's page shows the event of one partition, whichever came last, and most partitions are empty.
    """
    context.add_asset_metadata({"this run": describe(items)["preview"]})
    for key in context.partition_keys:
        context.add_asset_metadata(describe(of_area(key)), partition_key=key)


def _tell(watcher: Watcher, results: Sequence[dg.AssetCheckResult]) -> None:
    for result in results:
        if not result.passed:
            watcher.failed(str(result.check_name), result.description or "")
