"""Where title, header, data and notes are."""

import pytest

from ocdsjp.lint.page import is_word
from ocdsjp.read import RowKind

NAMES = ("番号", "件名", "金額")
DATA = (("1", "清掃", 100), ("2", "警備", 200))


def numbers(lines):
    return [line.number for line in lines]


def test_the_header_is_the_first_full_row_of_words(page):
    found = page(("入札結果", None, None), (None, None, None), NAMES, *DATA)
    assert numbers(found.titles) == [1]
    assert numbers(found.header) == [3]
    assert numbers(found.data) == [4, 5]
    assert found.names == NAMES


def test_headings_over_several_columns_belong_to_the_header(page):
    top = ("番号", "入札", None)
    found = page(top, (None, "件名", "金額"), *DATA, merges=("A1:A2", "B1:C1"))
    assert numbers(found.header) == [1, 2]
    assert found.names == ("番号", "入札／件名", "入札／金額")


def test_in_a_text_file_they_are_known_by_the_blanks(page):
    found = page(("番号", "入札", None), (None, "件名", "金額"), *DATA, is_text=True)
    assert numbers(found.header) == [1, 2]
    assert found.names == ("番号", "入札／件名", "入札／金額")


def test_what_the_reader_wrote_over_a_merge_is_undone(page):
    found = page(NAMES, ("1", "清掃", 100), ("1", "清掃", 200), merges=("A2:A3",))
    assert [line.cells[0] for line in found.data] == ["1", None]


def test_totals_and_notes_are_no_data(page):
    kinds = {4: RowKind.TOTAL, 5: RowKind.NOTE}
    found = page(NAMES, *DATA, ("合計", None, 300), ("※税込", None, None), kinds=kinds)
    assert numbers(found.data) == [2, 3]
    assert found.notes == "※税込"


def test_a_sheet_of_figures_has_no_header(page):
    found = page(("1", "2", 3), ("4", "5", 6))
    assert found.header == ()
    assert numbers(found.data) == [1, 2]
    assert page().header == ()


@pytest.mark.parametrize(
    ("value", "word"), [("件名", True), ("1,000", False), ("１２", False), (3, False), ("1件", True)]
)
def test_a_figure_is_no_word(value, word):
    assert is_word(value) is word
