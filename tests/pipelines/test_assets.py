"""The job on the sample: what Dagster records, what the checks say, and what is published."""

import orjson
import pytest

import pipelines.assets
from ocdsjp.errors import PublicationError
from ocdsjp.publish.manifest import read_manifest
from ocdsjp.quality.ledger import Ledger

ASSETS = ["collected", "drafts", "releases", "compiled_releases", "publication"]
CHECKS = {
    "counts_as_expected",
    "every_row_and_yen_accounted_for",
    "stored_releases_valid",
    "published_formats_agree",
}


def metadata(result, asset, partition=None):
    """The values of the one materialisation of an asset."""
    [found] = [
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key.to_user_string() == asset and event.partition == partition
    ]
    return {label: getattr(value, "value", value) for label, value in found.metadata.items()}


def verdicts(result):
    return {it.check_name: it.passed for it in result.get_asset_check_evaluations()}


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def first(run_job, settings):
    result, watcher = run_job(settings)
    assert result.success
    return result, watcher


def test_every_asset_is_materialised_once_in_the_order_of_the_flow(first):
    result, _ = first
    assert [event.asset_key.to_user_string() for event in result.get_asset_materialization_events()] == ASSETS


def test_every_check_passes_on_the_sample(first):
    result, watcher = first
    assert verdicts(result) == dict.fromkeys(CHECKS, True)
    assert watcher.blocked == []


def test_what_is_published_is_what_the_metadata_say(first, settings):
    result, _ = first
    seen = metadata(result, "publication")
    manifest = read_manifest(settings.public / "latest")
    assert seen["version"] == manifest.version
    assert seen["yen"] == manifest.totals["active_award_yen"] > 0
    assert seen["dagster/row_count"] == manifest.totals["processes"]
    assert seen["bytes"] == sum(entry.bytes for entry in manifest.files.values())


def test_drafts_and_releases_show_rows_yen_and_quarantine_that_fit_together(first):
    result, _ = first
    drafts, releases = metadata(result, "drafts", "00"), metadata(result, "releases", "00")
    assert drafts["quarantined"] == releases["quarantined"] > 0
    assert drafts["dagster/row_count"] == releases["rows released"] + releases["quarantined"] + drafts["no data"]
    assert drafts["yen"] >= releases["yen"] > 0


def test_every_partition_has_a_table_to_look_at(run_job, settings):
    result, _ = run_job(settings, areas=("00", "01"))
    for asset in ASSETS[:-1]:
        assert "| shionari" in metadata(result, asset, "01")["this run"] or asset == "compiled_releases"
        assert metadata(result, asset, "01")["preview"].startswith("| ")
    assert metadata(result, "drafts", "01")["dagster/row_count"] == 0


@pytest.mark.usefixtures("first")
def test_a_second_run_changes_no_published_byte(run_job, settings):
    before = bytes_of(settings.public)
    result, _ = run_job(settings)
    assert result.success
    assert bytes_of(settings.public) == before
    assert metadata(result, "collected", "00")["new"] == 0


def test_only_the_chosen_source_is_run(run_job, settings):
    result, _ = run_job(settings, sources=["shionari/results"])
    assert result.success
    assert metadata(result, "collected", "00")["files"] == 1
    document = orjson.loads((settings.public / "latest" / "ledger.json").read_bytes())
    assert [it["source"] for it in document["sources"]] == ["shionari/results"]


def test_an_area_without_sources_publishes_nothing(run_job, settings):
    result, watcher = run_job(settings, areas=("47",))
    assert result.success
    assert verdicts(result)["published_formats_agree"]
    assert [event.asset_key.to_user_string() for event in result.get_asset_materialization_events()] == ASSETS[:-1]
    assert not (settings.public / "latest").exists()
    assert watcher.blocked == []


@pytest.mark.usefixtures("first")
def test_books_that_do_not_balance_keep_the_last_publication(run_job, settings, monkeypatch):
    before = bytes_of(settings.public)
    lost = Ledger(source="shionari/results", location="a.csv", rows_read=2, rows_released=1)
    monkeypatch.setattr(pipelines.assets, "account", lambda *_: [lost])
    result, watcher = run_job(settings)
    assert not result.success
    assert not verdicts(result)["every_row_and_yen_accounted_for"]
    assert "compiled_releases" not in {
        event.asset_key.to_user_string() for event in result.get_asset_materialization_events()
    }
    [(check, message)] = watcher.blocked
    assert check == "every_row_and_yen_accounted_for"
    assert "shionari/results a.csv" in message
    assert bytes_of(settings.public) == before


def test_a_refused_publication_is_a_failed_check_and_an_error(run_job, settings, monkeypatch):
    def refuse(*_):
        raise PublicationError("formats disagree")

    monkeypatch.setattr(pipelines.assets, "publish", refuse)
    result, watcher = run_job(settings)
    assert not result.success
    assert not verdicts(result)["published_formats_agree"]
    assert watcher.blocked == [("published_formats_agree", "formats disagree")]


@pytest.mark.usefixtures("first")
def test_a_file_that_was_touched_after_publication_is_found_by_the_next_run(run_job, settings):
    dictionary = settings.public / "latest" / "data_dictionary.csv"
    dictionary.write_bytes(dictionary.read_bytes()[:-1])
    result, watcher = run_job(settings)
    assert not result.success
    [(check, message)] = watcher.blocked
    assert check == "published_formats_agree"
    assert "data_dictionary.csv" in message


def test_too_few_rows_warn_and_the_other_sources_go_on(run_job, settings, own_mappings):
    file = own_mappings / "sources" / "shionari" / "results.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("min: 50", "min: 1000"), encoding="utf-8")
    held = settings.resolve(
        workspace=settings.workspace, inbox=settings.inbox, mappings=own_mappings, engine="serial", environment={}
    )
    result, watcher = run_job(held)
    assert result.success
    assert not verdicts(result)["counts_as_expected"]
    assert watcher.blocked == []
    document = orjson.loads((settings.public / "latest" / "ledger.json").read_bytes())
    held_back = next(it for it in document["sources"] if it["source"] == "shionari/results")
    assert (held_back["rows_released"], held_back["balanced"]) == (0, True)
    assert metadata(result, "publication")["dagster/row_count"] > 0
