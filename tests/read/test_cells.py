import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.japan.text import is_blank
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, cell_ref, column_index, column_letter, is_empty


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns_are_lettered_as_in_a_spreadsheet(index, letter):
    assert column_letter(index) == letter
    assert column_index(letter) == index


@given(st.integers(min_value=0, max_value=100_000))
def test_letter_and_index_are_inverse(index):
    assert column_index(column_letter(index)) == index


def test_a_cell_reference_reads_as_people_write_it():
    assert cell_ref(5, 27) == "F27"


@given(st.one_of(st.none(), st.integers(), st.text(" \t\n\u3000\u200b\ufeffａ０", max_size=4), st.text()))
def test_empty_is_what_the_rest_of_the_project_calls_blank(value):
    if isinstance(value, str) and len(value) > 4 and not value.strip("\u200b\u200e\ufeff"):
        return  # the stated limit of the short cut
    assert not (is_empty(value) and not is_blank(value))
    if not isinstance(value, str) or len(value) <= 4:
        assert is_empty(value) == is_blank(value)


@pytest.mark.parametrize("value", [0, False, 0.0, "0", "-", "なし"])
def test_zero_false_and_dashes_are_not_empty(value):
    assert not is_empty(value)


def test_a_broken_cell_tells_what_to_mend_in_both_languages():
    error = BrokenCell(rules.CELL_ERROR, "#REF!").error()
    assert "#REF!" in error.rule.message("ja", error.value, error.detail)
    assert "#REF!" in error.rule.message("en", error.value, error.detail)
