from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from ocdsjp.catalog import blobs, fetches, reading, sources, writing
from ocdsjp.catalog.fetches import Outcome, Sighting
from ocdsjp.catalog.models import FetchRow
from ocdsjp.settings import JST

SOURCE = "somewhere/tenders"
DAY_ONE = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)
A, B = "a" * 64, "b" * 64


@pytest.fixture
def look(catalog):
    """Take a look at the source on a day: location -> content, or None for an error."""
    with writing(catalog) as connection:
        sources.register(connection, [sources.Source(SOURCE, "入札結果", "m" * 64)])

    def take(day: int, *, complete=True, **contents):
        at = DAY_ONE + timedelta(days=day)
        sightings = [
            Sighting(location, sha256, etag=f"v{day}", message=None if sha256 else "timeout")
            for location, sha256 in contents.items()
        ]
        with writing(catalog) as connection:
            blobs.record(connection, [(sha256, 1) for sha256 in contents.values() if sha256], at)
            found = fetches.record(connection, SOURCE, sightings, at=at, complete=complete)
        return {fetch.location: fetch.outcome for fetch in found}

    return take


def rows(catalog) -> int:
    with reading(catalog) as connection:
        return connection.scalar(select(func.count()).select_from(FetchRow))


def test_content_is_new_then_unchanged_then_new_again(look):
    assert look(0, x=A, y=A) == {"x": Outcome.NEW, "y": Outcome.NEW}
    assert look(1, x=A, y=B) == {"x": Outcome.UNCHANGED, "y": Outcome.NEW}
    assert look(2, x=A, y=A) == {"x": Outcome.UNCHANGED, "y": Outcome.NEW}


def test_daily_looks_at_the_same_content_add_no_rows_and_move_the_time(look, catalog):
    look(0, x=A)
    look(1, x=A)
    before = rows(catalog)
    for day in range(2, 6):
        look(day, x=A)
    assert rows(catalog) == before == 2
    with reading(catalog) as connection:
        last = fetches.latest(connection, SOURCE)["x"]
    assert (last.fetched_at, last.etag) == (DAY_ONE + timedelta(days=5), "v5")


def test_an_error_is_recorded_and_does_not_make_the_content_forgotten(look, catalog):
    look(0, x=A)
    assert look(1, x=None) == {"x": Outcome.FAILED}
    with reading(catalog) as connection:
        assert fetches.latest(connection, SOURCE)["x"].message == "timeout"
        assert fetches.last_contents(connection, SOURCE) == {"x": A}
    assert look(2, x=A) == {"x": Outcome.UNCHANGED}


def test_a_location_that_is_missing_from_a_complete_look_is_gone_once(look, catalog):
    look(0, x=A, y=A)
    assert look(1, x=A) == {"x": Outcome.UNCHANGED, "y": Outcome.GONE}
    assert look(2, x=A) == {"x": Outcome.UNCHANGED}
    with reading(catalog) as connection:
        assert fetches.latest(connection, SOURCE)["y"].fetched_at == DAY_ONE + timedelta(days=1)
    assert look(3, x=A, y=A)["y"] == Outcome.UNCHANGED


def test_a_partial_look_says_nothing_about_other_locations(look):
    look(0, x=A, y=A)
    assert look(1, complete=False, x=A) == {"x": Outcome.UNCHANGED}


def test_sources_do_not_see_each_other(look, catalog):
    look(0, x=A)
    with reading(catalog) as connection:
        assert fetches.latest(connection, "elsewhere/tenders") == {}
