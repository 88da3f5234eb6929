import contextlib
import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.quality import json_stream
from ocdsjp.quality.strict_json import JsonRefusedError
from ocdsjp.read.rules import JSON_TEXT_TOO_LONG


def _pieces(text: bytes, size: int):
    return (text[start : start + size] for start in range(0, len(text), size))


members = st.dictionaries(st.text(), st.recursive(st.integers() | st.text(), st.lists, max_leaves=8))


@given(st.lists(members), st.integers(1, 9), st.sampled_from([None, 1]))
def test_elements_are_those_of_the_array_whatever_the_chunks(values, size, indent):
    text = json.dumps(values, ensure_ascii=False, indent=indent).encode()
    scanner = json_stream.Scanner(_pieces(text, size))
    assert [json.loads(element) for element in scanner.elements()] == values
    assert scanner.peek() == ""


@given(members, st.integers(1, 9))
def test_members_are_those_of_the_object_whatever_the_chunks(value, size):
    scanner = json_stream.Scanner(_pieces(json.dumps(value).encode(), size))
    assert {key: json.loads(scanner.value()) for key in scanner.members()} == value


@given(st.binary(max_size=200), st.integers(1, 50))
def test_lines_are_numbered_as_in_the_file(data, size):
    expected = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    assert list(json_stream.lines(_pieces(data, size))) == expected


@given(st.binary(max_size=60), st.integers(1, 9))
def test_scanner_refuses_or_reads_but_never_fails_otherwise(data, size):
    scanner = json_stream.Scanner(_pieces(b"[" + data, size))
    with contextlib.suppress(JsonRefusedError):
        for element in scanner.elements():
            assert json.loads(element.decode()) is not data


def test_a_line_that_is_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(json_stream, "LONGEST_TEXT", 20)
    data = b'{"a": 1}\n{"a": "' + b"x" * 100 + b'"}\n{"b": 2}\n'
    assert list(json_stream.lines(_pieces(data, 16))) == [(1, b'{"a": 1}'), (2, b""), (3, b'{"b": 2}')]


def test_a_value_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(json_stream.Scanner, "longest_text", 20)
    scanner = json_stream.Scanner(_pieces(b'["' + b"x" * 1000 + b'"]', 16))
    with pytest.raises(JsonRefusedError) as refused:
        list(scanner.elements())
    assert refused.value.problem.rule is JSON_TEXT_TOO_LONG


def test_gzip_is_unpacked_from_a_stream_that_cannot_seek():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    assert b"".join(json_stream.chunks(Pipe(gzip.compress(b"{}")))) == b"{}"


@pytest.mark.parametrize("damage", [lambda data: data[:-6], lambda data: data[:20] + b"\x00" * 9 + data[29:]])
def test_broken_gzip_is_refused(damage):
    data = damage(gzip.compress(json.dumps(list(range(1000))).encode()))
    with pytest.raises(JsonRefusedError) as refused:
        list(json_stream.chunks(io.BytesIO(data)))
    assert refused.value.problem.rule is json_stream.GZIP_BROKEN


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"a": 1}\n{"b": 2}\n', True),
        (b'{"a": NaN}\n{"b": 2}\n', True),
        (b'{"a": 1}\n', False),
        (b'{"a": 1}', False),
        (b'{\n "a": 1\n}\n', False),
        (b'{"releases": [\n{"ocid": "x"}]}', False),
        (b"[\n{}\n]", False),
        (b'[{"a": 1}]\n[{"a": 1}]', False),
    ],
)
def test_json_lines_are_told_from_one_document(head, expected):
    assert json_stream.is_lines(head) is expected


@pytest.mark.parametrize("mark", ["utf-16", "utf-32", "utf-16-be"])
def test_other_unicode_encodings_are_named(mark):
    text = "\ufeff[]".encode(mark) if mark == "utf-16-be" else "[]".encode(mark)
    with pytest.raises(JsonRefusedError) as refused:
        json_stream.without_mark(iter([text]))
    assert refused.value.problem.rule.id == "encoding-not-utf-8"
