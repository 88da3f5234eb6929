"""One request and its answer, over a guarded connection and on a leash. Redirects and repetitions are not made here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLCertVerificationError
from typing import BinaryIO

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as TooSilent
from urllib3.util import Url

from ocdsjp.collect.client.bodies import ACCEPT_ENCODING, beginning, chunks
from ocdsjp.collect.client.leash import Leash
from ocdsjp.collect.client.messages import Reply, Request
from ocdsjp.collect.client.rules import STOPPED, TLS, TLS_CHAIN, TOO_SLOW, UNREACHABLE
from ocdsjp.errors import FetchError

_SUCCESS = range(200, 300)
_NOT_MODIFIED = 304
_SHOWN = 200
_NO_ISSUER = frozenset({20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_VERIFY_LEAF_SIGNATURE


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take.

    Attributes:
        seconds: For one request with its answer, to the last byte.
        silence: Until a server accepts a connection, and between any two bytes of an answer; seconds.
    """

    seconds: float
    silence: float


class Exchange:
    """The line to all servers; safe for threads.

    Args:
        pools: The connections.
        agent: The user agent that every request names.
        patience: How long a server may take.
        stop: Set when nothing may be asked any more.
    """

    def __init__(self, pools: PoolManager, agent: str, patience: Patience, stop: threading.Event) -> None:
        self._pools = pools
        self._agent = agent
        self._patience = patience
        self._stop = stop
        self._leashes: set[Leash] = set()

    def end(self) -> None:
        """End what is going on and close every connection; ``stop`` is set by now."""
        for leash in tuple(self._leashes):
            leash.pull()
        self._pools.clear()

    def ask(self, place: Url, request: Request, into: BinaryIO) -> Reply:
        """Ask, and put the body of a success (or of an error, if that is wanted) into ``into``.

        Raises:
            FetchError: If there is no complete answer, whatever the reason.
            OSError: If ``into`` cannot be written to.
        """
        url = place.url
        with self._leash(url) as leash:
            with self._in_our_words(url, leash):
                response = self._sent(place, request)
            try:
                if response.status in _SUCCESS or request.keep_errors:
                    into.writelines(self._body(response, request, url, leash))
                    response.release_conn()
                elif response.status == _NOT_MODIFIED and "Transfer-Encoding" not in response.headers:
                    response.drain_conn()  # of nothing: it has no body
                    response.release_conn()
            finally:
                response.close()
            if leash.expired:  # an end of the connection can look like the end of a body
                raise self._too_slow(url)
        return Reply(url, response.status, response.headers)

    def _sent(self, place: Url, request: Request) -> BaseHTTPResponse:
        return self._pools.request(
            request.method,
            place.url,
            body=request.body,
            headers={**request.headers, "User-Agent": self._agent, "Accept-Encoding": ACCEPT_ENCODING},
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(connect=self._patience.silence, read=self._patience.silence),
        )

    def _body(self, response: BaseHTTPResponse, request: Request, url: str, leash: Leash) -> Iterator[bytes]:
        with self._in_our_words(url, leash):
            pieces = beginning if request.cut else chunks
            yield from pieces(response, limit=request.limit, url=url)

    @contextmanager
    def _leash(self, url: str) -> Iterator[Leash]:
        with Leash(self._patience.seconds) as leash:
            self._leashes.add(leash)
            try:
                if self._stop.is_set():
                    raise FetchError(STOPPED, url)
                yield leash
            finally:
                self._leashes.discard(leash)

    @contextmanager
    def _in_our_words(self, url: str, leash: Leash) -> Iterator[None]:
        """Make errors of the connection ours."""
        try:
            yield
        except FetchError as error:
            if leash.expired:
                raise self._too_slow(url) from error
            raise
        except (HTTPError, OSError) as error:
            raise (self._too_slow(url) if leash.expired else self._named(error, url)) from error

    def _too_slow(self, url: str) -> FetchError:
        if self._stop.is_set():
            return FetchError(STOPPED, url)
        return FetchError(TOO_SLOW, url, seconds=f"{self._patience.seconds:g}")

    def _named(self, error: Exception, url: str) -> FetchError:
        if isinstance(error, TooSilent):
            return FetchError(UNREACHABLE, url, reason=f"{self._patience.silence:g} s")
        cause: object = error
        while isinstance(cause, Exception) and cause.args and isinstance(cause.args[-1], Exception):
            cause = cause.args[-1]
        if isinstance(cause, SSLCertVerificationError) and cause.verify_code in _NO_ISSUER:
            return FetchError(TLS_CHAIN, url, reason=cause.verify_message)
        reason = str(getattr(cause, "verify_message", cause))[:_SHOWN]
        return FetchError(TLS if isinstance(error, SSLError) else UNREACHABLE, url, reason=reason)
