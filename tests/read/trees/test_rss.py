from datetime import datetime

import pytest

from ocdsjp.errors import ReadError

_RSS2 = """<?xml version="1.0"?><rss version="2.0"><channel><title>潮鳴市</title><item><title> 入札公告 </title>
<link>https://example.jp/1</link><pubDate>Sat, 01 Aug 2026 00:05:03 +0900</pubDate><category>入札</category>
<category>工事</category><description>説明</description></item>
<item><title>二</title><guid>https://example.jp/2</guid><pubDate>Fri, 31 Jul 2026 15:00:00 GMT</pubDate></item>
<item><title>三</title><guid isPermaLink="false">x</guid><pubDate>未定</pubDate></item></channel></rss>"""
_RSS1 = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="c"><title>潮鳴市</title></channel>
<item rdf:about="https://example.jp/3"><title>公告</title><dc:date>2026-07-31T12:00+09:00</dc:date>
<dc:subject>入札</dc:subject><dc:creator>契約課</dc:creator></item></rdf:RDF>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>潮鳴市</title><entry><title>公告</title>
<link rel="enclosure" href="https://example.jp/f.pdf"/><link rel="alternate" href="https://example.jp/4"/>
<published>2026-07-31T03:00:00Z</published><updated>2026-08-01T03:00:00Z</updated><summary>説明</summary>
<category term="入札"/><category term="工事"/></entry></feed>"""


def entries(write, read_outside, text):
    whole = read_outside(write("feed.xml", text), format="rss")
    assert whole.names[:5] == ["title", "link", "published", "description", "categories"]
    return whole, [values[:5] for values in whole.values]


def test_rss_2(write, read_outside):
    whole, rows = entries(write, read_outside, _RSS2)
    assert rows == [
        ["入札公告", "https://example.jp/1", datetime.fromisoformat("2026-08-01T00:05:03"), "説明", "入札\n工事"],
        ["二", "https://example.jp/2", datetime.fromisoformat("2026-08-01T00:00"), None, None],
        ["三", None, "未定", None, None],
    ]
    assert whole.report.format == "rss"


def test_rss_1_with_dublin_core(write, read_outside):
    whole, rows = entries(write, read_outside, _RSS1)
    assert rows == [["公告", "https://example.jp/3", datetime.fromisoformat("2026-07-31T12:00"), None, "入札"]]
    assert whole.names[5:] == ["@rdf:about", "dc:creator"]


def test_atom(write, read_outside):
    whole, rows = entries(write, read_outside, _ATOM)
    assert rows == [["公告", "https://example.jp/4", datetime.fromisoformat("2026-07-31T12:00"), "説明", "入札\n工事"]]
    assert whole.values[0][5:] == ["enclosure", "https://example.jp/f.pdf", "alternate", "2026-08-01T03:00:00Z"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<a><b/></a>", "records-not-found"),
        ('<!DOCTYPE rss [<!ENTITY a "x">]><rss><item/></rss>', "xml-declares-entities"),
        ("<!doctype html><title>503</title>", "file-of-other-kind"),
    ],
)
def test_what_is_no_feed_is_refused(write, read_here, text, rule):
    with pytest.raises(ReadError) as caught:
        read_here(write("feed.xml", text), format="rss")
    assert caught.value.rule.id == rule


@pytest.mark.parametrize(("name", "rows"), [("naha", 22), ("okinawa_city", 10), ("okinawa_pref", 22)])
def test_real_feeds(shared, read_outside, name, rows):
    whole = read_outside(shared / "samples" / "okinawa" / f"feed_{name}.xml", format="rss")
    assert len(whole.values) == rows
    assert all(row[1].startswith("https://") and isinstance(row[2], datetime) for row in whole.values)
