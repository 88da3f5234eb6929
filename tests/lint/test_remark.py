"""What a check says."""

from ocdsjp.findings import Rule
from ocdsjp.lint.page import Shown
from ocdsjp.lint.remark import MOST_CELLS, at, by_column, short

RULE = Rule("L1-06", "『{value}』は…。", 'It says "{value}".', "直す。", "Mend it.")


def test_a_remark_is_made_for_each_column_and_counts_all_cells():
    hits = [Shown(0, row, f"a{row}") for row in range(1, MOST_CELLS + 11)] + [Shown(2, 1, "c")]
    first, second = by_column(RULE, "表", hits)
    assert (first.count, len(first.cells), first.cells[0], first.value) == (MOST_CELLS + 10, MOST_CELLS, "A1", "a1")
    assert (second.count, second.cells) == (1, ("C1",))
    assert second.message("en") == 'It says "c". Mend it.'
    assert second.message("ja") == "『c』は…。直す。"


def test_without_a_place_there_is_no_remark():
    assert list(at(RULE, None, [])) == []
    assert list(by_column(RULE, None, [])) == []


def test_a_value_is_shown_on_one_line():
    assert short("a\nb") == "a⏎b"
    assert short("x" * 200).endswith("…")
    assert len(short("x" * 200)) == 80
