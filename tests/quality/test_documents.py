import gzip
import io
import json

import pytest

from ocdsjp.quality import documents
from ocdsjp.quality.documents import Flaw, Item, Kind, Package, Spot, kind_of, read


def _read(data: bytes | str | object, **options):
    if not isinstance(data, bytes | str):
        data = json.dumps(data, ensure_ascii=False)
    return list(read(io.BytesIO(data.encode() if isinstance(data, str) else data), **options))


def _kinds(parts):
    return [part.kind for part in parts]


def _rules(parts):
    return [part.problem.rule.id for part in parts if isinstance(part, Flaw)]


def test_kinds_are_told_by_their_fields(release, package, record, record_package):
    assert kind_of(release) is Kind.RELEASE
    assert kind_of(record["compiledRelease"]) is Kind.COMPILED_RELEASE
    assert kind_of(package) is Kind.RELEASE_PACKAGE
    assert kind_of(record) is Kind.RECORD
    assert kind_of(record_package) is Kind.RECORD_PACKAGE
    assert kind_of({"tag": ["tender"]}) is Kind.RELEASE
    assert kind_of({"a": 1}) is None
    assert kind_of([release]) is None


@pytest.mark.parametrize("indent", [None, 2])
def test_package_is_streamed_with_the_place_of_each_release(package, indent):
    parts = _read(json.dumps(package, indent=indent))
    assert _kinds(parts) == [Kind.RELEASE, Kind.RELEASE, Kind.RELEASE_PACKAGE]
    assert [part.spot for part in parts] == [Spot(path="/releases/0"), Spot(path="/releases/1"), Spot()]
    assert parts[-1].items == 2
    assert parts[-1].metadata == {key: value for key, value in package.items() if key != "releases"}


def test_package_whose_releases_come_before_everything_else(package):
    backwards = dict(reversed(package.items()))
    assert _kinds(_read(backwards)) == [Kind.RELEASE, Kind.RELEASE, Kind.RELEASE_PACKAGE]


def test_record_whose_releases_come_before_its_ocid(record):
    backwards = dict(reversed(record.items()))
    assert _read(backwards) == [Item(Kind.RECORD, record, Spot())]


def test_package_that_begins_with_very_many_releases(monkeypatch, release):
    monkeypatch.setattr(documents, "_UNDECIDED", 3)
    parts = _read({"releases": [release] * 5, "uri": "x"})
    assert parts == [Item(Kind.RELEASE, release, Spot(path=f"/releases/{index}")) for index in range(5)] + [
        Package(Kind.RELEASE_PACKAGE, {"uri": "x"}, 5, Spot())
    ]


def test_record_package_and_single_values(record_package, record, release):
    assert _kinds(_read(record_package)) == [Kind.RECORD, Kind.RECORD_PACKAGE]
    assert _read(record) == [Item(Kind.RECORD, record, Spot())]
    assert _read(release) == [Item(Kind.RELEASE, release, Spot())]


def test_array_of_anything(package, release):
    assert _kinds(_read([release, package])) == [
        Kind.RELEASE,
        Kind.RELEASE,
        Kind.RELEASE,
        Kind.RELEASE_PACKAGE,
    ]


def test_json_lines_of_anything_with_line_numbers(package, release):
    text = f"{json.dumps(release)}\n\n{json.dumps(package)}\r\n"
    parts = _read(text)
    assert [part.spot.line for part in parts] == [1, 3, 3, 3]
    assert parts[1].spot == Spot(3, "/releases/0")


def test_json_lines_whose_lines_are_longer_than_a_chunk(monkeypatch, release):
    monkeypatch.setattr(documents.json_stream, "CHUNK", 64)
    parts = _read(f"{json.dumps(release)}\n{json.dumps(release)}\n")
    assert [part.spot.line for part in parts if isinstance(part, Item)] == [None, 2]


def test_gzip_and_byte_order_mark(release):
    parts = _read(gzip.compress(b"\xef\xbb\xbf" + json.dumps(release).encode()))
    assert _rules(parts) == ["byte-order-mark"]
    assert parts[1] == Item(Kind.RELEASE, release, Spot())


def test_kind_can_be_forced(release):
    del release["ocid"], release["tag"], release["initiationType"]
    assert _rules(_read(release)) == ["ocds-kind-unknown"]
    assert _kinds(_read(release, kind=Kind.RELEASE)) == [Kind.RELEASE]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_empty_file(data):
    assert _rules(_read(data))[-1] == "file-empty"


@pytest.mark.parametrize("data", [b"PK\x03\x04xlsx", b"<html>", b"ocid,date\n", b"12", b'"text"', b"null", b"\x00\x01"])
def test_other_files_are_told_what_is_expected(data):
    assert _rules(_read(data)) == ["not-json"]


def test_bad_line_does_not_stop_the_others(release):
    good = json.dumps(release)
    parts = _read("\n".join([good, good[:-5], '{"a": NaN}', "{} {}", "[1, 2]", good]))
    assert _rules(parts) == ["json-truncated", "json-number-not-finite", "json-trailing-data", "ocds-kind-unknown"]
    assert [part.spot.line for part in parts] == [1, 2, 3, 4, 5, 6]


def test_bad_release_does_not_stop_its_package(package):
    text = json.dumps(package).replace('"JP-JCN-1"', '"\\ud800"', 1)
    parts = _read(text)
    assert _rules(parts) == ["json-lone-surrogate"]
    assert _kinds(parts[1:]) == [Kind.RELEASE, Kind.RELEASE_PACKAGE]


def test_truncated_package_gives_what_was_whole(package):
    parts = _read(json.dumps(package)[:-100])
    assert isinstance(parts[0], Item)
    assert _rules(parts) == ["json-truncated"]


def test_duplicate_keys_of_a_package_are_reported(package):
    text = json.dumps(package)
    assert _rules(_read('{"version": "1.0", ' + text[1:])) == ["json-duplicate-key"]
    assert _rules(_read(text[:-1] + ', "releases": []}')) == ["json-duplicate-key"]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b'{"releases": [{"ocid": "x"}]} x', "json-trailing-data"),
        (b'{"releases": [' + b"[" * 100_000, "json-too-deep"),
        (b'{"releases": [{"ocid": "' + "契約".encode("cp932") + b'"}]}', "encoding-not-utf-8"),
        (b'{"releases": [1]}', "ocds-kind-unknown"),
        (b'{"a" 1}', "json-syntax"),
        (b'{"a": 1]', "json-syntax"),
        (b"[1", "json-truncated"),
        (b"\x1f\x8bnonsense", "gzip-broken"),
    ],
)
def test_hostile_documents_are_findings(data, rule):
    assert rule in _rules(_read(data))


def test_package_far_larger_than_a_chunk_is_streamed(release):
    count = 1000

    class Endless(io.RawIOBase):
        """A package that is written while it is read, and remembers how far that was."""

        written = 0

        def read(self, size=-1):
            del size
            Endless.written += 1
            if Endless.written == 1:
                return b'{"uri": "x", "releases": [' + json.dumps(release).encode()
            return (
                b"]}" if Endless.written == count else b"," + json.dumps(release).encode() * (Endless.written <= count)
            )

    parts = read(Endless())
    next(parts)
    assert Endless.written < count
