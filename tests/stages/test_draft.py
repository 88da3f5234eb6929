"""Every content is mapped once per mapping, in one part or two, and accounted for."""

from dataclasses import asdict, replace

import pytest

from ocdsjp.mapping.load import load_source, sources
from ocdsjp.settings import now
from ocdsjp.stages import draft as stage
from ocdsjp.stages.collect import collect
from ocdsjp.stages.draft import draft
from ocdsjp.stages.workspace import open_workspace

PLACES = {"town", "shionari", "muteki", "hoshiakari"}


@pytest.fixture
def in_parts(monkeypatch):
    """From now on every file counts as a large one."""
    return lambda: monkeypatch.setattr(stage, "_LARGE_BYTES", 0)


def drafted(town):
    town.collect()
    [file] = town.draft()
    return file


def test_a_content_is_mapped_once(town):
    town.puts(town.row(1), town.row(2))
    assert drafted(town).rows_drafted == 2
    assert town.draft() == []
    town.collect()
    assert town.draft() == []


def test_rows_and_yen_are_told_apart_by_what_became_of_them(town):
    town.puts(town.row(1), town.row(2, opened=""), town.row(3, title="土地売払い", amount=7))
    file = drafted(town)
    assert (file.rows_read, file.rows_drafted, file.rows_quarantined, file.rows_no_data) == (3, 1, 1, 1)
    assert (file.yen_read, file.yen_drafted, file.yen_quarantined, file.yen_no_data) == (2_007, 1_000, 1_000, 7)
    assert {(effect, row) for effect, _, row in town.findings(file.findings_path)} >= {("row", 3), ("no-data", 4)}


def test_another_mapping_maps_the_same_content_again(town, edited):
    town.puts(town.row(1))
    first = drafted(town)
    town.maps(edited("tender/title: {column: 件名", "tender/description: {column: 件名"))
    [second] = town.draft()
    assert second.blob_sha256 == first.blob_sha256
    assert second.mapping_digest != first.mapping_digest
    assert second.drafts.keys() == first.drafts.keys()
    assert second.drafts != first.drafts


def test_a_file_with_fewer_rows_than_expected_is_held_back_with_the_reason(town, edited):
    town.maps(edited("releases:", "expect: {rows: {min: 3}}\nreleases:"))
    town.puts(town.row(1), town.row(2, opened=""))
    file = drafted(town)
    assert (file.held_back, file.held_back_reason, file.file_error) == (True, "rows: 2 < 3", None)


def test_a_file_with_more_rows_than_expected_goes_on_with_a_warning(town, edited):
    town.maps(edited("releases:", "expect: {rows: {max: 1}}\nreleases:"))
    town.puts(town.row(1), town.row(2))
    file = drafted(town)
    assert (file.held_back, file.rows_drafted) == (False, 2)
    assert town.findings(file.findings_path) == [("review", stage.TOO_MANY_ROWS.id, None)]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_file_that_cannot_be_read_as_declared_is_one_finding_and_no_draft(town, in_parts, parts):
    if parts == 2:
        in_parts()
    town.puts(town.row(1), header="番号,名称,開札日,落札者,金額,公告")
    file = drafted(town)
    assert file.file_error is not None
    assert (file.n_drafts, file.drafts, file.rows_read) == (0, {}, 0)
    assert [effect for effect, _, _ in town.findings(file.findings_path)] == ["file"]


def accounting(file):
    """What is told of a file, but for the places in the lake."""
    return {name: value for name, value in asdict(file).items() if name not in {"drafts", "findings_path"}}


def test_a_large_file_in_two_parts_says_what_it_says_in_one(town, other_town, edited, in_parts):
    rows = [town.row(number, amount=number) for number in range(1, 40)]
    rows += [town.row("", amount=5), town.row(3, amount=9), town.row(7, amount=7), town.row(40, opened="R7.2.30")]
    rows += [town.row(41, title="土地売払い"), town.row(42, notice="not an address")]
    files, stores, findings = [], [], []
    for one in (town, other_town):
        one.maps(edited("releases:", "expect: {rows: {max: 5}}\nreleases:"))
        one.puts(*(f"{row},x" for row in rows), header="番号,件名,開札日,落札者,金額,公告,備考")
        files.append(drafted(one))
        [folded] = one.release()
        stores.append((one.releases(), [accounting_of(line) for line in folded.released]))
        findings.append(sorted(one.lines(files[-1].findings_path) + one.lines(folded.released[0].findings_path)))
        in_parts()
    assert [len(digests) for file in files for digests in file.drafts.values()] == [1, 2]
    assert accounting(files[0]) == accounting(files[1])
    assert stores[0] == stores[1]
    assert findings[0] == findings[1]
    assert len(stores[0][0]) == 39


def accounting_of(line):
    return {name: value for name, value in asdict(line).items() if name not in {"drafts_digest", "findings_path"}}


def test_the_sample_in_two_parts_says_what_it_says_in_one(tmp_path, sample_settings, in_parts):
    mappings = sample_settings.mappings
    own = [path for path in sources(mappings) if path.parent.name in PLACES]
    chosen = [load_source(path, mappings) for path in own]
    told = []
    for name in ("one", "two"):
        settings = replace(
            sample_settings,
            workspace=tmp_path / name,
            lake_url=str(tmp_path / name / "lake"),
            catalog_url=f"sqlite:///{tmp_path / name}/catalog.db",
        )
        with open_workspace(settings) as workspace:
            collect(workspace, chosen, at=now())
            told.append([accounting(file) for file in draft(workspace, chosen)])
        in_parts()
    assert len(told[0]) == 4
    assert told[0] == told[1]
