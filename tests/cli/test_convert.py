"""``ocdsjp convert``: a file in, a release package out, no workspace."""

import gzip
import shutil
from pathlib import Path

import orjson
import pytest

from ocdsjp.quality.validation import validate_release

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
RESULTS = SAMPLE / "shionari" / "令和7年度_入札結果.csv"
CHANGES = SAMPLE / "muteki" / "令和7年度_変更契約.xlsx"
MAPPINGS = ROOT / "mappings" / "sources"


@pytest.fixture
def converted(ocdsjp):
    def convert(file, mapping, output, *more):
        return ocdsjp("convert", file, "--mapping", MAPPINGS / mapping, "-o", output, *more)

    return convert


def test_a_file_becomes_a_valid_release_package(converted, tmp_path):
    done = converted(CHANGES, "muteki/amendments.yaml", tmp_path / "out.json")
    assert done.code == 0
    package = orjson.loads((tmp_path / "out.json").read_bytes())
    assert package["version"] == "1.1"
    assert len(package["releases"]) == 5
    assert [problem for release in package["releases"] for problem in validate_release(release)] == []


def test_the_releases_are_those_that_a_run_makes(converted, tmp_path, ran):
    converted(RESULTS, "shionari/results.yaml", tmp_path / "out.json")
    ours = orjson.loads((tmp_path / "out.json").read_bytes())["releases"]
    run = []
    for path in sorted((ran / "public" / "latest" / "releases" / "992011").iterdir()):
        run += orjson.loads(gzip.decompress(path.read_bytes()))["releases"]
    assert {it["ocid"] for it in ours} == {it["ocid"] for it in run}
    dated = {it["id"] for it in run if it["date"] < "2026-04-01"}
    assert dated
    assert dated <= {it["id"] for it in ours}


def test_rows_that_were_left_out_are_told_and_end_with_one(converted, tmp_path):
    done = converted(RESULTS, "shionari/results.yaml", tmp_path / "out.json", "--lang", "ja")
    assert done.code == 1
    assert "隔離: 令和7年度_入札結果.csv H56" in done.err
    assert "隔離した行 2 行" in done.err
    assert len(orjson.loads((tmp_path / "out.json").read_bytes())["releases"]) == 57


def test_json_lines_have_a_release_each(converted, tmp_path):
    converted(CHANGES, "muteki/amendments.yaml", tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert len([orjson.loads(line)["ocid"] for line in lines]) == 5


def test_a_dash_is_standard_output(converted):
    done = converted(CHANGES, "muteki/amendments.yaml", "-")
    assert len(orjson.loads(done.out)["releases"]) == 5


def test_the_same_input_and_clock_give_the_same_bytes(converted, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1775000000")
    first = converted(CHANGES, "muteki/amendments.yaml", "-").out
    assert converted(CHANGES, "muteki/amendments.yaml", "-").out == first


def test_a_broken_file_leaves_no_output(converted, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    done = converted(tmp_path / "a.xlsx", "muteki/amendments.yaml", tmp_path / "out.json")
    assert done.code == 1
    assert done.err.startswith("ocdsjp: ")
    assert not (tmp_path / "out.json").exists()


def test_a_file_without_any_procurement_says_how_many_rows_it_has(ocdsjp, tmp_path):
    mappings = tmp_path / "mappings"
    shutil.copytree(MAPPINGS.parent, mappings)
    mapping = mappings / "sources" / "shionari" / "results.yaml"
    text = mapping.read_text(encoding="utf-8").replace("equals: [売払い, 貸付け]", "blank: false")
    mapping.write_text(text, encoding="utf-8")
    done = ocdsjp("convert", RESULTS, "--mapping", mapping, "-o", tmp_path / "out.json", "--lang", "ja")
    assert done.code == 1
    assert "隔離した行 0 行、データなし 6" in done.err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("missing", ["file", "mapping"])
def test_what_is_not_there_is_wrong_use(ocdsjp, tmp_path, missing):
    file = tmp_path / "nowhere.xlsx" if missing == "file" else CHANGES
    mapping = tmp_path / "nowhere.yaml" if missing == "mapping" else MAPPINGS / "muteki" / "amendments.yaml"
    assert ocdsjp("convert", file, "--mapping", mapping, "-o", "-").code == 2
