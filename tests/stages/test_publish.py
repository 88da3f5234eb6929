"""From the store to a verified version: nothing twice, and everything that is there."""

import gzip
import json

from ocdsjp.catalog import publications, reading
from ocdsjp.stages import publish as stage


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def published(town):
    town.follow()
    town.compile()
    done = town.publish()
    assert done is not None
    return done


def listed(town):
    with reading(town.workspace.catalog) as connection:
        return publications.listing(connection)


def test_an_empty_store_gives_no_publication(town):
    town.collect()
    assert town.publish() is None
    assert not town.workspace.settings.public.exists()


def test_publishing_again_changes_nothing(town):
    town.puts(town.row(1))
    first = published(town)
    before = files(town.workspace.settings.public)
    again = town.publish()
    assert again == first
    assert files(town.workspace.settings.public) == before
    assert [it.version for it in listed(town)] == [first.folder.name]


def test_every_process_of_the_store_is_in_it_with_the_local_extension(town):
    town.puts(town.row(1), town.row(2, opened="2024-05-01"))
    folder = published(town).folder
    lines = gzip.decompress((folder / "bulk" / "full.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(line)["ocid"][-9:] for line in lines] == ["results-2", "results-1"]
    assert (folder / "extensions" / "ocdsjp" / "extension.json").is_file()
    assert (town.workspace.settings.public / "latest").resolve() == folder


def test_findings_of_mapping_and_of_validation_are_in_quarantine_and_the_ledger_balances(town):
    town.puts(town.row(1), town.row(2, opened=""), town.row(3, notice="not an address"))
    done = published(town)
    quarantine = (done.folder / "quarantine.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[:2] for line in quarantine.splitlines()[1:]] == [["town/results", "row"]] * 2
    [entry] = done.ledger
    assert entry.balanced
    assert (entry.rows_released, entry.rows_quarantined) == (1, 2)


def test_a_version_carries_the_time_at_which_its_content_was_first_seen(town):
    town.puts(town.row(1))
    folder = published(town).folder
    assert json.loads((folder / "manifest.json").read_bytes())["published"] == town.day.isoformat()


def test_only_the_fragment_that_changed_is_rendered(town, monkeypatch):
    town.puts(town.row(1), town.row(2, opened="2024-05-01"))
    first = published(town)
    rendered = []
    render = stage.render
    monkeypatch.setattr(stage, "render", lambda unit: rendered.append(str(unit)) or render(unit))
    town.puts(town.row(1, amount=9), town.row(2, opened="2024-05-01"))
    second = published(town)
    assert rendered == ["131130 2025"]
    assert second.folder != first.folder
    assert first.folder.is_dir()
