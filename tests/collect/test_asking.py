"""One location asked for on condition: content, nothing new, or an error, and whose file it then is."""

import pytest

from ocdsjp.collect.asking import Asking, discard, handed
from ocdsjp.collect.options import WebOptions
from ocdsjp.collect.sighting import Known
from ocdsjp.errors import FetchError
from ocdsjp.findings import Rule

NOT_THIS = Rule("not-this", "違います。", "Not this.", "", "")


@pytest.fixture
def asking(web, client):
    def make(known=None, options=None, **more):
        return Asking(client, web.hosts, options or WebOptions(), known or {}, **more)

    return make


def test_a_location_comes_with_content_validators_and_what_is_said_of_it(asking, web):
    url = web.put("/a.csv", "a")
    sighted = asking().sight(url, {"title": "契約"})
    assert (sighted.location, sighted.status, sighted.error) == (url, 200, None)
    assert sighted.path.read_bytes() == b"a"
    assert sighted.etag
    assert sighted.metadata == {"title": "契約"}


def test_what_is_unchanged_keeps_its_validators_and_what_was_said(asking, web, write):
    url = web.does("/a", lambda handler: write(handler, 304))
    sighted = asking({url: Known("0" * 64, "tag", "day", {"hits": "3"})}).sight(url)
    assert (sighted.path, sighted.etag, sighted.last_modified) == (None, "tag", "day")
    assert sighted.metadata == {"hits": "3"}


def test_what_a_broken_off_look_has_fetched_is_not_asked_for(asking, web):
    url = web.put("/a", "a")
    assert asking({url: Known("0" * 64, fresh=True)}).sight(url).path is None
    assert web.asked == []


def test_a_location_may_have_another_address_and_a_form(asking, web):
    url = web.put("/a", "a")
    sighted = asking().sight(f"{url}#n=1", url=url, data=b"n=1")
    assert sighted.location == f"{url}#n=1"
    assert (web.asked[-1].method, web.asked[-1].body) == ("POST", b"n=1")


def test_an_error_is_told_in_the_sighting(asking, web):
    sighted = asking().sight(web.url("/none"))
    assert (sighted.error.rule.id, sighted.status, sighted.path) == ("fetch-not-found", 404, None)
    assert asking(options=WebOptions(max_bytes=1)).sight(web.put("/a", "aa")).error.rule.id == "fetch-too-large"


def test_an_address_that_cannot_be_written_down_is_told_in_a_way_that_can(asking, web):
    sighted = asking().sight("http://127.0.0.1/\ud800\n")
    assert (sighted.location, sighted.error.rule.id) == ("http://127.0.0.1/\\ud800\\u000a", "fetch-url-not-allowed")
    assert web.asked == []


def test_a_file_that_is_not_what_it_should_be_is_removed_and_told(asking, web):
    looked_at = []

    def check(path):
        looked_at.append(path)
        return FetchError(NOT_THIS)

    sighted = asking(check=check).sight(web.put("/a", "a"))
    assert (sighted.error.rule.id, sighted.status, sighted.path) == ("not-this", 200, None)
    assert not looked_at[0].exists()


def test_a_file_lasts_until_the_next_sighting_is_asked_for(asking, web):
    sighted = asking().sight(web.put("/a", "a"))
    for one in handed(sighted):
        assert one.path.exists()
    assert not sighted.path.exists()


def test_a_sighting_without_file_can_be_discarded(asking, web):
    discard(asking().sight(web.url("/none")))
