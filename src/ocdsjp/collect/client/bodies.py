"""The body of an answer in pieces: decompressed, whole, and never more than was allowed for."""

import zlib
from collections.abc import Iterator

from urllib3 import BaseHTTPResponse

from ocdsjp.collect.client.rules import BAD_BODY, TOO_LARGE
from ocdsjp.errors import FetchError

ACCEPT_ENCODING = "gzip, deflate"
"""What ``chunks`` can decompress. Anything else is refused: nobody asked for it."""

_PIECE = 1 << 16
_SHOWN = 80
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""``wbits`` of zlib; deflate is meant to be zlib (RFC 9110, 8.4.1.2), 47 takes gzip under its name, too."""


def chunks(response: BaseHTTPResponse, *, limit: int, url: str) -> Iterator[bytes]:
    """The decompressed body in pieces of at most 64 KiB.

    Args:
        response: With the body unread.
        limit: Bytes that neither the compressed nor the decompressed body may exceed.
        url: For messages.

    Raises:
        FetchError: If it grows too large, is compressed in another way, damaged or cut off.
    """
    if (response.length_remaining or 0) > limit:
        raise FetchError(TOO_LARGE, url, limit=limit)
    return _capped(_decompressed(response, limit, url), limit, url)


def beginning(response: BaseHTTPResponse, *, limit: int, url: str) -> Iterator[bytes]:
    """As ``chunks``, but a decompressed body that is larger than ``limit`` is cut there: its beginning is enough."""
    left = limit
    for piece in _decompressed(response, limit, url):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _decompressed(response: BaseHTTPResponse, limit: int, url: str) -> Iterator[bytes]:
    """The body in pieces; one that is compressed may be no larger than ``limit`` as it comes, either."""
    transfer = response.headers.get("Transfer-Encoding", "chunked")
    if transfer.strip().lower() != "chunked":
        raise FetchError(BAD_BODY, url, reason=f"Transfer-Encoding: {transfer[:_SHOWN]}")
    encoding = response.headers.get("Content-Encoding", "")
    kind = encoding.strip().lower()
    pieces = response.stream(_PIECE, decode_content=False)
    if kind in {"", "identity"}:
        return pieces
    if kind in _WINDOWS:
        return _inflated(_capped(pieces, limit, url), _WINDOWS[kind], url)
    raise FetchError(BAD_BODY, url, reason=f"Content-Encoding: {encoding[:_SHOWN]}")


def _capped(pieces: Iterator[bytes], limit: int, url: str) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise FetchError(TOO_LARGE, url, limit=limit)
        yield piece


def _inflated(pieces: Iterator[bytes], window: int, url: str) -> Iterator[bytes]:
    """The members of a compressed stream, one after the other, in bounded pieces."""
    inflater = zlib.decompressobj(window)
    began = False
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if inflater.eof:
                    if not rest.strip(b"\0"):
                        break  # padding after the last member
                    inflater = zlib.decompressobj(window)
                began = True
                if data := inflater.decompress(rest, _PIECE):
                    yield data
                rest = inflater.unconsumed_tail or inflater.unused_data
        while data := inflater.decompress(inflater.unconsumed_tail, _PIECE):
            yield data
    except zlib.error as error:
        raise FetchError(BAD_BODY, url, reason=error) from error
    if began and not inflater.eof:
        raise FetchError(BAD_BODY, url, reason="cut off")
