from ocdsjp.errors import NotationError
from ocdsjp.read import Column, ReadOptions, Report, Row, RowKind, Table, rules
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.read.shaping.beside import with_beside, without_beside
from ocdsjp.read.tables import Labelled, Spot

AROUND = (Labelled("契約番号", "７０１", Spot(1, 20, 30)), Labelled("結果", "落札"))


def table(*rows):
    columns = (Column("入札者", "A", 0), Column("結果", "B", 1))
    return Table("1ページ 表1", columns, (), date_1904=False, _rows=iter(rows))


def test_what_stands_around_a_table_is_a_column_more():
    whole = with_beside(table(Row(2, RowKind.DATA, ["架空建設㈱", "落札"])), AROUND)
    assert [(column.name, column.letter, column.index) for column in whole.columns][2:] == [("契約番号", "C", 2)]
    [row] = whole.rows()
    assert row.values == ["架空建設㈱", "落札", "７０１"]
    assert whole.cell(whole.columns[2], row) == "C2（1ページ 左20mm 上30mm）"


def test_a_label_that_is_a_column_already_is_left_out():
    assert [column.name for column in with_beside(table(), AROUND).columns].count("結果") == 1


def test_a_row_with_a_problem_stays_as_it_is():
    broken = Row(2, RowKind.DATA, ["x"], NotationError(rules.ROW_TOO_LONG, None, expected=1, found=2))
    [row] = with_beside(table(broken), AROUND).rows()
    assert row.values == ["x"]


def test_the_header_need_not_have_what_stands_around_the_table():
    options = ReadOptions(format="pdf", columns_expected=("入札者", "契約番号"))
    assert without_beside(options, AROUND).columns_expected == ("入札者",)


def test_nothing_around_changes_nothing():
    whole = table()
    assert with_beside(whole, ()) is whole


def test_parts_of_the_file_name_are_columns(tmp_path):
    path = tmp_path / "20250701_工事_12.csv"
    path.write_text("件名,落札者\n架空工事,架空建設\n架空委託,架空測量\n", encoding="utf-8")
    options = ReadOptions(
        format="csv", columns_expected=("件名", "開札日"), file_name={"開札日": "{*}_*_*.csv", "番号": "*_{*}.xlsx"}
    )
    for name, day in (
        (None, "20250701"),
        ("https://example.org/x/20250702_委託_1.csv", "20250702"),
    ):
        with read_tables_in_process(path, options, Report(), file_name=name) as tables:
            [table] = tables
            assert [column.name for column in table.columns] == ["件名", "落札者", "開札日", "番号"]
            assert [row.values[2:] for row in table.rows()] == [[day, None]] * 2


def test_lines_above_the_header_are_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("入札結果（令和7年4月分）,\n財政課,\n件名,落札者\n架空工事,架空建設\n", encoding="utf-8")
    options = ReadOptions(format="csv", columns_expected=("件名", "落札者"), lines={"月": "入札結果（{令和*月}分）"})
    with read_tables_in_process(path, options, Report()) as tables:
        [table] = tables
        assert [row.values for row in table.rows()] == [["架空工事", "架空建設", "令和7年4月"]]
