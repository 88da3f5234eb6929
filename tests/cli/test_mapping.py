"""``ocdsjp mapping`` as people and programs meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ocdsjp.cli.mapping import app

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS, SAMPLE = ROOT / "mappings", ROOT / "data" / "sample"
RESULTS = SAMPLE / "shionari" / "令和7年度_入札結果.csv"
MAPPING = MAPPINGS / "sources" / "shionari" / "results.yaml"


def _run(*args):
    return CliRunner(env={"LC_ALL": "C.UTF-8"}).invoke(app, [str(arg) for arg in args])


def test_all_mapping_files_are_checked_by_default():
    result = _run("check", "--mappings", MAPPINGS, "--lang", "en")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, f"{_count()} mapping files are right.")
    assert (
        _run("check", "--mappings", MAPPINGS, "--lang", "ja").stdout
        == f"マッピング {_count()} 件に誤りはありません。\n"
    )


def _count():
    return len(list(MAPPINGS.glob("sources/*/*.yaml")))


@pytest.fixture
def broken(tmp_path):
    (tmp_path / "vocabulary").symlink_to(MAPPINGS / "vocabulary")
    place = tmp_path / "sources" / "shionari"
    place.mkdir(parents=True)
    path = place / "results.yaml"
    path.write_text(MAPPING.read_text(encoding="utf-8").replace("tender/title:", "tender/titel:"), encoding="utf-8")
    return path


def test_every_mistake_is_printed_with_its_line(broken):
    result = _run("check", broken, "--inbox", SAMPLE, "--lang", "en")
    assert result.exit_code == 1
    line = next(n for n, text in enumerate(broken.read_text(encoding="utf-8").splitlines(), 1) if "titel" in text)
    assert f"shionari/results.yaml, line {line}" in result.stdout
    assert "1 mistakes in 1 mapping files." in result.stdout


def test_wrong_use_is_told_on_standard_error(tmp_path):
    result = _run("check", tmp_path / "none.yaml", "--mappings", MAPPINGS)
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr
    assert _run("check", "--mappings", tmp_path).exit_code == 2
    lost = tmp_path / "lost.yaml"
    lost.write_text("", encoding="utf-8")
    assert _run("check", lost).exit_code == 2
    assert _run("preview", tmp_path / "none.csv", MAPPING).exit_code == 2


def test_a_preview_shows_cells_values_and_releases():
    result = _run("preview", RESULTS, MAPPING, "--rows", "2", "--lang", "en")
    assert result.exit_code == 0
    assert "row 4" in result.stdout
    assert "B4 '庁舎清掃業務委託（その1）' -> tender/title" in result.stdout
    assert "## Releases: 2" in result.stdout
    assert '"ocid": "ocds-xxxxxx-992011-case-' in result.stdout


def test_a_preview_names_kinds_of_rows_and_effects_in_japanese():
    told = _run("preview", RESULTS, MAPPING, "--rows", "63", "--lang", "ja").stdout
    assert "64行目\n  （合計行）\n" in told
    assert "\nデータなし: 令和7年度_入札結果.csv 61行目" in told
    assert "\n確認: 令和7年度_入札結果.csv" in told
    assert "\n    隔離: 『令和6年2月30日』" in told


def test_a_preview_marks_problems_with_their_remedy():
    result = _run(
        "preview",
        SAMPLE / "muteki" / "令和7年度_変更契約.xlsx",
        MAPPINGS / "sources/muteki/amendments.yaml",
        "--lang",
        "ja",
    )
    assert "! J8 '協議中' -> contracts/0/value = –" in result.stdout
    assert "規則 money-unreadable" in result.stdout


def test_a_preview_for_programs_is_a_line_of_json_per_table():
    result = _run("preview", RESULTS, MAPPING, "--rows", "1", "--format", "json")
    [line] = result.stdout.splitlines()
    content = json.loads(line)
    assert list(content) == ["sheet", "columns", "rows", "releases", "findings"]
    titles = [field for field in content["rows"][0]["fields"] if field["path"] == "tender/title"]
    assert titles[0]["cells"] == [{"cell": "B4", "text": "庁舎清掃業務委託（その1）"}]


def test_a_mapping_that_does_not_fit_the_file_is_told():
    result = _run("preview", RESULTS, MAPPINGS / "sources/hoshiakari/direct-awards.yaml", "--lang", "en")
    assert result.exit_code == 1
    assert result.stderr.startswith("ocdsjp mapping: ")
