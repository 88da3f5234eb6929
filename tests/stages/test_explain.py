"""What an explanation still says when the way back to the file is gone; the rest is in tests/cli."""

import shutil
from pathlib import Path

import pytest

from ocdsjp.catalog import reading
from ocdsjp.catalog.batches import chains
from ocdsjp.errors import UsageError
from ocdsjp.lake import read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.settings import Settings, now
from ocdsjp.stages.collect import collect
from ocdsjp.stages.draft import draft
from ocdsjp.stages.explain import explain
from ocdsjp.stages.release import release
from ocdsjp.stages.workspace import all_sources, open_workspace

ROOT = Path(__file__).resolve().parents[2]
MAPPING = Path("sources") / "shionari" / "results.yaml"
OTHERS = (Path("sources") / "muteki" / "contracts.yaml", Path("sources") / "muteki" / "amendments.yaml")


@pytest.fixture
def mappings(tmp_path):
    """The project's mappings with a few sources, one of them to be changed."""
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings", folder, ignore=shutil.ignore_patterns("sources"))
    for path in (MAPPING, *OTHERS):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "mappings" / path, folder / path)
    return folder


@pytest.fixture
def workspace(tmp_path, mappings):
    settings = Settings.resolve(
        workspace=tmp_path / "workspace",
        inbox=ROOT / "data" / "sample",
        mappings=mappings,
        engine="serial",
        environment={},
    )
    with open_workspace(settings) as opened:
        sources = opened.sources()
        collect(opened, sources, at=now())
        assert list(draft(opened, sources))
        assert list(release(opened, PLACEHOLDER_PREFIX, {source.id: source.digest for source in sources}))
        yield opened


@pytest.fixture
def ocid(workspace):
    with reading(workspace.catalog) as connection:
        batch = next(iter(chains(connection).values()))[0]
    return load_line(next(read_lines(workspace.lake, batch.path))).ocid


def test_cells_lead_back_to_the_file(workspace, ocid):
    [origin] = explain(workspace, ocid).releases
    assert origin.rows[0].cells[0].header == "案件番号"


def test_each_change_of_a_contract_leads_back_to_its_own_row(workspace):
    changes = [
        {cell.header: cell.text for cell in row.cells}["変更回数"]
        for origin in explain(workspace, f"{PLACEHOLDER_PREFIX}-993018-case-R7-K-01").releases
        if origin.source == "muteki/amendments"
        for row in origin.rows
    ]
    assert changes == ["1", "2"]


def test_without_its_mapping_the_place_is_still_known(workspace, mappings, ocid):
    (mappings / MAPPING).unlink()
    all_sources.cache_clear()
    [origin] = explain(workspace, ocid).releases
    assert origin.file.endswith("入札結果.csv")
    assert [(row.sheet, bool(row.cells)) for row in origin.rows] == [(None, False)]


def test_a_mapping_that_fits_no_longer_leaves_the_cells_out(workspace, mappings, ocid):
    text = (mappings / MAPPING).read_text(encoding="utf-8")
    (mappings / MAPPING).write_text(text.replace("工事・業務名", "存在しない列"), encoding="utf-8")
    all_sources.cache_clear()
    [origin] = explain(workspace, ocid).releases
    assert origin.rows[0].cells == ()


def test_an_ocid_that_was_never_given_is_wrong_use(workspace):
    with pytest.raises(UsageError):
        explain(workspace, "ocds-xxxxxx-1")
