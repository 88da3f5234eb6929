"""Files of lines, zstd-compressed: the form of drafts, findings, releases and compiled releases.

Knows lines and not what stands in them: callers bring the bytes of JSON (orjson) and take them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ocdsjp.errors import StoreError
from ocdsjp.lake.files import Lake

SUFFIX = ".jsonl.zst"

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRef:
    """A written file of lines.

    Attributes:
        path: Relative to the lake.
        digest: sha256 of the uncompressed lines with their line feeds, hexadecimal.
        bytes: Size as stored, compressed.
        lines: How many.
    """

    path: str
    digest: str
    bytes: int
    lines: int


def write_lines(lake: Lake, prefix: str, lines: Iterable[bytes]) -> FileRef:
    """Write ``<prefix>/<digest>.jsonl.zst``, a line feed after each line, holding a megabyte in memory.

    The same lines always give the same name, and writing them again replaces nothing.

    Raises:
        StoreError: If a line contains a line feed.
    """
    chunks = _Chunks(lines)
    content = lake.write_content(prefix, SUFFIX, chunks)
    return FileRef(content.path, content.digest, content.bytes, chunks.lines)


def read_lines(lake: Lake, path: str) -> Iterator[bytes]:
    """The lines of a file without their line feeds; a line and a few pieces of the file are held in memory.

    Raises:
        StoreError: If the file is missing, damaged or cut off.
    """
    parts: list[bytes] = []  # of the line that the pieces so far did not end
    for chunk in lake.read_chunks(path):
        first, *others = chunk.split(b"\n")
        parts.append(first)
        if others:
            yield b"".join(parts)
            parts = [others.pop()]
            yield from others
    if any(parts):
        raise StoreError(f"{path}: the last line is cut off")


class _Chunks:
    """Joins lines into pieces worth hashing and compressing, and counts them."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._source = lines
        self.lines = 0

    def __iter__(self) -> Iterator[bytes]:
        waiting: list[bytes] = []
        size = 0
        for line in self._source:
            waiting.append(line)
            size += len(line)
            if size >= _CHUNK_BYTES:
                yield self._join(waiting)
                waiting, size = [], 0
        if waiting:
            yield self._join(waiting)

    def _join(self, waiting: list[bytes]) -> bytes:
        count = len(waiting)
        chunk = b"\n".join([*waiting, b""])
        if chunk.count(b"\n") != count:
            raise StoreError("a line contains a line feed, so the file could not be read back")
        self.lines += count
        return chunk
