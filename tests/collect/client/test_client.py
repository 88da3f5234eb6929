"""The client against a real server: every rule of safety and politeness, and what it makes of answers."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from pathlib import Path

import pytest
import trustme

from ocdsjp.collect.client import Limits
from ocdsjp.errors import FetchError


@pytest.fixture
def refused(client, web):
    """The id of the rule by which a URL is refused."""

    def rule(url, hosts=None, client=client, **options):
        with pytest.raises(FetchError) as caught:
            client.get(url, hosts=web.hosts if hosts is None else hosts, **options)
        assert caught.value.rule.message("ja", caught.value.value, caught.value.detail)
        return caught.value.rule.id

    return rule


def test_an_answer_is_a_file_with_its_validators(client, web):
    url = web.put("/a.csv", "番号\n1\n", Last_Modified="yesterday")
    answer = client.get(url, hosts=web.hosts)
    assert answer.path.read_text(encoding="utf-8") == "番号\n1\n"
    assert (answer.url, answer.status, answer.last_modified) == (url, 200, "yesterday")
    answer.discard()
    assert not answer.path.exists()


def test_files_are_gone_when_the_client_is_closed(client_with, web):
    with client_with() as client:
        path = client.get(web.put("/a", "a"), hosts=web.hosts).path
        assert path.exists()
    assert not path.exists()


def test_what_has_not_changed_is_not_sent_again(client, web):
    url = web.put("/a", "a")
    first = client.get(url, hosts=web.hosts)
    second = client.get(url, hosts=web.hosts, etag=first.etag)
    assert (second.status, second.path, second.etag) == (304, None, first.etag)


def test_a_validator_that_is_not_fit_for_a_header_is_neither_kept_nor_sent(client, web):
    web.does("/a", lambda handler: _raw(handler, b'HTTP/1.1 200 OK\r\nETag: "' + b"a" * 60_000 + b'"\r\n', b"a"))
    assert client.get(web.url("/a"), hosts=web.hosts).etag is None
    answer = client.get(web.put("/b", "b"), hosts=web.hosts, etag='"x"\r\nX-Own: x', last_modified="x" * 9_000)
    assert answer.status == 200
    assert not {"If-None-Match", "If-Modified-Since", "X-Own"} & {*web.asked[-1].headers}


def test_cookies_are_not_sent_back(client, web):
    client.get(web.put("/a", "a", Set_Cookie="a=b; Path=/"), hosts=web.hosts)
    client.get(web.url("/a"), hosts=web.hosts)
    assert "Cookie" not in web.asked[-1].headers


def test_a_304_that_nobody_asked_for_is_an_error(web, refused):
    assert refused(web.answers("/a", 304)) == "fetch-status"


def test_a_form_is_posted_and_a_redirect_after_it_is_a_get(client, web):
    web.put("/result", "found")
    web.redirects("/search", "/result", 303)
    answer = client.get(web.url("/search"), hosts=web.hosts, data=b"year=2025")
    assert answer.path.read_bytes() == b"found"
    posted, got = [it for it in web.asked if it.path != "/robots.txt"]
    assert (posted.method, posted.body, got.method, got.body) == ("POST", b"year=2025", "GET", b"")


def test_every_request_says_who_asks(client, web):
    client.get(web.put("/a", "a"), hosts=web.hosts)
    assert {it.headers["User-Agent"] for it in web.asked} == {"ocdsjp/0.1.0 (+tests@example.jp)"}


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("file:///etc/passwd", "fetch-url-not-allowed"),
        ("ftp://127.0.0.1/a", "fetch-url-not-allowed"),
        ("gopher://127.0.0.1/", "fetch-url-not-allowed"),
        ("//127.0.0.1/a", "fetch-url-not-allowed"),
        ("http://user:secret@127.0.0.1/a", "fetch-url-not-allowed"),
        ("http://127.0.0.1:99999/", "fetch-url-not-allowed"),
        ("http://127.0.0.1@elsewhere.example/", "fetch-url-not-allowed"),
        ("http://elsewhere.example/", "fetch-host-not-allowed"),
        ("http://127.0.0.1.elsewhere.example/", "fetch-host-not-allowed"),
        ("http://2130706433/", "fetch-host-not-allowed"),
        ("http://0x7f.1/", "fetch-host-not-allowed"),
        ("http://[::ffff:127.0.0.1]/", "fetch-host-not-allowed"),
    ],
)
def test_only_declared_hosts_are_asked_over_http_and_https(refused, web, url, rule):
    assert refused(url) == rule
    assert web.asked == []


def test_a_password_in_a_url_is_not_repeated_in_the_message(client, web):
    with pytest.raises(FetchError) as caught:
        client.get("http://user:secret@127.0.0.1/a", hosts=web.hosts)
    assert "secret" not in str(caught.value)


def test_a_private_address_is_refused_whatever_its_name(client_with, web, refused):
    with client_with(allow_private_addresses=False) as strict:
        for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0.0.0.0", "[::1]", "169.254.169.254"):  # noqa: S104
            assert refused(f"http://{host}/", frozenset({host}), strict) == "fetch-address-not-public"
    assert web.asked == []


def test_other_ports_than_the_usual_ones_are_refused(client_with, web, refused):
    with client_with(allow_private_addresses=False) as strict:
        assert refused(web.url("/"), client=strict) == "fetch-url-not-allowed"


def test_a_name_that_resolves_differently_the_second_time_does_not_help(client_with, refused, monkeypatch):
    # DNS rebinding: what is checked is what is connected to, so there is no second time.
    answers = iter(["93.184.215.14", "127.0.0.1"])
    dialled = []

    def resolve(*_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

    def connect(_, address):
        dialled.append(address)
        raise OSError("no network in tests")

    class Socket(socket.socket):
        pass

    Socket.connect = connect
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "socket", Socket)
    with client_with(allow_private_addresses=False, limits=Limits(attempts=1)) as strict:
        assert refused("http://rebinding.example/", frozenset({"rebinding.example"}), strict) == "fetch-robots-unknown"
        assert refused("http://rebinding.example/", frozenset({"rebinding.example"}), strict) == (
            "fetch-address-not-public"
        )
    assert dialled == [("93.184.215.14", 80)]


def test_redirects_are_followed_within_the_declared_hosts(client, web, other_web):
    target = other_web.put("/b", "b")
    web.redirects("/a", target, 301)
    answer = client.get(web.url("/a"), hosts=web.hosts | other_web.hosts)
    assert (answer.url, answer.path.read_bytes()) == (target, b"b")


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("http://127.0.0.2/", "fetch-host-not-allowed"),
        ("http://169.254.169.254/latest/meta-data/", "fetch-host-not-allowed"),
        ("file:///etc/passwd", "fetch-url-not-allowed"),
        ("http://user:pw@127.0.0.1/", "fetch-url-not-allowed"),
        ("//127.0.0.2/", "fetch-host-not-allowed"),
        ("//elsewhere.example\\@127.0.0.1/", "fetch-url-not-allowed"),
        ("http://127.0.0.1./", "fetch-host-not-allowed"),
        ("http://0177.0.0.1/", "fetch-host-not-allowed"),
        ("http://[fe80::1%25lo]/", "fetch-host-not-allowed"),
        ("data:text/csv,a", "fetch-url-not-allowed"),
        ("ftp:/a", "fetch-url-not-allowed"),
        ("//[", "fetch-url-not-allowed"),
        ("http://[v1.x]:80]/", "fetch-url-not-allowed"),
        ("/" + "a" * 9_000, "fetch-url-not-allowed"),
    ],
)
def test_a_redirect_is_checked_like_any_address(web, refused, target, rule):
    assert refused(web.redirects("/a", target)) == rule


def test_a_redirect_to_a_private_address_is_refused_even_for_a_declared_name(client_with, web):
    # The name is allowed; only its number is not.
    with client_with(allow_private_addresses=False) as strict, pytest.raises(FetchError) as caught:
        strict.get("http://localhost/", hosts=frozenset({"localhost"}))
    assert caught.value.detail["address"] in {"127.0.0.1", "::1"}
    assert web.asked == []


def test_endless_redirects_end(web, refused):
    assert refused(web.redirects("/a", "/a")) == "fetch-too-many-redirects"
    assert len(web.paths()) == 10


def test_raw_japanese_in_a_redirect_is_understood(client, web):
    web.put("/%E5%85%A5%E6%9C%AD.csv", "found")
    web.does("/a", lambda handler: _raw(handler, b"HTTP/1.1 302 Found\r\nLocation: /\xe5\x85\xa5\xe6\x9c\xad.csv\r\n"))
    assert client.get(web.url("/a"), hosts=web.hosts).path.read_bytes() == b"found"


def _raw(handler, head, body=b""):
    handler.wfile.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def test_robots_txt_is_read_once_and_obeyed(client, web, refused):
    web.put("/robots.txt", "User-agent: *\nDisallow: /secret\n")
    assert refused(web.put("/secret/a.csv", "a")) == "fetch-robots-forbid"
    client.get(web.put("/open/a.csv", "a"), hosts=web.hosts)
    assert web.paths(robots=True) == ["/robots.txt", "/open/a.csv"]


def test_robots_txt_may_speak_to_us_alone(web, refused, client):
    web.put("/robots.txt", "User-agent: ocdsjp\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n")
    assert refused(web.put("/a", "a")) == "fetch-robots-forbid"
    client.get(web.put("/b", "b"), hosts=web.hosts)


@pytest.mark.parametrize("how", ["declared", "chunked", "gzip"])
def test_of_a_robots_txt_that_is_too_large_the_beginning_counts(web, refused, how):
    text = b"User-agent: *\nDisallow: /\n" + b"# rest\n" * 100_000

    def pour(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(text))
        while True:
            handler.wfile.write(text)

    if how == "chunked":
        web.does("/robots.txt", pour)
    else:
        (web.put_gzip if how == "gzip" else web.put)("/robots.txt", text)
    assert refused(web.put("/a", "a")) == "fetch-robots-forbid"
    assert web.paths() == []


def test_a_robots_txt_that_asks_for_rest_gets_it(client_with, web, refused):
    web.answers("/robots.txt", 429, Retry_After="86400")
    assert refused(web.put("/a", "a")) == "fetch-host-down"
    assert web.paths(robots=True) == ["/robots.txt"]
    web.forget()
    web.put("/robots.txt", "")
    web.fails("/robots.txt", 503, Retry_After="1")
    with client_with() as other:
        other.get(web.url("/a"), hosts=web.hosts)
    first, second = [it.at for it in web.asked if it.path == "/robots.txt"]
    assert second - first >= 1


def test_robots_txt_is_asked_about_where_a_redirect_leads(web, refused):
    web.put("/robots.txt", "User-agent: *\nDisallow: /secret\n")
    web.put("/secret", "a")
    assert refused(web.redirects("/a", "/secret")) == "fetch-robots-forbid"


def test_a_server_that_cannot_say_what_it_allows_is_not_asked(web, refused):
    web.answers("/robots.txt", 503)
    assert refused(web.put("/a", "a")) == "fetch-robots-unknown"
    assert set(web.paths(robots=True)) == {"/robots.txt"}


def test_a_robots_txt_that_recovers_is_asked_again(client, web):
    web.put("/robots.txt", "")
    web.fails("/robots.txt", 500)
    assert client.get(web.put("/a", "a"), hosts=web.hosts).status == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 0])
def test_a_server_in_trouble_is_asked_again(client, web, status):
    url = web.put("/a", "a")
    web.fails("/a", status, status)
    assert client.get(url, hosts=web.hosts).path.read_bytes() == b"a"
    assert len(web.paths()) == 3


@pytest.mark.parametrize(("status", "rule"), [(503, "fetch-busy"), (429, "fetch-busy"), (500, "fetch-status")])
def test_a_server_that_stays_in_trouble_is_left_alone(web, refused, status, rule):
    assert refused(web.answers("/a", status)) == rule
    assert len(web.paths()) == 3


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (404, "fetch-not-found"),
        (410, "fetch-not-found"),
        *((status, "fetch-status") for status in (204, 206, 300, 302, 305, 403, 418, 999)),
    ],
)
def test_other_errors_are_not_repeated(web, refused, status, rule):
    assert refused(web.answers("/a", status)) == rule
    assert len(web.paths()) == 1


def test_retry_after_is_waited_for(client, web):
    url = web.put("/a", "a")
    web.fails("/a", 503, Retry_After="1")
    client.get(url, hosts=web.hosts)
    first, second = [it.at for it in web.asked if it.path == "/a"]
    assert second - first >= 1


def test_retry_after_may_be_a_date_by_the_clock_of_the_server(client, web):
    url = web.put("/a", "a")
    web.does("/b", lambda handler: _raw(handler, b"HTTP/1.1 503 x\r\n" + dates))
    dates = b"Date: Fri, 21 Nov 2026 00:00:00 GMT\r\nRetry-After: Fri, 21 Nov 2026 01:00:00 GMT\r\n"
    with pytest.raises(FetchError) as caught:
        client.get(web.url("/b"), hosts=web.hosts)
    assert (caught.value.rule.id, caught.value.detail["seconds"]) == ("fetch-busy", "3600")
    assert url


def test_who_asks_for_a_long_rest_gets_it(web, refused):
    web.answers("/a", 429, Retry_After="86400")
    assert refused(web.url("/a")) == "fetch-busy"
    assert refused(web.put("/b", "b")) == "fetch-host-down"
    assert web.paths() == ["/a"]


def test_a_host_that_fails_again_and_again_is_not_asked_any_more(client_with, web, refused):
    web.answers("/a", 500)
    with client_with(limits=Limits(attempts=1)) as impatient:
        assert [refused(web.url("/a"), client=impatient) for _ in range(4)] == ["fetch-status"] * 3 + [
            "fetch-host-down"
        ]
    assert len(web.paths()) == 3


def test_a_host_is_asked_one_thing_at_a_time(client, web, write):
    present, most = [], []

    def count(handler):
        present.append(1)
        most.append(len(present))
        time.sleep(0.02)
        present.pop()
        write(handler, 200)

    def ask(url):
        client.get(url, hosts=web.hosts).discard()

    threads = [threading.Thread(target=ask, args=(web.does(f"/{number}", count),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_a_crawl_delay_is_kept(client, web):
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    for name in "ab":
        client.get(web.put(f"/{name}", name), hosts=web.hosts)
        client.get(web.url(f"/{name}"), hosts=web.hosts)
    times = [it.at for it in web.asked if it.path != "/robots.txt"]
    assert times[3] - times[0] >= 0.6  # and not 0: nothing else makes this client wait


def test_hosts_are_asked_at_the_same_time(client_with, web, other_web, write):
    both = threading.Barrier(2, timeout=5)

    def meet(handler):
        both.wait()
        write(handler, 200, b"met")

    with client_with() as client:
        threads = [
            threading.Thread(target=client.get, args=(one.does("/a", meet),), kwargs={"hosts": one.hosts})
            for one in (web, other_web)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not both.broken


def test_compressed_bodies_are_decompressed(client, web):
    text = "入札結果\n".encode() * 1_000
    assert client.get(web.put_gzip("/gzip", text), hosts=web.hosts).path.read_bytes() == text
    members = gzip.compress(text[:99]) + gzip.compress(text[99:]) + bytes(10)
    url = web.put("/members", members, Content_Encoding="x-gzip")
    assert client.get(url, hosts=web.hosts).path.read_bytes() == text
    url = web.put("/deflate", zlib.compress(text), Content_Encoding="deflate")
    assert client.get(url, hosts=web.hosts).path.read_bytes() == text


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"a" * 99)[:-4], "gzip"),
        (b"no gzip", "gzip"),
        (gzip.compress(b"a") + b"rest", "gzip"),
        (b"whatever", "br"),
        (b"whatever", "zstd"),
        (gzip.compress(gzip.compress(b"a")), "gzip, gzip"),
    ],
    ids=["cut-off", "no-gzip", "rest", "brotli", "zstd", "twice"],
)
def test_damaged_bodies_and_encodings_that_nobody_asked_for_are_refused(web, refused, body, encoding):
    assert refused(web.put("/a", body, Content_Encoding=encoding)) == "fetch-bad-body"


def test_a_body_may_not_be_larger_than_allowed(web, client, refused):
    url = web.put("/a", b"x" * 1_001)
    assert refused(url, limit_bytes=1_000) == "fetch-too-large"
    assert client.get(url, hosts=web.hosts, limit_bytes=1_001).status == 200


def test_a_bomb_is_stopped_at_its_limit_and_leaves_nothing_behind(client_with, web, refused):
    bomb = gzip.compress(bytes(50_000_000))
    with client_with() as client:
        folder = Path(client._folder.name)
        before = set(folder.iterdir())
        assert len(bomb) < 60_000
        assert refused(web.put("/a", bomb, Content_Encoding="gzip"), client=client, limit_bytes=1_000_000) == (
            "fetch-too-large"
        )
        assert set(folder.iterdir()) == before


def test_a_body_without_end_is_stopped(web, refused):
    def pour(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            handler.wfile.write(bytes(65_536))

    assert refused(web.does("/a", pour), limit_bytes=3_000_000) == "fetch-too-large"


def _drip(handler, head, tail=b"x"):
    handler.wfile.write(head)
    while True:
        handler.wfile.write(tail)
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    "head",
    [
        b"",  # not even a status line
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n",
    ],
    ids=["status", "header", "body", "body-to-the-end", "body-closing"],
)
def test_an_answer_a_byte_at_a_time_is_cut_off_when_the_time_is_up(client_with, web, refused, head):
    with client_with(limits=Limits(seconds=0.5, silence=3)) as client:
        assert refused(web.does("/a", lambda handler: _drip(handler, head)), client=client) == "fetch-too-slow"


def test_a_server_that_says_nothing_is_given_up(client_with, web, refused):
    url = web.does("/a", lambda _: time.sleep(1.5))
    with client_with(limits=Limits(silence=0.2, attempts=1)) as client:
        assert refused(url, client=client) == "fetch-unreachable"


def test_a_body_that_is_cut_off_is_no_answer(web, refused):
    def half(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        handler.close_connection = True

    assert refused(web.does("/a", half)) == "fetch-unreachable"
    assert len(web.paths()) == 3


def test_endless_headers_are_refused(web, refused):
    def headers(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: x\r\n" % it for it in range(1_000)) + b"\r\n")

    assert refused(web.does("/a", headers)) == "fetch-unreachable"


def test_a_closed_client_ends_what_is_going_on(client_with, web):
    began = threading.Event()

    def wait(handler):
        began.set()
        _drip(handler, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")

    url = web.does("/a", wait)
    outcome = []

    def ask(client):
        try:
            client.get(url, hosts=web.hosts)
        except FetchError as error:
            outcome.append(error.rule.id)

    with client_with(limits=Limits(seconds=60)) as client:
        thread = threading.Thread(target=ask, args=(client,))
        thread.start()
        assert began.wait(5)
    thread.join(5)
    assert outcome == ["fetch-stopped"]


def test_a_closed_client_refuses_what_comes_later(client_with, web, refused):
    with client_with() as client:
        pass
    assert refused(web.url("/a"), client=client) == "fetch-stopped"
    assert web.asked == []


def test_a_host_has_its_time_and_no_more(client_with, web, refused):
    url = web.put("/a", "a")
    with client_with(limits=Limits(host_seconds=0.5)) as client:
        client.get(url, hosts=web.hosts)
        time.sleep(0.6)
        assert refused(url, client=client) == "fetch-host-too-long"


def test_the_request_after_the_last_one_allowed_is_refused(client, web):
    url = web.put("/a", "a")
    limited = client.limited(2)
    for _ in range(2):
        limited.get(url, hosts=web.hosts)
    with pytest.raises(FetchError) as caught:
        limited.get(url, hosts=web.hosts)
    assert caught.value.rule.id == "fetch-too-many-requests"
    assert client.limited(1).get(url, hosts=web.hosts).status == 200


def test_proxies_and_passwords_of_the_environment_are_not_used(client, web, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    for name, value in {"http_proxy": "http://127.0.0.1:9", "NETRC": str(tmp_path / "netrc")}.items():
        monkeypatch.setenv(name, value)
    assert client.get(web.put("/a", "a"), hosts=web.hosts).status == 200
    assert not any("Authorization" in it.headers for it in web.asked)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def tls_web(serve, authority):
    """A server with TLS that sends its own certificate and not the intermediate one."""
    intermediate = authority.create_child_ca()
    certificate = intermediate.issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with certificate.private_key_pem.tempfile() as key, certificate.cert_chain_pems[0].tempfile() as leaf:
        context.load_cert_chain(leaf, key)
    with serve(wrap=lambda it: context.wrap_socket(it, server_side=True)) as web:
        yield web, intermediate


def test_an_incomplete_chain_of_certificates_is_named_and_can_be_completed(tls_web, authority, client_with, tmp_path):
    web, intermediate = tls_web
    web.put("/a", "a")
    url = web.url("/a").replace("http:", "https:")
    root, both = tmp_path / "root.pem", tmp_path / "both.pem"
    authority.cert_pem.write_to_path(root)
    authority.cert_pem.write_to_path(both)
    intermediate.cert_pem.write_to_path(both, append=True)
    with client_with(ca_file=root) as client, pytest.raises(FetchError) as caught:
        client.get(url, hosts=web.hosts)
    assert caught.value.rule.id == "fetch-tls-chain"
    with client_with(ca_file=both) as client:
        assert client.get(url, hosts=web.hosts).status == 200


def test_a_certificate_of_another_name_is_refused(serve, authority, client_with, refused, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    root = tmp_path / "root.pem"
    authority.cert_pem.write_to_path(root)
    with serve(wrap=lambda it: context.wrap_socket(it, server_side=True)) as web, client_with(ca_file=root) as client:
        url = web.url("/").replace("http:", "https:")
        found = [refused(url, web.hosts, client) for _ in range(4)]
    assert found == ["fetch-tls"] * 3 + ["fetch-host-down"]
