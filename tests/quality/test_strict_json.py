import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.quality import strict_json
from ocdsjp.quality.strict_json import JsonRefusedError, parse

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b'{"a": NaN}', "json-number-not-finite"),
        (b'{"a": -Infinity}', "json-number-not-finite"),
        (b'{"a": 1e999}', "json-number-not-finite"),
        (b'{"a": 1' + b"0" * 400 + b"}", "json-number-too-large"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "json-number-too-large"),
        (b'{"a": "\\ud800"}', "json-lone-surrogate"),
        (b'{"\\udc00": 1}', "json-lone-surrogate"),
        (b'{"a": "\x00"}', "json-control-character"),
        (b'{"a": 1} {"b": 2}', "json-trailing-data"),
        (b'{"a": 1', "json-truncated"),
        (b'{"a": "abc', "json-truncated"),
        (b"", "json-truncated"),
        (b'{"a": 1,}', "json-syntax"),
        (b"{'a': 1}", "json-syntax"),
        ('{"a": "契約"}'.encode("cp932"), "encoding-not-utf-8"),
        (b'{"a": "\xed\xa0\x80"}', "encoding-not-utf-8"),
        (b"[" * 300 + b"]" * 300, "json-too-deep"),
        (b"[" * 5000 + b"]" * 5000, "json-too-deep"),
        (b'{"a":' * 900 + b'"\\ud800"' + b"}" * 900, "json-lone-surrogate"),
    ],
)
def test_refused_text_is_named_by_its_fault(text, rule):
    with pytest.raises(JsonRefusedError) as refused:
        parse(text)
    assert refused.value.problem.rule.id == rule
    assert refused.value.problem.message("ja")
    assert refused.value.problem.message("en")


def test_duplicate_key_is_reported_and_the_value_kept():
    value, problems = parse(b'{"id": "1", "x": {"id": "2", "id": "3"}}')
    assert value == {"id": "1", "x": {"id": "3"}}
    assert [(problem.rule.id, problem.value) for problem in problems] == [("json-duplicate-key", "id")]


def test_duplicate_key_is_not_hidden_by_escaped_quotes():
    _, problems = parse(rb'{"a\"": "\\", "a\u0022": "\"\""}')
    assert [problem.value for problem in problems] == ['a"']


def test_nul_is_reported_with_its_place():
    _, problems = parse(rb'{"a": [{"b\u0000": "x\u0000"}], "c": "\\u0000"}')
    assert [(problem.rule.id, problem.path) for problem in problems] == [
        ("json-nul", "/a/0/b\\u0000"),
        ("json-nul", "/a/0/b\\u0000"),
    ]


def test_blanks_and_escapes_of_another_program_are_no_problem():
    assert parse(b'{ "a" : "\\u5951\\u7d04 \\"x\\" \\\\" ,\n "b": 1.50 }') == ({"a": '契約 "x" \\', "b": 1.5}, [])


@given(value=json_values, escaped=st.booleans())
def test_whatever_is_written_is_read_without_complaint(value, *, escaped):
    nul = "\\u0000" in json.dumps(value)
    read, problems = parse(json.dumps(value, ensure_ascii=escaped, indent=1).encode())
    assert read == value
    assert nul or not problems


@given(st.lists(st.tuples(st.text(), json_values)))
def test_a_key_is_reported_exactly_when_it_is_written_twice(pairs):
    members = b",".join(orjson.dumps(key) + b":" + orjson.dumps(value) for key, value in pairs)
    _, problems = parse(b"{" + members + b"}")
    repeated = len({key for key, _ in pairs}) < len(pairs)
    assert repeated == any(problem.rule is strict_json.JSON_DUPLICATE_KEY for problem in problems)
