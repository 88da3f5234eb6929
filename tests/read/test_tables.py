from ocdsjp.read import Column, Row, RowKind, Table
from ocdsjp.read.tables import Spot


def test_a_table_gives_the_address_of_a_cell():
    column = Column("金額", "F", 5)
    row = Row(27, RowKind.DATA, [None] * 6)
    table = Table("工事", (column,), (), date_1904=False, _rows=iter([row]))
    assert table.cell(column, row) == "F27"
    assert list(table.rows()) == [row]


def test_the_address_of_a_cell_on_paper_names_page_and_place():
    columns = (Column("件名", "A", 0), Column("金額", "B", 1))
    row = Row(4, RowKind.DATA, ["舗装工事", 100], spots=[Spot(3, 21, 85), None])
    table = Table("1ページ 表1", columns, (), date_1904=False, _rows=iter([row]))
    assert [table.cell(column, row) for column in columns] == ["A4（3ページ 左21mm 上85mm）", "B4"]


def test_the_cell_of_a_record_of_several_rows_stands_below_its_first():
    column = Column("落札者", "C", 7, below=1)
    table = Table("表1", (column,), (), date_1904=False, _rows=iter(()))
    assert table.cell(column, Row(27, RowKind.DATA, [None] * 8)) == "C28"
