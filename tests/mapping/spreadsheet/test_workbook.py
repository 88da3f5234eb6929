"""The xlsx file of a mapping, read with another program's eyes."""

import io

import openpyxl
import pytest

from ocdsjp.errors import MappingError
from ocdsjp.mapping.spreadsheet.lines import to_lines
from ocdsjp.mapping.spreadsheet.workbook import label_of, workbook

CONTENT = {
    "title": {"ja": "=1+1", "en": "+cmd|' /C calc'!A0"},
    "publisher": {"code": "012025"},
    "releases": [
        {"phase": "award", "fields": {"tender/title": "=HYPERLINK(1)", "awards/*/value": {"constant": "@A1"}}}
    ],
    "ignore": ["-1"],
}


@pytest.fixture
def made(items):
    return openpyxl.load_workbook(io.BytesIO(workbook(to_lines(CONTENT, {}), items, {"=hyperlink(1)": "=2"})))


def test_nothing_is_a_formula_whatever_a_mapping_holds(made):
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    values = {cell.value for cell in cells}
    assert {"=1+1", "+cmd|' /C calc'!A0", "=HYPERLINK(1)", "=2", "@A1", "-1", "012025"} <= values


def test_the_first_rows_are_what_the_staff_see(made):
    rows = list(made["マッピング"].iter_rows(min_row=2, max_row=5, values_only=True))
    assert rows == [
        ("元の列", "例", "OCDS項目", "読み方", "備考", "細かい指定", "段階"),
        ("=HYPERLINK(1)", "=2", "入札等 › 案件名 ［tender/title］", "文字", None, None, "1 落札"),
        ("@A1", None, "落札・決定 › 落札金額 ［awards/*/value］", "決まった値", None, None, "1 落札"),
        ("-1", None, "（使わない列）", None, None, None, None),
    ]


def test_columns_that_are_not_decided_get_a_row_to_be_filled(items):
    content = workbook(to_lines(CONTENT, {}), items, {"摘要": "再度入札"}, ("摘 要", "備考"))
    rows = list(
        openpyxl.load_workbook(io.BytesIO(content))["マッピング"].iter_rows(min_row=6, max_row=8, values_only=True)
    )
    assert [row[:3] for row in rows] == [
        ("摘 要", "再度入札", "（未定）"),
        ("備考", None, "（未定）"),
        (None, None, None),
    ]


def test_fields_readings_stages_and_kinds_are_offered_in_lists(made):
    sheet, choices = made["マッピング"], made["選択肢"]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        column, _, span = rule.formula1.partition("!")[2].replace("$", "").partition(":")
        assert rule.formula1.startswith("選択肢!")
        offered[str(rule.sqref)] = [choices[f"{column[0]}{n}"].value for n in range(1, int(span[1:]) + 1)]
    lists = list(offered.values())
    assert "入札等 › 案件名 ［tender/title］" in lists[0]
    assert lists[0][0] == "（使わない列）"
    assert "金額（千円・税抜）" in lists[1]
    assert "決まった値" in lists[1]
    assert lists[2] == ["1 落札"]
    assert "はい・いいえ" in lists[3]
    assert choices.sheet_state == "visible"


def test_what_no_cell_can_hold_is_refused(items):
    for text in ("\x07", "x" * 40_000, "_x0041_"):
        with pytest.raises(MappingError) as raised:
            workbook(to_lines({"title": {"ja": text}}, {}), items, {})
        assert raised.value.rule.id == "sheet-not-writable"


def test_keys_have_names():
    assert label_of(("releases", 0, "sections", "awards", "when", "column")) == (
        "リリース 1 › 要素の作り方 › awards › 条件 › 列"
    )
