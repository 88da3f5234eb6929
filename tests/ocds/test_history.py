"""Which drafts say something new."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.ocds.history import UPDATES, Event, History, content_of, with_related

SEEN = "2026-01-01T09:00:00+09:00"
LATER = "2026-02-01T09:00:00+09:00"


def _event(text="x", *, source="shionari/results", phase="tender", tags=("tender",), date=None, ocid="ocds-abc123-1"):
    return Event(ocid, source, phase, tags, date, orjson.dumps({"tender": {"title": text}}))


def _fold(history, event, seen=SEEN):
    """One step of the release stage: make, and note what was made."""
    made = history.next(event, seen)
    if made is not None:
        history.note(ocid=event.ocid, source=event.source, phase=event.phase, date=made.date, content=made.content)
    return made


def test_the_first_statement_has_the_stated_date_or_that_of_its_first_sight():
    assert _fold(History(), _event(date="2025-04-01T00:00:00+09:00")).date == "2025-04-01T00:00:00+09:00"
    assert _fold(History(), _event()).date == SEEN


def test_saying_the_same_again_makes_no_release():
    history = History()
    _fold(history, _event())
    assert _fold(history, _event(), LATER) is None


def test_changed_content_is_an_update_dated_when_it_was_seen():
    history = History()
    _fold(history, _event("x", date="2025-04-01T00:00:00+09:00"))
    made = _fold(history, _event("y", date="2025-04-01T00:00:00+09:00"), LATER)
    assert (made.tags, made.date) == (("tenderUpdate",), LATER)


def test_an_update_is_never_older_than_what_it_changes():
    history = History()
    _fold(history, _event("x", date="2030-01-01T00:00:00+09:00"))
    assert _fold(history, _event("y"), LATER).date > "2030-01-01T00:00:00+09:00"


def test_tags_that_have_no_update_stay():
    history = History()
    tags = ("contractAmendment",)
    _fold(history, _event("x", tags=tags))
    assert _fold(history, _event("y", tags=tags), LATER).tags == tags


def test_another_source_or_phase_or_event_number_is_no_update():
    history = History()
    _fold(history, _event("x", phase="contract:1"))
    for other in ({"phase": "contract:2"}, {"phase": "tender"}, {"source": "shionari/other", "phase": "contract:1"}):
        assert _fold(history, _event("x", **other), LATER).tags == ("tender",)


def test_a_refused_release_leaves_no_trace():
    history = History()
    refused = history.next(_event("x"), SEEN)
    assert history.next(_event("x"), SEEN) == refused
    assert _fold(history, _event("y"), SEEN).tags == ("tender",)


def test_the_json_begins_with_the_head_and_goes_on_with_the_body():
    made = _fold(History(), _event("架空"))
    release = orjson.loads(made.json)
    assert list(release)[:4] == ["ocid", "id", "date", "tag"]
    assert release["tender"] == {"title": "架空"}
    assert content_of(made.json[made.head :]) == made.content


def test_a_store_read_back_knows_what_was_said():
    history, again = History(), History()
    event = _event()
    made = _fold(history, event)
    content = content_of(made.json[made.head :])
    again.note(ocid=event.ocid, source=event.source, phase=event.phase, date=made.date, content=content)
    assert again.next(event, LATER) is None


def test_related_processes_are_added_at_the_end():
    body = orjson.dumps({"tender": {}})
    assert with_related(body, []) == body
    assert orjson.loads(with_related(body, [("planning", "ocds-abc123-2")]))["relatedProcesses"] == [
        {"id": "1", "relationship": ["planning"], "scheme": "ocid", "identifier": "ocds-abc123-2"}
    ]


moments = st.integers(1, 3).map(lambda day: f"2025-04-0{day}T00:00:00+09:00")
events = st.lists(
    st.builds(
        _event,
        st.sampled_from("xyz"),
        source=st.sampled_from(["a", "b"]),
        phase=st.sampled_from(["tender", "award", "contract:1", "contract:2"]),
        date=st.none() | moments,
        ocid=st.sampled_from(["ocds-abc123-1", "ocds-abc123-2"]),
    ),
    max_size=15,
)


@given(events, st.lists(moments, min_size=15, max_size=15))
def test_no_two_releases_of_a_process_share_a_date_or_an_id(told, seen):
    history = History()
    made = [(event.ocid, _fold(history, event, when)) for event, when in zip(told, seen, strict=False)]
    dates = [(ocid, one.date) for ocid, one in made if one is not None]
    assert len(dates) == len(set(dates))
    identities = [one.id for _, one in made if one is not None]
    assert len(identities) == len(set(identities))


@given(events)
def test_folding_the_last_statement_of_each_event_again_gives_nothing(told):
    history = History()
    for event in told:
        _fold(history, event)
    last = {(event.ocid, event.source, event.phase): event for event in told}
    assert [history.next(event, LATER) for event in last.values()] == [None] * len(last)


def test_updates_are_codes_of_the_standard():
    from ocdsjp.ocds.profile import load_profile  # noqa: PLC0415  # this test alone

    assert {*UPDATES, *UPDATES.values()} <= set(load_profile().codelists["releaseTag.csv"].codes)
