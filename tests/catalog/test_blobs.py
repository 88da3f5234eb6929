from datetime import datetime, timedelta

from ocdsjp.catalog import blobs, reading, writing
from ocdsjp.settings import JST

AT = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)
A, B = "a" * 64, "b" * 64


def test_a_blob_keeps_the_moment_when_it_was_first_seen(catalog):
    with writing(catalog) as connection:
        assert blobs.record(connection, [(A, 5 * 10**9)], AT) == 1
        assert blobs.record(connection, [(A, 5 * 10**9), (B, 2)], AT + timedelta(days=1)) == 1
    with reading(catalog) as connection:
        assert blobs.lookup(connection, [A, B, "c" * 64]) == {
            A: blobs.Blob(A, 5 * 10**9, AT),
            B: blobs.Blob(B, 2, AT + timedelta(days=1)),
        }
