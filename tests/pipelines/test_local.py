"""The job in this process, with its history in the workspace."""

import sqlite3

import orjson
import pytest

from ocdsjp.errors import MappingError, UsageError
from ocdsjp.settings import Settings
from ocdsjp.stages.lock import alone
from ocdsjp.stages.watcher import Watcher
from ocdsjp.stages.workspace import all_sources
from pipelines.local import run_update

SAMPLE = ("hoshiakari", "muteki", "shionari")


def publishers(settings):
    document = settings.public / "latest" / "manifest.json"
    files = orjson.loads(document.read_bytes())["files"]
    return sorted({it["path"].split("/")[1] for it in files if it["path"].startswith("releases/")})


def sample_of(settings):
    return [it for it in all_sources(settings.mappings, settings.inbox) if it.id.startswith(SAMPLE)]


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch):
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")


def test_a_run_leaves_its_history_beside_its_data(settings):
    assert run_update(settings, sample_of(settings), [], Watcher())
    with sqlite3.connect(settings.workspace / "dagster" / "history" / "runs.db") as connection:
        assert connection.execute("SELECT pipeline_name, status FROM runs").fetchall() == [("update", "SUCCESS")]
    connection.close()
    assert publishers(settings) == ["992011", "993018", "994014"]


def test_an_error_of_ours_comes_out_as_it_is(settings):
    with alone(settings.workspace), pytest.raises(UsageError, match="another run"):
        run_update(settings, sample_of(settings), [], Watcher())


def test_an_error_in_a_stage_comes_out_as_it_is(settings, own_mappings):
    own = Settings.resolve(
        workspace=settings.workspace, inbox=settings.inbox, mappings=own_mappings, engine="serial", environment={}
    )
    chosen = sample_of(own)
    file = own_mappings / "sources" / "shionari" / "results.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("folder: shionari", "folder: /shionari"), encoding="utf-8")
    all_sources.cache_clear()
    with pytest.raises(MappingError):
        run_update(own, chosen, [], Watcher())


def test_what_a_source_said_is_withdrawn_when_its_mapping_is_taken_away(settings, own_mappings):
    own = Settings.resolve(
        workspace=settings.workspace, inbox=settings.inbox, mappings=own_mappings, engine="serial", environment={}
    )
    assert run_update(own, sample_of(own), [], Watcher())
    (own_mappings / "sources" / "shionari" / "results.yaml").unlink()
    all_sources.cache_clear()
    assert run_update(own, sample_of(own), [], Watcher())
    assert publishers(own) == ["993018", "994014"]
