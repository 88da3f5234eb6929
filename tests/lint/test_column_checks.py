"""Columns as a whole."""

import pytest

from ocdsjp.lint import column_checks
from ocdsjp.read import RowKind


def column(page, name, values, *, is_text=False, notes=()):
    rows = [(value, "清掃業務", "なし") for value in values]
    kinds = {2 + len(rows) + place: RowKind.NOTE for place in range(len(notes))}
    return page((name, "件名", "備考"), *rows, *((note, None, None) for note in notes), is_text=is_text, kinds=kinds)


def found(check, page):
    return [(remark.rule.id, remark.cells, remark.value) for remark in check(page)]


def test_blanks_beside_zeros_are_found(page):
    said = list(column_checks.blank_and_zero(column(page, "参加者数", [3, 0, None, 2])))
    assert [(remark.rule.id, remark.cells, remark.detail) for remark in said] == [
        ("L1-09", ("A:A",), {"blank": "1", "zero": "1"})
    ]
    assert found(column_checks.blank_and_zero, column(page, "参加者数", [3, None, 2])) == []


@pytest.mark.parametrize(
    "text", ["1,000", "1000円", "￥1000", "△500", "１０００", "95.2％", "1,000円（税抜）", "1000※1"]
)
@pytest.mark.parametrize("is_text", [True, False])
def test_numbers_with_something_beside_them_are_found(page, text, is_text):
    found_ = found(column_checks.numbers, column(page, "契約金額", ["1", "2", text, "3"], is_text=is_text))
    assert ("L2-01", ("A4",), text) in found_


def test_numbers_that_are_text_are_found_in_workbooks_where_the_name_says_number(page):
    assert found(column_checks.numbers, column(page, "契約金額", [1, "2", 3])) == [("L2-01", ("A3",), "2")]
    assert found(column_checks.numbers, column(page, "契約金額", ["1", "2"], is_text=True)) == []
    assert found(column_checks.numbers, column(page, "法人番号", ["1", "2"])) == []


def test_choices_written_in_different_ways_are_found(page):
    values = ["一般競争入札（総合評価）"] * 9 + ["一般競争入札(総合評価)", "指名競争入札"] * 2
    said = list(column_checks.unlike(column(page, "方式", values)))
    assert [(remark.cells, remark.value, remark.detail["other"]) for remark in said] == [
        (("A11", "A13"), "一般競争入札(総合評価)", "一般競争入札（総合評価）")
    ]
    assert found(column_checks.unlike, column(page, "件名", [f"業務{number}" for number in range(40)])) == []


def test_marks_in_numbers_are_found_unless_explained(page):
    values = [1, 2, 3, "－", "***"]
    assert found(column_checks.marks, column(page, "契約金額", values)) == [("L3-03", ("A5", "A6"), "－")]
    assert found(column_checks.marks, column(page, "契約金額", values, notes=["「－」は該当なし、「***」は秘匿"])) == []
    assert found(column_checks.marks, column(page, "備考", ["なし", "－"])) == []


def test_amounts_without_a_unit_are_found(page):
    assert found(column_checks.units, column(page, "契約金額", [1, 2])) == [("L3-04", ("A:A",), "契約金額")]
    for name, values, notes in (
        ("契約金額（千円）", [1], []),
        ("契約金額", ["1円"], []),
        ("契約金額", [1], ["単位：千円"]),
        ("数", [1], []),
    ):
        assert found(column_checks.units, column(page, name, values, notes=notes)) == []


def test_bodies_without_code_are_found(page):
    rows = [("札幌市", "011002"), ("函館市", "012025")]
    assert found(column_checks.areas, page(("団体名", "件数"), *((name, 1) for name, _ in rows))) == [
        ("L3-06", ("A:A",), "団体名")
    ]
    assert found(column_checks.areas, page(("団体名", "団体コード"), *rows)) == []


def test_prefectures_cut_short_are_found(page):
    said = found(
        column_checks.areas,
        page(("都道府県名", "コード"), ("東京", "130001"), ("大阪府", "270008"), ("北海道", "010006")),
    )
    assert said == [("L3-06", ("A2",), "東京")]
