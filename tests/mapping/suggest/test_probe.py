import openpyxl
import pytest

from ocdsjp.errors import ReadError
from ocdsjp.mapping.suggest.probe import MOST_ROWS, probe

HEADER = ["件名", "契約日", "契約の相手方", "契約金額"]
DATA = [["町道補修工事", "R7.5.1", "架空建設株式会社", 1_000_000], ["庁舎清掃", "R7.5.2", "株式会社見本", 2_000_000]]


@pytest.fixture
def found(words, tmp_path):
    def probed(sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "契約一覧.xlsx"
        book.save(path)
        book.close()
        return probe(path, path.name, words.knows)

    return probed


def test_table_of_a_workbook_with_title_lines(found):
    table = found({"Sheet1": [["令和7年度 契約一覧"], [], HEADER, *DATA]})
    assert [column.name for column in table.columns] == HEADER
    assert (table.place.row, table.place.rows, table.titles, len(table.rows)) == (3, 1, ("令和7年度 契約一覧",), 2)
    assert table.complete


def test_sheets_of_the_same_form_belong_together_and_others_are_left_out(found):
    table = found({"工事": [HEADER, *DATA], "委託": [HEADER, *DATA], "記入例": [HEADER, *DATA], "メモ": [["覚え書き"]]})
    assert table.options["sheets"] == ["工事", "委託"]
    assert len(table.rows) == 4
    assert set(table.others) == {"記入例", "メモ"}


def test_one_sheet_needs_no_name(found):
    assert "sheets" not in found({"Sheet1": [HEADER, *DATA]}).options


def test_text_without_header_is_read_without_one(words, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("0000000000000549103,R7.5.1,28000000,1010001000006\n" * 3, encoding="utf-8")
    table = probe(path, path.name, words.knows)
    assert table.place is None
    assert table.options["header"] == "none"


def test_rows_that_are_read_are_bounded(words, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("件名,契約日\n" + "町道補修工事,R7.5.1\n" * (MOST_ROWS + 5), encoding="utf-8")
    table = probe(path, path.name, words.knows)
    assert (len(table.rows), table.complete) == (MOST_ROWS, False)


def test_names_that_the_format_gives_need_no_header(words, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"件名": "町道補修工事", "契約日": "R7.5.1"}]', encoding="utf-8")
    table = probe(path, path.name, words.knows)
    assert [column.name for column in table.columns] == ["件名", "契約日"]
    assert table.options == {"format": "json"}


def test_empty_file_is_refused(words, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ReadError):
        probe(path, path.name, words.knows)


def test_records_of_two_rows_are_read_as_one(look):
    head = "".join(f"<th>{name}</th>" for name in ("契約番号", "案件名", "開札日"))
    below = "".join(f"<th>{name}</th>" for name in ("落札者", "予定価格", "落札金額"))
    rows = "".join(
        f"<tr><td>R7-{n}</td><td>町道{n}号補修工事</td><td>R7.5.{n + 1}</td></tr>"
        f"<tr><td>架空建設㈱</td><td>{n + 2},000,000円</td><td>{n + 1},000,000円</td></tr>"
        for n in range(6)
    )
    found = look(f"<table><tr>{head}</tr><tr>{below}</tr>{rows}</table>", "list.html")
    assert found.mapping["read"]["rows_per_record"] == 2
    assert [column.name for column in found.columns][2:4] == ["開札日", "落札者"]
    assert found.rows_seen == 6


def test_case_that_stands_above_its_bidders_becomes_columns(look):
    rows = "架空建設㈱,1200000,落札\n（株）見本,1300000,\n有限会社潮鳴工務店,1400000,\n"
    found = look("入札調書\n件名：潮見橋補修工事\n入札日：令和7年6月10日\n入札者,入札金額,結果\n" + rows)
    assert found.mapping["read"]["lines"] == {"件名": "件名：{*}", "入札日": "入札日：{*}"}
    assert found.mapping["key"]["columns"] == ["件名", "入札日"]
