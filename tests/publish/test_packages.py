import dataclasses
import gzip

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocdskit.util import detect_format

from ocdsjp.publish import fragments
from ocdsjp.publish.fragments import PieceRef, read_index
from ocdsjp.publish.packages import _FRAME_BYTES, plan_packages, split


@pytest.fixture
def indexed(lake, samples):
    refs = sorted((sample.render(lake) for sample in samples), key=lambda ref: ref.unit)
    return [(ref, read_index(lake, ref)) for ref in refs]


@pytest.fixture
def packages(tmp_path, lake, meta, indexed):
    for job in plan_packages(indexed, meta):
        job.run(lake, tmp_path)
    return {
        path.relative_to(tmp_path).as_posix(): orjson.loads(gzip.decompress(path.read_bytes()))
        for path in tmp_path.rglob("*.json.gz")
    }


def test_releases_are_packed_by_publisher_and_year_and_records_by_publisher(packages):
    assert sorted(packages) == [
        "records/990019.json.gz",
        "records/990027.json.gz",
        "releases/990019/2024.json.gz",
        "releases/990019/2025.json.gz",
        "releases/990027/undated.json.gz",
    ]


def test_packages_carry_the_metadata_that_the_standard_asks_for(packages):
    package = packages["releases/990019/2024.json.gz"]
    del package["releases"]
    assert package == {
        "uri": "https://example.org/data/releases/990019/2024.json.gz",
        "version": "1.1",
        "extensions": ["https://example.org/extension.json"],
        "publishedDate": "2026-11-21T09:00:00+09:00",
        "publisher": {"name": "架空の公開者 (PREVIEW / 試験公開)", "uri": "https://example.org/"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publicationPolicy": "https://example.org/policy",
    }


def test_records_embed_all_releases_by_date_and_the_compiled_release(packages, samples):
    records = packages["records/990019.json.gz"]["records"]
    assert [record["ocid"][-10:] for record in records] == ["2024-00000", "2025-00000", "2025-00001", "2025-00002"]
    assert records[0]["releases"] == samples[2].releases
    assert records[0]["compiledRelease"] == samples[2].compiled[0]


def test_the_standards_own_tool_recognises_the_packages(tmp_path, packages):
    for name, kind in (
        ("releases/990019/2025.json.gz", "release package"),
        ("records/990019.json.gz", "record package"),
    ):
        path = tmp_path / "package.json"
        path.write_bytes(orjson.dumps(packages[name]))
        assert detect_format(path)[0] == kind


def test_a_packages_date_is_when_its_own_content_last_changed(indexed, meta):
    ref, index = indexed[0]
    known = dataclasses.replace(ref, updated="2026-01-02T00:00:00+09:00")
    job, *_ = plan_packages([(known, index)], meta)
    assert b'"publishedDate":"2026-01-02T00:00:00+09:00"' in job.head


def test_parts_are_numbered_and_hold_everything_in_order(tmp_path, lake, meta, make_sample, monkeypatch):
    monkeypatch.setattr(fragments, "_PIECE_BYTES", 1)
    monkeypatch.setattr("ocdsjp.publish.packages.split", lambda pieces: split(pieces, max_weight=6))
    sample = make_sample("990019", "2025", full=5)
    ref = sample.render(lake)
    jobs = list(plan_packages([(ref, read_index(lake, ref))], meta))
    records = [job.path for job in jobs if job.path.startswith("records/")]
    assert records == ["records/990019.json.gz", "records/990019-2.json.gz", "records/990019-3.json.gz"]
    found = []
    for job in jobs:
        job.run(lake, tmp_path)
        package = orjson.loads(gzip.decompress((tmp_path / job.path).read_bytes()))
        assert package["uri"].endswith(job.path)
        found += [record["compiledRelease"] for record in package.get("records", ())]
    assert found == sample.compiled


PIECES = st.lists(
    st.builds(
        lambda size, weight: ("x", PieceRef(0, size, size, 0, 1, weight)), st.integers(1, 90_000), st.integers(0, 40)
    ),
    max_size=30,
)


@given(PIECES)
def test_parts_keep_the_order_and_stay_under_the_limits(pieces):
    parts = list(split(pieces, max_bytes=100_000 + _FRAME_BYTES, max_weight=100))
    assert [piece for part in parts for piece in part] == pieces
    for part in parts:
        assert part
        assert len(part) == 1 or sum(piece.size for _, piece in part) <= 100_000
        assert len(part) == 1 or sum(piece.weight for _, piece in part) <= 100
