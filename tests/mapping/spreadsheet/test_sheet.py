"""A sheet as people hand it back: moved columns, numbers for text, mistakes with their address."""

import openpyxl
import pytest

from ocdsjp.errors import ReadError
from ocdsjp.mapping.spreadsheet.sheet import read_sheet

COLUMNS = ("元の列", "例", "OCDS項目", "読み方", "備考", "細かい指定", "段階")
SETTINGS = ("設定項目", "値", "キー", "形式", "備考")
PHASE = ("", "award", "releases[1]/phase", "文字")


def told(found, language="en"):
    return [flaw.message(language) for flaw in found.flaws]


def test_columns_may_be_moved_and_cells_be_numbers(book, items):
    path = book(
        ["何かの説明"],
        ["段階", "OCDS 項目", "元の列", "読み方", "備考"],
        [1, "入札等 › 案件名", 2025, None, "年度の列"],
        [None, "awards/*/value", "落札金額", "金額(円･税込)"],
        [],
        ["キー", "設定項目", "値", "形式"],
        ["releases[1]/phase", None, "award", None],
        ["publisher/code", None, 992011, "文字"],
        ["verified", None, False, "はい・いいえ"],
    )
    found = read_sheet(path, items)
    assert told(found) == []
    assert found.built.content == {
        "releases": [
            {
                "phase": "award",
                "fields": {
                    "tender/title": "2025",
                    "awards/*/value": {"column": "落札金額", "read": "yen", "tax": "included"},
                },
            }
        ],
        "publisher": {"code": "992011"},
        "verified": False,
    }
    assert found.built.comments[("releases", 0, "fields", "tender/title")] == "年度の列"


def test_a_column_that_is_not_decided_is_not_taken_over(book, items):
    path = book(COLUMNS, ["件名", "", "tender/title", "文字"], ["摘要", "再度", "（未定）", "文字"], SETTINGS, PHASE)
    found = read_sheet(path, items)
    assert told(found) == []
    assert found.built.content == {"releases": [{"phase": "award", "fields": {"tender/title": "件名"}}]}


def test_hidden_and_spare_rows_do_not_disturb(book, items):
    path = book(
        COLUMNS,
        ["件名", "", "tender/title", "文字"],
        ["", "", "", "", "", "", "1 落札"],
        [],
        SETTINGS,
        PHASE,
        ["", "", "", "文字"],
    )
    again = openpyxl.load_workbook(path)
    again["マッピング"].row_dimensions[2].hidden = True
    again.save(path)
    found = read_sheet(path, items)
    assert told(found) == []
    assert found.built.content["releases"][0]["fields"] == {"tender/title": "件名"}


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["件名", "", "案件の名", "文字"], "C2", "not in the list of OCDS fields"),
        (["件名", "", "", "文字"], "C2", "has no OCDS field"),
        (["件名", "", "tender/title", "読む"], "D2", "no way of reading"),
        (["", "", "tender/title", "決まった値"], "A2", "needs a value"),
        (["件名", "", "tender/title", "文字", "", "required"], "F2", "cannot be read"),
        (["件名", "", "tender/title", "文字", "", "", "9 契約"], "G2", "no stage"),
        (["件名", "", "tender/title", "文字", "", "", "契約"], "G2", "no stage"),
        (["件名", "", "tender/title", "#REF!"], "D2", "#REF!"),
    ],
)
def test_a_mistake_about_a_column_is_told_with_its_cell(book, items, row, cell, words):
    found = read_sheet(book(COLUMNS, row, SETTINGS, PHASE), items)
    assert told(found)[0].startswith(f"マッピング {cell}: ")
    assert words in told(found)[0]
    assert told(found, "ja")[0] != told(found)[0]


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["", "x", "a//b", "文字"], "C4", "the key"),
        (["", "x", "", "文字"], "C4", "the key"),
        (["", "十", "expect/rows/min", "数"], "B4", "cannot be read as the kind"),
        (["", "1", "expect/rows/min", "金額"], "D4", "no kind of setting"),
        (["", "award", "releases[1]/phase", "文字"], "C4", "stands there twice"),
    ],
)
def test_a_mistake_in_a_setting_is_told_with_its_cell(book, items, row, cell, words):
    found = read_sheet(book(COLUMNS, SETTINGS, PHASE, row), items)
    [message] = told(found)
    assert message.startswith(f"マッピング {cell}: ")
    assert words in message


def test_every_mistake_is_told_at_once(book, items):
    found = read_sheet(book(COLUMNS, ["a", "", "x y"], ["b", "", "y z"], SETTINGS, PHASE), items)
    assert [flaw.cell for flaw in found.flaws] == ["C2", "C3"]


def test_a_sheet_without_headings_is_told(book, items):
    assert len(told(read_sheet(book(["a", "b"]), items))) == 2


def test_a_workbook_without_the_sheet_cannot_be_read(book, items):
    with pytest.raises(ReadError):
        read_sheet(book(COLUMNS, sheet="別"), items)


def test_a_file_that_is_no_workbook_cannot_be_read(tmp_path, items):
    path = tmp_path / "M.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(ReadError):
        read_sheet(path, items)
