"""The collect block of a mapping file: one way, addresses whose host is declared, templates that mean something."""

import pytest
from pydantic import ValidationError

from ocdsjp.collect.options import Collect, HttpOptions, RssOptions

URL = "https://city.example.jp/a.csv"


@pytest.mark.parametrize(
    "block", [{"folder": "a/*.csv"}, {"http": {"url": URL}}, {"http": {"url": [URL, URL]}}, {"rss": {"url": URL}}]
)
def test_one_way_is_given(block):
    assert list(block) == [*Collect(**block).declared()]


@pytest.mark.parametrize("block", [{}, {"folder": "a", "rss": {"url": URL}}, {"folder": None}, {"ftp": "x"}])
def test_no_way_and_two_ways_are_refused(block):
    with pytest.raises(ValidationError):
        Collect(**block)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://city.example.jp/",
        "city.example.jp/a.csv",
        "https://",
        "https://{fiscal_year}.example.jp/",
        "https://example.{date:%Y}/a",
        "https://city.example.jp/{year}",
        "https://city.example.jp/{date:%H}",
        "",
    ],
)
def test_a_url_declares_its_host_and_knows_its_variables(url):
    with pytest.raises(ValidationError):
        HttpOptions(url=url)


@pytest.mark.parametrize(
    "block",
    [
        {"ckan": {"url": "https://[", "tags": "a", "formats": "CSV"}},
        {"ckan": {"url": "https://user:secret@data.example.jp", "tags": "a", "formats": "CSV"}},
        {"kkj": {"url": "https://", "prefectures": ["07"]}},
        {"kkj": {"prefectures": ["07", "07"]}},
        {"kkj": {"prefectures": ["07"], "categories": [1, 1]}},
        {"pportal": {"url": "http:///a"}},
        {"http": {"url": "https://city.example.jp/a\x00b"}},
        {"http": {"url": "https://city.example.jp/a\nb"}},
        {"http": {"url": "https://city.example.jp/" + "a" * 10_000}},
        {"http": {"url": [f"https://city.example.jp/{{date}}/{number}" for number in range(100)], "days": 3_660}},
        {"http": {"url": URL, "form": {"名": "𠮷"}, "form_encoding": "cp932"}},
        {"folder": ""},
        {"folder": "a/**.csv"},
        {"folder": "a\0b"},
    ],
)
def test_what_would_only_fail_later_is_refused_at_once(block):
    with pytest.raises(ValidationError):
        Collect(**block)


@pytest.mark.parametrize(
    "host", ["https://www.example.jp", "www.example.jp/a", "www.example.jp:80", "*.example.jp", ""]
)
def test_other_hosts_are_given_by_their_names_alone(host):
    with pytest.raises(ValidationError):
        HttpOptions(url=URL, hosts=host)


@pytest.mark.parametrize("url", ["ftp://city.example.jp/", "https:///feed"])
def test_a_feed_has_a_host(url):
    with pytest.raises(ValidationError):
        RssOptions(url=url)


def test_a_form_knows_its_variables():
    HttpOptions(url=URL, form={"nendo": "{fiscal_year}"})
    with pytest.raises(ValidationError):
        HttpOptions(url=URL, form={"nendo": "{year}"})


def test_allowed_hosts_are_those_of_the_urls_and_those_named_as_hosts_are_compared():
    options = HttpOptions(url="https://City.Example.jp/{date:%Y%m%d}.csv", hosts="日本.example.jp")
    assert options.allowed(*options.url) == {"city.example.jp", "xn--wgv71a.example.jp"}


def test_bounds_are_kept():
    for wrong in ({"days": 0}, {"max_requests": 0}, {"max_bytes": -1}, {"fiscal_years": {"first": 5}}):
        with pytest.raises(ValidationError):
            HttpOptions(url=URL, **wrong)
