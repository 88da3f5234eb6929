"""Bytes of any size to the JSON texts in them, holding one text at a time.

Knows gzip, byte order marks, lines, and the brackets of a large document; knows nothing of OCDS. What a text means is
for ``documents`` to say, what is wrong inside it for ``strict_json``.
"""

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import orjson

from ocdsjp.findings import Rule
from ocdsjp.quality.problems import Problem, shorten
from ocdsjp.quality.strict_json import NOT_UTF8, JsonRefusedError, syntax_problem, too_deep

CHUNK = 1 << 20
"""Bytes read at a time."""

LONGEST_TEXT = 32 << 20
"""Longest single JSON text (a line, a release, a record) that is read, in bytes or characters."""

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
TEXT_TOO_LONG = Rule(
    "json-text-too-long",
    "1件（1行）のデータが {limit} バイトを超えています。",
    "One item (or line) is longer than {limit} bytes.",
    "1行に1リリースの JSON Lines にするか、1つのパッケージに分けて書き出してください。",
    "Write one release per line (JSON Lines), or one package per file.",
)

_BLANKS = " \t\r\n"
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
    return Problem(TEXT_TOO_LONG, detail={"limit": str(LONGEST_TEXT)})


class Scanner:
    """Walks through one large JSON document, from value to value, holding little more than the present value.

    The standard library's C scanner finds where a value ends (about 13 microseconds for a release of 2 kB, half the
    time that ijson takes to build it), so that each text can go through ``strict_json.parse`` as a line would.

    Every method raises ``JsonRefusedError`` when the text cannot be a JSON document.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        # The end is all that is wanted: constants and numbers are judged by strict_json.
        self._raw_decode = json.JSONDecoder(parse_int=float).raw_decode
        self._text = ""
        self._at = 0  # index in _text of the next character
        self._dropped = 0  # characters before _text
        self._bytes = 0
        self._ended = False
        self.on_new_line = False
        """Whether a line ended between the last value and the next character; the caller resets it."""

    @property
    def characters(self) -> int:
        """How many characters were taken so far."""
        return self._dropped + self._at

    def peek(self) -> str:
        """The next character that is no blank, without taking it; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self.on_new_line |= self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill(CHUNK)

    def take(self, wanted: str) -> str:
        """Take the next character, which must be one of ``wanted``."""
        found = self.peek()
        if not found or found not in wanted:
            reason = " ".join(wanted)
            error = json.JSONDecodeError(f"expected {reason}", self._text, self._at)
            raise JsonRefusedError(self._absolute(error))
        self._at += 1
        return found

    def value(self) -> bytes:
        """Take the next value whole, as UTF-8."""
        self.peek()
        step = CHUNK
        while True:
            try:
                _, end = self._raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._may_go_on(error):
                    raise JsonRefusedError(self._absolute(error)) from error
            except RecursionError as error:
                raise JsonRefusedError(too_deep()) from error
            else:
                # A number may go on in the next piece: it is complete only when something follows it.
                if end - self._at > LONGEST_TEXT:
                    raise JsonRefusedError(too_long())
                if end < len(self._text) or self._ended:
                    text = self._text[self._at : end]
                    self._at = end
                    return text.encode("utf-8")
            buffered = len(self._text) - self._at
            if buffered > LONGEST_TEXT:
                raise JsonRefusedError(too_long())
            self._fill(min(step, LONGEST_TEXT + 1 - buffered))
            step *= 2  # the value is scanned again from its start: doubling keeps that linear

    def elements(self) -> Iterator[bytes]:
        """The texts of the elements of the array that comes next."""
        self.take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; the caller takes each value before asking for the next key."""
        self.take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            if self.peek() != '"':
                self.take('"')
            key: str = json.loads(self.value())
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether more text could mend the error: it stands at the end, or in a text whose end was not seen."""
        longest_token = len('"\\ud83d\\ude00')  # what the scanner may fail at the start of
        return error.pos >= len(self._text) - longest_token or error.msg.startswith("Unterminated string")

    def _absolute(self, error: json.JSONDecodeError) -> Problem:
        problem = syntax_problem(self._text, error)
        return replace(problem, detail={**problem.detail, "at": str(self._dropped + error.pos + 1)})

    def _fill(self, size: int) -> None:
        """Drop what was taken and read at least ``size`` more bytes, or to the end."""
        parts = [self._text[self._at :]]
        self._dropped += self._at
        self._at = 0
        got = 0
        while got < size and not self._ended:
            piece = next(self._pieces, b"")
            self._ended = not piece
            try:
                parts.append(self._decoder.decode(piece, final=self._ended))
            except UnicodeDecodeError as error:
                at = self._bytes - (len(error.object) - len(piece)) + error.start + 1
                value = shorten(repr(error.object[error.start : error.end]))
                raise JsonRefusedError(Problem(NOT_UTF8, value=value, detail={"at": str(at)})) from error
            self._bytes += len(piece)
            got += len(piece)
        self._text = "".join(parts)
