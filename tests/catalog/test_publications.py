from datetime import datetime, timedelta

from ocdsjp.catalog import publications, reading, writing
from ocdsjp.settings import JST

AT = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)


def test_the_latest_publication_is_the_one_published_last(catalog):
    old = publications.Publication("v2", AT, "0" * 64, "v2", "i" * 64)
    new = publications.Publication("v1", AT + timedelta(seconds=1), "1" * 64, "v1", "j" * 64)
    with writing(catalog) as connection:
        assert publications.latest(connection) is None
        publications.record(connection, new)
        publications.record(connection, old)
        publications.record(connection, old)
    with reading(catalog) as connection:
        assert publications.latest(connection) == new
        assert publications.listing(connection) == [new, old]
