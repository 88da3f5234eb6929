"""The rss connector: the feed, or what it announces."""

from datetime import datetime

import pytest

from ocdsjp.collect.options import RssOptions
from ocdsjp.collect.rss import Rss
from ocdsjp.collect.sighting import Known
from ocdsjp.errors import FetchError
from ocdsjp.settings import JST

AT = datetime(2025, 11, 21, 4, tzinfo=JST)


def feed(*items):
    """A feed of (link, date, enclosure) in the order of a feed, newest first."""
    entries = "".join(
        f"<item><title>t</title><link>{link}</link>"
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + (f'<enclosure url="{enclosure}"/>' if enclosure else "")
        + "</item>"
        for link, date, enclosure in items
    )
    return f"<rss><channel>{entries}</channel></rss>"


@pytest.fixture
def look(client):
    def take(known=None, **options):
        found = []
        for it in Rss(RssOptions(**options)).look(client, known or {}, AT):
            text = it.error.rule.id if it.error else it.path.read_text(encoding="utf-8") if it.path else "unchanged"
            found.append((it.location, text, dict(it.metadata)))
        return found

    return take


def test_the_feed_itself_may_be_the_file(look, web):
    url = web.put("/feed", feed(("/a", "", "")))
    assert look(url=url) == [(url, feed(("/a", "", "")), {})]


def test_pages_are_followed_oldest_first_with_what_the_feed_says_of_them(look, web):
    one, two = web.put("/1.html", "one"), web.put("/2.html", "two")
    url = web.put("/feed", feed(("/2.html", "d2", ""), ("/1.html", "d1", "")))
    assert look(url=url, follow="links") == [
        (one, "one", {"title": "t", "updated": "d1"}),
        (two, "two", {"title": "t", "updated": "d2"}),
    ]


def test_enclosures_are_followed(look, web):
    one = web.put("/1.csv", "one")
    url = web.put("/feed", feed(("/1.html", "d1", "/1.csv"), ("/2.html", "d2", "")))
    assert [it[:2] for it in look(url=url, follow="enclosures")] == [(one, "one")]


def test_an_entry_that_did_not_change_by_its_date_is_not_asked_for_again(look, web):
    one, two = web.put("/1.html", "one"), web.put("/2.html", "two")
    known = {it: Known("0" * 64, metadata={"title": "t", "updated": "d1"}) for it in (one, two)}
    url = web.put("/feed", feed(("/2.html", "d2", ""), ("/1.html", "d1", "")))
    assert [it[:2] for it in look(known, url=url, follow="links")] == [(one, "unchanged"), (two, "two")]
    assert web.paths() == ["/feed", "/2.html"]


def test_an_entry_without_a_date_is_asked_for_on_condition(look, web):
    one = web.put("/1.html", "one")
    url = web.put("/feed", feed(("/1.html", "", "")))
    known = {one: Known("0" * 64, metadata={"title": "t"})}
    assert [it[1] for it in look(known, url=url, follow="links")] == ["one"]


def test_links_to_other_hosts_are_errors_unless_they_are_declared(look, web, other_web):
    elsewhere = other_web.put("/a", "a")
    url = web.put("/feed", feed((elsewhere, "", "")))
    assert [it[1] for it in look(url=url, follow="links")] == ["fetch-host-not-allowed"]
    assert [it[1] for it in look(url=url, follow="links", hosts="127.0.0.2")] == ["a"]


def test_a_feed_that_leads_nowhere_or_is_none_ends_the_look(look, web):
    for body, rule in ((feed(), "fetch-nothing-there"), ("<html/>", "feed-broken")):
        with pytest.raises(FetchError) as caught:
            look(url=web.put("/feed", body), follow="links")
        assert caught.value.rule.id == rule
    with pytest.raises(FetchError):
        look(url=web.url("/none"), follow="links")
    assert [it[1] for it in look(url=web.url("/none"))] == ["fetch-not-found"]


def test_the_limit_of_requests_holds(client, web):
    pages = [(f"/{number}", "", "") for number in range(5)]
    for path, _, _ in pages:
        web.put(path, path)
    rss = Rss(RssOptions(url=web.put("/feed", feed(*pages)), follow="links", max_requests=3))
    found = [it.error and it.error.rule.id for it in rss.look(client.limited(rss.max_requests), {}, AT)]
    assert found == [None, None, *["fetch-too-many-requests"] * 3]
