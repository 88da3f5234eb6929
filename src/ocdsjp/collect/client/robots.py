"""robots.txt (RFC 9309): whether a publisher allows a program to fetch an address, and how slowly.

No file means that everything is allowed. A server that cannot say is not asked for anything else: that may be the very
moment at which it is overloaded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego
from urllib3.util import Url

from ocdsjp.collect.client.addresses import checked_url, redirected
from ocdsjp.collect.client.rules import PASSING, ROBOTS_FORBID, ROBOTS_UNKNOWN
from ocdsjp.errors import FetchError

LIMIT_BYTES = 512_000
"""What is read of a file; RFC 9309 asks for at least 500 KiB."""

_HOPS = 5
_LONGEST_DELAY = 30.0
_REDIRECTS = range(300, 400)
_NO_FILE = range(400, 500)
_BUSY = 429
_SUCCESS = range(200, 300)
_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent\s*:?\s*([^#]*)", re.IGNORECASE)
_SOMEBODY_ELSE = "somebody-else"


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
        agent: The product token by which a file may speak to us, in lower case.
        ask: Fetches a robots.txt, without following redirects.
        any_port: For tests: redirects may lead to any port.
    """

    def __init__(self, agent: str, ask: Callable[[Url], RobotsAnswer], *, any_port: bool = False) -> None:
        self._agent = agent
        self._ask = ask
        self._any_port = any_port
        self._known: dict[tuple[str | None, str | None, int | None], Protego] = {}

    def check(self, place: Url, hosts: frozenset[str]) -> float | None:
        """The delay between two requests that the file asks for, in seconds.

        Args:
            place: What is to be fetched.
            hosts: Where redirects of the file may lead.

        Raises:
            FetchError: If the file forbids it, nobody can say, or the file lies where nothing may be asked.
        """
        origin = (place.scheme, place.host, place.port)
        if origin not in self._known:
            self._known[origin] = Protego.parse(concerning(self._agent, self._text(place, hosts)))
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
            if answer.status in _NO_FILE and answer.status != _BUSY:
                return ""
            if answer.status not in _REDIRECTS or answer.location is None:
                raise FetchError(ROBOTS_UNKNOWN, place.url, reason=answer.status)
            at = checked_url(redirected(at, answer.location), hosts, any_port=self._any_port)
        return ""

    def _asked(self, at: Url, place: Url) -> RobotsAnswer:
        try:
            return self._ask(at)
        except FetchError as error:
            if error.rule.id in PASSING:
                raise FetchError(ROBOTS_UNKNOWN, place.url, reason=error.detail.get("reason", error.rule.id)) from error
            raise


def concerning(agent: str, text: str) -> str:
    """A robots.txt whose groups for others are all for one and the same other.

    Protego keeps the rules of each group once for each of its agents, so that a hostile file of half a megabyte would
    become gigabytes. It removes asterisks from names, too.
    """

    def line(written: str) -> str:
        found = _AGENT_LINE.match(written)
        if found is None:
            return written
        name = found[1].strip().lower()
        bare = name.replace("*", "")
        return f"User-agent: {name if name == '*' else bare if bare and bare in agent else _SOMEBODY_ELSE}"

    return "\n".join(map(line, text.splitlines()))
