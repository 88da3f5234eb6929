from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read.limits import DEFAULT
from ocdsjp.read.tables import Merge
from ocdsjp.read.web.cell_text import Cell, Struck
from ocdsjp.read.web.markup import MarkupRow
from ocdsjp.read.web.spans import lay_out


def table(*rows):
    """A group of rows; a cell is a text, or a text with how many columns and rows it spans."""
    return [MarkupRow([Cell(*each) if isinstance(each, tuple) else Cell(each) for each in row]) for row in rows]


def values(layout):
    return [row.values for row in layout.rows]


def test_a_cell_takes_the_first_free_place_of_its_row():
    layout = lay_out([table([("番号", 1, 2), ("落札者", 2)], ["名称", "住所"], ["1", "甲", "乙"])], DEFAULT)
    assert values(layout) == [["番号", "落札者"], [None, "名称", "住所"], ["1", "甲", "乙"]]
    assert layout.merges == [Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)]
    assert layout.width == 3


def test_a_span_of_rows_ends_with_its_group_and_zero_means_to_its_end():
    layout = lay_out([table([("a", 1, 9), "b"], ["c"]), table([("d", 1, 0)], [], ["e"])], DEFAULT)
    assert values(layout) == [["a", "b"], [None, "c"], ["d"], [], [None, "e"]]
    assert layout.merges == [Merge(1, 0, 2, 0), Merge(3, 0, 5, 0)]


def test_a_title_over_more_columns_than_there_are_makes_none():
    assert lay_out([table([("令和7年度", 10)], ["a", "b"])], DEFAULT).width == 2


def test_what_is_known_of_a_cell_is_kept_at_its_place():
    cells = [Cell("a"), Cell("b", heading=True, links=("x", "y"), struck=Struck.PART, struck_text="b")]
    layout = lay_out([[MarkupRow(cells), MarkupRow([Cell("c")], hidden=True)]], DEFAULT)
    assert (layout.links, layout.labels, layout.struck) == ({(1, 1): "x\ny"}, {(1, 1)}, {(1, 1): False})
    assert layout.hidden_rows == {2}
    assert layout.struck_texts == ["b"]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({"max_columns": 3}, "table-too-many-columns"),
        ({"max_cells": 9}, "sheet-too-large"),
        ({"max_merges": 1}, "merge-too-large"),
    ],
)
def test_spans_beyond_every_real_table_are_refused(limits, rule):
    rows = table([("a", 4)], [("b", 4)], [("c", 4)])
    with pytest.raises(ReadError) as caught:
        lay_out([rows], replace(DEFAULT, **limits))
    assert caught.value.rule.id == rule


_CELLS = st.tuples(st.text("ab", min_size=1, max_size=2), st.integers(1, 4), st.integers(0, 4))


@given(st.lists(st.lists(st.lists(_CELLS, max_size=4), max_size=5), max_size=3))
def test_every_cell_has_one_place_and_no_two_have_the_same(groups):
    layout = lay_out([table(*rows) for rows in groups], DEFAULT)
    assert [[value for value in row.values if value is not None] for row in layout.rows] == [
        [text for text, _, _ in row] for rows in groups for row in rows
    ]
    origins = [(merge.top, merge.left) for merge in layout.merges]
    assert len(set(origins)) == len(origins)
    assert [row.number for row in layout.rows] == list(range(1, len(layout.rows) + 1))
