import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read import DEFAULT, ReadOptions, Report, RowKind
from ocdsjp.read.shaping.rows import tabulate
from ocdsjp.read.tables import Grid, GridRow, Merge

HEADER = ["番号", "件名", "落札者", "備考"]


def read(cells, *, merges=(), hidden_rows=(), hidden_columns=(), options=None):
    rows = (GridRow(number, list(values)) for number, values in enumerate([HEADER, *cells], start=1))
    grid = Grid(
        "s",
        rows,
        width=4,
        merges=tuple(merges),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )
    report = Report()
    settings = ReadOptions(format="excel", columns_expected=("件名",), **(options or {}))
    table = tabulate(grid, settings, DEFAULT, report)
    rows = list(table.rows())
    assert report.rows == len(rows)
    return rows


def kinds(rows):
    return [row.kind.name for row in rows]


A = ["1", "道路工事", "甲社", None]
B = ["2", "橋梁工事", "乙社", None]


@pytest.mark.parametrize(
    "text", ["合計", "小　計", "計", "総計", "総合計", "合計（税込）", "合計金額", "合計：", "計 12件", "累計"]
)
def test_totals_are_told_from_data(text):
    assert kinds(read([A, [text, None, None, 100], B])) == ["DATA", "TOTAL", "DATA"]


@pytest.mark.parametrize("text", ["計量器購入", "会計システム", "合計画策定業務", "計測機器"])
def test_titles_that_contain_the_word_are_data(text):
    assert kinds(read([[text, "x", None, None]])) == ["DATA"]


@pytest.mark.parametrize(
    "text", ["※税抜き", "*note", "＊注記", "注）概算", "（注）概算", "注1 概算", "備考：概算", "(注意事項)"]
)
def test_a_lone_cell_with_a_note_mark_is_a_note_anywhere(text):
    assert kinds(read([A, [text, None, None, None], B])) == ["DATA", "NOTE", "DATA"]


def test_a_lone_cell_in_the_last_column_is_a_note():
    assert kinds(read([A, [None, None, None, "誤記修正"], B])) == ["DATA", "NOTE", "DATA"]


def test_lone_cells_after_the_last_data_row_are_notes():
    assert kinds(read([A, ["以上", None, None, None], ["契約課", None, None, None]])) == ["DATA", "NOTE", "NOTE"]


def test_a_lone_cell_between_data_rows_is_data_to_be_judged_by_the_mapping():
    rows = read([A, ["土木の部", None, None, None], B])
    assert kinds(rows) == ["DATA", "DATA", "DATA"]
    assert [row.number for row in rows] == [2, 3, 4]


def test_only_a_few_lone_cells_can_be_footnotes():
    rows = read([A, *[["x", None, None, None]] * 60])
    assert kinds(rows).count("NOTE") == 50
    assert [row.number for row in rows] == list(range(2, 63))


def test_a_repeated_header_is_no_data():
    assert kinds(read([A, HEADER, B])) == ["DATA", "REPEATED_HEADER", "DATA"]


def test_blank_rows_are_no_rows_and_numbers_stay():
    rows = read([A, [None] * 4, [" ", "\u3000", None, ""], B])
    assert [row.number for row in rows] == [2, 5]


def test_hidden_rows_are_marked_unless_included():
    assert kinds(read([A, B], hidden_rows=[3])) == ["DATA", "HIDDEN"]
    assert kinds(read([A, B], hidden_rows=[3], options={"hidden": "include"})) == ["DATA", "DATA"]


def test_hidden_columns_are_empty_unless_included():
    assert read([A], hidden_columns=[2])[0].values == ["1", "道路工事", None, None]
    assert read([A], hidden_columns=[2], options={"hidden": "include"})[0].values == A


def test_a_vertical_merge_stands_for_every_row_with_something_of_its_own():
    rows = read(
        [["1", "道路工事", "甲社", None], [None, None, "乙社", None], [None] * 4, ["2", "橋梁", "丙社", None]],
        merges=[Merge(2, 0, 4, 0), Merge(2, 1, 4, 1)],
    )
    assert [row.values[:3] for row in rows] == [
        ["1", "道路工事", "甲社"],
        ["1", "道路工事", "乙社"],
        ["2", "橋梁", "丙社"],
    ]


def test_a_merge_over_the_whole_table_costs_nothing_and_fills_one_column():
    rows = read([["1", None, None, None], [None, "a", "b", None]], merges=[Merge(2, 0, 1_048_576, 16_383)])
    assert rows[1].values == ["1", "a", "b", None]


def test_fill_down_takes_the_value_above_also_for_rows_with_one_cell():
    rows = read(
        [["1", "道路工事", "甲社", None], [None, None, "乙社", None], ["2", None, "丙社", None]],
        options={"fill_down": ("番号", "件名")},
    )
    assert [row.values[:3] for row in rows] == [
        ["1", "道路工事", "甲社"],
        ["1", "道路工事", "乙社"],
        ["2", "道路工事", "丙社"],
    ]


def test_ditto_marks_mean_as_above_only_if_declared():
    cells = [A, ["2", "〃", " 同上 ", None], ["3", "〃", "丁社", None]]
    assert read(cells)[1].values[1] == "〃"
    assert [row.values[1] for row in read(cells, options={"ditto_marks": True})] == ["道路工事"] * 3


def test_declared_rows_after_the_header_are_skipped():
    rows = read([["", "", "（名称）", "（円）"], A], options={"skip_rows_after_header": 1})
    assert [row.number for row in rows] == [3]


def test_a_row_longer_than_the_header_is_a_problem_of_that_row():
    rows = read([["1", "a,b", "c", "d", "e"], A])
    assert rows[0].problem.rule.id == "csv-row-too-long"
    assert rows[0].kind is RowKind.DATA
    assert rows[1].problem is None


def test_empty_cells_beyond_the_header_do_not_matter():
    assert read([[*A, None, " "]])[0].values == A


def test_a_grid_that_shows_nothing_is_no_table():
    grid = Grid("s", iter([GridRow(1, [None, " "])]), width=2)
    assert tabulate(grid, ReadOptions(format="excel"), DEFAULT, Report()) is None


_CELL = st.one_of(st.none(), st.sampled_from(["※", "合計", "〃", "a", " ", *HEADER]), st.integers(0, 9))


@given(st.lists(st.lists(_CELL, min_size=4, max_size=4), max_size=80))
def test_every_row_that_shows_something_comes_out_once_and_in_order(cells):
    expected = [
        number for number, values in enumerate(cells, start=2) if any(str(v or "").strip() or v == 0 for v in values)
    ]
    assert [row.number for row in read(cells)] == expected
