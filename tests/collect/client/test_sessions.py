"""A session of requests that is bound by the rules of the client."""

import pytest
import requests

from ocdsjp.collect.client.sessions import GuardedSession
from ocdsjp.errors import FetchError


@pytest.fixture
def session(client, web):
    return GuardedSession(client, web.hosts, 1_000_000)


def test_a_library_gets_what_requests_would_give_it(session, web):
    web.put("/api", '{"success": true}', Content_Type="application/json; charset=utf-8", Content_Encoding="identity")
    response = session.get(web.url("/api"), params={"q": "契約"}, timeout=5)
    assert response.ok
    assert response.json() == {"success": True}
    assert web.paths() == ["/api?q=%E5%A5%91%E7%B4%84"]


def test_compressed_answers_come_decompressed(session, web):
    assert session.get(web.put_gzip("/a", b"text")).content == b"text"


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "text/plain; charset=punycode"])
def test_text_is_utf_8_whatever_the_server_calls_it(session, web, kind):
    assert session.get(web.put("/a", "契約", Content_Type=kind)).text == "契約"


def test_errors_of_the_caller_come_with_their_body(session, web):
    response = session.get(web.answers("/api", 409, b'{"error": "no"}'))
    assert (response.status_code, response.json()) == (409, {"error": "no"})


def test_what_is_posted_arrives_and_credentials_do_not(session, web):
    web.answers("/api", 200, b"{}")
    headers = {"Authorization": "secret", "Cookie": "a=b", "X-Own": "x"}
    session.post(web.url("/api"), json={"id": "x"}, headers=headers)
    session.post(web.url("/api"), data="text", auth=("me", "secret"))
    first, second = [it for it in web.asked if it.path == "/api"]
    assert (first.body, first.headers["Content-Type"]) == (b'{"id": "x"}', "application/json")
    assert second.body == b"text"
    assert not {"Authorization", "Cookie", "X-Own"} & {*first.headers, *second.headers}
    assert first.headers["User-Agent"].startswith("ocdsjp/")


@pytest.mark.parametrize("target", ["http://elsewhere.example/", "/closed", "http://127.0.0.2/", "file:///etc/passwd"])
def test_the_rules_of_the_client_hold_for_addresses_and_redirects(session, web, target):
    web.put("/robots.txt", "User-agent: *\nDisallow: /closed\n")
    with pytest.raises(FetchError):
        session.get(web.redirects("/a", target))
    request = session.prepare_request(requests.Request("GET", web.url("/")))
    request.url = web.url(target) if target.startswith("/") else target
    with pytest.raises(FetchError):
        session.send(request)


def test_requests_are_counted_and_repeated_like_any(client, web):
    session = GuardedSession(client.limited(1), web.hosts, 1_000_000)
    web.put("/a", "a")
    web.fails("/a", 503, 503)
    assert session.get(web.url("/a")).text == "a"
    with pytest.raises(FetchError) as caught:
        session.get(web.url("/a"))
    assert caught.value.rule.id == "fetch-too-many-requests"


def test_a_body_that_cannot_be_bounded_is_not_sent(session, web):
    with pytest.raises(TypeError):
        session.post(web.url("/a"), data=iter([b"a"]))
