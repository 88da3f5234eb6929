"""What robots.txt allows, and what its absence means."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from ocdsjp.collect.client.robots import Robots, RobotsAnswer, concerning
from ocdsjp.collect.client.rules import TLS, UNREACHABLE
from ocdsjp.errors import FetchError

PLACE = parse_url("https://city.example.jp/keiyaku/a.csv?x=1")
HOSTS = frozenset({"city.example.jp", "www.example.jp"})


@pytest.fixture
def robots():
    """Robots of a server that gives these answers, and what it was asked for."""

    def make(*answers):
        remaining, asked = list(answers), []

        def ask(place):
            asked.append(place.url)
            answer = remaining.pop(0)
            if isinstance(answer, FetchError):
                raise answer
            return answer

        return Robots("ocdsjp", ask), asked

    return make


def rule(robots, place=PLACE):
    with pytest.raises(FetchError) as caught:
        robots.check(place, HOSTS)
    return caught.value.rule.id


def test_a_file_is_asked_for_once_per_server_and_counts_for_all_its_pages(robots):
    one, asked = robots(RobotsAnswer(200, text="User-agent: *\nDisallow: /keiyaku/\nCrawl-delay: 5\n"))
    assert rule(one) == "fetch-robots-forbid"
    assert one.check(PLACE._replace(path="/other"), HOSTS) == 5
    assert asked == ["https://city.example.jp/robots.txt"]


def test_queries_count(robots):
    one, _ = robots(RobotsAnswer(200, text="User-agent: *\nDisallow: /*?x=\n"))
    assert rule(one) == "fetch-robots-forbid"
    assert one.check(PLACE._replace(query=None), HOSTS) is None


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_file_means_that_everything_is_allowed(robots, status):
    one, _ = robots(RobotsAnswer(status))
    assert one.check(PLACE, HOSTS) is None


@pytest.mark.parametrize("status", [429, 500, 503, 304, 100])
def test_a_server_that_cannot_say_is_to_be_left_alone_and_is_asked_again_later(robots, status):
    one, asked = robots(RobotsAnswer(status), RobotsAnswer(404))
    assert rule(one) == "fetch-robots-unknown"
    assert one.check(PLACE, HOSTS) is None
    assert len(asked) == 2


def test_a_server_that_cannot_be_reached_cannot_say_either_but_other_errors_stay_what_they_are(robots):
    one, _ = robots(FetchError(UNREACHABLE, "x", reason="refused"), FetchError(TLS, "x", reason="expired"))
    assert rule(one) == "fetch-robots-unknown"
    assert rule(one) == "fetch-tls"


def test_redirects_are_followed_within_the_declared_hosts(robots):
    one, asked = robots(
        RobotsAnswer(301, "https://www.example.jp/robots.txt"), RobotsAnswer(200, text="User-agent: *\nDisallow: /\n")
    )
    assert rule(one) == "fetch-robots-forbid"
    assert asked[1] == "https://www.example.jp/robots.txt"


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        ("https://elsewhere.example/robots.txt", "fetch-host-not-allowed"),
        ("//169.254.169.254/", "fetch-host-not-allowed"),
        ("https://user:pw@city.example.jp/robots.txt", "fetch-url-not-allowed"),
        ("https://city.example.jp:22/", "fetch-url-not-allowed"),
        ("ftp://city.example.jp/robots.txt", "fetch-url-not-allowed"),
        ("//[", "fetch-url-not-allowed"),
    ],
)
def test_a_file_that_lies_where_nothing_may_be_asked_allows_nothing(robots, target, refusal):
    one, asked = robots(RobotsAnswer(302, target))
    assert rule(one) == refusal
    assert len(asked) == 1


def test_a_file_that_lies_nowhere_counts_as_none(robots):
    one, asked = robots(*[RobotsAnswer(302, "/robots.txt")] * 5)
    assert one.check(PLACE, HOSTS) is None
    assert len(asked) == 5


def test_a_delay_has_bounds_and_nonsense_is_no_delay(robots):
    one, _ = robots(RobotsAnswer(200, text="User-agent: *\nCrawl-delay: 99999\n"))
    assert one.check(PLACE, HOSTS) == 30
    one, _ = robots(RobotsAnswer(200, text="User-agent: *\nCrawl-delay: soon\n\x00\xff<html>"))
    assert one.check(PLACE, HOSTS) is None


def test_groups_for_many_others_cost_no_memory(robots):
    others = "".join(f"User-agent:a{number}\n" for number in range(15_000))
    rules = "".join(f"Disallow:/{number}\n" for number in range(15_000))
    one, _ = robots(RobotsAnswer(200, text=others + rules))
    assert one.check(PLACE._replace(path="/1"), HOSTS) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("User-agent: *", "User-agent: *"),
        ("USERAGENT ocdsjp # us", "User-agent: ocdsjp"),
        ("User agent: OCDS*", "User-agent: ocds"),
        ("user-agent: Googlebot", "User-agent: somebody-else"),
        ("User-agent: **", "User-agent: somebody-else"),
        ("User-agent:", "User-agent: somebody-else"),
        ("Disallow: /user-agent: a", "Disallow: /user-agent: a"),
    ],
)
def test_only_groups_for_us_keep_their_names(written, kept):
    assert concerning("ocdsjp", written) == kept


def test_a_group_for_us_and_others_is_ours(robots):
    one, _ = robots(RobotsAnswer(200, text="User-agent: a\nUser-agent: ocdsjp\nUser-agent: b\nDisallow: /\n"))
    assert rule(one) == "fetch-robots-forbid"


@given(st.text())
def test_any_text_allows_or_forbids(text):
    with suppress(FetchError):
        Robots("ocdsjp", lambda _: RobotsAnswer(200, text=f"User-agent: *\n{text}")).check(PLACE, HOSTS)


def test_a_hostile_pattern_costs_no_time(robots):
    one, _ = robots(RobotsAnswer(200, text="User-agent: *\nDisallow: /" + "*a" * 5_000 + "$\n"))
    assert one.check(PLACE._replace(path="/" + "a" * 5_000 + "b"), HOSTS) is None
