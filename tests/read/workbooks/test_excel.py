from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ocdsjp.errors import ReadError
from ocdsjp.read import BrokenCell


def _put(*rows):
    def fill(book):
        for row in rows:
            book.active.append(row)

    return fill


def test_cells_keep_their_types(save_book, read_here):
    cells = [
        "0100",
        100,
        1.5,
        True,
        date(2025, 4, 1),
        datetime.fromisoformat("2025-04-01T09:30"),
        time(10, 0),
        timedelta(hours=24),
    ]
    whole = read_here(save_book(_put([f"c{index}" for index in range(8)], cells)))
    assert whole.values == [
        ["0100", 100, 1.5, True, date(2025, 4, 1), datetime.fromisoformat("2025-04-01T09:30"), time(10, 0), "24:00"]
    ]
    assert [type(value) for value in whole.values[0][:5]] == [str, int, float, bool, date]
    assert whole.report.format == "xlsx"


def test_the_name_of_a_file_says_nothing_about_its_kind(tmp_path, save_book, read_here):
    path = save_book(_put(["件名", "金額"], ["a", 1])).rename(tmp_path / ("0" * 64))
    assert read_here(path, format="excel").values == [["a", 1]]
    old = _xls(tmp_path, lambda sheet: [sheet.write(0, 0, "件名"), sheet.write(0, 1, "金額"), sheet.write(1, 0, "a")])
    assert read_here(old.rename(tmp_path / "new.xlsx"), format="excel").report.format == "xls"


def test_serials_without_date_format_stay_numbers(save_book, read_here):
    assert read_here(save_book(_put(["日付", "件名"], [45_748, "a"]))).values == [[45_748, "a"]]


def test_workbooks_that_count_from_1904_say_so(save_book, read_here):
    def fill(book):
        book.epoch = CALENDAR_MAC_1904
        _put(["日付", "件名"], [date(2025, 4, 1), "a"])(book)

    whole = read_here(save_book(fill))
    assert whole.tables[0].date_1904
    assert whole.values == [[date(2025, 4, 1), "a"]]


def test_row_numbers_are_those_of_the_spreadsheet(save_book, read_here):
    def fill(book):
        book.active["B3"], book.active["C3"], book.active["B7"], book.active["C7"] = "件名", "金額", "a", 1

    whole = read_here(save_book(fill), columns_expected=("件名",))
    assert [(column.name, column.letter) for column in whole.tables[0].columns] == [
        ("A", "A"),
        ("件名", "B"),
        ("金額", "C"),
    ]
    row = whole.rows[0][0]
    assert (row.number, row.values) == (7, [None, "a", 1])
    assert whole.tables[0].cell(whole.tables[0].columns[2], row) == "C7"


def test_merged_headers_and_merged_cases(save_book, read_here):
    def fill(book):
        sheet = book.active
        _put(["一覧"], ["件名", "入札", None], [None, "業者", "金額"], ["道路", "甲", 1], [None, "乙", 2])(book)
        for ref in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
            sheet.merge_cells(ref)

    whole = read_here(save_book(fill), header_rows=2, columns_expected=("入札／金額",))
    assert whole.names == ["件名", "入札／業者", "入札／金額"]
    assert whole.values == [["道路", "甲", 1], ["道路", "乙", 2]]
    assert whole.tables[0].title_lines == ("一覧",)


def test_hidden_sheets_are_skipped_and_told(save_book, read_here):
    def fill(book):
        _put(["件名", "金額"], ["a", 1])(book)
        hidden = book.create_sheet("下書き")
        hidden.append(["件名", "金額"])
        hidden.append(["b", 2])
        hidden.sheet_state = "veryHidden"

    path = save_book(fill)
    whole = read_here(path)
    assert len(whole.tables) == 1
    assert whole.report.skipped_sheets == ["下書き"]
    assert [notice.rule.id for notice in whole.report.notices] == ["sheet-hidden"]
    assert [table.sheet for table in read_here(path, hidden="include").tables] == ["Sheet", "下書き"]
    assert [table.sheet for table in read_here(path, sheets=("下書き",)).tables] == ["下書き"]


def test_hidden_rows_and_columns_are_not_data(save_book, read_here):
    def fill(book):
        _put(["件名", "氏名", "金額"], ["a", "x", 1], ["b", "y", 2])(book)
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True

    path = save_book(fill)
    whole = read_here(path)
    assert whole.kinds == ["DATA", "HIDDEN"]
    assert whole.values[0] == ["a", None, 1]
    assert [column.hidden for column in whole.tables[0].columns] == [False, True, False]
    assert [(notice.rule.id, notice.value) for notice in whole.report.notices] == [("columns-hidden", "B")]
    included = read_here(path, hidden="include")
    assert included.kinds == ["DATA", "DATA"]
    assert included.values[0] == ["a", "x", 1]


def test_sheets_are_chosen_by_name_or_pattern(save_book, read_here):
    def fill(book):
        book.active.title = "工事４月"
        _put(["件名", "金額"], ["a", 1])(book)
        book.create_sheet("説明").append(["読み方", "x"])

    path = save_book(fill)
    assert [table.sheet for table in read_here(path, sheets=("工事4*",)).tables] == ["工事４月"]
    with pytest.raises(ReadError) as caught:
        read_here(path, sheets=("委託*",))
    assert caught.value.rule.id == "sheet-not-found"
    assert "説明" in caught.value.detail["found"]


def test_empty_sheets_are_passed_over_and_an_empty_workbook_is_refused(save_book, read_here):
    def fill(book):
        _put(["件名", "金額"], ["a", 1])(book)
        book.create_sheet("Sheet2")

    assert len(read_here(save_book(fill)).tables) == 1
    with pytest.raises(ReadError) as caught:
        read_here(save_book(lambda _book: None, name="empty.xlsx"))
    assert caught.value.rule.id == "file-empty"


def test_formulas_without_result_and_errors_are_broken_cells(save_book, raw_xlsx, read_here):
    whole = read_here(save_book(_put(["件名", "金額"], ["a", "=1+1"])))
    cell = whole.values[0][1]
    assert isinstance(cell, BrokenCell)
    assert cell.rule.id == "cell-formula-without-result"
    path = raw_xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>件名</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>金額</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>x</f><v>a</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>y</f><v></v></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
    )
    whole = read_here(path)
    assert whole.values[0][0] == "a"
    assert whole.values[0][1].text == "#DIV/0!"
    assert whole.values[1] == [None, 2]


def test_numbers_that_are_none_are_broken_cells(raw_xlsx, read_here):
    path = raw_xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1e300</v></c><c r="B2"><v>9040001041601.0</v></c></row>'
    )
    assert read_here(path).values == [[1e300, 9_040_001_041_601]]


def test_a_used_range_larger_than_the_table_adds_no_columns(save_book, read_here):
    def fill(book):
        _put(["件名", "金額"], ["a", 1])(book)
        book.active["Z40"].font = openpyxl.styles.Font(bold=True)
        book.active["H9"] = " "

    assert read_here(save_book(fill)).names == ["件名", "金額"]


def _xls(tmp_path, fill):
    book = xlwt.Workbook()
    fill(book.add_sheet("工事"))
    path = tmp_path / "old.xls"
    book.save(path)
    return path


def test_old_workbooks_have_hidden_rows_columns_and_merges_too(tmp_path, read_here):
    def fill(sheet):
        for column, name in enumerate(["件名", "業者", "氏名", "金額"]):
            sheet.write(0, column, name)
        sheet.write_merge(1, 2, 0, 0, "道路")
        for row in (1, 2, 3):
            sheet.write(row, 1, f"業者{row}")
            sheet.write(row, 2, "x")
            sheet.write(row, 3, row)
        sheet.row(3).hidden = True
        sheet.col(2).hidden = True

    whole = read_here(_xls(tmp_path, fill))
    assert whole.report.format == "xls"
    assert whole.kinds == ["DATA", "DATA", "HIDDEN"]
    assert whole.values[:2] == [["道路", "業者1", None, 1], ["道路", "業者2", None, 2]]


def test_old_workbooks_tell_error_cells(tmp_path, read_here):
    def fill(sheet):
        sheet.write(0, 0, "件名")
        sheet.write(0, 1, "金額")
        sheet.write(1, 0, "a")
        sheet.row(1).set_cell_error(1, "#REF!")

    assert read_here(_xls(tmp_path, fill)).values[0][1].text == "#REF!"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><table><tr><td>a</td></tr></table></html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        (b"%PDF-1.7", "PDF"),
        ("件名,金額".encode(), "CSV"),
    ],
)
def test_other_files_named_xls_are_told_by_what_they_are(write, read_here, content, kind):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.xls", content))
    assert caught.value.rule.id == "file-not-a-workbook"
    assert kind in caught.value.detail["kind"]


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_workbook_behind_a_password_is_refused_with_advice(write, read_here):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.xlsx", _OLE + b"\0" * 2_000 + "EncryptedPackage".encode("utf-16-le")))
    assert caught.value.rule.id == "workbook-encrypted"


def test_other_ole_files_are_no_workbooks(write, read_here):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.xls", _OLE + b"\0" * 2_000 + "WordDocument".encode("utf-16-le")))
    assert caught.value.rule.id == "file-not-a-workbook"


def test_a_damaged_old_workbook_is_refused(tmp_path, write, read_here):
    path = _xls(tmp_path, lambda sheet: sheet.write(0, 0, "a"))
    with pytest.raises(ReadError) as caught:
        read_here(write("cut.xls", path.read_bytes()[:3_000]))
    assert caught.value.rule.id in {"workbook-broken", "file-not-a-workbook"}
