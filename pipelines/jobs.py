"""The one job: everything, from the inbox to the publication."""

from collections.abc import Collection

import dagster as dg

from pipelines import assets
from pipelines.partitions import AREAS

# In one process: a step of the multiprocess executor costs 1.8 s and would open the workspace again; inside an asset
# the engine spreads the units over processes.
update = dg.define_asset_job(
    "update",
    selection=[
        assets.collected,
        assets.drafts,
        assets.releases,
        assets.compiled_releases,
        assets.publication,
    ],
    executor_def=dg.in_process_executor,
    description="Collect, map, store, compile and publish what changed. / 変わった分を集めて公開する",
)


def range_tags(areas: Collection[str] = AREAS) -> dict[str, str]:
    """The run tags that make one run of the partitions from the first of these areas to the last.

    A run's partitions are a range: Dagster has no run over single ones. See
    https://docs.dagster.io/guides/build/partitions-and-backfills/backfilling-data, "single-run backfills".
    """
    return {
        "dagster/asset_partition_range_start": min(areas),
        "dagster/asset_partition_range_end": max(areas),
    }
