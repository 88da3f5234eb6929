import pytest

from ocdsjp.read import Report
from ocdsjp.read.text.gaiji import KEPT, note_gaiji


@pytest.mark.parametrize("character", ["\ue000", "\uf8f3", "\ufffd", "\x80", "\U000f0000"])
def test_characters_of_the_publishers_own_are_told_by_address(character):
    report = Report()
    note_gaiji("工事", 7, [None, 1, f"渡{character}"], report)
    assert [(told.sheet, told.row, told.cell) for told in report.notices] == [("工事", 7, "C7")]


@pytest.mark.parametrize("text", ["髙﨑", "①㈱", "～－∥", "葛\U000e0100", "𠮷"])
def test_characters_of_the_standard_are_not(text):
    report = Report()
    note_gaiji(None, 1, [text], report)
    assert report == Report()


def test_all_are_counted_and_the_first_are_told():
    report = Report()
    for number in range(1, KEPT + 11):
        note_gaiji(None, number, ["\ue000"], report)
    assert report.gaiji_count == KEPT + 10
    assert len(report.notices) == KEPT


def test_workbooks_are_looked_through_too(save_book, read_here):
    def fill(book):
        book.active.append(["件名", "氏名"])
        book.active.append(["a", "渡\ue123"])

    assert [(told.sheet, told.cell) for told in read_here(save_book(fill)).report.notices] == [("Sheet", "B2")]
