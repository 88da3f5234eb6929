"""``ocdsjp explain``: from an ocid back to the cells."""

import csv
import gzip

import orjson
import pytest


@pytest.fixture(scope="module")
def ocids(ran):
    """The ocid of each title in the publication."""
    with gzip.open(ran / "public" / "latest" / "bulk" / "full.jsonl.gz") as lines:
        found = [orjson.loads(line) for line in lines]
    return {it["tender"]["title"]: it["ocid"] for it in found if "tender" in it}


@pytest.fixture
def explained(ocdsjp, ran, sample):
    def explain(ocid):
        done = ocdsjp("explain", ocid, "--workspace", ran, *sample, "--format", "json")
        assert done.code == 0, done.err
        return orjson.loads(done.out)

    return explain


def test_each_cell_is_shown_as_it_stands_in_the_file(explained, ocids, sample):
    [release] = explained(ocids["庁舎清掃業務委託（その29）"])["releases"]
    [row] = release["rows"]
    with (sample[1] / release["file"]).open(encoding="cp932", newline="") as file:
        written = next(line for number, line in enumerate(csv.reader(file), 1) if number == row["row"])
    assert [cell["text"] for cell in row["cells"]] == [text for text in written if text.strip()]


def test_each_cell_says_which_field_it_became(explained, ocids):
    [release] = explained(ocids["庁舎清掃業務委託（その29）"])["releases"]
    paths = {cell["header"]: cell["paths"] for cell in release["rows"][0]["cells"]}
    assert "tender/title" in paths["工事・業務名"]
    assert paths["落札金額（円・税込）"] == ["awards/*/value"]
    assert paths["案件番号"] == []


def test_a_process_of_two_files_shows_both(explained, ran):
    with gzip.open(ran / "public" / "latest" / "records" / "993018.json.gz") as file:
        records = orjson.loads(file.read())["records"]
    ocid = next(it["ocid"] for it in records if len(it["releases"]) > 1)
    releases = explained(ocid)["releases"]
    assert len({it["file"] for it in releases}) == 2
    assert [it["release"]["date"] for it in releases] == sorted(it["release"]["date"] for it in releases)


def test_text_names_file_row_and_cells(ocdsjp, ran, sample, ocids):
    done = ocdsjp("explain", ocids["庁舎清掃業務委託（その29）"], "--workspace", ran, *sample, "--lang", "ja")
    assert "shionari/令和7年度_入札結果.csv" in done.out
    assert "32行目" in done.out
    assert "B32 工事・業務名: 庁舎清掃業務委託（その29）  → tender/title" in done.out


def test_an_unknown_ocid_is_wrong_use(ocdsjp, ran, sample):
    done = ocdsjp("explain", "ocds-xxxxxx-nowhere", "--workspace", ran, *sample)
    assert done.code == 2
    assert "ocds-xxxxxx-nowhere" in done.err


def test_a_workspace_that_was_never_run_is_wrong_use_and_not_made(ocdsjp, tmp_path, sample):
    done = ocdsjp("explain", "ocds-xxxxxx-1", "--workspace", tmp_path / "new", *sample)
    assert done.code == 2
    assert not (tmp_path / "new").exists()
