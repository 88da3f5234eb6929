"""Bytes of any size to the JSON texts in them, holding one text at a time.

Knows gzip, byte order marks, lines, and the brackets of a large document; knows nothing of OCDS. What a text means is
for ``documents`` to say, what is wrong inside it for ``strict_json``.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from ocdsjp.findings import Rule
from ocdsjp.quality.problems import Problem, shorten
from ocdsjp.quality.strict_json import NOT_UTF8, JsonRefusedError
from ocdsjp.read.rules import JSON_TEXT_TOO_LONG
from ocdsjp.read.trees.json_walk import CHUNK, LONGEST_TEXT, Walker

GZIP_BROKEN = Rule(
    "gzip-broken",
    "gzip を展開できません（{reason}）。",
    "The gzip data cannot be unpacked ({reason}).",
    "ダウンロードが途中で止まっていないか確かめ、もう一度取得してください。",
    "Check whether the download was cut off, and fetch the file again.",
)
NOT_JSON = Rule(
    "not-json",
    "JSON のファイルではありません（先頭は {value}）。",
    "This is not a JSON file (it begins with {value}).",
    "OCDS の JSON か JSON Lines を渡してください。表計算や CSV は `ocdsjp convert` で OCDS に変えられます。",
    "Pass OCDS as JSON or JSON Lines. Spreadsheets and CSV become OCDS with `ocdsjp convert`.",
)
EMPTY_FILE = Rule(
    "file-empty",
    "ファイルが空です。",
    "The file is empty.",
    "データの書き出しが終わっているか確かめてください。",
    "Check whether the export finished.",
)
BYTE_ORDER_MARK = Rule(
    "byte-order-mark",
    "ファイルの先頭に BOM（バイト順マーク）があります。JSON では認められず、読めないソフトがあります。",
    "The file begins with a byte order mark, which JSON does not allow and some programs refuse.",
    "BOM なしの UTF-8 で保存し直してください。",
    "Save the file as UTF-8 without a byte order mark.",
)

# 3 of the 4 marks are those of UTF-16 and UTF-32, which begin alike (Unicode Standard, section 23.8).
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of ``stream``, unpacked if they are gzip, in pieces of about ``CHUNK`` bytes.

    Raises:
        JsonRefusedError: If gzip data is broken or ends early.
    """
    head = stream.read(2)
    whole = io.BufferedReader(_Rejoined(head, stream), CHUNK)
    source: BinaryIO = whole
    if head == b"\x1f\x8b":
        source = gzip.GzipFile(fileobj=whole)  # type: ignore[assignment]  # is a BinaryIO in all but name
    try:
        while piece := source.read(CHUNK):
            yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise JsonRefusedError(Problem(GZIP_BROKEN, detail={"reason": str(error)})) from error


class _Rejoined(io.RawIOBase):
    """A stream with its first bytes put back, for sources such as pipes that cannot seek."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def without_mark(pieces: Iterator[bytes]) -> tuple[Iterator[bytes], list[Problem]]:
    """The pieces without a byte order mark, and a warning if there was one.

    Raises:
        JsonRefusedError: If the file is empty, is UTF-16 or UTF-32, or does not begin like JSON.
    """
    head = next(pieces, b"")
    while len(head) < len(codecs.BOM_UTF8) or not head.strip():
        more = next(pieces, None)
        if more is None:
            break
        head = head[:3] + more if len(head) > CHUNK else head + more
    problems = []
    if head.startswith(codecs.BOM_UTF8):
        head = head[len(codecs.BOM_UTF8) :]
        problems.append(Problem(BYTE_ORDER_MARK))
    elif head.startswith(_OTHER_MARKS):
        raise JsonRefusedError(Problem(NOT_UTF8, value="BOM", detail={"at": "1"}))
    start = head.lstrip()[:40]
    if not start:
        raise JsonRefusedError(Problem(EMPTY_FILE))
    if not start.startswith((b"{", b"[")):
        raise JsonRefusedError(Problem(NOT_JSON, value=repr(start.decode("utf-8", "replace"))))
    return _again(head, pieces), problems


def _again(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def is_lines(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is JSON Lines: a complete object on the first line, and more below.

    A broken first line still counts when the break is inside it, so that one bad line does not turn a file of lines
    into one bad document.
    """
    first, _, rest = head.lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.strip():
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError as error:
        incomplete = error.pos >= len(first.decode("utf-8", "replace").rstrip()) or not first.rstrip().endswith(b"}")
        return not incomplete and rest.lstrip().startswith(b"{")
    return True


def lines(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their 1-based numbers; a line that is too long comes as ``b""``."""
    number, tail, too_long = 0, b"", False
    for piece in pieces:
        found = (tail + piece).split(b"\n")
        tail = found.pop()
        for line in found:
            number += 1
            if too_long:
                too_long = False
                yield number, b""
            elif line and not line.isspace():
                yield number, line
        if len(tail) > LONGEST_TEXT or too_long:
            too_long, tail = True, b""
    if too_long:
        yield number + 1, b""
    elif tail and not tail.isspace():
        yield number + 1, tail


def too_long() -> Problem:
    """The problem of a line or item that is longer than ``LONGEST_TEXT``."""
    return Problem(JSON_TEXT_TOO_LONG, detail={"limit": str(LONGEST_TEXT)})


class Scanner(Walker):
    """Walks through one large JSON document, each value as a text for ``strict_json.parse``.

    Every method raises ``JsonRefusedError`` when the text cannot be a JSON document.
    """

    def value(self) -> bytes:
        """Take the next value whole, as UTF-8."""
        return self.text().encode("utf-8")

    def elements(self) -> Iterator[bytes]:
        """The texts of the elements of the array that comes next."""
        for _ in self.places():
            yield self.value()

    def fault(self, rule: Rule, value: str | None = None, **detail: str) -> Exception:
        """The error to raise for a text that is no JSON."""
        return JsonRefusedError(Problem(rule, value=value, detail=detail))

    def bad_bytes(self, offset: int, found: bytes) -> Exception:
        """The error to raise for bytes that are no UTF-8, after ``offset`` bytes of the document."""
        return JsonRefusedError(Problem(NOT_UTF8, value=shorten(repr(found)), detail={"at": str(offset + 1)}))
