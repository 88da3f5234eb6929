from ocdsjp.read import Column, Row, RowKind, Table


def test_a_table_gives_the_address_of_a_cell():
    column = Column("金額", "F", 5)
    row = Row(27, RowKind.DATA, [None] * 6)
    table = Table("工事", (column,), (), date_1904=False, _rows=iter([row]))
    assert table.cell(column, row) == "F27"
    assert list(table.rows()) == [row]
