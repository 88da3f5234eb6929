"""A real HTTP server on loopback that behaves as it is told, and clients that may ask it."""

import gzip
import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from ocdsjp.collect.client import Client, Limits

Handler = BaseHTTPRequestHandler
Behaviour = Callable[[Handler], None]

CONTACT = "tests@example.jp"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Web:
    """A web server. A path is matched with its query first, and then without; what is not there is 404.

    ``put`` serves a resource with an ETag and answers conditional requests; ``does`` serves anything at all.
    """

    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    _routes: dict[str, Behaviour] = field(default_factory=dict)
    _failures: defaultdict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=lambda: defaultdict(list))
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return self._server.server_address[1]

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({self.host})

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def put(self, path: str, body: bytes | str, *, etag: bool = True, **headers: str) -> str:
        """Serve a resource, or another one in its place; ``Content_Type`` is the header Content-Type. Gives its URL."""
        data = body.encode() if isinstance(body, str) else body
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if etag:
            given["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:16]}"'

        def serve(handler: Handler) -> None:
            same_tag = "ETag" in given and handler.headers.get("If-None-Match") == given["ETag"]
            same_day = "Last-Modified" in given and handler.headers.get("If-Modified-Since") == given["Last-Modified"]
            if same_tag or same_day:
                reply(handler, 304, headers={name: it for name, it in given.items() if name == "ETag"})
            else:
                reply(handler, 200, data, given)

        self._routes[path] = serve
        return self.url(path)

    def put_gzip(self, path: str, body: bytes, **headers: str) -> str:
        return self.put(path, gzip.compress(body), Content_Encoding="gzip", **headers)

    def does(self, path: str, behaviour: Behaviour) -> str:
        """Serve with a function; gives the URL."""
        self._routes[path] = behaviour
        return self.url(path)

    def answers(self, path: str, status: int, body: bytes = b"", **headers: str) -> str:
        """Serve always the same status; gives the URL."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.does(path, lambda handler: reply(handler, status, body, given))

    def redirects(self, path: str, target: str, status: int = 302) -> str:
        return self.answers(path, status, Location=target)

    def removes(self, path: str) -> None:
        del self._routes[path]

    def fails(self, path: str, *statuses: int, **headers: str) -> None:
        """Fail the next requests for a path; status 0 closes the connection without a word."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self._failures[path] += [(status, given) for status in statuses]

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [it.path for it in self.asked if robots or it.path != "/robots.txt"]

    def forget(self) -> None:
        self.asked.clear()

    def handle(self, handler: Handler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        self.asked.append(Asked(handler.command, handler.path, dict(handler.headers), body, time.monotonic()))
        path = handler.path if handler.path in self._routes else urlsplit(handler.path).path
        for failing in (handler.path, path):
            if self._failures[failing]:
                status, headers = self._failures[failing].pop(0)
                if status == 0:
                    handler.close_connection = True
                else:
                    reply(handler, status, headers=headers)
                return
        route = self._routes.get(path)
        if route is None:
            reply(handler, 404)
        else:
            route(handler)


def reply(handler: Handler, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
    """A whole answer."""
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    if status != 304:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if status != 304:
        handler.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Clients hang up on purpose."""


@contextmanager
def serving(host: str = "127.0.0.1", wrap: Callable[[Any], Any] | None = None) -> Iterator[Web]:
    """A server for as long as the block lasts.

    Args:
        host: An address of loopback.
        wrap: Makes another socket of the listening one, such as one with TLS.
    """
    web = Web(host)

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            web.handle(self)

        def do_POST(self) -> None:
            web.handle(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = _Quiet((host, 0), Answering)
    if wrap is not None:
        server.socket = wrap(server.socket)
    web._server = server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


PATIENCE = Limits(seconds=5, silence=3, attempts=3, backoff=0.01, longest_wait=2)


@contextmanager
def asking(**options: Any) -> Iterator[Client]:
    """A client that may ask loopback, in no hurry to wait."""
    given = {"requests_per_second": 1_000.0, "allow_private_addresses": True, "limits": PATIENCE, **options}
    with Client(CONTACT, **given) as client:
        yield client


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server."""
    with serving() as one:
        yield one


@pytest.fixture
def other_web() -> Iterator[Web]:
    """Another host."""
    with serving("127.0.0.2") as one:
        yield one


@pytest.fixture
def client() -> Iterator[Client]:
    """A client that may ask loopback."""
    with asking() as one:
        yield one


@pytest.fixture
def client_with() -> Callable[..., Any]:
    """Makes a client of other options, to be used as a context manager."""
    return asking


@pytest.fixture
def serve() -> Callable[..., Any]:
    """Makes a server of other options, to be used as a context manager."""
    return serving


@pytest.fixture
def write() -> Callable[..., None]:
    """``reply``."""
    return reply
