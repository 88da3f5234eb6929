"""Which encoding a text file is in, decided by strict decoding and never by statistics.

A statistical detector called plain Japanese CP932 Korean (cp949). Strict decoding either fails or is right, but for
one pair: EUC-JP text can be valid CP932 (as half-width kana), so that what decodes as both is refused.
"""

import codecs
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.text.gaiji import UNREADABLE

_CHUNK = 1 << 20

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SIGNATURES = (
    (b"PK\x03\x04", "zip / xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE / xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "PDF"),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one strict pass over a text file found.

    Attributes:
        encoding: Python's name of the encoding.
        nul_count: NUL characters.
        unreadable: True if there are characters that only the publisher can read.
    """

    encoding: str
    nul_count: int
    unreadable: bool


def survey(path: Path, declared: str | None) -> Survey:
    """Find the encoding of ``path``, in one or two passes of constant memory.

    Args:
        path: The file; not empty.
        declared: The declared encoding, or None to try them in order.

    Raises:
        ReadError: If it is no text, not in the declared encoding, or in none that is known.
    """
    with path.open("rb") as file:
        head = file.read(8)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise ReadError(rules.NOT_TEXT, None, kind=kind)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    if declared is not None:
        if marked is not None and _family(marked) != _family(declared):
            raise ReadError(rules.ENCODING_WRONG, None, encoding=declared, line=1, offset=0)
        return _declared(path, marked or declared)
    if marked is not None:
        return _declared(path, marked)
    return _undeclared(path)


def _family(encoding: str) -> list[str]:
    """``["utf", "16"]`` for utf-16 and utf-16-le alike."""
    return encoding.split("-")[:2]


def _declared(path: Path, encoding: str) -> Survey:
    offset = line = 0
    try:
        nul_count, unreadable = 0, False
        for size, lines, text in _decoded(path, encoding):
            nul_count += text.count("\0")
            unreadable = unreadable or UNREADABLE.search(text) is not None
            offset += size
            line += lines
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise ReadError(
            rules.ENCODING_WRONG, None, encoding=encoding, line=line + 1, offset=offset + start + 1
        ) from error
    return Survey(encoding, nul_count, unreadable)


def _undeclared(path: Path) -> Survey:
    # ISO-2022-JP is made of 7-bit bytes, so that it would pass as UTF-8 with its escape sequences as text.
    order: tuple[str, ...] = ("utf-8-sig", "cp932", "euc_jp")
    if _contains(path, b"\x1b$") or _contains(path, b"\x1b("):
        order = ("iso2022_jp_ext", *order)
    for encoding in order:
        found = _try(path, encoding)
        if found is None:
            continue
        if encoding == "cp932" and _try(path, "euc_jp") is not None:
            raise ReadError(rules.ENCODING_AMBIGUOUS)
        return found
    raise ReadError(rules.ENCODING_UNKNOWN)


def _try(path: Path, encoding: str) -> Survey | None:
    try:
        return _declared(path, encoding)
    except ReadError:
        return None


def _decoded(path: Path, encoding: str) -> Iterator[tuple[int, int, str]]:
    """Bytes, line feeds and text of each chunk, decoded strictly.

    Raises:
        UnicodeError: At the first byte that is not in the encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            yield len(chunk), text.count("\n"), text
    yield 0, 0, decoder.decode(b"", final=True)


def _contains(path: Path, sequence: bytes) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find(sequence) >= 0
