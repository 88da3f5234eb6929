"""A tree of keys and values as lines, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import MappingError
from ocdsjp.mapping.spreadsheet.settings import Setting, flatten, key_text, location_of, parse, put

KEYS = st.text(min_size=1, max_size=6).filter(lambda key: key == key.strip()) | st.sampled_from(
    ["a/b", "~1", "[1]", "~"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.dates()
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)),
    min_size=1,
    max_size=3,
)


@given(TREES)
def test_a_tree_survives_its_lines(tree):
    built = {}
    for location, kind, text in flatten(tree):
        put(built, location_of(key_text(location)), parse(kind, text))
    assert built == tree
    assert repr(built) == repr(tree)  # 1, 1.0 and true are different things


def test_lines_look_as_people_expect():
    tree = {
        "title": {"ja": "入札結果"},
        "observed": date(2026, 11, 21),
        "key": {"columns": ["案件番号", "年度"]},
        "releases": [{"sections": {"bids/details": {"per": "rounds"}}, "planned": True}],
    }
    assert [(key_text(line.location), line.kind, line.text) for line in flatten(tree)] == [
        ("title/ja", "文字", "入札結果"),
        ("observed", "日付", "2026-11-21"),
        ("key/columns", "一覧（1行に1つ）", "案件番号\n年度"),
        ("releases[1]/sections/bids~1details/per", "文字", "rounds"),
        ("releases[1]/planned", "はい・いいえ", "はい"),
    ]


def test_words_are_read_whatever_their_width():
    assert parse("はい･いいえ", " はい ") is True
    assert parse("一覧(1行に1つ)", "工事\n\n 委託 ") == ["工事", "委託"]
    assert parse("", "そのまま ") == "そのまま "


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("数", "十", "sheet-value-unreadable"),
        ("日付", "令和8年11月21日", "sheet-value-unreadable"),
        ("はい・いいえ", "たぶん", "sheet-value-unreadable"),
        ("なし", "何か", "sheet-value-unreadable"),
        ("金額", "1", "sheet-kind-unknown"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(kind, text, rule):
    with pytest.raises(MappingError) as raised:
        parse(kind, text)
    assert raised.value.rule.id == rule


@pytest.mark.parametrize("text", ["", "/a", "[1]", "a//b", "a[0]", "a[x]", "a[1]b", "a["])
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(MappingError) as raised:
        location_of(text)
    assert raised.value.rule.id == "sheet-key-unreadable"


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (["a", "a"], "sheet-key-twice"),
        (["a", "a/b"], "sheet-key-twice"),
        (["a/b", "a[1]"], "sheet-key-twice"),
        (["a[2]"], "sheet-key-unreadable"),
    ],
)
def test_lines_that_contradict_each_other_are_refused(lines, rule):
    tree = {}
    *before, last = map(location_of, lines)
    for location in before:
        put(tree, location, "x")
    with pytest.raises(MappingError) as raised:
        put(tree, last, "x")
    assert raised.value.rule.id == rule


def test_an_empty_group_may_stand_beside_what_is_in_it():
    tree = {}
    put(tree, ("a", "b"), 1)
    put(tree, ("a",), {})
    assert tree == {"a": {"b": 1}}


def test_what_no_mapping_has_is_refused():
    with pytest.raises(MappingError):
        list(flatten({"a": object()}))
    assert list(flatten({"a": []})) == [Setting(("a",), "空の一覧", "")]
