"""Puts the definitions together, for ``dagster dev``, the daemon, ``ocdsjp run`` and the tests alike."""

from collections.abc import Sequence

import dagster as dg

from ocdsjp.settings import Settings
from ocdsjp.stages.watcher import Watcher
from pipelines import assets
from pipelines.jobs import update
from pipelines.resources import SettingsResource, WorkspaceResource
from pipelines.schedules import daily
from pipelines.sensors import inbox_changed


def build_defs(
    *, settings: Settings | None = None, sources: Sequence[str] = (), watcher: Watcher | None = None
) -> dg.Definitions:
    """All definitions.

    Args:
        settings: Where to read and write; None: by environment variables and defaults, when a run begins.
        sources: Ids of the sources to run; empty for all.
        watcher: Who is told how a run goes.
    """
    chosen = list(sources)
    if settings is None:
        resource, workspace = SettingsResource(), WorkspaceResource(sources=chosen)
    else:
        resource, workspace = SettingsResource.of(settings), WorkspaceResource.of(settings, sources=chosen)
    return dg.Definitions(
        assets=[
            assets.collected,
            assets.drafts,
            assets.releases,
            assets.compiled_releases,
            assets.publication,
        ],
        jobs=[update],
        schedules=[daily],
        sensors=[inbox_changed],
        resources={
            "settings": resource,
            "workspace": workspace,
            "watcher": Watcher() if watcher is None else watcher,
        },
    )


defs = build_defs()
