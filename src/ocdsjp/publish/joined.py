"""Gzip files joined from the pieces of fragments: what ``packages`` and ``jsonl`` plan, this writes.

A job names the pieces and the bytes around them. It travels to a worker process as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from ocdsjp.lake import Lake
from ocdsjp.publish.deflate import GzipJoiner, Piece, piece_of
from ocdsjp.publish.fragments import PieceRef, read_piece
from ocdsjp.publish.outputs import FileEntry, output

Located = tuple[str, PieceRef]
"""A piece with the path of the fragment that holds it."""


@dataclass(frozen=True, slots=True)
class JoinJob:
    """A gzip file to be written.

    Attributes:
        path: Relative to the publication.
        pieces: What it holds, in order.
        head, separator, tail: Bytes before, between and after the pieces; empty for none.
    """

    path: str
    pieces: tuple[Located, ...]
    head: bytes = b""
    separator: bytes = b""
    tail: bytes = b""

    def __str__(self) -> str:
        return self.path

    def run(self, lake: Lake, root: Path) -> FileEntry:
        """Write the file under ``root``; copies bytes, compresses nothing but the frame."""
        with output(root, self.path) as file:
            joiner = GzipJoiner(file)
            separator = piece_of(self.separator)
            joiner.add(piece_of(self.head))
            for number, piece in enumerate(_read(lake, self.pieces)):
                if number:
                    joiner.add(separator)
                joiner.add(piece)
            joiner.add(piece_of(self.tail))
            joiner.finish()
        return file.entry(self.path, sum(ref.items for _, ref in self.pieces))


def _read(lake: Lake, pieces: tuple[Located, ...]) -> Iterator[Piece]:
    """The pieces, opening each fragment once."""
    for path, group in groupby(pieces, key=itemgetter(0)):
        with lake.open_read(path) as file:
            for _, ref in group:
                yield read_piece(file, ref)
