"""Lines of release batches, and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import StoreError
from ocdsjp.ocds.batches import BatchLine, in_order, load_line

texts = st.text(st.characters(codec="utf-8"), max_size=12)
lines = st.builds(
    BatchLine,
    ocid=st.sampled_from(["ocds-abc123-1", "ocds-abc123-2", "ocds-abc123-10"]),
    date=st.integers(1, 9).map(lambda day: f"2025-04-0{day}T00:00:00+09:00"),
    id=st.uuids().map(str),
    tag=texts,
    head=st.integers(0, 500),
    weight=st.integers(0, 9),
    source=texts,
    phase=texts,
    blob=texts,
    file=texts,
    rows=st.just([]),
    yen=st.integers(0, 2**53),
    json=st.just(b'{"ocid":"x"}'),
)


@given(lines)
def test_a_line_comes_back_the_same(line):
    dumped = line.dump()
    assert b"\n" not in dumped
    assert load_line(dumped) == line
    assert load_line(dumped + b"\n") == line


def test_what_is_no_line_is_an_error_of_the_store():
    with pytest.raises(StoreError):
        load_line(b'{"ocid":"x"}')


@given(st.lists(lines, max_size=30), st.sampled_from([1, 2000, 10**9]))
def test_lines_come_by_ocid_date_and_id_whatever_memory_there_is(unsorted, budget):
    ordered = list(in_order((line.dump() for line in unsorted), budget))
    assert [(it.ocid, it.date, it.id) for it in ordered] == sorted((it.ocid, it.date, it.id) for it in unsorted)


@given(st.lists(lines, max_size=20))
def test_the_order_of_arrival_does_not_matter(unsorted):
    there, back = (list(in_order(line.dump() for line in some)) for some in (unsorted, reversed(unsorted)))
    assert there == back


def test_lines_longer_than_a_block_survive_spilling():
    long = [
        BatchLine("o", f"d{number}", "i", "", 0, 0, "", "", "", "", [], 0, b'{"x":"' + b"a" * 700_000 + b'"}')
        for number in (2, 1, 3)
    ]
    assert [it.date for it in in_order((line.dump() for line in long), 1)] == ["d1", "d2", "d3"]
