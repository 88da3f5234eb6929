"""A leash on a connection: when the time is up, the socket is shut down, wherever the thread then waits.

Timeouts of sockets begin anew with each byte, so a server that sends a byte now and then (in a handshake, a header or
a body) would hold a thread for ever. A leash holds the open socket itself, also beneath TLS.
"""

import socket
import threading
from contextlib import suppress
from typing import Self

_local = threading.local()


class Leash:
    """Use as a context manager around one request and the reading of its answer, in one thread.

    Args:
        seconds: How long it may take.

    Attributes:
        expired: Whether the time was up; the connection's own error then is not the reason.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self.pull)
        self._timer.daemon = True

    def hold(self, connection: socket.socket) -> None:
        """Take a connection on this leash."""
        own = socket.fromfd(connection.fileno(), connection.family, connection.type)
        with self._lock:
            self._held.append(own)
            if self.expired:
                _shut(own)

    def pull(self) -> None:
        """End everything now."""
        with self._lock:
            self.expired = True
            for connection in self._held:
                _shut(connection)

    def __enter__(self) -> Self:
        _local.leash = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _local.leash = None
        with self._lock:
            for connection in self._held:
                connection.close()
            self._held.clear()


def hold(connection: socket.socket) -> None:
    """Take a connection on the leash of this thread, if there is one."""
    leash: Leash | None = getattr(_local, "leash", None)
    if leash is not None:
        leash.hold(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # closed by the other side
        connection.shutdown(socket.SHUT_RDWR)
