"""Feeds of every kind, and hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.collect.feeds import Entry, read_feed
from ocdsjp.errors import FetchError

URL = "https://city.example.jp/feeds/news.xml"

RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>潮鳴市 入札情報</title><link>https://city.example.jp/</link>
<atom:link href="https://city.example.jp/feeds/news.xml" rel="self"/>
<item><title>入札結果（11月）</title><link>/nyusatsu/11.html</link><guid>n11</guid>
<pubDate>Fri, 21 Nov 2025 10:00:00 +0900</pubDate>
<enclosure url="../files/11.csv" length="1" type="text/csv"/></item>
<item><title>入札結果（10月）</title><link>https://city.example.jp/nyusatsu/10.html</link></item>
</channel></rss>"""

RSS1 = """<?xml version="1.0" encoding="{encoding}"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://city.example.jp/"><title>入札</title><link>https://city.example.jp/</link></channel>
<item rdf:about="https://city.example.jp/1"><title>公告</title><link>https://city.example.jp/1</link>
<dc:date>2025-11-21</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><link href="https://city.example.jp/"/>
<entry><title type="html">&lt;b&gt;公告&lt;/b&gt;</title><id>urn:1</id><published>2025-11-01</published>
<updated>2025-11-21</updated><link rel="alternate" href="1.html"/><link rel="enclosure" href="1.pdf"/>
<link rel="related" href="other.html"/></entry></feed>"""


def read(text):
    return read_feed(text if isinstance(text, bytes) else text.encode(), URL)


def broken(text):
    with pytest.raises(FetchError) as caught:
        read(text)
    assert caught.value.rule.id == "feed-broken"
    return caught.value.detail["reason"]


def test_rss_2():
    first, second = read(RSS2)
    assert first == Entry(
        link="https://city.example.jp/nyusatsu/11.html",
        enclosures=["https://city.example.jp/files/11.csv"],
        title="入札結果（11月）",
        updated="Fri, 21 Nov 2025 10:00:00 +0900",
        id="n11",
    )
    assert (second.link, second.updated) == ("https://city.example.jp/nyusatsu/10.html", "")


@pytest.mark.parametrize("encoding", ["UTF-8", "Shift_JIS", "EUC-JP", "UTF-16"])
def test_rss_1_in_the_encodings_of_japan(encoding):
    codec = "cp932" if encoding == "Shift_JIS" else encoding
    [entry] = read(RSS1.format(encoding=encoding).encode(codec))
    assert entry == Entry("https://city.example.jp/1", title="公告", updated="2025-11-21")


def test_atom():
    [entry] = read(ATOM)
    assert entry == Entry(
        "https://city.example.jp/feeds/1.html",
        ["https://city.example.jp/feeds/1.pdf"],
        "<b>公告</b>",
        "2025-11-21",
        "urn:1",
    )


def test_a_feed_without_entries_is_one():
    assert read("<rss><channel/></rss>") == []


def test_an_html_page_is_no_feed():
    assert broken("<html><body>ようこそ</body></html>") == "<html>"
    broken("<!DOCTYPE html><html><br></html>")
    broken("")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/evil.dtd"><rss/>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
        "<rss>" + "<a>" * 100 + "</a>" * 100 + "</rss>",
        "<rss>" + "<item/>" * 10_001 + "</rss>",
        "<rss><item>" + '<enclosure url="a"/>' * 100_001 + "</item></rss>",
        "<rss><item>",
        '<?xml version="1.0" encoding="Shift_JIS"?><rss>\udc81</rss>'.encode(errors="surrogateescape"),
        '<?xml version="1.0" encoding="no-such-thing"?><rss/>',
    ],
    ids=[
        "laughs",
        "external-dtd",
        "external-entity",
        "deep",
        "many",
        "many-enclosures",
        "cut-off",
        "wrong-bytes",
        "unknown-encoding",
    ],
)
def test_hostile_and_broken_feeds_are_refused(text):
    assert broken(text)


def test_a_text_without_end_is_kept_in_part():
    [entry] = read("<rss><item><title>" + "長" * 1_000_000 + "</title></item></rss>")
    assert len(entry.title) == 4_096


def test_a_text_in_many_small_parts_costs_no_time():
    [entry] = read("<rss><item><title>" + "長<!---->" * 500_000 + "</title></item></rss>")
    assert len(entry.title) == 4_096


def test_a_link_that_is_none_or_has_no_end_is_no_link_and_the_others_are():
    odd = "".join(f"<item><link>{it}</link></item>" for it in ("//[", " ", "a" * 5_000, "/good"))
    assert [it.link for it in read(f"<rss>{odd}</rss>")] == [None, None, None, "https://city.example.jp/good"]
    [entry] = read('<feed><entry><link href="//["/><link rel="enclosure" href="//["/><link href="/a"/></entry></feed>')
    assert (entry.link, entry.enclosures) == ("https://city.example.jp/a", [])


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda it: f"<rss>{it}</rss>".encode()))
def test_anything_is_read_or_refused(data):
    try:
        entries = read(data)
    except FetchError:
        return
    assert isinstance(entries, list)
