"""One value in three cells, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import MappingError
from ocdsjp.mapping.spreadsheet.values import Cells, from_cells, to_cells

WORDS = st.sampled_from(["件名", "", " ", "a b", "true", "1", "$amount", "=A1", "落札\n決定", "［", "契約金額（円）"])
CONDITION = st.fixed_dictionaries({"column": WORDS}, optional={"equals": WORDS | st.lists(WORDS, max_size=2)})
VALUE = st.fixed_dictionaries(
    {},
    optional={
        "column": WORDS | st.lists(WORDS, max_size=3),
        "first_of": st.lists(WORDS, max_size=2),
        "constant": WORDS | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
        "template": WORDS,
        "read": st.sampled_from(["text", "date", "yen", "status", "span"]),
        "term": st.sampled_from(["procurement_methods", "categories", "other"]),
        "codes": st.dictionaries(WORDS, WORDS, max_size=2),
        "unit": st.sampled_from(["円", "千円"]),
        "tax": st.sampled_from(["included", "excluded"]),
        "required": st.booleans(),
        "when": CONDITION,
    },
)


@given(WORDS | VALUE)
def test_a_value_survives_its_cells(value):
    cells = to_cells(value)
    if cells is None:
        assert value in ("", " ", {}) or (isinstance(value, str) and value != value.strip()) or "\n" in value
    else:
        assert from_cells(cells) == value
        assert type(from_cells(cells)) is type(value)


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("件名", Cells("件名", "文字")),
        ({"column": "開札日", "read": "date"}, Cells("開札日", "日付")),
        ({"column": "金額", "read": "yen", "unit": "千円", "tax": "excluded"}, Cells("金額", "金額（千円・税抜）")),
        ({"column": "開札日", "required": True}, Cells("開札日", "文字", "required: true")),
        ({"column": ["落札者", "業者"]}, Cells("落札者\n業者", "文字")),
        ({"constant": "active"}, Cells("active", "決まった値")),
        ({"template": "変更前 {金額}"}, Cells("変更前 {金額}", "文の組み立て")),
        ({"column": "方式", "term": "procurement_methods"}, Cells("方式", "契約方式の語")),
        ({"constant": 1}, Cells("", "", "constant: 1")),
        # A column alone in the long form counts otherwise than in the short one where a layout is laid under it.
        ({"column": "件名"}, Cells("件名", "文字", "{}")),
        ({"required": True}, Cells("", "", "required: true")),
    ],
)
def test_the_simplest_cells_are_chosen(value, cells):
    assert to_cells(value) == cells


def test_people_may_write_width_and_spaces_as_they_like():
    assert from_cells(Cells("金額 ", "金額(円･税込) ")) == {"column": "金額", "read": "yen", "tax": "included"}
    assert from_cells(Cells("件名")) == "件名"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (Cells("件名", "読む"), "sheet-reading-unknown"),
        (Cells("", "決まった値"), "sheet-source-missing"),
        (Cells("件名", "文字", "required"), "sheet-details-unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(cells, rule):
    with pytest.raises(MappingError) as raised:
        from_cells(cells)
    assert raised.value.rule.id == rule
