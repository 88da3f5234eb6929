"""``ocdsjp mapping suggest`` as people and programs meet it."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "data" / "sample" / "shionari" / "令和7年度_入札結果.csv"
MAPPINGS = ("--mappings", ROOT / "mappings")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "契約一覧.csv"
    rows = "".join(f'{n * 7},町道{n}号補修工事,R7.5.{n + 1},架空{n}株式会社,"{n + 1},500,000",x\n' for n in range(6))
    path.write_text("案件番号,件名,契約日,契約の相手方,契約金額（税込）,謎\n" + rows, encoding="utf-8")
    return path


def test_draft_goes_to_standard_output_and_what_is_said_of_it_to_standard_error(ocdsjp, table):
    done = ocdsjp("mapping", "suggest", table, *MAPPINGS)
    assert done.code == 0
    assert done.out.startswith("# yaml-language-server")
    assert "contracts/*/value: {column: 契約金額（税込）, read: yen, tax: included}" in done.out
    assert "6 rows looked at. Of 6 columns 5 act, 1 are open, 0 are not used." in done.err
    assert "--publisher NAME" in done.err


def test_words_are_japanese_on_request(ocdsjp, table):
    done = ocdsjp("mapping", "suggest", table, *MAPPINGS, "--lang", "ja")
    assert "6 行を見ました。" in done.err
    assert "確実" in done.err


def test_json_says_everything_at_once(ocdsjp, table):
    done = ocdsjp("mapping", "suggest", table, *MAPPINGS, "--json", "--publisher", "011002")
    told = json.loads(done.out)
    assert done.err == ""
    assert (told["columns"][1]["field"], told["columns"][1]["certainty"]) == ("tender/title", "sure")
    assert told["mapping"]["publisher"] == {"code": "011002"}
    assert told["yaml"].startswith("# yaml-language-server")


def test_publisher_is_named_as_well_as_numbered(ocdsjp, table):
    done = ocdsjp("mapping", "suggest", table, *MAPPINGS, "--json", "--publisher", "北海道札幌市")
    assert json.loads(done.out)["mapping"]["publisher"] == {"code": "011002"}


def test_draft_of_the_sample_is_checked_and_converts(ocdsjp, tmp_path):
    done = ocdsjp("mapping", "suggest", RESULTS, *MAPPINGS, "--publisher", "992011")
    place = tmp_path / "mappings" / "sources" / "shionari"
    place.mkdir(parents=True)
    for name in ("layouts", "vocabulary", "publication.yaml"):
        (tmp_path / "mappings" / name).symlink_to(ROOT / "mappings" / name)
    draft = place / "draft.yaml"
    draft.write_text(done.out, encoding="utf-8")
    inbox = ("--inbox", ROOT / "data" / "sample")
    assert ocdsjp("mapping", "check", draft, *inbox).code == 0
    output = tmp_path / "releases.jsonl"
    ocdsjp("convert", RESULTS, "--mapping", draft, "--output", output, *inbox)
    assert len(output.read_text(encoding="utf-8").splitlines()) > 50


def test_layout_and_publisher_that_do_not_exist_are_wrong_use(ocdsjp, table):
    assert ocdsjp("mapping", "suggest", table, *MAPPINGS, "--layout", "none").code == 2
    assert ocdsjp("mapping", "suggest", table, *MAPPINGS, "--publisher", "123456").code == 2
    assert ocdsjp("mapping", "suggest", table.with_name("gone.csv"), *MAPPINGS).code == 2


def test_file_that_cannot_be_read_is_told_with_a_remedy(ocdsjp, tmp_path):
    path = tmp_path / "scan.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    done = ocdsjp("mapping", "suggest", path, *MAPPINGS)
    assert done.code == 1
    assert "saved as CSV or Excel" in done.err
