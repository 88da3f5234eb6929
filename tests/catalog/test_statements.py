from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ocdsjp.catalog import reading, statements, writing
from ocdsjp.catalog.blobs import Blob
from ocdsjp.catalog.models import BlobRow
from ocdsjp.settings import JST

AT = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)


def a_blob(number: int, day: int = 0) -> Blob:
    return Blob(f"{number:064x}", number, AT + timedelta(days=day))


def stored(catalog):
    with reading(catalog) as connection:
        query = select(*statements.columns(BlobRow, Blob)).order_by(BlobRow.sha256)
        return list(statements.select_as(connection, Blob, query))


@given(st.integers(0, 3 * statements.CHUNK))
def test_chunks_are_the_items_in_order(count):
    found = list(statements.chunks(iter(range(count))))
    assert [item for chunk in found for item in chunk] == list(range(count))
    assert all(0 < len(chunk) <= statements.CHUNK for chunk in found)


def test_insert_missing_counts_what_was_missing_and_keeps_what_was_there(catalog):
    first = [statements.as_row(a_blob(number)) for number in range(2)]
    later = [statements.as_row(a_blob(number, day=1)) for number in range(3_000)]
    with writing(catalog) as connection:
        assert statements.insert_missing(connection, BlobRow, [], ["sha256"]) == 0
        assert statements.insert_missing(connection, BlobRow, first, ["sha256"]) == 2
        assert statements.insert_missing(connection, BlobRow, later, ["sha256"]) == 2_998
    assert stored(catalog)[:3] == [a_blob(0), a_blob(1), a_blob(2, day=1)]


def test_upsert_replaces_and_the_last_of_equal_keys_counts(catalog):
    rows = [statements.as_row(a_blob(1, day)) for day in range(3)]
    with writing(catalog) as connection:
        statements.upsert(connection, BlobRow, rows[:1])
        statements.upsert(connection, BlobRow, rows[1:])
        statements.upsert(connection, BlobRow, [])
    assert stored(catalog) == [a_blob(1, day=2)]
