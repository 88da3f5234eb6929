"""A value on one line, and the text of a cell as data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ocdsjp.errors import MappingError
from ocdsjp.mapping.spreadsheet.yaml_flow import flow, pairs, read_pairs

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30)
@given(PLAIN)
def test_a_value_on_one_line_is_read_back_as_it_was(value):
    line = flow(value)
    assert "\n" not in line
    assert YAML(typ="safe").load(f"key: {line}\n") == {"key": value}


@settings(max_examples=30)
@given(st.dictionaries(TEXTS, PLAIN, max_size=4))
def test_pairs_are_read_back_as_they_were(content):
    assert read_pairs(pairs(content)) == content


def test_pairs_look_as_people_write_them():
    content = {"required": True, "when": {"column": "備考", "equals": "落札"}}
    assert pairs(content) == "required: true\nwhen: {column: 備考, equals: 落札}"
    assert read_pairs("required: true") == {"required": True}
    assert read_pairs(" \n ") == {}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x",  # a reference
        "a: !!python/object:os.system x",
        "true",
        "- a",
        "1: a",
        "a: [1",
        "a: b: c",
        "[" * 10_000,
        "a: \x07",
    ],
)
def test_what_is_no_list_of_pairs_or_may_be_endless_is_refused(text):
    with pytest.raises(MappingError) as raised:
        read_pairs(text)
    assert raised.value.rule.id == "sheet-details-unreadable"
