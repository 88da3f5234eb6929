"""Whole files: which rules were judged, and what concerns the file itself."""

import pytest
import xlwt

from ocdsjp.errors import ReadError
from ocdsjp.lint.judge import judge
from ocdsjp.lint.standard import STANDARDS

from .conftest import HEADER, ROWS, by_number

CSV = "案件番号,件名,契約日,契約金額（円）\n" + "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in ROWS)


def test_a_clean_text_file_gives_no_remark(text):
    assert text(CSV) == {}
    assert text(CSV, "cp932") == {}


def test_line_breaks_in_values_are_found_in_text_files(text):
    said = text(CSV + '4,"計測\n業務",2025-04-04,4000\n')
    assert [(number, said[number][0].cells) for number in said] == [("L1-14", ("B5",))]


def test_records_longer_than_the_header_are_found(text):
    [remark] = text(CSV + "4,計測,業務,2025-04-04,4,000\n")["L1-15"]
    assert remark.cells == ("5:5",)
    assert "（4）" in remark.message("ja")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><table>", "HTML"),
        (b"\xef\xbb\xbf\n<html>", "HTML"),
        (b"{\\rtf1", "RTF"),
    ],
)
def test_what_is_no_table_breaks_the_first_rule(tmp_path, content, kind):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    verdict = judge(path)
    assert (verdict.format, [remark.rule.id for remark in verdict.remarks]) == (kind, ["L1-01"])
    assert (verdict.judged, verdict.left) == (("L1-01",), ())


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("t.zip", b"PK\x03\x04...", "zip"),
        ("t.rss", b'\xef\xbb\xbf<?xml version="1.0"?><rss/>', "XML"),
        ("t.json", b'[{"a": 1}]', "JSON"),
        ("t.md", b"| a | b |\n| - | - |\n", "Markdown"),
        ("t.db", b"SQLite format 3\x00...", "SQLite"),
    ],
)
def test_what_the_rules_say_nothing_of_is_not_taken_for_text_with_commas(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=f"^{kind} is not judged"):
        judge(path)


def test_a_word_document_is_known_by_its_name(tmp_path):
    path = tmp_path / "t.docx"
    path.write_bytes(b"PK\x03\x04...")
    assert judge(path).format == "Word"


def test_the_old_format_of_excel_is_judged_as_far_as_it_tells(tmp_path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("表")
    for number, row in enumerate((HEADER, *ROWS)):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write_merge(4, 5, 0, 0, "4")
    sheet.write(4, 1, "計測業務")
    sheet.row(2).hidden = True
    path = tmp_path / "t.xls"
    made.save(str(path))
    verdict = judge(path)
    said = by_number(verdict)
    assert {number: said[number][0].cells for number in said} == {"L1-01": (), "L1-12": ("A5:A6",), "L1-13": ("3:3",)}
    assert {"L2-06", "L1-10"} <= set(verdict.left)


def test_each_rule_is_judged_left_or_foreign(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(CSV, encoding="utf-8")
    verdict = judge(path)
    assert verdict.left == ("L3-02", "L3-07", "L3-08")
    foreign = {"L1-10", "L1-11", "L1-12", "L1-13", "L2-06"}
    assert {*verdict.judged, *verdict.left, *foreign} == set(STANDARDS)
    assert (verdict.rows, verdict.encoding) == (4, "utf-8-sig")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", b'a,"b\n' * 3]
)
def test_a_broken_file_is_one_error(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError):
        judge(path)


def test_an_empty_workbook_has_nothing_to_judge(book):
    assert book(lambda _: None) == {}
