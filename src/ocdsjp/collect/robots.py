"""robots.txt (RFC 9309): whether a publisher allows a program to fetch an address, and how slowly.

No file means that everything is allowed. A server that cannot say is not asked for anything else: that may be the very
moment at which it is overloaded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego
from urllib3.util import Url, parse_url

from ocdsjp.collect.addresses import redirected
from ocdsjp.collect.rules import PASSING, ROBOTS_FORBID, ROBOTS_UNKNOWN
from ocdsjp.errors import FetchError

LIMIT_BYTES = 512_000
"""What is read of a file; RFC 9309 asks for at least 500 KiB."""

_HOPS = 5
_LONGEST_DELAY = 30.0
_REDIRECTS = range(300, 400)
_OUR_FAULT = range(400, 500)
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What a server said to a request for robots.txt.

    Attributes:
        status: HTTP status.
        location: Where it leads, for a redirect.
        text: At most ``LIMIT_BYTES`` of it.
    """

    status: int
    location: str | None = None
    text: str = ""


class Robots:
    """The robots.txt files of a run, each read once.

    Whoever asks holds the turn at the host, so that no two threads ask for the same file.

    Args:
        agent: The product token by which a file may speak to us.
        ask: Fetches a robots.txt, without following redirects.
    """

    def __init__(self, agent: str, ask: Callable[[Url], RobotsAnswer]) -> None:
        self._agent = agent
        self._ask = ask
        self._known: dict[tuple[str | None, str | None, int | None], Protego] = {}

    def check(self, place: Url, hosts: frozenset[str]) -> float | None:
        """The delay between two requests that the file asks for, in seconds.

        Args:
            place: What is to be fetched.
            hosts: Where redirects may lead; a file that lies elsewhere counts as none.

        Raises:
            FetchError: If the file forbids it, or nobody can say.
        """
        origin = (place.scheme, place.host, place.port)
        if origin not in self._known:
            self._known[origin] = Protego.parse(self._text(place, hosts))
        rules = self._known[origin]
        if not rules.can_fetch(place.url, self._agent):
            raise FetchError(ROBOTS_FORBID, place.url)
        delay = rules.crawl_delay(self._agent)
        return None if delay is None else min(float(delay), _LONGEST_DELAY)

    def _text(self, place: Url, hosts: frozenset[str]) -> str:
        at = place._replace(path="/robots.txt", query=None)
        for _ in range(_HOPS):
            answer = self._asked(at, place)
            if answer.status in _SUCCESS:
                return answer.text
            if answer.status in _OUR_FAULT:
                return ""
            if answer.status not in _REDIRECTS or answer.location is None:
                raise FetchError(ROBOTS_UNKNOWN, place.url, reason=answer.status)
            following = parse_url(redirected(at, answer.location))
            if following.host not in hosts:
                return ""
            at = following
        return ""

    def _asked(self, at: Url, place: Url) -> RobotsAnswer:
        try:
            return self._ask(at)
        except FetchError as error:
            if error.rule.id in PASSING:
                raise FetchError(ROBOTS_UNKNOWN, place.url, reason=error.detail.get("reason", error.rule.id)) from error
            raise
