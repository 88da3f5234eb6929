"""Looks in threads: what is told of each location, and in which order sources are taken."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.catalog.fetches import Fetch
from ocdsjp.collect.client import Client
from ocdsjp.collect.client.rules import NOT_FOUND
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import FetchError
from ocdsjp.lake import Lake
from ocdsjp.settings import JST
from ocdsjp.stages.looks import Ended, Look, Looker, Seen, host_or_source, interleaved, known

AT = datetime(2025, 11, 21, 4, tzinfo=JST)
GONE = FetchError(NOT_FOUND, "http://city.example.jp/a", status=404)


@dataclass
class Scripted:
    """A connector that gives what it is told to, and raises where it is told to."""

    script: list = field(default_factory=list)
    hosts: frozenset[str] = frozenset()
    lists_everything: bool = True
    max_requests: int | None = None

    def look(self, _client, _known, _at):
        for step in self.script:
            if isinstance(step, BaseException):
                raise step
            yield step


@pytest.fixture
def take(tmp_path):
    """What a look tells."""

    def take(*script, known=None, hosts=(), contact="tests@example.jp", stop=False):
        events, stopped = SimpleQueue(), threading.Event()
        if stop:
            stopped.set()
        with Client(contact) as client:
            looker = Looker(client, Lake(str(tmp_path / "lake")), AT, events, stopped)
            looker.take(Look("a/b", Scripted(list(script), frozenset(hosts)), known or {}))
        found = []
        while not events.empty():
            found.append(events.get())
        return found

    return take


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    return path


def test_new_bytes_are_in_the_lake_before_they_are_told_of(take, tmp_path, file):
    [seen, ended] = take(Sighted("a", file, status=200, etag="e", metadata={"title": "t"}))
    assert isinstance(seen, Seen)
    assert (seen.bytes, seen.sighting.etag, seen.sighting.details) == (3, "e", {"title": "t"})
    sha256 = seen.sighting.blob_sha256
    assert (tmp_path / "lake" / "raw" / "sha256" / sha256[:2] / sha256[2:]).read_bytes() == b"abc"
    assert ended == Ended("a/b")
    assert file.exists(), "a file of the inbox is not ours to remove"


def test_what_is_unchanged_keeps_content_validators_and_metadata(take):
    before = Known("0" * 64, etag="e", last_modified="m", metadata={"title": "t"})
    [seen, _] = take(Sighted("a", status=304), known={"a": before})
    it = seen.sighting
    assert (it.blob_sha256, it.etag, it.last_modified, it.details, seen.bytes) == (
        "0" * 64,
        "e",
        "m",
        {"title": "t"},
        None,
    )


def test_new_bytes_do_not_keep_the_validators_of_the_old_ones(take, file):
    [seen, _] = take(Sighted("a", file), known={"a": Known("0" * 64, etag="old")})
    assert seen.sighting.etag is None


def test_an_error_of_a_location_is_told_in_both_languages_and_the_look_goes_on(take, file):
    [failed, seen, ended] = take(Sighted("a", error=GONE, status=404), Sighted("b", file))
    assert failed.sighting.message == (
        'a: There is nothing at "http://city.example.jp/a" (status 404). Check whether the address has changed. '
        "If it is right that some are missing, say missing: skip. (rule fetch-not-found)"
    )
    assert "ありません" in failed.sighting.message_ja
    assert failed.sighting.status == 404
    assert seen.sighting.location == "b"
    assert ended.error is None


@pytest.mark.parametrize("error", [GONE, OSError("disk full"), KeyboardInterrupt()])
def test_any_error_of_a_look_is_told_as_its_end(take, error):
    assert take(error) == [Ended("a/b", error)]


def test_a_look_that_is_stopped_ends(take, file):
    assert len(take(Sighted("a", file), Sighted("b", file), stop=True)) == 2


def test_nobody_is_asked_without_a_contact(take, file):
    [ended] = take(Sighted("a", file), hosts=["city.example.jp"], contact="")
    assert ended.error.rule.id == "fetch-no-contact"
    assert len(take(Sighted("a", file), contact="")) == 2


def fetched(at):
    return Fetch("a/b", "a", "0" * 64, at, "unchanged", "e", "m", None, details={"title": "t"})


@pytest.mark.parametrize(
    ("fetched_at", "complete_at", "fresh"),
    [
        (AT, AT, False),
        (AT - timedelta(hours=1), AT - timedelta(hours=1), False),
        (AT - timedelta(hours=1), AT - timedelta(hours=2), True),
        (AT - timedelta(hours=1), None, True),
        (AT - timedelta(hours=24), None, False),
    ],
)
def test_what_an_unfinished_look_fetched_is_fresh_for_a_day(fetched_at, complete_at, fresh):
    assert known(fetched(fetched_at), complete_at, AT) == Known("0" * 64, "e", "m", {"title": "t"}, fresh)


@given(st.lists(st.sampled_from("abcd")))
def test_neighbours_differ_as_far_as_that_goes(keys):
    items = list(enumerate(keys))
    found = list(interleaved(items, lambda it: it[1]))
    assert sorted(found) == items
    assert all([it for it in found if it[1] == key] == [it for it in items if it[1] == key] for key in "abcd")
    rounds = max((keys.count(key) for key in "abcd"), default=0)
    repeats = sum(one[1] == other[1] for one, other in pairwise(found))
    assert repeats < max(rounds, 1)


def test_sources_without_a_host_wait_for_nobody():
    assert host_or_source(Look("a/b", Scripted(), {})) == "a/b"
    assert host_or_source(Look("a/b", Scripted(hosts=frozenset({"z", "y"})), {})) == "y"
