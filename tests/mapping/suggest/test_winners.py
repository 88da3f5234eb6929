import pytest

from ocdsjp.mapping.suggest.winners import is_mark, marking


@pytest.mark.parametrize("text", ["落札", "落 札", "決定", "落札者"])
def test_marks_of_winners(text):
    assert is_mark(text)


@pytest.mark.parametrize("text", ["落札率", "辞退", "", "2"])
def test_no_marks(text):
    assert not is_mark(text)


def test_column_that_marks_some_rows_is_found_with_its_word(guess, examine):
    columns = [guess("備考", "A"), guess("結果", "B")]
    evidence = {"A": examine([None, "単価契約"]), "B": examine(["落札", None, None])}
    column, words = marking(columns, evidence)
    assert (column.name, words) == ("結果", ("落札",))


def test_column_that_says_it_of_every_row_marks_nobody(guess, examine):
    assert marking([guess("結果", "A")], {"A": examine(["落札", "落札"])}) is None


def test_sign_marks_winners_where_the_header_says_so(guess, examine):
    evidence = {"A": examine(["○", None, None])}
    column, words = marking([guess("落札者", "A")], evidence)
    assert (column.name, words) == ("落札者", ("○",))
    assert marking([guess("電子入札", "A")], evidence) is None
