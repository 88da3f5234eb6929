import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read import DEFAULT, HeaderAt, ReadOptions, Report
from ocdsjp.read.shaping.rows import tabulate
from ocdsjp.read.tables import Grid, GridRow, Merge

HEAD = [["契約番号", "件名", None], [None, "開札日", "落札者"]]
TALL = [Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)]


def read(cells, *, merges=(), rows_per_record=2, **options):
    """Columns with their cells, and rows, of a grid whose rows are ``cells``."""
    rows = (GridRow(number, list(values)) for number, values in enumerate(cells, start=1))
    grid = Grid("表1", rows, width=max(map(len, cells)), merges=tuple(merges))
    settings = ReadOptions(format="html", rows_per_record=rows_per_record, **options)
    table = tabulate(grid, settings, DEFAULT, Report())
    return table, list(table.rows())


def test_each_cell_of_a_header_of_two_rows_is_a_column():
    table, rows = read(
        [*HEAD, ["1", "道路工事", None], [None, "R7.7.1", "甲社"], ["2", "橋梁工事", None], [None, "取止め", None]],
        merges=[*TALL, Merge(3, 0, 4, 0), Merge(3, 1, 3, 2)],
        columns_expected=("落札者", "契約番号"),
    )
    assert [column.name for column in table.columns] == ["契約番号", "件名", "開札日", "落札者"]
    assert [row.values for row in rows] == [["1", "道路工事", "R7.7.1", "甲社"], ["2", "橋梁工事", "取止め", None]]
    assert [table.cell(column, rows[1]) for column in table.columns] == ["A5", "B5", "B6", "C6"]


def test_three_rows_a_record_below_title_lines():
    table, rows = read(
        [
            ["入札公告一覧"],
            *(["番号", "公告日"], ["件名", "工種"], ["場所", "備考"]),
            *(["1", "R7.4.1"], ["道路", "土木"], ["潮鳴", None]),
            *(["2", "R7.4.2"], ["橋梁", "土木"], [None, None]),
        ],
        rows_per_record=3,
        columns_expected=("番号", "場所"),
    )
    assert table.title_lines == ("入札公告一覧",)
    assert [row.values for row in rows] == [
        ["1", "R7.4.1", "道路", "土木", "潮鳴", None],
        ["2", "R7.4.2", "橋梁", "土木", None, None],
    ]


def test_a_header_of_fewer_rows_names_the_columns_below_by_number():
    table, rows = read([["番号", "件名"], ["1", "道路"], [None, "道路の場所"]], header=HeaderAt(row=1))
    assert [column.name for column in table.columns] == ["番号", "件名", "番号#2", "件名#2"]
    assert rows[0].values == ["1", "道路", None, "道路の場所"]


def test_without_header_columns_are_named_by_letter():
    table, rows = read([["1", "道路"], ["R7", "甲"]], header="none")
    assert [column.name for column in table.columns] == ["A", "B", "A#2", "B#2"]
    assert rows[0].values == ["1", "道路", "R7", "甲"]


def test_a_record_that_lacks_a_row_is_a_problem_and_shifts_nothing():
    _, rows = read(
        [*HEAD, ["1", "道路", None], *HEAD, ["2", "橋梁", None], [None, "R7", "甲"], ["3", "庁舎", None]],
        merges=[*TALL, Merge(4, 0, 5, 0)],
        columns_expected=("件名",),
    )
    assert [(row.kind.name, row.problem and row.problem.rule.id) for row in rows] == [
        ("DATA", "record-rows-broken"),
        ("REPEATED_HEADER", None),
        ("DATA", None),
        ("DATA", "record-rows-broken"),
    ]
    assert rows[2].values == ["2", "橋梁", "R7", "甲"]


def test_a_cell_that_reaches_into_the_next_record_is_a_problem():
    _, rows = read(
        [*HEAD, ["1", "道路", None], ["2", "橋梁", "x"], [None, "R7", "甲"], ["3", "庁舎", None]],
        merges=[*TALL, Merge(4, 0, 5, 0)],
        columns_expected=("件名",),
    )
    assert {row.problem.rule.id for row in rows} <= {"record-rows-broken", "record-cell-without-header"}


def test_a_value_under_no_header_is_a_problem_of_its_record():
    _, rows = read([*HEAD, ["1", "道路", None], ["迷子", "R7", "甲"]], merges=TALL, columns_expected=("件名",))
    assert rows[0].problem.rule.id == "record-cell-without-header"
    assert rows[0].problem.value == "迷子"


def test_headings_and_totals_between_records_are_rows_of_their_own():
    table, rows = read(
        [*HEAD, ["財政部"], ["1", "道路", None], [None, "R7", "甲"], ["水道局"], ["2", "橋", None], [None, None, "乙"]],
        merges=TALL,
        columns_expected=("件名", "機関"),
        heading_rows="機関",
    )
    assert table.columns[-1].name == "機関"
    assert [(row.kind.name, row.values[-1]) for row in rows] == [
        ("NOTE", "財政部"),
        ("DATA", "財政部"),
        ("NOTE", "水道局"),
        ("DATA", "水道局"),
    ]


def test_a_merge_over_several_records_stands_for_each():
    _, rows = read(
        [*HEAD, ["1", "道路", "財"], [None, "R7", "甲"], ["2", "橋", None], [None, "R8", "乙"]],
        merges=[Merge(1, 0, 2, 0), Merge(3, 2, 6, 2)],
        columns_expected=("件名",),
    )
    assert [row.values[2] for row in rows] == ["財", "財"]


def test_rows_after_the_header_are_skipped_and_blank_rows_between_records_too():
    _, rows = read(
        [*HEAD, ["(1)", "(2)", "(3)"], [], ["1", "道路", None], [None, "R7", "甲"], [], ["2", "橋", None], []],
        merges=TALL,
        skip_rows_after_header=1,
        columns_expected=("件名",),
    )
    assert [row.number for row in rows] == [5, 8]


@pytest.mark.parametrize("height", [2, 3])
@given(data=st.data())
def test_records_come_out_as_they_were_written(height, data):
    width = data.draw(st.integers(2, 4))
    cell = st.sampled_from(["甲", "乙", "1", "2026-04-01"])
    records = data.draw(st.lists(st.lists(cell, min_size=height * width, max_size=height * width), max_size=8))
    names = [f"列{number}" for number in range(height * width)]
    cells = [record[start : start + width] for record in [names, *records] for start in range(0, height * width, width)]
    table, rows = read(cells, rows_per_record=height, columns_expected=tuple(names))
    assert [column.name for column in table.columns] == names
    assert [row.values for row in rows] == records
