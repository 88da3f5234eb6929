"""Rows of one process together, in memory or through spill files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocdsjp.mapping import grouping
from ocdsjp.mapping.grouping import grouped
from ocdsjp.read.tables import Row, RowKind

keys = st.lists(st.sampled_from(["R7-1", "Ｒ7-1", "R7-2", "架空", None, ""]), max_size=40)


def _rows(cells):
    return [Row(number, RowKind.DATA, [cell, number]) for number, cell in enumerate(cells, 2)]


def _numbers(groups):
    return sorted(tuple(row.number for row in group) for group in groups)


def test_rows_with_the_same_key_are_together_in_order_of_first_appearance():
    groups = list(grouped(iter(_rows(["a", "b", "a", "c"])), (0,)))
    assert [[row.number for row in group] for group in groups] == [[2, 4], [3], [5]]


def test_width_and_case_make_no_other_process():
    assert _numbers(grouped(iter(_rows(["R7-1", "Ｒ７－１", "r7-1 "])), (0,))) == [(2, 3, 4)]


def test_a_row_without_any_key_is_alone():
    assert _numbers(grouped(iter(_rows([None, "", "a"])), (0,))) == [(2,), (3,), (4,)]


@given(keys)
def test_no_row_is_lost_and_none_comes_twice(cells):
    rows = _rows(cells)
    assert sorted(row.number for group in grouped(iter(rows), (0,)) for row in group) == [row.number for row in rows]


@given(keys, st.permutations(range(40)))
def test_which_rows_belong_together_does_not_depend_on_their_order(cells, order):
    rows = _rows(cells)
    shuffled = [rows[index] for index in order if index < len(rows)]
    once, again = (
        {frozenset(row.number for row in group) for group in grouped(iter(some), (0,))} for some in (rows, shuffled)
    )
    assert once == again


@given(cells=keys, limit=st.integers(0, 10))
@settings(deadline=None)
def test_grouping_through_files_gives_the_same_groups(cells, limit):
    rows = _rows(cells)
    expected = _numbers(grouped(iter(rows), (0,)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "GROUP_LIMIT", limit)
        assert _numbers(grouped(iter(_rows(cells)), (0,))) == expected
