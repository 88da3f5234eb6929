import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read.trees.json_walk import Walker, shorten, syntax_fault

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


def walker(data, size=3):
    return Walker(data[start : start + size] for start in range(0, len(data), size))


def elements(walk):
    return [json.loads(walk.text()) for _ in walk.places()]


@given(st.lists(_JSON), st.integers(1, 9))
def test_every_element_is_met_wherever_the_pieces_are_cut(values, size):
    walk = walker(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"), size)
    with contextlib.suppress(ReadError):  # texts may hold half a surrogate pair, which is no UTF-8
        assert elements(walk) == values
        assert walk.peek() == ""


@given(st.dictionaries(st.text('ab"\\\n', max_size=4), _JSON), st.integers(1, 9))
def test_every_member_is_met(value, size):
    walk = walker(json.dumps(value).encode(), size)
    assert {key: json.loads(walk.text()) for key in walk.members()} == value


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[1,", "json-truncated"),
        ('["\\u67', "json-truncated"),
        ("[1 2]", "json-syntax"),
        ('["a\nb"]', "json-control-character"),
        ("[" + "[" * 100_000, "json-too-deep"),
        ('["' + "x" * 40_000_000 + '"]', "json-text-too-long"),
        ("x", "json-syntax"),
    ],
)
def test_what_is_no_json_is_refused(text, rule):
    with pytest.raises(ReadError) as caught:
        elements(walker(text.encode(), 1 << 20))
    assert caught.value.rule.id == rule


def test_bytes_that_are_not_utf_8_are_told_with_their_place():
    with pytest.raises(ReadError) as caught:
        walker(b'["ab\xff"]').text()
    assert (caught.value.rule.id, caught.value.detail["offset"]) == ("encoding-wrong", "5")


def test_places_are_those_of_the_whole_document():
    with pytest.raises(ReadError) as caught:
        elements(walker(b'["' + b"x" * 100 + b'" 1]'))
    assert caught.value.detail["at"] == "105"


def test_an_error_of_the_standard_library_has_a_rule():
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads('{"a":1} x')
    rule, value, detail = syntax_fault('{"a":1} x', caught.value)
    assert (rule.id, value, detail) == ("json-trailing-data", "x", {"at": "9"})


def test_long_texts_are_quoted_in_part():
    assert (shorten("abc"), len(shorten("x" * 1_000))) == ("abc", 120)
