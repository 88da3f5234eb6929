import gzip
import io
import json

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocdskit.util import detect_format

from ocdsjp.errors import PublicationError
from ocdsjp.ocds.packages import PackageMetadata, Publisher, record, record_package, release_package
from ocdsjp.ocds.profile import load_profile

PUBLISHER = Publisher("見本発行者", scheme="JP-JCN", uid="2000020132250", uri="https://example.org/")
METADATA = PackageMetadata(
    uri="https://example.org/releases/990001/2025.json",
    published_date="2025-07-01T00:00:00+09:00",
    publisher=PUBLISHER,
    extensions=load_profile().extension_urls_with("https://example.org/extensions"),
    license="https://creativecommons.org/licenses/by/4.0/",
    publication_policy="https://example.org/policy",
)
PLAIN = PackageMetadata("https://example.org/1", "2025-07-01T00:00:00+09:00", Publisher("見本"))


def release(number):
    return {
        "ocid": f"ocds-abcdef-{number}",
        "id": "1",
        "date": "2025-06-01T00:00:00+09:00",
        "tag": ["planning"],
        "initiationType": "tender",
    }


RELEASES = [orjson.dumps(release(number)) for number in range(3)]
RECORDS = [record(f"ocds-abcdef-{number}", [RELEASES[number]], RELEASES[number]) for number in range(3)]


@pytest.mark.parametrize("metadata", [METADATA, PLAIN])
def test_packages_are_valid_and_hold_the_items_in_their_order(metadata):
    releases = b"".join(release_package(metadata).wrap(RELEASES))
    records = b"".join(record_package(metadata).wrap(RECORDS))
    profile = load_profile()
    for package, schema in ((releases, profile.release_package_schema), (records, profile.record_package_schema)):
        validator = jsonschema_rs.Draft4Validator(schema, validate_formats=True)
        assert [str(error) for error in validator.iter_errors(orjson.loads(package))] == []
    assert orjson.loads(releases)["releases"] == [release(number) for number in range(3)]
    assert [each["ocid"] for each in orjson.loads(records)["records"]] == [f"ocds-abcdef-{n}" for n in range(3)]


def test_ocdskit_recognizes_the_packages(tmp_path):
    path = tmp_path / "package.json"
    path.write_bytes(b"".join(release_package(METADATA).wrap(RELEASES)))
    assert detect_format(str(path))[0] == "release package"
    path.write_bytes(b"".join(record_package(METADATA).wrap(RECORDS)))
    assert detect_format(str(path))[0] == "record package"


def test_a_package_has_one_item_per_line():
    lines = b"".join(release_package(METADATA).wrap(RELEASES)).splitlines()
    assert [line.removesuffix(b",") for line in lines[1:-1]] == RELEASES


def test_fields_without_value_are_left_out_and_japanese_stays_readable():
    head = release_package(PLAIN).head
    assert set(json.loads(head + b"]}")) == {"uri", "version", "publishedDate", "publisher", "releases"}
    assert json.loads(head + b"]}")["publisher"] == {"name": "見本"}
    assert "見本".encode() in head


def test_pieces_compress_apart_and_concatenate():
    packed = b"".join(gzip.compress(piece, mtime=0) for piece in release_package(METADATA).wrap(RELEASES))
    assert orjson.loads(gzip.GzipFile(fileobj=io.BytesIO(packed)).read())["uri"] == METADATA.uri


def test_an_empty_package_or_record_is_refused():
    with pytest.raises(PublicationError, match="at least one"):
        list(release_package(METADATA).wrap([]))
    with pytest.raises(PublicationError, match="ocds-abcdef-1"):
        record("ocds-abcdef-1", [], b"{}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"uri": "releases/2025.json"},
        {"uri": "https://example.org/見本.json"},
        {"uri": "https://example.org/a b"},
        {"published_date": "2025-07-01"},
        {"published_date": "2025-07-01T00:00:00Z"},
        {"publisher": Publisher(" ")},
        {"publisher": Publisher("見本", uri="見本")},
        {"license": ""},
        {"extensions": ("extension.json",)},
    ],
)
def test_metadata_that_the_package_schema_would_refuse_are_refused_at_once(wrong):
    fields = {"uri": METADATA.uri, "published_date": METADATA.published_date, "publisher": PUBLISHER, **wrong}
    with pytest.raises(PublicationError):
        PackageMetadata(**fields)


@given(st.text(min_size=1).filter(lambda name: name.strip() and name.isprintable()))
def test_any_publisher_name_comes_back(name):
    metadata = PackageMetadata("https://example.org/1", "2025-07-01T00:00:00+09:00", Publisher(name))
    package = b"".join(release_package(metadata).wrap(RELEASES))
    assert orjson.loads(package)["publisher"]["name"] == name
