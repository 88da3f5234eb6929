"""One request to a server that lies, drips, pours or talks nonsense: an answer or our error, and nothing is left."""

import gzip
import io
import socket
import threading
import time
import tracemalloc
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from urllib3.util import parse_url

from ocdsjp.collect.client import Limits
from ocdsjp.collect.client.connections import guarded_pools
from ocdsjp.collect.client.exchange import Exchange, Patience
from ocdsjp.collect.client.messages import Request
from ocdsjp.errors import FetchError

FULL_DISK = Path("/dev/full")
BRIEF = Limits(seconds=0.5, silence=0.3, attempts=1)


def says(*parts, endless=b""):
    """A server that says these bytes, whatever HTTP may be, and then the same for ever or nothing."""

    def speak(handler):
        for part in parts:
            handler.wfile.write(part)
        while endless:
            handler.wfile.write(endless)

    return speak


@pytest.fixture
def rule(web, client_with):
    """The rule by which an answer is refused; None if it is taken. The client leaves no file and no thread behind."""

    def ask(behaviour):
        url = web.does("/a", behaviour)
        found = None
        with client_with(limits=BRIEF) as client:
            try:
                client.get(url, hosts=web.hosts, etag='"x"').discard()
            except FetchError as error:
                found = error.rule.id
            folder = Path(client._folder.name)
            assert list(folder.iterdir()) == []
            assert client._exchange._leashes == set()
        assert not folder.exists()
        assert not [it for it in threading.enumerate() if isinstance(it, threading.Timer) and not it.finished.is_set()]
        return found

    return ask


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (CHUNKED + b"-1\r\nabc", "fetch-unreachable"),
        (CHUNKED + b"-5\r\nabc", "fetch-unreachable"),
        (CHUNKED + b"zz\r\nabc", "fetch-unreachable"),
        (CHUNKED + b"f" * 5_000 + b"\r\nabc", "fetch-unreachable"),
        (CHUNKED + b"3;" + b"x" * 100_000 + b"\r\nabc", "fetch-unreachable"),
        (CHUNKED + b"0\r\n" + b"x" * 100_000 + b"\r\n\r\n", "fetch-unreachable"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "fetch-bad-body"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\nabc", "fetch-unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "fetch-unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: a/b; charset*" + b"9" * 5_000 + b"=x\r\nContent-Length: 0\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", "fetch-unreachable"),
        (b"HTTP/1.1 200 OK\r\nX\0: \0\r\nContent-Length: 0\r\n\r\n", "fetch-unreachable"),
        (b"HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\nabcde", None),
        (b"<html>HTTP/0.9</html>\r\n", "fetch-unreachable"),
        (b"HTTP/9.9 200 OK\r\n\r\n", "fetch-unreachable"),
        (b"HTTP/1.1 1000 OK\r\n\r\n", "fetch-unreachable"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "fetch-status"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n", "fetch-unreachable"),
    ],
)
def test_an_answer_that_is_no_http_is_an_error_of_its_server(rule, answer, expected):
    assert rule(says(answer)) == expected


@pytest.mark.parametrize(
    ("head", "endless", "expected"),
    [
        (CHUNKED + b"-1\r\n", bytes(1 << 20), "fetch-unreachable"),
        (b"HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + bytes(1 << 20) + b"\r\n", None),
        (b"HTTP/1.1 404 x\r\n\r\n", bytes(1 << 20), "fetch-not-found"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "fetch-too-slow"),
        (CHUNKED + b"0\r\n", b"X: y\r\n" * 1_000, "fetch-too-slow"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 1_000, "fetch-too-slow"),
    ],
    ids=["chunk", "304", "404", "continue", "trailers", "empty-members"],
)
def test_an_answer_without_end_ends_and_takes_no_memory(rule, head, endless, expected):
    tracemalloc.start()
    try:
        assert rule(says(head, endless=endless)) == expected
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.sampled_from([b"HTTP/1.1 200 OK\r\n", CHUNKED]).flatmap(
        lambda head: st.text(alphabet="\r\n\0:;,-0123456789abfContent-LengthTransferEncoding", max_size=80).map(
            lambda rest: head + rest.encode()
        )
    )
)
def test_any_bytes_are_an_answer_or_an_error_of_ours(web, client_with, answer):
    def speak(handler):
        handler.wfile.write(answer)
        handler.close_connection = True

    with client_with(limits=BRIEF) as client, suppress(FetchError):
        client.get(web.does("/a", speak), hosts=web.hosts)


def test_what_follows_a_body_is_not_taken_for_the_next_answer(web, client):
    surplus = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    for path in ("/a", "/b"):
        web.does(path, says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + path[1:].encode() * 4 + surplus))
    for path in ("/a", "/b", "/a"):
        answer = client.get(web.url(path), hosts=web.hosts)
        assert answer.path.read_bytes() == path[1:].encode() * 4


@contextmanager
def listening(behaviour):
    """A bare socket that does something with each connection."""

    def serve():
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection, suppress(OSError):
                    behaviour(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_handshake_a_byte_at_a_time_is_cut_off(client_with):
    def drip(connection):
        connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KiB follows
        while True:
            connection.sendall(b"\x02")
            time.sleep(0.05)

    limits = Limits(seconds=0.5, silence=3, attempts=1)
    with listening(drip) as url, client_with(limits=limits) as client, pytest.raises(FetchError) as caught:
        client.get(url, hosts=frozenset({"127.0.0.1"}))
    assert caught.value.rule.id == "fetch-too-slow"


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x03\x00\x02\x02\x28", b""])
def test_a_server_that_speaks_no_tls_is_an_error(client_with, greeting):
    with listening(lambda it: it.sendall(greeting)) as url, client_with(limits=BRIEF) as client:
        with pytest.raises(FetchError) as caught:
            client.get(url, hosts=frozenset({"127.0.0.1"}))
        assert caught.value.rule.id in {"fetch-tls", "fetch-robots-unknown"}


@pytest.fixture
def exchange():
    stop = threading.Event()
    made = Exchange(guarded_pools(allow_private=True, ca_file=None), "ocdsjp", Patience(5, 3), stop)
    yield made
    stop.set()
    made.end()


@pytest.mark.skipif(not FULL_DISK.exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_no_fault_of_the_server(exchange, web):
    with FULL_DISK.open("wb", buffering=0) as into, pytest.raises(OSError, match="No space left"):
        exchange.ask(parse_url(web.put("/a", "a")), Request(web.hosts, 9), into)


def test_silence_is_told_in_seconds(web):
    pools = guarded_pools(allow_private=True, ca_file=None)
    brief = Exchange(pools, "ocdsjp", Patience(5, 0.1), threading.Event())
    with pytest.raises(FetchError) as caught:
        brief.ask(parse_url(web.does("/a", lambda _: time.sleep(0.5))), Request(web.hosts, 9), io.BytesIO())
    assert caught.value.detail["reason"] == "0.1 s"
    brief.end()


def test_of_an_error_the_body_comes_only_if_it_is_wanted(exchange, web):
    place = parse_url(web.answers("/a", 409, b"why"))
    for wanted, expected in ((False, b""), (True, b"why")):
        into = io.BytesIO()
        assert exchange.ask(place, Request(web.hosts, 9, keep_errors=wanted), into).status == 409
        assert into.getvalue() == expected
