"""A verdict as text, JSON and HTML."""

import orjson
import pytest

from ocdsjp.lint.judge import Verdict
from ocdsjp.lint.layout_checks import HIDDEN_SHEET, MERGED
from ocdsjp.lint.remark import Remark
from ocdsjp.lint.render import as_html, as_json, as_text

REMARKS = (
    Remark(MERGED, "工事<b>", tuple(f"A{row}:A{row + 1}" for row in range(1, 9)), 1200),
    Remark(HIDDEN_SHEET, "下書き"),
)
VERDICT = Verdict("結果.xlsx", "xlsx", None, 2, 1234, REMARKS, ("L1-12", "L1-13"), ("L3-02",))
CLEAN = Verdict("良い.csv", "csv", "cp932", 1, 3, (), ("L1-14",), ("L3-02",))


def test_text_names_rule_check_item_place_and_advice():
    told = as_text([VERDICT, CLEAN], "ja", 2)
    assert "結果.xlsx: xlsx, シート 2, 行 1,234" in told
    assert "[L1-12] セルを結合しない（チェック項目 1-4）" in told
    assert "シート『工事<b>』 A1:A2, A2:A3 (ほか 1,198 か所)" in told
    assert "シート『下書き』 全体" in told
    assert "結合を解除し" in told
    assert "2 の規則について 2 件の指摘があります。" in told
    assert "問題は見つかりませんでした" in told
    assert "人が確かめる規則: L3-02" in told


def test_rows_and_columns_are_called_so_and_encodings_by_their_usual_names():
    remark = Remark(MERGED, None, ("29:29", "3:4", "C:C", "D:F", "A1:B2"), 5)
    verdict = Verdict("t.csv", "csv", "cp932", 1, 30, (remark,), ("L1-12",), ("L3-02",))
    told = as_text([verdict], "ja", 5)
    assert "  29行目, 3～4行目, C列, D～F列, A1:B2\n" in told
    assert told.startswith("t.csv: csv, 文字コード CP932 (Shift_JIS), 行 30\n")
    assert "  row 29, rows 3 to 4, column C, columns D to F, A1:B2\n" in as_text([verdict], "en", 5)


def test_of_a_file_that_is_no_table_no_other_rule_is_listed():
    verdict = Verdict("t.pdf", "PDF", None, 0, 0, (), ("L1-01",), ())
    told = as_text([verdict], "ja", 5)
    assert told.startswith("t.pdf: PDF\n")
    assert "ほかの規則は、元の表の CSV か Excel で点検してください。" in told
    assert "人が確かめる規則" not in told
    assert "ほかの規則は" in as_html([verdict], "ja", 5)


def test_text_is_there_in_english():
    told = as_text([VERDICT], "en", 1)
    assert (
        '[L1-12] no merged cells (check item 1-4)\n  sheet "工事<b>" A1:A2 (1,199 more)\n  Cells are merged. Unmerge'
        in told
    )


def test_json_has_everything_in_both_languages():
    [first, second] = orjson.loads(as_json([VERDICT, CLEAN]))["files"]
    remark = first["remarks"][0]
    assert (remark["rule"], remark["check_item"], remark["count"], len(remark["cells"])) == ("L1-12", "1-4", 1200, 8)
    assert remark["message_ja"].startswith("セルが結合されています。")
    assert remark["message_en"].startswith("Cells are merged.")
    assert second["remarks"] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_html_is_one_page_in_which_nothing_of_the_file_is_markup(language):
    page = as_html([VERDICT, CLEAN], language, 3)
    assert f'<html lang="{language}">' in page
    assert "工事&lt;b&gt;" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www", "")
