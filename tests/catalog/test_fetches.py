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
            found = fetches.record(connection, SOURCE, sightings, at=at)
            if complete:
                found += fetches.withdraw(connection, SOURCE, set(contents), at)
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


@pytest.fixture
def step(catalog, look):
    """Take a part of a look on a day, whose new contents wait; and let in what waits, on a day."""
    look(0)

    class Steps:
        @staticmethod
        def take(day, **contents):
            at = DAY_ONE + timedelta(days=day)
            sightings = [Sighting(location, sha256, etag=f"v{day}") for location, sha256 in contents.items()]
            with writing(catalog) as connection:
                blobs.record(connection, [(sha256, 1) for sha256 in contents.values() if sha256], at)
                return [it.outcome for it in fetches.record(connection, SOURCE, sightings, at=at, held=True)]

        @staticmethod
        def admit(day):
            with writing(catalog) as connection:
                return fetches.admit(connection, SOURCE, DAY_ONE + timedelta(days=day))

        @staticmethod
        def arrived():
            """Location, content and day of what later stages see."""
            query = select(FetchRow.location, FetchRow.blob_sha256, FetchRow.fetched_at).order_by(FetchRow.id)
            with reading(catalog) as connection:
                rows = connection.execute(query.where(FetchRow.outcome == Outcome.NEW)).all()
            return [(location, sha256, (at - DAY_ONE).days) for location, sha256, at in rows]

    return Steps


def test_held_contents_arrive_when_they_are_let_in(step):
    assert step.take(1, x=A, y=B) == [Outcome.HELD, Outcome.HELD]
    assert step.arrived() == []
    assert step.admit(2) == 2
    assert step.arrived() == [("x", A, 2), ("y", B, 2)]
    assert step.admit(3) == 0


def test_a_held_content_that_is_seen_again_is_unchanged_and_still_waits(step):
    step.take(1, x=A)
    assert step.take(2, x=A) == [Outcome.UNCHANGED]
    assert step.take(2, x=None) == [Outcome.FAILED]
    assert step.admit(3) == 1
    assert step.arrived() == [("x", A, 3)]


def test_a_held_content_that_was_followed_by_another_never_arrives(step):
    step.take(1, x=A)
    step.take(2, x=B)
    assert step.admit(2) == 1
    assert step.arrived() == [("x", B, 2)]


def test_going_back_to_what_was_let_in_before_is_no_arrival(step):
    step.take(1, x=A)
    step.admit(1)
    step.take(2, x=B)
    assert step.take(3, x=A) == [Outcome.HELD]
    assert step.admit(3) == 0
    assert step.arrived() == [("x", A, 1)]
    step.take(4, x=B)
    assert step.admit(4) == 1
    assert step.arrived()[-1] == ("x", B, 4)


def test_few_locations_are_judged_as_all_are(look, monkeypatch):
    look(0, x=A, y=A)
    monkeypatch.setattr(fetches, "_FEW", 0)
    assert look(1, complete=False, x=B) == {"x": Outcome.NEW}
    monkeypatch.undo()
    assert look(2, complete=False, y=B) == {"y": Outcome.NEW}


def test_contents_are_the_last_ones_with_the_words_of_the_server(look, catalog):
    look(0, x=A, y=B)
    look(1, x=A, y=None)
    with reading(catalog) as connection:
        found = fetches.contents(connection, [SOURCE, "elsewhere/tenders"])
    assert {name: (it.blob_sha256, it.etag) for name, it in found[SOURCE].items()} == {"x": (A, "v1"), "y": (B, "v0")}
    assert list(found) == [SOURCE]


def test_failures_are_those_of_the_last_look_alone(look, catalog):
    def noted(day):
        at = DAY_ONE + timedelta(days=day)
        with writing(catalog) as connection:
            sources.looked(connection, SOURCE, at, asked=2, answered=1, complete=False)
            return [it.location for it in fetches.failures(connection, [SOURCE])]

    look(0, x=None, y=A)
    assert noted(0) == ["x"]
    look(1, complete=False, y=None)
    assert noted(1) == ["y"]
    look(2, complete=False, y=None)
    assert noted(2) == ["y"]
    look(3, complete=False, y=A)
    assert noted(3) == []


def test_a_location_that_never_had_content_cannot_go(look):
    look(0, x=A, y=None)
    assert look(1, x=A) == {"x": Outcome.UNCHANGED}


def test_everything_that_a_server_says_is_kept(look, catalog):
    look(0)
    details = {"licence": "CC-BY-4.0", "title": "入札結果"}
    given = Sighting("x", None, "e", "m", "wrong", "誤り", 404, details)
    with writing(catalog) as connection:
        [made] = fetches.record(connection, SOURCE, [given], at=DAY_ONE)
    with reading(catalog) as connection:
        kept = fetches.latest(connection, SOURCE)["x"]
    assert made == kept
    assert (kept.message, kept.message_ja, kept.status, kept.details) == ("wrong", "誤り", 404, details)
