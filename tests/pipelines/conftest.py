"""The sample as a small inbox, and the job run on it in this process."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from ocdsjp.settings import Settings
from ocdsjp.stages.watcher import Watcher
from pipelines.definitions import build_defs
from pipelines.jobs import range_tags, update

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path):
    """A fresh workspace, the sample as inbox, the project's mappings, everything in this process."""
    return Settings.resolve(
        workspace=tmp_path / "workspace",
        inbox=ROOT / "data" / "sample",
        mappings=ROOT / "mappings",
        engine="serial",
        environment={},
    )


@pytest.fixture
def own_mappings(tmp_path):
    """A copy of the project's mappings that a test may change, with the sample's sources alone."""
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder, ignore=shutil.ignore_patterns("sources"))
    for place in ("hoshiakari", "muteki", "shionari"):
        shutil.copytree(ROOT / "mappings" / "sources" / place, folder / "sources" / place)
    return folder


@pytest.fixture
def run_job(monkeypatch):
    """Runs the job over the nation; returns Dagster's result and the watcher."""
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")

    def run(settings, sources=(), areas=("00",)):
        watcher = Watcher()
        job = build_defs(settings=settings, sources=sources, watcher=watcher).resolve_job_def(update.name)
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(instance=instance, tags=range_tags(areas), raise_on_error=False)
        return result, watcher

    return run
