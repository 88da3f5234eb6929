import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality.documents import Kind
from ocdsjp.quality.inspection import Inspector

_inspector = Inspector(load_profile())
_names = st.sampled_from(
    ["ocid", "id", "tag", "date", "parties", "buyer", "tender", "awards", "releases", "compiledRelease", "version"]
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)


def _found(problems):
    return sorted((problem.rule.id, problem.path) for problem in problems)


@given(st.dictionaries(_names, _anything))
def test_anything_that_json_can_say_is_inspected_without_an_exception(value):
    for problems in (
        _inspector.release(value),
        _inspector.record(value),
        _inspector.package(Kind.RELEASE_PACKAGE, value, 1),
        _inspector.package(Kind.RECORD_PACKAGE, value, 0),
    ):
        for problem in problems:
            assert problem.message("ja")
            assert problem.message("en")


def test_good_values_have_no_problems(inspector, release, record, package, record_package):
    assert _found(inspector.release(release)) == []
    assert _found(inspector.record(record)) == []
    for whole, name, kind in (
        (package, "releases", Kind.RELEASE_PACKAGE),
        (record_package, "records", Kind.RECORD_PACKAGE),
    ):
        metadata = {key: value for key, value in whole.items() if key != name}
        assert _found(inspector.package(kind, metadata, len(whole[name]))) == []


def test_problems_inside_a_record_have_their_place(inspector, record):
    record["releases"].append(copy.deepcopy(record["releases"][0]) | {"ocid": "ocds-abc123-other"})
    record["compiledRelease"]["tender"]["status"] = "closed"
    record["versionedRelease"] = {"ocid": record["ocid"], "tender": {"title": "not a history"}}
    found = _found(inspector.record(record))
    assert ("record-ocid", "/releases/1/ocid") in found
    assert ("schema-enum", "/compiledRelease/tender/status") in found
    assert any(path.startswith("/versionedRelease/tender/title") for _, path in found)


def test_linked_releases_of_a_record_are_judged_as_links(inspector, record):
    record["releases"] = [{"url": "https://data.example/1#x", "date": "2025-04-01T00:00:00Z", "tag": ["tender"]}]
    assert _found(inspector.record(record)) == []
    del record["releases"][0]["date"]
    assert _found(inspector.record(record)) == [("schema-required", "/releases/0/date")]


def test_record_without_its_releases(inspector, record):
    del record["releases"]
    assert _found(inspector.record(record)) == [("schema-required", "/releases")]
    record["releases"] = []
    assert _found(inspector.record(record)) == [("schema-length", "/releases")]


def test_package_that_says_too_little_about_itself(inspector):
    found = _found(inspector.package(Kind.RELEASE_PACKAGE, {"publisher": {"nmae": "架空市"}, "version": "1.1"}, 0))
    assert found == [
        ("additional-field", "/publisher/nmae"),
        ("schema-length", "/releases"),
        ("schema-required", "/publishedDate"),
        ("schema-required", "/publisher/name"),
        ("schema-required", "/uri"),
    ]


@pytest.mark.parametrize("explained", [None, 2, 0])
def test_faults_are_the_same_whether_explained_or_outlined(release, explained):
    inspector = Inspector(load_profile(), explained)
    release["tender"]["status"] = "closed"
    del release["initiationType"]
    for _ in range(4):
        assert _found(inspector.release(release)) == [
            ("schema-enum", "/tender/status"),
            ("schema-required", "/initiationType"),
        ]
