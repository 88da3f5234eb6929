"""The body of an answer in pieces: decompressed, whole, and never more than was allowed for."""

import zlib
from collections.abc import Iterator

from urllib3 import BaseHTTPResponse

from ocdsjp.collect.rules import BAD_BODY, TOO_LARGE
from ocdsjp.errors import FetchError

ACCEPT_ENCODING = "gzip, deflate"
"""What ``chunks`` can decompress. Anything else is refused: nobody asked for it."""

_PIECE = 1 << 16
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
    length = response.headers.get("Content-Length", "").strip()
    if length.isdecimal() and int(length) > limit:
        raise FetchError(TOO_LARGE, url, limit=limit)
    encoding = response.headers.get("Content-Encoding", "")
    kind = encoding.strip().lower()
    if kind in {"", "identity"}:
        pieces = response.stream(_PIECE, decode_content=False)
    elif kind in _WINDOWS:
        pieces = _inflated(_capped(response.stream(_PIECE, decode_content=False), limit, url), _WINDOWS[kind], url)
    else:
        raise FetchError(BAD_BODY, url, reason=f"Content-Encoding: {encoding}")
    return _capped(pieces, limit, url)


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
