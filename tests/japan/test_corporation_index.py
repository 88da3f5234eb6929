"""The index of corporations as a file: built, brought up to date, the same bytes for the same entries."""

from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocdsjp.japan.corporate_numbers import check_digit
from ocdsjp.japan.corporation_index import Entry, update_index
from ocdsjp.japan.corporations import FIRST_NUMBERS, Corporation, Corporations

DAY = date(2026, 1, 30)


def corporation(serial: int, name: str = "架空建設株式会社", updated: date = DAY, **more: object) -> Corporation:
    base = f"9900{serial:08}"
    whole = Corporation(
        number=check_digit(base) + base,
        name=name,
        prefecture="13",
        since=FIRST_NUMBERS,
        closed=None,
        successor=None,
        hidden=False,
        updated=updated,
    )
    return replace(whole, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "corporations.parquet"


def test_every_corporation_is_found_under_its_number(path):
    made = [corporation(serial, f"見本{serial}株式会社") for serial in range(500)]
    written = update_index(path, map(Entry, made))
    assert (written.corporations, written.updated) == (500, DAY)
    index = Corporations(path)
    assert len(index) == 500
    assert [index.by_number(it.number) for it in made] == made


def test_the_newest_entry_counts_in_whatever_order_they_come(path):
    older, newer = corporation(1, "見本株式会社"), corporation(1, "標本株式会社", DAY + timedelta(days=1))
    update_index(path, [Entry(newer)])
    update_index(path, [Entry(older)])
    assert Corporations(path).by_number(newer.number) == newer
    assert Corporations(path).find("見本株式会社") is None


def test_of_one_day_the_later_entry_counts(path):
    update_index(path, [Entry(corporation(1, "見本株式会社")), Entry(corporation(1, "標本株式会社"))])
    assert Corporations(path).find("標本株式会社") is not None
    assert len(Corporations(path)) == 1


def test_a_number_that_was_taken_back_is_no_longer_there(path):
    update_index(path, [Entry(corporation(1)), Entry(corporation(2))])
    assert update_index(path, [Entry(corporation(1, updated=DAY), gone=True)]).corporations == 1
    assert Corporations(path).by_number(corporation(1).number) is None


def test_a_file_of_changes_may_come_twice(path):
    made = [Entry(corporation(serial, f"見本{serial}株式会社")) for serial in range(50)]
    update_index(path, made)
    before = path.read_bytes()
    update_index(path, made[10:20])
    assert path.read_bytes() == before


def test_a_failure_half_way_leaves_the_index_and_no_litter(path):
    update_index(path, [Entry(corporation(1))])
    before = path.read_bytes()

    def breaking():
        yield Entry(corporation(2))
        raise ValueError("line 2")

    with pytest.raises(ValueError, match="line 2"):
        update_index(path, breaking())
    assert path.read_bytes() == before
    assert [it.name for it in path.parent.iterdir()] == [path.name]


def test_an_index_of_nothing_is_an_index(path):
    assert update_index(path, []).updated is None
    assert len(Corporations(path)) == 0
    assert Corporations(path).find("架空建設株式会社") is None


def test_common_tools_read_the_index(path):
    update_index(path, [Entry(corporation(1))])
    assert pq.read_table(path).column("entry").to_pylist().count(corporation(1).number) == 1


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=40), st.integers(0, 40))
def test_parts_give_the_bytes_of_the_whole(tmp_path_factory, entries, cut):
    """Entries of one day about one corporation are kept apart by their days here: their order would matter."""
    heard = [
        Entry(corporation(serial, f"見本{day}株式会社", DAY + timedelta(days=day)), gone=gone)
        for day, (serial, gone) in enumerate(entries)
    ]
    folder = tmp_path_factory.mktemp("index")
    update_index(folder / "whole.parquet", heard)
    update_index(folder / "parts.parquet", heard[:cut])
    update_index(folder / "parts.parquet", heard[cut:])
    assert (folder / "whole.parquet").read_bytes() == (folder / "parts.parquet").read_bytes()
