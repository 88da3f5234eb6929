"""``ocdsjp lint`` as people and programs meet it."""

import orjson


def test_the_sample_is_judged_with_rule_cell_and_advice(ocdsjp, sample):
    path = sample[1] / "muteki" / "令和7年度_契約一覧.xlsx"
    done = ocdsjp("lint", path, "--lang", "ja")
    assert done.code == 1
    assert "[L1-12] セルを結合しない（チェック項目 1-4）\n  シート『工事』 A3:A4, B3:B4" in done.out
    assert "シート『下書き』 全体" in done.out
    assert "[L3-01]" in ocdsjp("lint", path).out


def test_programs_get_json_and_people_a_page(ocdsjp, sample, tmp_path):
    path = sample[1] / "shionari" / "令和7年度_入札結果.csv"
    done = ocdsjp("lint", path, path, "--format", "json")
    files = orjson.loads(done.out)["files"]
    assert len(files) == 2
    assert {"L1-04", "L2-01", "L3-01", "L3-05"} <= {remark["rule"] for remark in files[0]["remarks"]}
    page = tmp_path / "report.html"
    assert ocdsjp("lint", path, "--format", "html", "-o", page).code == 1
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_clean_file_ends_with_zero(ocdsjp, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("件名,契約日,契約金額（円）\n清掃,2025-04-01,1000\n警備,2025-04-02,2000\n", encoding="utf-8")
    assert ocdsjp("lint", path).code == 0


def test_a_broken_file_is_told_and_the_others_are_judged(ocdsjp, tmp_path):
    broken, clean = tmp_path / "b.xlsx", tmp_path / "t.csv"
    broken.write_bytes(b"PK\x03\x04")
    clean.write_text("件名,契約日\n清掃,2025-04-01\n", encoding="utf-8")
    done = ocdsjp("lint", broken, clean)
    assert done.code == 1
    assert done.err.startswith("ocdsjp lint: b.xlsx: ")
    assert "t.csv: csv" in done.out


def test_an_archive_is_told_to_be_unpacked(ocdsjp, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04...")
    done = ocdsjp("lint", path, "--lang", "ja")
    assert done.code == 1
    assert "zip は展開して" in done.err


def test_wrong_use(ocdsjp, tmp_path):
    assert ocdsjp("lint", tmp_path / "no.csv").code == 2
    assert ocdsjp("lint").code == 2
