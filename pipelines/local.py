"""The job ``update`` in this process: what ``ocdsjp run`` calls. Its history is that which ``dagster dev`` shows."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import dagster as dg
from sqlalchemy import Engine, event

from ocdsjp.errors import OcdsjpError
from ocdsjp.mapping.load import Source
from ocdsjp.settings import Settings
from ocdsjp.stages.scope import orphans, publishers_of
from ocdsjp.stages.watcher import Watcher
from ocdsjp.stages.workspace import open_workspace
from pipelines.definitions import build_defs
from pipelines.jobs import range_tags, update
from pipelines.partitions import area_of, area_of_source

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_update(settings: Settings, sources: Sequence[Source], named: Sequence[str], watcher: Watcher) -> bool:
    """Run the job once, over the areas from the first to the last that has a source; False if a check blocked it.

    Args:
        settings: Where to read and write.
        sources: The sources that the run is about.
        named: Their ids if they are not all.
        watcher: Told how it goes, and which checks blocked it.

    Raises:
        OcdsjpError: As the stages raise it.
        KeyboardInterrupt: When the user stops it; the next run goes on from there.
    """
    # Beside the instance's own setting: a notice is printed by whoever looks at the environment first.
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    tags = range_tags(_areas(settings, sources, everything=not named))
    job = build_defs(settings=settings, sources=named, watcher=watcher).resolve_job_def(update.name)
    with _instance(settings.workspace / "dagster") as instance:
        try:
            job.execute_in_process(instance=instance, tags=tags, run_config=_QUIET)
        except dg.DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
        except dg.DagsterError as error:
            cause = _cause(error)
            if cause is not None:
                raise cause from error
            if not watcher.blocked:
                raise
    return not watcher.blocked


def _areas(settings: Settings, sources: Sequence[Source], *, everything: bool) -> set[str]:
    """The areas of the sources, and in a run of everything those of publishers whose sources were taken away."""
    areas = {area_of_source(source) for source in sources}
    if everything:
        with open_workspace(settings) as workspace:
            owned = publishers_of(workspace, {source.id: source.digest for source in workspace.sources()})
            areas |= {area_of(code) for code in orphans(workspace, owned)}
    return areas


def _cause(error: BaseException) -> OcdsjpError | None:
    """The error of ours that Dagster wrapped, if there is one."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, OcdsjpError):
        link = link.__cause__ or link.__context__
    return link


@contextmanager
def _instance(folder: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's records of a workspace: for ``data``, in the very files that ``dagster.yaml`` names."""
    folder.mkdir(parents=True, exist_ok=True)
    overrides = {
        "telemetry": {"enabled": False},
        # Capturing would take standard output and error away from the progress display.
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
    }
    with _unsynced(folder), dg.DagsterInstance.local_temp(str(folder), overrides) as instance:
        yield instance


@contextmanager
def _unsynced(folder: Path) -> Iterator[None]:
    """Let SQLite files in ``folder`` be written without waiting for the disk.

    Dagster opens, commits and closes two databases for every event, of which a run has one per partition and asset:
    80 ms each on a slow disk, 12 ms without the waiting. A power cut may damage these records of past runs (a kill
    cannot); nothing of the data depends on them, and the folder may be deleted at any time.
    """
    prefix = str(folder.resolve())

    def relax(connection: object, _record: object) -> None:
        if isinstance(connection, SqliteConnection):
            [(_, _, path), *_] = connection.execute("PRAGMA database_list")
            if path.startswith(prefix):
                connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "connect", relax)
