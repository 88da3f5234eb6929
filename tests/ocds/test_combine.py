import gzip
import io
import json
import socket
import tracemalloc

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocdskit.combine import merge as ocdskit_merge

from ocdsjp.errors import ReadError
from ocdsjp.ocds.combine import LINKED_ONLY, NOT_JSON, NOT_OCDS, NOT_STORABLE, compile_stream, releases_in
from ocdsjp.ocds.merge import DUPLICATE_ID, REPEATED_DATE, MergeError, compile_releases
from ocdsjp.ocds.profile import load_profile


def release(number, day=1, **fields):
    return {
        "ocid": f"ocds-abcdef-{number}",
        "id": f"{number}-{day}",
        "date": f"2025-06-{day:02}T00:00:00+09:00",
        "tag": ["tender"],
        "parties": [{"id": "1", "name": "見本市", "roles": ["buyer"]}],
        **fields,
    }


# Three processes; the second has two releases, the newer one first.
RELEASES = [release(1), release(2, 9, title="新"), release(3), release(2, 1, title="旧", description="概要")]
METADATA = {"uri": "https://example.org/1", "version": "1.1", "publisher": {"name": "見本"}}
PACKAGE = {**METADATA, "releases": RELEASES}
RECORDS = [
    {"ocid": "ocds-abcdef-1", "releases": [RELEASES[0]]},
    {"ocid": "ocds-abcdef-2", "releases": [RELEASES[3], RELEASES[1]], "compiledRelease": release(2, 9)},
    {"ocid": "ocds-abcdef-3", "releases": [RELEASES[2]]},
]
RECORD_PACKAGE = {**METADATA, "records": RECORDS}
COMPILED = [
    compile_releases([RELEASES[0]]),
    compile_releases([RELEASES[1], RELEASES[3]]),
    compile_releases([RELEASES[2]]),
]


def lines(*values):
    return b"".join(orjson.dumps(value) + b"\n" for value in values)


def pretty(*values):
    return "\n".join(json.dumps(value, ensure_ascii=False, indent=2) for value in values).encode()


SHAPES = {
    "release package": orjson.dumps(PACKAGE),
    "release package, indented": pretty(PACKAGE),
    "release package, metadata last": pretty({"releases": RELEASES, **METADATA}),
    "record package": orjson.dumps(RECORD_PACKAGE),
    "record package, indented": pretty(RECORD_PACKAGE),
    "array of releases": orjson.dumps(RELEASES),
    "array of releases, indented": pretty(RELEASES),
    "array of records": pretty(RECORDS),
    "array of packages": pretty([{**METADATA, "releases": [each]} for each in RELEASES]),
    "lines of releases": lines(*RELEASES),
    "lines of records": lines(*RECORDS),
    "lines of packages": lines({**METADATA, "releases": RELEASES[:2]}, {**METADATA, "releases": RELEASES[2:]}),
    "lines with blank ones and without an end": b"\r\n\n".join(map(orjson.dumps, RELEASES)),
    "values after each other, indented": pretty(*RELEASES),
    "with a byte order mark": b"\xef\xbb\xbf" + lines(*RELEASES),
    "indented, with a byte order mark": b"\xef\xbb\xbf" + pretty(PACKAGE),
}


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_every_shape_of_the_same_releases_compiles_to_the_same(content, pack):
    assert list(compile_stream([io.BytesIO(pack(content))])) == COMPILED


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_long_lines_are_streamed_with_the_same_result(content, monkeypatch):
    monkeypatch.setattr("ocdsjp.ocds.combine._LINE_LIMIT", 700)
    assert list(compile_stream([io.BytesIO(content)])) == COMPILED


def test_a_process_may_be_spread_over_files(tmp_path):
    path = tmp_path / "part1.json"
    path.write_bytes(orjson.dumps({**METADATA, "releases": RELEASES[:2]}))
    assert list(compile_stream([path, io.BytesIO(lines(*RELEASES[2:]))])) == COMPILED


def test_the_result_is_that_of_ocdskit():
    schema = load_profile().release_schema
    assert list(compile_stream([io.BytesIO(orjson.dumps(PACKAGE))])) == list(ocdskit_merge([PACKAGE], schema=schema))


def test_compiled_releases_come_through():
    assert list(compile_stream([io.BytesIO(lines(*COMPILED))])) == COMPILED


def test_a_record_with_links_only_gives_its_compiled_release():
    linked = {"url": "https://example.org/1#1", "date": "2025-06-01T00:00:00+09:00", "tag": ["tender"]}
    record = {"ocid": "ocds-abcdef-1", "releases": [linked], "compiledRelease": COMPILED[0]}
    for content in (lines(record), pretty(record), pretty({**METADATA, "records": [record]})):
        assert list(compile_stream([io.BytesIO(content)])) == [COMPILED[0]]
    del record["compiledRelease"]
    with pytest.raises(ReadError) as caught:
        list(releases_in(io.BytesIO(pretty({**METADATA, "records": [record]}))))
    assert caught.value.rule is LINKED_ONLY
    assert caught.value.value == "ocds-abcdef-1"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", NOT_JSON),
        (b"   \n", NOT_JSON),
        (b"<html></html>", NOT_JSON),
        (orjson.dumps(PACKAGE)[:-20], NOT_JSON),
        (pretty(PACKAGE)[:-20], NOT_JSON),
        (lines(RELEASES[0]) + b"{\n", NOT_JSON),
        (gzip.compress(orjson.dumps(PACKAGE), mtime=0)[:-20], NOT_JSON),
        (b"\x1f\x8b\x08\x00garbage", NOT_JSON),
        (json.dumps(PACKAGE, ensure_ascii=False).encode("cp932"), NOT_JSON),
        (pretty(PACKAGE).decode().encode("utf-16"), NOT_JSON),
        (b"1\n", NOT_OCDS),
        (b'"text"', NOT_OCDS),
        (b"[[1],\n[2]]", NOT_OCDS),
        (b'{"type":"FeatureCollection","features":[]}', NOT_OCDS),
        (b'{"releases":[{"id":"1"}]}', NOT_OCDS),
        (b'{"releases":[null]}', NOT_OCDS),
        (b'{"records":[1]}', NOT_OCDS),
        (b'{"ocid":1,"date":"2025-06-01T00:00:00Z"}', NOT_OCDS),
        (b'{"ocid":"x","a":' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}", NOT_STORABLE),
        (b'{"ocid":"x","a":' + b"[" * 5000 + b"]" * 5000 + b"}", NOT_STORABLE),
    ],
)
def test_what_is_not_ocds_is_refused_with_the_name_of_the_file(content, rule, tmp_path):
    path = tmp_path / "公開.json"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        list(compile_stream([path]))
    assert caught.value.rule is rule
    for language in ("ja", "en"):
        assert "公開.json" in rule.message(language, caught.value.value, caught.value.detail)


def test_an_empty_package_has_no_releases():
    assert list(compile_stream([io.BytesIO(b'{"uri":"https://example.org/1","releases":[]}')])) == []


def test_problems_of_a_process_are_refused_unless_someone_listens():
    doubled = release(1, parties=[{"id": "1", "name": "甲"}, {"id": "1", "name": "乙"}])
    content = lines(doubled, release(2), release(2))
    with pytest.raises(MergeError):
        list(compile_stream([io.BytesIO(content)]))
    problems = []
    assert len(list(compile_stream([io.BytesIO(content)], report=problems.append))) == 2
    assert [(problem.rule, problem.ocid) for problem in problems] == [
        (DUPLICATE_ID, "ocds-abcdef-1"),
        (REPEATED_DATE, "ocds-abcdef-2"),
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(RELEASES), st.sampled_from([lines, pretty]))
def test_the_order_in_the_file_does_not_matter(releases, write):
    assert list(compile_stream([io.BytesIO(write(*releases))])) == COMPILED


def test_memory_does_not_grow_with_the_file():
    def peak(count):
        content = io.BytesIO(
            orjson.dumps({**METADATA, "releases": [release(n, text="文" * 500) for n in range(count)]})
        )
        tracemalloc.start()
        found = sum(1 for _ in releases_in(content))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        return size

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ocdsjp.ocds.combine._LINE_LIMIT", 1 << 12)
        peak(10)
        assert peak(2000) < 2 * peak(200)
