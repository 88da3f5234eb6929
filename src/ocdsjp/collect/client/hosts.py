"""Politeness: each host is asked one thing at a time, no faster than agreed, and no more once it has failed often.

And self-defence: a host that is slow in every answer may not hold up a run for days.
"""

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ocdsjp.collect.client.rules import HOST_DOWN, HOST_TOO_LONG, STOPPED
from ocdsjp.errors import FetchError

FAILURES = 3
"""Requests in a row that failed in spite of all attempts, after which a host is left alone for the rest of a run."""


@dataclass(slots=True)
class _Host:
    """What is known of a host; times are of the monotonic clock, in seconds."""

    interval: float
    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    failures: int = 0
    until: float | None = None


class Hosts:
    """The hosts of a run.

    Args:
        interval: Seconds between the beginnings of two requests.
        stop: Set when nothing may be asked any more.
        longest: Seconds from the first request to a host after which no more is begun.
    """

    def __init__(self, interval: float, stop: threading.Event, *, longest: float = math.inf) -> None:
        self._stop = stop
        self._longest = longest
        self._lock = threading.Lock()
        self._hosts: defaultdict[str, _Host] = defaultdict(lambda: _Host(interval))

    @contextmanager
    def turn(self, host: str, url: str) -> Iterator[None]:
        """Wait until it is one's turn at a host, which lasts as long as the block.

        Raises:
            FetchError: If the host is down or had its time, or the run was stopped.
        """
        known = self._of(host)
        with known.turn:
            if known.failures >= FAILURES:
                raise FetchError(HOST_DOWN, url, host=host)
            if known.until is None:
                known.until = time.monotonic() + self._longest
            if max(known.free_at, time.monotonic()) > known.until:
                raise FetchError(HOST_TOO_LONG, url, host=host, hours=f"{self._longest / 3_600:g}")
            if self._stop.wait(max(0.0, known.free_at - time.monotonic())):
                raise FetchError(STOPPED, url)
            known.free_at = time.monotonic() + known.interval
            yield

    def postpone(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, whoever wants something of it."""
        known = self._of(host)
        known.free_at = max(known.free_at, time.monotonic() + seconds)

    def slow_down(self, host: str, interval: float) -> None:
        """Leave at least so many seconds between requests to a host."""
        known = self._of(host)
        known.interval = max(known.interval, interval)

    def succeeded(self, host: str) -> None:
        """Note that a host answered."""
        self._of(host).failures = 0

    def failed(self, host: str, *, for_good: bool = False) -> None:
        """Note that a host did not answer, or (for good) that it does not want to be asked again soon."""
        known = self._of(host)
        known.failures = FAILURES if for_good else known.failures + 1

    def _of(self, host: str) -> _Host:
        with self._lock:
            return self._hosts[host]
