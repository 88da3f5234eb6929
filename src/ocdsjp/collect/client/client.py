"""The client itself: redirects, repetition of what failed in passing, the count of requests, temporary files."""

import copy
import io
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from urllib3.util import Url

from ocdsjp import __version__
from ocdsjp.collect.client.addresses import checked_url, redirected
from ocdsjp.collect.client.connections import guarded_pools
from ocdsjp.collect.client.exchange import Exchange, Patience
from ocdsjp.collect.client.headers import is_sendable, retry_after, validator
from ocdsjp.collect.client.hosts import Hosts
from ocdsjp.collect.client.messages import Answer, Reply, Request
from ocdsjp.collect.client.robots import LIMIT_BYTES as ROBOTS_BYTES
from ocdsjp.collect.client.robots import Robots, RobotsAnswer
from ocdsjp.collect.client.rules import (
    BUSY,
    NOT_FOUND,
    PASSING,
    STATUS,
    STOPPED,
    TLS,
    TLS_CHAIN,
    TOO_MANY_REDIRECTS,
    TOO_MANY_REQUESTS,
    TOO_SLOW,
)
from ocdsjp.errors import FetchError

AGENT = "ocdsjp"
"""The product token, by which robots.txt may speak to us."""

OK = 200
NOT_MODIFIED = 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_AS_GET = frozenset({301, 302, 303})
_MISSING = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_TROUBLE = frozenset({429, 500, 502, 503, 504})
_DOWN = frozenset({*PASSING, TOO_SLOW.id, TLS.id, TLS_CHAIN.id})
"""What a host that is down, or wrongly set up, does to every request."""
_HOPS = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How much patience there is.

    Attributes:
        seconds: For one request with its answer, to the last byte.
        silence: Until a server accepts a connection, and between any two bytes of an answer; seconds.
        attempts: Requests for one thing, the first one among them.
        backoff: Seconds before the second attempt; doubled before each further one.
        longest_wait: What ``Retry-After`` may ask for; with more the host is left alone for the rest of the run.
        host_seconds: From the first request to a host on; after that it is left alone for the rest of the run.
        bytes: Of a body, if the caller says nothing else; before and after decompression.
    """

    seconds: float = 300.0
    silence: float = 30.0
    attempts: int = 4
    backoff: float = 1.0
    longest_wait: float = 120.0
    host_seconds: float = 6 * 3_600.0
    bytes: int = 200_000_000


@dataclass(slots=True)
class _Allowance:
    """How many more requests there may be; None: as many as one likes."""

    total: int | None = None
    used: int = 0

    def take(self, url: str) -> None:
        if self.total is not None and self.used >= self.total:
            raise FetchError(TOO_MANY_REQUESTS, url, limit=self.total)
        self.used += 1


class Client:
    """One per run, shared by all sources and threads. Use as a context manager.

    Args:
        contact: Who runs this, for the user agent: a mail address or a page.
        requests_per_second: Per host; robots.txt may ask for fewer.
        allow_private_addresses: For tests: private addresses and any port.
        ca_file: Certificates (PEM) to trust beside the usual ones.
        limits: How much patience there is.
    """

    def __init__(
        self,
        contact: str,
        *,
        requests_per_second: float = 1.0,
        allow_private_addresses: bool = False,
        ca_file: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._contact = contact
        self._any_port = allow_private_addresses
        self._limits = limits or Limits()
        self._stop = threading.Event()
        self._exchange = Exchange(
            guarded_pools(allow_private=allow_private_addresses, ca_file=ca_file),
            f"{AGENT}/{__version__} (+{contact})",
            Patience(self._limits.seconds, self._limits.silence),
            self._stop,
        )
        self._hosts = Hosts(1 / requests_per_second, self._stop, longest=self._limits.host_seconds)
        self._robots = Robots(AGENT, self._ask_robots, any_port=allow_private_addresses)
        # Threads that are told to end may leave a file in between; closing again removes it.
        self._folder = tempfile.TemporaryDirectory(prefix="ocdsjp-", ignore_cleanup_errors=True)
        self._allowance = _Allowance()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what is going on and remove the temporary files; later requests are refused."""
        self._stop.set()
        self._exchange.end()
        self._folder.cleanup()

    @property
    def has_contact(self) -> bool:
        """Whether somebody is named whom publishers can contact; without, the web is better left alone."""
        return bool(self._contact)

    def limited(self, requests: int | None) -> "Client":
        """The same client with a count of its own: the request after the last one of ``requests`` is refused."""
        limited = copy.copy(self)
        limited._allowance = _Allowance(requests)  # noqa: SLF001 - of its own kind
        return limited

    def discard(self, path: Path) -> None:
        """Remove a file if it is a temporary one of this client."""
        if path.parent == Path(self._folder.name):
            path.unlink(missing_ok=True)

    def get(
        self,
        url: str,
        *,
        hosts: frozenset[str],
        etag: str | None = None,
        last_modified: str | None = None,
        limit_bytes: int | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """Fetch one thing, following redirects, under all rules.

        Args:
            url: The address.
            hosts: The hosts that may be asked.
            etag: Of what is known, for a conditional request.
            last_modified: The same.
            limit_bytes: Of the body, before and after decompression; default ``Limits.bytes``.
            data: A form, encoded; makes it a POST.

        Raises:
            FetchError: If there is no complete answer, whatever the reason.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value is not None and is_sendable(value)}
        wanted = {OK, NOT_MODIFIED} if headers else {OK}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        limit = self._limits.bytes if limit_bytes is None else limit_bytes
        request = Request(hosts, limit, "GET" if data is None else "POST", headers, data)
        path = self._scratch(url)
        try:
            with path.open("wb") as into:
                reply = self.ask(url, request, into)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if reply.status == OK:
            return _answer(reply, path)
        path.unlink()
        if reply.status in wanted:
            return _answer(reply, None)
        raise _refused(reply)

    def ask(self, url: str, request: Request, into: BinaryIO) -> Reply:
        """Ask, following redirects; the body of a success goes into ``into``. For ``get`` and ``sessions``.

        Raises:
            FetchError: If there is no complete answer, or one of 429 and 5xx in spite of all attempts.
        """
        self._allowance.take(url)
        for _ in range(_HOPS):
            place = checked_url(url, request.hosts, any_port=self._any_port)
            reply = self._persistent(place, request, into)
            location = reply.headers.get("Location")
            if reply.status not in _MOVED or location is None:
                return reply
            if reply.status in _AS_GET:
                request = request.as_get()
            url = redirected(place, location)
        raise FetchError(TOO_MANY_REDIRECTS, url, limit=_HOPS)

    def _scratch(self, url: str) -> Path:
        """A new empty file, which lasts until the client is closed."""
        if self._stop.is_set():
            raise FetchError(STOPPED, url)
        with tempfile.NamedTemporaryFile(dir=self._folder.name, delete=False) as file:
            return Path(file.name)

    def _persistent(self, place: Url, request: Request, into: BinaryIO) -> Reply:
        """Ask until there is an answer or no hope."""
        host = place.host or ""
        for attempt in range(1, self._limits.attempts + 1):
            wait = self._limits.backoff * 2 ** (attempt - 1)
            last = attempt == self._limits.attempts
            into.seek(0)
            into.truncate()
            try:
                with self._hosts.turn(host, place.url):
                    self._obey_robots(place, request)
                    reply = self._exchange.ask(place, request, into)
            except FetchError as error:
                if last or error.rule.id not in PASSING:
                    if error.rule.id in _DOWN:
                        self._hosts.failed(host)
                    raise
            else:
                if reply.status not in _TROUBLE:
                    self._hosts.succeeded(host)
                    return reply
                asked = self._let_rest(place, reply)
                if last or (asked or 0.0) > self._limits.longest_wait:
                    self._hosts.failed(host)
                    raise _refused(reply, asked)
            self._hosts.postpone(host, wait)
        raise AssertionError("the last attempt returns or raises")

    def _obey_robots(self, place: Url, request: Request) -> None:
        delay = self._robots.check(place, request.hosts)
        if delay is not None:
            self._hosts.slow_down(place.host or "", delay)

    def _ask_robots(self, place: Url) -> RobotsAnswer:
        """Ask for robots.txt. It takes no turn of its own: the request that needs it has one already."""
        into = io.BytesIO()
        # Of a large file the first part counts (RFC 9309, 2.5).
        reply = self._exchange.ask(place, Request(frozenset(), ROBOTS_BYTES, cut=True), into)
        if reply.status in _TROUBLE:
            self._let_rest(place, reply)
        return RobotsAnswer(reply.status, reply.headers.get("Location"), into.getvalue().decode("utf-8", "replace"))

    def _let_rest(self, place: Url, reply: Reply) -> float | None:
        """Leave a host alone for as long as it asks for; gives the seconds. Beyond all patience: for this run."""
        asked = retry_after(reply.headers)
        if asked is not None:
            if asked > self._limits.longest_wait:
                self._hosts.failed(place.host or "", for_good=True)
            self._hosts.postpone(place.host or "", min(asked, self._limits.longest_wait))
        return asked


def _refused(reply: Reply, seconds: float | None = None) -> FetchError:
    """The error for an answer without what was asked for."""
    if reply.status in _MISSING:
        return FetchError(NOT_FOUND, reply.url, status=reply.status)
    if reply.status in _BUSY:
        return FetchError(BUSY, reply.url, status=reply.status, seconds="?" if seconds is None else f"{seconds:g}")
    return FetchError(STATUS, reply.url, status=reply.status)


def _answer(reply: Reply, path: Path | None) -> Answer:
    etag, last_modified = (validator(reply.headers, name) for name in ("ETag", "Last-Modified"))
    return Answer(reply.url, reply.status, path, etag, last_modified)
