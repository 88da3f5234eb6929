import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, HeaderAt, ReadOptions
from ocdsjp.read.shaping.headers import find_header
from ocdsjp.read.tables import Grid, GridRow, Merge


def header_of(cells, *, merges=(), width=None, **options):
    rows = [GridRow(number, list(values)) for number, values in enumerate(cells, start=1) if any(values)]
    grid = Grid("s", iter(()), width=width, merges=tuple(merges))
    return find_header(rows, grid, ReadOptions(format="excel", **options), DEFAULT)


def names(header):
    return [column.name for column in header.columns]


def test_the_header_is_found_below_title_lines_by_its_expected_names():
    header = header_of(
        [["入札結果一覧", None], ["令和7年度", "単位：円"], ["件 名", "契約\n金額"], ["道路工事", 100]],
        columns_expected=("件名", "契約金額"),
    )
    assert names(header) == ["件名", "契約金額"]
    assert header.title_lines == ("入札結果一覧", "令和7年度 単位：円")
    assert header.consumed == 3


def test_expected_names_match_whatever_their_width_case_and_spaces():
    assert names(header_of([["Ｎｏ．", "金額（円）"], [1, 2]], columns_expected=("no.", "金額(円)"))) == [
        "Ｎｏ．",
        "金額（円）",
    ]


def test_a_merged_header_of_three_rows_joins_its_parts():
    cells = [
        ["部局名", "入札結果", None, None, None, "備考"],
        [None, "１回目", None, "２回目", None, None],
        [None, "金額", "評価値", "金額", "評価値", None],
    ]
    merges = [
        Merge(1, 0, 3, 0),
        Merge(1, 1, 1, 4),
        Merge(2, 1, 2, 2),
        Merge(2, 3, 2, 4),
        Merge(1, 5, 3, 5),
    ]
    header = header_of(cells, merges=merges, width=6, header_rows=3, columns_expected=("入札結果／１回目／金額",))
    assert names(header) == [
        "部局名",
        "入札結果／１回目／金額",
        "入札結果／１回目／評価値",
        "入札結果／２回目／金額",
        "入札結果／２回目／評価値",
        "備考",
    ]


def test_headings_stand_over_their_neighbours_where_csv_lost_the_merge():
    header = header_of(
        [["件名", "落札者", None, "備考"], [None, "名称", "住所", None]],
        header_rows=2,
        columns_expected=("落札者／住所",),
    )
    assert names(header) == ["件名", "落札者／名称", "落札者／住所", "備考"]


def test_duplicate_and_missing_names_become_distinct():
    header = header_of([["金額", "金額", None, "金 額"], [1, 2, 3, 4]], columns_expected=("金額",))
    assert names(header) == ["金額", "金額#2", "C", "金額#3"]


def test_missing_headers_are_named_beside_those_found():
    with pytest.raises(ReadError) as caught:
        header_of([["件名", "落札額"], ["a", 1]], columns_expected=("件名", "契約金額"))
    assert caught.value.rule.id == "header-not-found"
    assert caught.value.value == "契約金額"
    assert "落札額" in caught.value.detail["found"]


def test_a_header_can_be_declared_by_its_row():
    header = header_of([["x", "y"], ["件名", "金額"], ["a", 1]], header=HeaderAt(row=2))
    assert names(header) == ["件名", "金額"]


def test_a_declared_row_beyond_the_file_is_an_error():
    with pytest.raises(ReadError, match="header"):
        header_of([["件名"]], header=HeaderAt(row=9))


def test_columns_without_header_are_named_by_letter():
    header = header_of([["a", 1, 2]], header="none")
    assert names(header) == ["A", "B", "C"]
    assert header.consumed == 0


def test_columns_without_header_are_there_though_they_be_empty_in_every_row():
    assert names(header_of([["a", 1, None], ["b", 2, None]], header="none")) == ["A", "B", "C"]


def test_without_expected_names_the_first_row_of_words_is_the_header():
    assert names(header_of([["一覧"], ["件名", "金額"], ["a", 1]])) == ["件名", "金額"]


def test_too_many_columns_are_refused():
    with pytest.raises(ReadError) as caught:
        header_of([["a"] * 1_001])
    assert caught.value.rule.id == "table-too-many-columns"


_TEXTS = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Zs")), max_size=5)


@given(st.lists(st.one_of(st.none(), _TEXTS, st.integers()), min_size=1, max_size=20))
def test_names_are_distinct_whatever_the_cells(cells):
    header = header_of([[*cells, "最後"]], columns_expected=("最後",))
    assert len(set(names(header))) == len(header.columns)
    assert all(names(header))
