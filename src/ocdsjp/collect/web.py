"""The one way to the network: a client that is safe and polite whatever a server or a mapping asks of it.

Safe: http and https alone, to hosts that the mapping names, at public addresses that are checked where the connection
is made and at every redirect; bodies bounded in size before and after decompression, answers bounded in time.
Polite: one request at a time and at an agreed pace per host, robots.txt obeyed, a name and contact in every request,
fewer and later repetitions for a server in trouble. The parts stand in the modules beside this one; what the answers
mean is the connectors' business.
"""

import copy
import io
import tempfile
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, BinaryIO, Self

from urllib3 import Timeout
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import Url

from ocdsjp import __version__
from ocdsjp.collect.addresses import checked_url, redirected
from ocdsjp.collect.bodies import ACCEPT_ENCODING, chunks
from ocdsjp.collect.connections import guarded_pools
from ocdsjp.collect.hosts import Hosts
from ocdsjp.collect.leash import Leash
from ocdsjp.collect.robots import LIMIT_BYTES as ROBOTS_BYTES
from ocdsjp.collect.robots import Robots, RobotsAnswer
from ocdsjp.collect.rules import (
    BUSY,
    NOT_FOUND,
    PASSING,
    STATUS,
    STOPPED,
    TLS,
    TLS_CHAIN,
    TOO_LARGE,
    TOO_MANY_REDIRECTS,
    TOO_MANY_REQUESTS,
    TOO_SLOW,
    UNREACHABLE,
)
from ocdsjp.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

AGENT = "ocdsjp"
"""The product token, by which robots.txt may speak to us."""

OK = 200
NOT_MODIFIED = 304
_SUCCESS = range(200, 300)
_MOVED = frozenset({301, 302, 303, 307, 308})
_AS_GET = frozenset({301, 302, 303})
_MISSING = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_TROUBLE = frozenset({429, 500, 502, 503, 504})
_NO_ISSUER = frozenset({20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_VERIFY_LEAF_SIGNATURE
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
        bytes: Of a body, if the caller says nothing else; before and after decompression.
    """

    seconds: float = 300.0
    silence: float = 30.0
    attempts: int = 4
    backoff: float = 1.0
    longest_wait: float = 120.0
    bytes: int = 200_000_000


@dataclass(frozen=True)
class Answer:
    """A complete answer.

    Attributes:
        url: Where it came from, after redirects.
        status: 200 or 304; everything else is raised.
        path: A temporary file with the body, decompressed; None for 304. It lasts until ``discard`` or until the
            client is closed.
        etag, last_modified: The validators, for the next conditional request.
        media_type: Such as ``text/csv``, lower case, without parameters.
        charset: As declared with the media type, which may be wrong.
    """

    url: str
    status: int
    path: Path | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None
    charset: str | None = None

    def discard(self) -> None:
        """Remove the file."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, whatever the address.

    Attributes:
        hosts: The hosts that may be asked, in lower case.
        limit: Bytes of the body.
        method: GET or POST.
        headers: Beside those that the client gives.
        body: For POST.
        keep_errors: Whether the body of an error is wanted, too.
    """

    hosts: frozenset[str]
    limit: int
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    keep_errors: bool = False

    def as_get(self) -> "Request":
        """What a redirect makes of it: without the body and what describes that."""
        kept = {name: value for name, value in self.headers.items() if not name.lower().startswith("content-")}
        return replace(self, method="GET", headers=kept, body=None)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said; the body went where the caller wanted it."""

    url: str
    status: int
    headers: Mapping[str, str]


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
        self._agent = f"{AGENT}/{__version__} (+{contact})"
        self._any_port = allow_private_addresses
        self._limits = limits or Limits()
        self._pools = guarded_pools(allow_private=allow_private_addresses, ca_file=ca_file)
        self._stop = threading.Event()
        self._leashes: set[Leash] = set()
        self._hosts = Hosts(1 / requests_per_second, self._stop)
        self._robots = Robots(AGENT, self._ask_robots)
        self._folder = tempfile.TemporaryDirectory(prefix="ocdsjp-")
        self._allowance = _Allowance()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what is going on and remove the temporary files; later requests are refused."""
        self._stop.set()
        for leash in tuple(self._leashes):
            leash.pull()
        self._pools.clear()
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

    def scratch(self) -> Path:
        """A new empty file, which lasts until the client is closed."""
        with tempfile.NamedTemporaryFile(dir=self._folder.name, delete=False) as file:
            return Path(file.name)

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
        headers = {name: value for name, value in conditions.items() if value is not None}
        wanted = {OK, NOT_MODIFIED} if headers else {OK}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        limit = self._limits.bytes if limit_bytes is None else limit_bytes
        request = Request(hosts, limit, "GET" if data is None else "POST", headers, data)
        path = self.scratch()
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

    def session(self, hosts: frozenset[str]) -> "requests.Session":
        """A session of ``requests`` bound by the same rules, for libraries that bring their own calls (ckanapi)."""
        from ocdsjp.collect.sessions import GuardedSession  # noqa: PLC0415 - it needs this module

        return GuardedSession(self, hosts, self._limits.bytes)

    def ask(self, url: str, request: Request, into: BinaryIO) -> Reply:
        """Ask, following redirects; the body of a success goes into ``into``. Callers want ``get`` or ``session``.

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
                    reply = self._exchange(place, request, into)
            except FetchError as error:
                if last or error.rule.id not in PASSING:
                    if error.rule.id in {*PASSING, TOO_SLOW.id}:
                        self._hosts.failed(host)
                    raise
            else:
                if reply.status not in _TROUBLE:
                    self._hosts.succeeded(host)
                    return reply
                asked = _retry_after(reply.headers)
                for_good = asked is not None and asked > self._limits.longest_wait
                if last or for_good:
                    self._hosts.failed(host, for_good=for_good)
                    raise _refused(reply, asked)
                wait = max(wait, asked or 0.0)
            self._hosts.postpone(host, wait)
        raise AssertionError("the last attempt returns or raises")

    def _obey_robots(self, place: Url, request: Request) -> None:
        delay = self._robots.check(place, request.hosts)
        if delay is not None:
            self._hosts.slow_down(place.host or "", delay)

    def _ask_robots(self, place: Url) -> RobotsAnswer:
        """Ask for robots.txt. It takes no turn of its own: the request that needs it has one already."""
        into = io.BytesIO()
        reply: Reply | None = None
        try:
            reply = self._exchange(place, Request(frozenset(), ROBOTS_BYTES), into)
        except FetchError as error:
            if error.rule.id != TOO_LARGE.id:
                raise
        text = into.getvalue().decode("utf-8", "replace")
        if reply is None:
            return RobotsAnswer(OK, text=text)  # the first part of it counts (RFC 9309, 2.5)
        return RobotsAnswer(reply.status, reply.headers.get("Location"), text)

    def _exchange(self, place: Url, request: Request, into: BinaryIO) -> Reply:
        """One request and its answer."""
        headers = {**request.headers, "User-Agent": self._agent, "Accept-Encoding": ACCEPT_ENCODING}
        with self._leash(place.url) as leash:
            try:
                response = self._pools.request(
                    request.method,
                    place.url,
                    body=request.body,
                    headers=headers,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    timeout=Timeout(connect=self._limits.silence, read=self._limits.silence),
                )
                try:
                    if response.status in _SUCCESS or request.keep_errors:
                        into.writelines(chunks(response, limit=request.limit, url=place.url))
                        response.release_conn()
                    elif response.status == NOT_MODIFIED:
                        response.drain_conn()  # there is no body
                        response.release_conn()
                finally:
                    response.close()
            except (HTTPError, OSError) as error:
                raise self._named(error, place.url, leash) from error
            if leash.expired:  # an end of the connection can look like the end of a body
                raise self._too_slow(place.url)
        return Reply(place.url, response.status, response.headers)

    @contextmanager
    def _leash(self, url: str) -> "Iterator[Leash]":
        with Leash(self._limits.seconds) as leash:
            self._leashes.add(leash)
            try:
                if self._stop.is_set():
                    raise FetchError(STOPPED, url)
                yield leash
            finally:
                self._leashes.discard(leash)

    def _named(self, error: Exception, url: str, leash: Leash) -> FetchError:
        """The error of the connection as one of ours."""
        if leash.expired:
            return self._too_slow(url)
        cause: object = error
        while isinstance(cause, Exception) and cause.args and isinstance(cause.args[-1], Exception):
            cause = cause.args[-1]
        if isinstance(cause, SSLCertVerificationError) and cause.verify_code in _NO_ISSUER:
            return FetchError(TLS_CHAIN, url, reason=cause.verify_message)
        if isinstance(error, SSLError):
            return FetchError(TLS, url, reason=getattr(cause, "verify_message", cause))
        return FetchError(UNREACHABLE, url, reason=cause)

    def _too_slow(self, url: str) -> FetchError:
        if self._stop.is_set():
            return FetchError(STOPPED, url)
        return FetchError(TOO_SLOW, url, seconds=f"{self._limits.seconds:g}")


def _refused(reply: Reply, seconds: float | None = None) -> FetchError:
    """The error for an answer without what was asked for."""
    if reply.status in _MISSING:
        return FetchError(NOT_FOUND, reply.url, status=reply.status)
    if reply.status in _BUSY:
        return FetchError(BUSY, reply.url, status=reply.status, seconds="?" if seconds is None else f"{seconds:g}")
    return FetchError(STATUS, reply.url, status=reply.status)


def _answer(reply: Reply, path: Path | None) -> Answer:
    headers = reply.headers
    kind = Message()
    kind["Content-Type"] = headers.get("Content-Type", "")
    return Answer(
        url=reply.url,
        status=reply.status,
        path=path,
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        media_type=kind.get_content_type() if "Content-Type" in headers else None,
        charset=kind.get_content_charset(),
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """How long a server wants to be left alone, in seconds: as it says, or until its date by its own clock."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal() and said.isascii():
        return float(said[:9])
    try:
        until, present = parsedate_to_datetime(said), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - present).total_seconds())
    except (TypeError, ValueError):
        return None
