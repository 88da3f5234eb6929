"""The http connector: which addresses it asks for, and what it makes of what it finds there."""

from datetime import datetime

import pytest

from ocdsjp.collect.http import Http, addresses
from ocdsjp.collect.options import HttpOptions
from ocdsjp.collect.sighting import Known
from ocdsjp.errors import FetchError
from ocdsjp.settings import JST

AT = datetime(2025, 11, 21, 4, tzinfo=JST)


@pytest.fixture
def look(client):
    """What a look sees: location, then content, "unchanged" or the id of the rule; and the sightings themselves."""

    def take(known=None, **options):
        found = []
        for it in Http(HttpOptions(**options)).look(client, known or {}, AT):
            text = it.error.rule.id if it.error else it.path.read_text(encoding="utf-8") if it.path else "unchanged"
            found.append((it.location, text, it))
        return found

    return take


def said(found):
    return [text for _, text, _ in found]


def test_every_url_is_a_location(look, web):
    one, two = web.put("/a.csv", "a"), web.put("/b.csv", "b")
    assert [it[:2] for it in look(url=[one, two, one])] == [(one, "a"), (two, "b")]


def test_a_url_that_fails_does_not_keep_the_others_from_being_fetched(look, web):
    assert said(look(url=[web.url("/none"), web.put("/b", "b")])) == ["fetch-not-found", "b"]


def test_known_validators_make_requests_conditional(look, web):
    url = web.put("/a", "a")
    [(_, _, first)] = look(url=url)
    [(_, text, second)] = look({url: Known("0" * 64, etag=first.etag)}, url=url)
    assert (text, second.status, second.etag) == ("unchanged", 304, first.etag)


def test_what_an_unfinished_look_has_fetched_is_not_asked_for(look, web):
    url = web.put("/a", "a")
    assert said(look({url: Known("0" * 64, fresh=True)}, url=url)) == ["unchanged"]
    assert web.asked == []


def test_missing_files_are_skipped_where_that_is_right_unless_there_is_none_at_all(look, web):
    web.put("/20251120.csv", "thursday")
    template = web.url("/{date:%Y%m%d}.csv")
    assert said(look(url=template, days=3, missing="skip")) == ["thursday"]
    assert said(look(url=template, days=3)) == ["fetch-not-found", "thursday", "fetch-not-found"]
    web.removes("/20251120.csv")
    with pytest.raises(FetchError) as caught:
        look(url=template, days=3, missing="skip")
    assert caught.value.rule.id == "fetch-nothing-there"


def test_other_trouble_is_not_skipped(look, web):
    web.answers("/a", 403)
    assert said(look(url=web.url("/a"), missing="skip")) == ["fetch-status"]


def test_a_form_is_sent_in_the_encoding_of_the_site_and_tells_locations_apart(look, web, write):
    def echo(handler):
        write(handler, 200, web.asked[-1].body)

    url = web.does("/search", echo)
    years = {"first": 2024, "last": 2025}
    found = look(url=url, form={"nendo": "{fiscal_year}", "kikan": "市"}, form_encoding="cp932", fiscal_years=years)
    assert [it[:2] for it in found] == [
        (f"{url}#nendo=2024&kikan=%8Es", "nendo=2024&kikan=%8Es"),
        (f"{url}#nendo=2025&kikan=%8Es", "nendo=2025&kikan=%8Es"),
    ]
    assert {it.method for it in web.asked if it.path == "/search"} == {"POST"}


def test_files_have_a_limit(look, web):
    assert said(look(url=web.put("/a", "x" * 11), max_bytes=10)) == ["fetch-too-large"]


def test_url_and_form_are_filled_in_with_the_same_year():
    options = HttpOptions(
        url="https://a.example/{fiscal_year}", form={"r": "{reiwa}"}, fiscal_years={"first": 2024, "last": 2025}
    )
    assert [(it.url, it.data) for it in addresses(options, AT)] == [
        ("https://a.example/2024", b"r=6"),
        ("https://a.example/2025", b"r=7"),
    ]


def test_hosts_and_limits_are_those_of_the_mapping():
    one = Http(HttpOptions(url="https://a.example/{date}", hosts="b.example", max_requests=7))
    assert one.hosts == {"a.example", "b.example"}
    assert one.max_requests == 7
    assert not one.lists_everything
