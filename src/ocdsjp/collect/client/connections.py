"""Pools of connections (urllib3) whose every connection is dialled by ``addresses`` and held by a ``leash``.

What comes over them is read in bounded pieces only.
Neither proxies nor credentials of the environment are used: through a proxy it would be the proxy that resolves names
and connects, and what was checked here would mean nothing.
"""

import http.client
import io
import socket
import ssl
from pathlib import Path
from typing import Any, ClassVar

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from ocdsjp.collect.client.addresses import dial
from ocdsjp.collect.client.leash import hold

_POOLS = 64
_PER_POOL = 1  # one host is asked one thing at a time


class _Bounded(io.BufferedReader):
    """Never reads to the end: a chunk that says it has -1 bytes would make urllib3 do so."""

    def read(self, size: int | None = -1, /) -> bytes:
        """See ``io.BufferedReader.read``; an OSError without a size."""
        if size is None or size < 0:
            raise OSError(f"{size} bytes")
        return super().read(size)


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = _Bounded(self.fp.detach())


class _Guarded(HTTPConnection):
    """Dials itself, and puts its socket on the leash of the thread that uses it."""

    response_class = _Response
    allow_private: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        # urllib3 offers no other place between resolving a name and connecting to what came of it.
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        connection = dial(self.host, self.port or self.default_port, timeout, allow_private=self.allow_private)
        hold(connection)
        return connection

    def request(self, *arguments: Any, **options: Any) -> None:
        """See ``HTTPConnection.request``."""
        if self.sock is not None:  # from the pool
            hold(self.sock)
        super().request(*arguments, **options)


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Private(_Guarded):
    allow_private = True


class _PrivateTls(_GuardedTls):
    allow_private = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class _PrivatePool(HTTPConnectionPool):
    ConnectionCls = _Private


class _PrivateTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PrivateTls


def guarded_pools(*, allow_private: bool, ca_file: Path | None) -> PoolManager:
    """The pools of a client.

    Args:
        allow_private: For tests: connect to private addresses.
        ca_file: Certificates (PEM) to trust beside those of the Mozilla list.
    """
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    pools = PoolManager(num_pools=_POOLS, maxsize=_PER_POOL, retries=False, ssl_context=context)
    pools.pool_classes_by_scheme = (
        {"http": _PrivatePool, "https": _PrivateTlsPool} if allow_private else {"http": _Pool, "https": _TlsPool}
    )
    return pools
