from dataclasses import replace
from datetime import datetime, timedelta

from ocdsjp.catalog import reading, sources, writing
from ocdsjp.settings import JST

AT = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)
TENDERS = sources.Source("somewhere/tenders", "入札結果", "1" * 64)
CONTRACTS = sources.Source("somewhere/contracts", "契約", "2" * 64)


def test_sources_are_listed_by_id(catalog):
    with writing(catalog) as connection:
        sources.register(connection, [TENDERS, CONTRACTS])
    with reading(catalog) as connection:
        assert sources.listing(connection) == [CONTRACTS, TENDERS]


def test_registering_again_renews_the_mapping_and_keeps_the_last_run(catalog):
    renewed = replace(TENDERS, title="入札結果一覧", mapping_digest="3" * 64)
    with writing(catalog) as connection:
        sources.register(connection, [TENDERS])
        sources.looked(connection, TENDERS.id, AT, asked=4, answered=3, complete=False)
        sources.register(connection, [renewed])
        assert sources.listing(connection) == [replace(renewed, last_run_at=AT, asked=4, answered=3)]


def test_a_look_that_counts_is_remembered_when_a_later_one_does_not(catalog):
    later = AT + timedelta(days=1)
    with writing(catalog) as connection:
        sources.register(connection, [TENDERS])
        assert sources.listing(connection)[0].complete
        sources.looked(connection, TENDERS.id, AT, asked=4, answered=4, complete=True)
        assert sources.listing(connection)[0].complete
        sources.looked(connection, TENDERS.id, later, asked=4, answered=1, complete=False)
        [found] = sources.listing(connection)
    assert (found.last_run_at, found.complete_at, found.asked, found.answered) == (later, AT, 4, 1)
    assert not found.complete
