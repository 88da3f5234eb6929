from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import DEFAULT, BrokenCell, Limits, Report
from ocdsjp.read.rules import CELL_NOT_FINITE, RECORD_NOT_OBJECT
from ocdsjp.read.trees.records import Record, flatten, note_nul, record_grid, safe


@pytest.mark.parametrize(
    ("tree", "items"),
    [
        ({"件名": "道路", "契約": {"契約者": {"名称": "架空"}}}, {"件名": "道路", "契約/契約者/名称": "架空"}),
        ({"区分": ["工事", None, "土木"]}, {"区分": "工事\n土木"}),
        ({"数": [3]}, {"数": 3}),
        ({"a": []}, {"a": None}),
        ({"入札者": [{"名": "甲"}, {"名": "乙"}]}, {"入札者/名": "甲", "入札者#2/名": "乙"}),
        ({"a": [[1, 2], [3]]}, {"a": "1\n2", "a#2": 3}),
        ({"a": [{"b": 1}, "x"]}, {"a/b": 1, "a#2": "x"}),
        ({"link": {"@href": "x", "": "y"}, "@id": "1"}, {"link@href": "x", "link": "y", "@id": "1"}),
        ({"a/b": 1, "a": {"b": 2}}, {"a/b": 1, "a/b#2": 2}),
    ],
)
def test_a_record_becomes_values_by_path(tree, items):
    assert flatten(tree) == items


def test_a_list_with_a_broken_value_is_broken():
    broken = BrokenCell(CELL_NOT_FINITE, "NaN")
    assert flatten({"a": ["x", broken]}) == {"a": broken}


_NAMES = st.text("abc", min_size=1, max_size=3)
_TREES = st.recursive(
    st.integers() | st.text("xyz", min_size=1, max_size=3),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(_NAMES, inner, min_size=1, max_size=3),
    max_leaves=12,
)


def leaves(tree):
    if isinstance(tree, dict):
        return [leaf for child in tree.values() for leaf in leaves(child)]
    if isinstance(tree, list):
        return [leaf for child in tree for leaf in leaves(child)]
    return [str(tree)]


@given(st.dictionaries(_NAMES, _TREES, max_size=4))
def test_no_value_of_a_record_is_lost(tree):
    found = [line for value in flatten(tree).values() for line in str(value).split("\n")]
    assert sorted(found) == sorted(leaves(tree))


def test_columns_are_all_names_in_order_of_appearance():
    records = [Record(1, {"a": 1}), Record(2, {"b": 2, "a": 3}), Record(7, {}, NotationError(RECORD_NOT_OBJECT, "x"))]
    grid, nul_count = record_grid("表", lambda: iter(records), DEFAULT, Report())
    assert grid.names == ("a", "b")
    assert [(row.number, row.values, row.problem is not None) for row in grid.rows] == [
        (1, [1, None], False),
        (2, [3, 2], False),
        (7, [None, None], True),
    ]
    assert nul_count == 0


def test_too_many_columns_are_refused():
    records = [Record(1, {str(number): 1 for number in range(11)})]
    with pytest.raises(ReadError) as caught:
        record_grid(None, lambda: iter(records), Limits(max_columns=10), Report())
    assert caught.value.rule.id == "record-too-many-items"


@pytest.mark.parametrize(
    ("value", "rule"),
    [("x" * 1_000_001, "value-too-long"), ("a\ud800", "json-lone-surrogate")],
)
def test_what_cannot_be_held_is_a_broken_cell(value, rule):
    assert safe(value, DEFAULT).rule.id == rule


@pytest.mark.parametrize(("value", "kept"), [("", None), ("a\0b", "ab"), ("\0", None), (1, 1), (date(2025, 4, 1),) * 2])
def test_other_values_stay_but_for_nul(value, kept):
    assert safe(value, DEFAULT) == kept


def test_characters_of_the_publishers_own_are_told_by_path():
    report = Report()
    grid, _ = record_grid(None, lambda: iter([Record(3, {"氏名": "渡\ue000"})]), DEFAULT, report)
    list(grid.rows)
    assert [(told.row, told.cell) for told in report.notices] == [(3, "[3]/氏名")]


def test_nul_is_told_once():
    report = Report()
    note_nul(0, report)
    note_nul(3, report)
    assert [(told.rule.id, told.value) for told in report.notices] == [("csv-nul-dropped", "3")]
