import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.suggest.header_place import find_place, is_data
from ocdsjp.read import Row, RowKind

KNOWN = {"件名", "契約日", "契約金額", "落札者", "工事名", "部局名", "金額", "備考", "区分", "場所"}


def rows(*lines):
    return [Row(number, RowKind.DATA, list(line)) for number, line in enumerate(lines, 1) if any(line)]


def place(*lines):
    found = find_place(rows(*lines), KNOWN.__contains__)
    return None if found is None else (found.row, found.rows, found.skip)


DATA = ["町道補修工事", "R7.5.1", "1,000,000"]


def test_header_in_the_first_row():
    assert place(["件名", "契約日", "契約金額"], DATA, DATA) == (1, 1, 0)


def test_header_below_title_lines_and_empty_rows():
    assert place(["令和7年度 契約一覧"], [], ["（潮鳴市）", "R7.4.1現在"], ["件名", "契約日", "契約金額"], DATA) == (
        4,
        1,
        0,
    )


def test_header_of_two_rows_with_a_heading_over_two_columns():
    header = (["件名", "契約", None, "備考"], [None, "契約日", "金額", None])
    assert place(["一覧"], *header, ["町道補修工事", "R7.5.1", "1,000", None]) == (2, 2, 0)


def test_header_of_three_rows_merged_downwards():
    upper = ["部局名", "工事名", "入札結果", None, None, None, "備考"]
    middle = ["部局名", "工事名", "１回目", None, "２回目", None, "備考"]
    lower = ["部局名", "工事名", "金額", "評価値", "金額", "評価値", "備考"]
    data = ["建設課", "町道補修工事", "1,000", "9.5", "900", "9.9", "落札"]
    assert place(["入札結果データ"], [], upper, middle, lower, data, data) == (3, 3, 0)


def test_text_under_a_header_is_data_and_no_second_header_row():
    text = ["工事", "町道補修工事", "港町 地内"]
    assert place(["区分", "工事名", "場所"], text, text) == (1, 1, 0)


@pytest.mark.parametrize("between", [["1", "2", "3"], ["(1)", "(2)", "(3)"], [None, None, "（円）"], ["①", "②", "③"]])
def test_row_of_numbers_or_units_under_the_header_is_skipped(between):
    assert place(["件名", "契約日", "契約金額"], between, DATA, DATA) == (1, 1, 1)


def test_data_alone_has_no_header():
    line = ["0000000000000549103", "町道補修工事", "2025-11-14", "28000000.00", "S5"]
    assert place(line, line, line) is None


def test_unknown_names_over_figures_are_a_header():
    assert place(["code", "label", "value"], ["1", "2", "3.5"], ["2", "4", "7.5"], ["3", "6", "1.5"]) == (1, 1, 0)


@pytest.mark.parametrize(
    "text", ["18,920,000円", "R7.5.1", "令和7年5月1日", "https://www.example.jp/", "－", "true", "87.5%"]
)
def test_values_are_no_names(text):
    assert is_data(text)


@pytest.mark.parametrize("text", ["件名", "契約金額（円）", "１回目", "落札率(%)"])
def test_names_are_no_values(text):
    assert not is_data(text)


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers()), max_size=6), max_size=12))
def test_place_is_always_among_the_rows(lines):
    table = rows(*lines)
    found = find_place(table, KNOWN.__contains__)
    assert found is None or (found.row in {row.number for row in table} and found.first + found.rows <= len(table))


def stacked(*lines):
    found = find_place(rows(*lines), KNOWN.__contains__)
    return found.row, found.rows, found.stacked


def test_rows_of_names_above_records_of_as_many_rows():
    names = (["件名", "契約日", "場所"], ["落札者", "契約金額", "備考"])
    record = (["町道補修工事", "R7.5.1", "港町"], ["架空建設㈱", "1,000,000", "電子"])
    assert stacked(*names, *record, *record) == (1, 2, True)
    assert stacked(["令和7年度", "潮鳴市"], *names, *record) == (2, 2, True)


def test_header_that_is_repeated_is_no_record_of_two_rows():
    names = ["件名", "契約日", "契約金額"]
    assert stacked(names, names, DATA, DATA)[1:] == (1, False)


def test_tax_mark_below_a_name_of_its_own_stands_beside_spanned_names():
    assert place(["件名", "金額", "契約", None], [None, "（税抜）", "契約日", "場所"], [*DATA, "港町"]) == (1, 2, 0)
