import orjson
import pyarrow as pa
import pytest

from ocdsjp.errors import PublicationError
from ocdsjp.ocds.profile import load_profile
from ocdsjp.publish import fragments
from ocdsjp.publish.fragments import FragmentRef, read_batch, read_index, render_fragment


def rows(lake, ref, table):
    with lake.open_read(ref.path) as file:
        batches = [read_batch(file, batch, table) for batch in read_index(lake, ref).tables[table]]
    return [row for batch in batches for row in batch.to_pylist()]


def test_a_fragment_holds_every_process_release_and_row(lake, make_sample):
    sample = make_sample("990019", "2025", full=3, bare=2)
    ref = sample.render(lake)
    index = read_index(lake, ref)
    assert index.totals == fragments.Totals(
        processes=5,
        releases=8,
        awards=6,
        bids=6,
        contracts=3,
        award_yen=3 * 9_900_005,
        active_award_yen=3 * 9_900_000,
    )
    assert sum(piece.items for piece in index.lines) == sum(piece.items for piece in index.records) == 5
    assert sum(piece.items for piece in index.releases) == 8
    assert sum(piece.weight for piece in index.records) == sum(piece.weight for piece in index.releases) == 9
    compiled = [orjson.loads(row["json"]) for row in rows(lake, ref, "compiled_releases")]
    assert compiled == sample.compiled


def test_releases_are_ordered_by_ocid_and_date_whatever_the_batches_order(lake, make_sample):
    sample = make_sample("990019", "2025", full=2)
    found = rows(lake, sample.render(lake), "releases")
    assert [(row["ocid"][-1], row["id"]) for row in found] == [("0", "r1"), ("0", "r2"), ("1", "r1"), ("1", "r2")]
    assert [row["tag"] for row in found[:2]] == ["tender", "award;contract"]


def test_every_row_of_the_source_is_in_the_provenance(lake, make_sample):
    sample = make_sample("990019", "2025", full=1)
    found = rows(lake, sample.render(lake), "provenance")
    assert [(row["release_id"], row["sheet"], row["row"]) for row in found] == [
        ("r1", "工事", 0),
        ("r1", "工事", 1),
        ("r2", "工事", 1),
        ("r2", "工事", 2),
    ]
    assert {row["blob"] for row in found} == {"a" * 64}


def test_slices_and_pieces_change_nothing_in_the_content(lake, make_sample, monkeypatch):
    sample = make_sample("990019", "2025", full=4, bare=3)
    whole = sample.render(lake, "whole")
    monkeypatch.setattr(fragments, "_SLICE_BYTES", 1)
    monkeypatch.setattr(fragments, "_PIECE_BYTES", 1)
    sliced = sample.render(lake, "sliced")
    assert len(read_index(lake, sliced).lines) == 7
    assert read_index(lake, sliced).totals == read_index(lake, whole).totals
    for table in ("processes", "documents", "releases", "provenance"):
        assert rows(lake, sliced, table) == rows(lake, whole, table)


def test_a_fragment_that_is_there_is_not_rendered_again(lake, make_sample):
    sample = make_sample("990019", "2025", full=1)
    first = sample.render(lake)
    again = render_fragment(lake, sample.unit, "d", iter(()), iter(()))
    assert again == first


def test_the_same_releases_give_the_same_bytes(lake, make_sample):
    one, two = (make_sample("990019", "2025", full=2).render(lake, digest) for digest in ("a", "b"))
    assert lake.read_bytes(one.path) == lake.read_bytes(two.path)


@pytest.mark.parametrize("missing", ["first", "last", "releases"])
def test_releases_that_do_not_match_the_compiled_ones_are_refused(lake, make_sample, missing):
    sample = make_sample("990019", "2025", full=0, bare=3)
    compiled = {"first": sample.compiled_lines[1:], "last": sample.compiled_lines[:-1]}
    lines = sample.batch_lines[1:] if missing == "releases" else sample.batch_lines
    with pytest.raises(PublicationError, match="990019-2025"):
        render_fragment(lake, sample.unit, "x", compiled.get(missing, sample.compiled_lines), lines)
    assert not list(lake.files("fragments"))


def test_an_empty_unit_is_a_fragment_without_pieces(lake, make_sample):
    index = read_index(lake, make_sample("990019", "2025", full=0).render(lake))
    assert index.lines == index.records == index.releases == []
    assert all(not batches for batches in index.tables.values())


def test_another_file_is_no_fragment(lake, make_sample):
    lake.write("x", b"x" * 100)
    with pytest.raises(PublicationError, match="no fragment"):
        read_index(lake, FragmentRef(make_sample("990019", "2025", full=0).unit, "x"))


def test_batches_have_the_tables_schema(lake, make_sample):
    ref = make_sample("990019", "2025", full=1).render(lake)
    with lake.open_read(ref.path) as file:
        batch = read_batch(file, read_index(lake, ref).tables["awards"][0], "awards")
    assert batch.schema.field("date").type == pa.timestamp("us", tz="Asia/Tokyo")


def test_the_invented_releases_are_valid(make_sample):
    sample = make_sample("990019", "2025", full=1, bare=1)
    validator = load_profile().release_validator
    for release in (*sample.releases, *sample.compiled):
        assert [(error.message, list(error.instance_path)) for error in validator.iter_errors(release)] == []
