import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.shaping.label_values import record_grids
from ocdsjp.read.shaping.rows import tabulate
from ocdsjp.read.tables import Grid, GridRow, Merge


def grid(cells, *, labels=(), **facts):
    rows = (GridRow(number, list(values)) for number, values in enumerate(cells, start=1))
    return Grid("表1", rows, width=4, labels=frozenset(labels), **facts)


def read(*grids, shape="record", **options):
    settings = ReadOptions(format="html", shape=shape, **options)
    tables = [tabulate(each, settings, DEFAULT, Report()) for each in record_grids(grids, settings, DEFAULT)]
    return [
        {column.name: (value, table.cell(column, row)) for column, value in zip(table.columns, row.values, strict=True)}
        for table in tables
        for row in table.rows()
    ]


def values(*grids, **options):
    return [{name: value for name, (value, _) in record.items()} for record in read(*grids, **options)]


def test_labels_of_a_table_of_two_columns_become_columns_with_the_addresses_of_their_values():
    assert read(grid([["落札業者", "甲社"], ["落札金額：", 100], ["備考", None]])) == [
        {"落札業者": ("甲社", "B1"), "落札金額": (100, "B2"), "備考": (None, "B3")}
    ]


def test_several_pairs_a_row():
    assert read(grid([["件名", "道路", "契約日", "R7"], ["金額", 100, None, None]])) == [
        {"件名": ("道路", "B1"), "契約日": ("R7", "D1"), "金額": (100, "B2")}
    ]


def test_marked_labels_win_over_positions():
    cells = [["件名", "道路", "舗装"], ["入札情報"], ["契約日", "金額", 5], ["注記"]]
    labels = [(1, 0), (2, 0), (3, 0), (3, 1)]
    found = list(record_grids([grid(cells, labels=labels)], ReadOptions(format="html", shape="record"), DEFAULT))
    assert found[0].titles == ("入札情報", "注記")
    assert values(grid(cells, labels=labels)) == [{"件名": "道路\n舗装", "契約日／金額": 5}]


def test_a_label_that_spans_rows_stands_before_those_beside_it():
    cells = [["予定価格", "税込", 110], [None, "税抜", 100], ["備考", "なし"]]
    merges = (Merge(1, 0, 2, 0),)
    expected = [{"予定価格／税込": 110, "予定価格／税抜": 100, "備考": "なし"}]
    assert values(grid(cells, merges=merges)) == expected
    labels = [(1, 0), (1, 1), (2, 1), (3, 0)]
    assert values(grid(cells, merges=merges, labels=labels)) == expected


def test_a_value_without_label_goes_on_with_the_one_above():
    assert values(grid([["資料", "公告"], [None, "仕様書"]])) == [{"資料": "公告\n仕様書"}]
    tall = grid([["資料", "公告"], [None, "仕様書"]], labels=[(1, 0)], merges=(Merge(1, 0, 2, 0),))
    assert values(tall) == [{"資料": "公告\n仕様書"}]


def test_a_label_may_stand_before_a_colon():
    cells = [["件名：庁舎清掃"], ["入札結果"], ["金額: 100"], ["https://www.example.jp/"]]
    assert values(grid(cells)) == [{"件名": "庁舎清掃", "金額": "100"}]


def test_the_first_label_again_begins_a_new_record_and_all_records_have_the_same_columns():
    cells = [["件名", "道路"], ["金額", 1], ["件名", "橋"], ["備考", "なし"]]
    assert read(grid(cells)) == [
        {"件名": ("道路", "B1"), "金額": (1, "B2"), "備考": (None, "A1")},
        {"件名": ("橋", "B3"), "金額": (None, "A3"), "備考": ("なし", "B4")},
    ]


def test_a_label_that_comes_twice_names_two_columns():
    assert values(grid([["件名", "道路"], ["住所", "甲"], ["住所", "乙"]])) == [
        {"件名": "道路", "住所": "甲", "住所#2": "乙"}
    ]


def test_a_whole_page_is_one_record_under_its_common_heading():
    first = grid([["件名", "道路"], ["件名", "副題"]], titles=("公募", "概要"), links={(2, 1): "x.pdf"})
    second = grid([["公告日", "R7"]], labels=[(1, 0)], titles=("公募", "日程"))
    found = read(first, second, shape="page", heading_rows="見出し", links=("公告日", "件名#2"))
    assert found == [
        {
            "件名": ("道路", "B1"),
            "件名#2": ("副題", "B2"),
            "公告日": ("R7", "B3"),
            "公告日／リンク": (None, "B3"),
            "件名#2／リンク": ("x.pdf", "B2"),
            "見出し": ("公募", "A1"),
        }
    ]


def test_the_heading_above_a_record_can_be_a_column():
    assert values(grid([["落札業者", "甲"]], titles=("結果", "町道1号線")), heading_rows="件名") == [
        {"落札業者": "甲", "件名": "町道1号線"}
    ]


def test_a_wanted_link_of_a_label_that_a_record_lacks_is_blank():
    assert values(grid([["件名", "道路"]]), links=("資料",)) == [{"件名": "道路", "資料": None, "資料／リンク": None}]


def test_hidden_rows_are_no_labels_unless_included():
    cells = [["件名", "道路"], ["予定価格", 5]]
    assert values(grid(cells, hidden_rows=frozenset({2}))) == [{"件名": "道路"}]
    assert values(grid(cells, hidden_rows=frozenset({2})), hidden="include") == [{"件名": "道路", "予定価格": 5}]


def test_a_missing_label_is_told_by_name():
    with pytest.raises(ReadError) as caught:
        values(grid([["件名", "道路"]]), columns_expected=("件名", "落札者"))
    assert (caught.value.rule.id, caught.value.value) == ("header-not-found", "落札者")


def test_a_grid_without_pairs_gives_no_record():
    assert values(grid([["お知らせ"], []])) == []
    assert values(shape="page") == []


def test_a_span_as_wide_as_the_page_allows_costs_nothing():
    assert values(grid([["件名", "道路"]], merges=(Merge(1, 1, 10**6, 999),))) == [{"件名": "道路"}]
