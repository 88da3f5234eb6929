"""How a sheet is laid out, in real files."""

import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font

from .conftest import HEADER, ROWS


def cells(said, number):
    return [cell for remark in said.get(number, ()) for cell in remark.cells]


def test_a_clean_sheet_gives_no_remark(sheet):
    assert sheet(HEADER, *ROWS) == {}


def test_a_second_table_is_found(sheet):
    said = sheet(
        HEADER, *ROWS, (), ("業者名", "所在地", "指名回数"), ("架空建設", "潮鳴市", 3), ("見本組", "霧笛町", 2)
    )
    assert cells(said, "L1-02") == ["6:6"]
    assert said["L1-02"][0].value == "業者名、所在地、指名回数"


def test_blank_rows_and_columns_within_the_table_are_found(sheet):
    said = sheet(
        (*HEADER[:2], None, *HEADER[2:]),
        *((*row[:2], None, *row[2:]) for row in ROWS[:2]),
        (),
        ("3", "点検", None, "2025-04-03", 3),
    )
    assert cells(said, "L1-03") == ["4:4", "C:C"]


def test_a_header_that_is_repeated_is_found(sheet):
    assert cells(sheet(HEADER, *ROWS, HEADER, *ROWS), "L1-03") == ["5:5"]


def test_totals_and_notes_are_found(sheet):
    said = sheet(HEADER, *ROWS, ("合計", None, None, 6000), ("※契約金額は税込", None, None, None))
    assert cells(said, "L1-04") == ["5:5", "6:6"]


def test_columns_without_a_telling_name_are_found(sheet):
    said = sheet(("案件番号", "件名", None, "A"), *ROWS)
    assert cells(said, "L1-05") == ["C1", "D1"]
    assert sheet((1, 2), (3, 4))["L1-05"][0].cells == ()


def test_things_outside_of_the_cells_are_found(sheet, picture):
    def draw(active):
        active.add_image(Image(picture), "F3")
        active["B2"].comment = Comment("メモ", "x")

    said = sheet(HEADER, *ROWS, then=draw)
    [remark] = said["L1-10"]
    assert set(remark.cells) == {"F3", "B2"}
    assert remark.count == 2
    assert "画像" in remark.message("ja")


def test_text_that_is_struck_through_is_found(sheet):
    def strike(active):
        active["B3"].font = Font(strike=True)
        active["F9"].font = Font(strike=True)  # an empty cell

    assert cells(sheet(HEADER, *ROWS, then=strike), "L1-11") == ["B3"]


def test_merged_cells_are_found(sheet):
    said = sheet(HEADER, *ROWS, then=lambda active: [active.merge_cells(each) for each in ("B3:B4", "A2:A3")])
    assert cells(said, "L1-12") == ["A2:A3", "B3:B4"]


def test_what_is_hidden_is_found_if_it_holds_something(book):
    def fill(made):
        for row in (HEADER, *ROWS):
            made.active.append(row)
        made.active.row_dimensions[3].hidden = True
        made.active.row_dimensions[99].hidden = True
        made.active.column_dimensions["B"].hidden = True
        made.create_sheet("下書き").sheet_state = "hidden"

    said = book(fill)
    assert cells(said, "L1-13") == ["3:3", "B:B"]
    assert {remark.sheet for remark in said["L1-13"]} == {"下書き", "Sheet"}


def test_names_that_stand_twice_or_in_two_rows_are_found(sheet):
    said = sheet(("案件番号", "金額", "金額"), ("1", 2, 3))
    assert cells(said, "L2-03") == ["B1", "C1"]
    top = ("案件番号", "入札", None)
    two = sheet(top, (None, "件名", "金額"), ("1", "清掃", 3), then=lambda active: active.merge_cells("B1:C1"))
    assert cells(two, "L2-03") == ["1:2"]


def test_formulas_are_found(sheet):
    assert cells(sheet(HEADER, *ROWS, ("4", "計測", "2025-04-04", "=1+2")), "L2-06") == ["D5"]


@pytest.mark.parametrize(("above", "where", "row"), [([["入札結果"]], ["1:1"], "2"), ([[], []], ["1:1"], "3")])
def test_a_header_that_is_not_first_is_found(sheet, above, where, row):
    said = sheet(*above, HEADER, *ROWS)
    assert cells(said, "L3-01") == where
    assert said["L3-01"][0].detail["row"] == row


def test_columns_that_repeat_are_found(sheet):
    said = sheet(("件名", "1社目", "２社目", "3社目"), ("清掃", "a", "b", "c"))
    assert cells(said, "L3-09") == ["B1", "C1", "D1"]
    assert "L3-09" not in sheet(("件名", "1社目", "2社目"), ("清掃", "a", "b"))
