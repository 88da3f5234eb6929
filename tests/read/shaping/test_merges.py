from ocdsjp.read.shaping.merges import DownwardMerges
from ocdsjp.read.tables import Merge


def filled(rows, *merges):
    downward = DownwardMerges(merges)
    for number, values in enumerate(rows, start=1):
        downward.fill(number, values)
    return rows


def test_a_value_stands_for_all_rows_that_its_cell_covers():
    assert filled([["a", "1"], [None, "2"], [None, "3"]], Merge(1, 0, 2, 0)) == [["a", "1"], ["a", "2"], [None, "3"]]


def test_a_cell_with_something_of_its_own_is_left_alone():
    assert filled([["a"], ["b"]], Merge(1, 0, 2, 0)) == [["a"], ["b"]]


def test_an_empty_or_flat_merge_fills_nothing():
    assert filled([[None, "a"], [None, None]], Merge(1, 0, 2, 0), Merge(1, 1, 1, 5)) == [[None, "a"], [None, None]]


def test_a_merge_that_began_in_a_row_that_never_came_is_nothing():
    downward = DownwardMerges([Merge(1, 0, 3, 0)])
    values = [None]
    downward.fill(2, values)
    assert values == [None]
