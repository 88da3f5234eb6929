from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ocdsjp.catalog import blobs, fetches, mapped, reading, sources, writing
from ocdsjp.settings import JST

DAY_ONE = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)
A, B, C = "a" * 64, "b" * 64, "c" * 64
OLD, PRESENT = "0" * 64, "1" * 64


@pytest.fixture
def look(catalog):
    """Take a complete look at a source on a day: location -> content."""
    with writing(catalog) as connection:
        sources.register(connection, [sources.Source(name, "", PRESENT) for name in ("p/one", "p/two")])

    def take(day: int, source="p/one", **contents):
        at = DAY_ONE + timedelta(days=day)
        sightings = [fetches.Sighting(location, sha256) for location, sha256 in contents.items()]
        with writing(catalog) as connection:
            blobs.record(connection, [(sha256, 1) for sha256 in contents.values()], at)
            fetches.record(connection, source, sightings, at=at)

    return take


def a_file(location, sha256, source="p/one", digest=PRESENT, **changes):
    rows = {"rows_read": 10, "rows_drafted": 7, "rows_quarantined": 2, "rows_no_data": 1}
    yen = {"yen_read": 9 * 10**12, "yen_drafted": 9 * 10**12, "yen_quarantined": 0, "yen_no_data": 0}
    paths = {"findings_path": None}
    counts = {"n_drafts": 7, "drafts": {"131016": ["d" * 64], "271004": ["e" * 64, "f" * 64]}}
    return replace(mapped.MappedFile(source, location, sha256, digest, **paths, **counts, **rows, **yen), **changes)


def record(catalog, *files):
    with writing(catalog) as connection:
        mapped.record(connection, files)


def steps(catalog, **mappings):
    with reading(catalog) as connection:
        found = mapped.arrivals(connection, {f"p/{name}": digest for name, digest in mappings.items()})
    return [(step.mapped.location, step.mapped.blob_sha256) for step in found]


def pending(catalog, digest=PRESENT):
    with reading(catalog) as connection:
        return [(it.location, it.blob_sha256) for it in mapped.pending(connection, "p/one", digest)]


def test_what_was_recorded_comes_back_equal(look, catalog):
    look(0, x=A)
    look(1, x=A)
    written = a_file("x", A, held_back=True, held_back_reason="too few rows")
    record(catalog, written)
    with reading(catalog) as connection:
        (step,) = mapped.arrivals(connection, {"p/one": PRESENT})
    assert step == mapped.Arrival(written, arrived_at=DAY_ONE, first_seen_at=DAY_ONE)


def test_recording_again_replaces(look, catalog):
    look(0, x=A)
    record(catalog, a_file("x", A))
    record(catalog, a_file("x", A, file_error="refused", drafts={}))
    with reading(catalog) as connection:
        (step,) = mapped.arrivals(connection, {"p/one": PRESENT})
    assert step.mapped.file_error == "refused"


def test_contents_are_pending_until_this_mapping_was_applied(look, catalog):
    look(0, x=A, y=B)
    look(1, x=C, y=B)
    assert pending(catalog) == [("x", A), ("y", B), ("x", C)]
    record(catalog, a_file("x", A), a_file("y", B, digest=OLD))
    assert pending(catalog) == [("y", B), ("x", C)]
    assert pending(catalog, OLD) == [("x", A), ("x", C)]


def test_steps_are_in_order_of_arrival_then_location(look, catalog):
    look(0, y=B, x=A)
    look(1, y=C, x=A)
    record(catalog, a_file("x", A), a_file("y", B), a_file("y", C))
    assert steps(catalog, one=PRESENT) == [("x", A), ("y", B), ("y", C)]


def test_a_content_that_comes_back_is_a_step_once_more(look, catalog):
    for day, content in enumerate([A, B, A, A]):
        look(day, x=content)
    record(catalog, a_file("x", A), a_file("x", B))
    assert pending(catalog) == []
    assert steps(catalog, one=PRESENT) == [("x", A), ("x", B), ("x", A)]


def test_new_arrivals_follow_the_old_steps_even_when_their_bytes_were_seen_before(look, catalog):
    look(0, x=A)
    look(1, source="p/two", z=B)
    look(2, x=A, a=A)
    record(catalog, a_file("x", A), a_file("a", A), a_file("z", B, source="p/two"))
    assert steps(catalog, one=PRESENT, two=PRESENT) == [("x", A), ("z", B), ("a", A)]
    with reading(catalog) as connection:
        last = mapped.arrivals(connection, {"p/one": PRESENT})[-1]
    assert last.arrived_at - last.first_seen_at == timedelta(days=2)


def test_other_mappings_and_other_sources_are_left_out(look, catalog):
    look(0, x=A)
    look(0, source="p/two", z=B)
    record(catalog, a_file("x", A, digest=OLD), a_file("z", B, source="p/two"))
    assert steps(catalog, one=PRESENT) == []
    assert steps(catalog, one=OLD) == [("x", A)]
