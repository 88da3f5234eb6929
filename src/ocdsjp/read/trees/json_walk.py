"""Walks through one large JSON document from value to value, holding little more than the present value.

Finds where values begin and end, and nothing else: what a value means, and whether a forgiving parser hid something in
it, is for the callers to say. Here and not in ``quality``, which validates with it, because files are read with it too.
"""

import codecs
import json
from collections.abc import Iterator

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.read import rules

CHUNK = 1 << 20
"""Bytes read at a time."""

DEEPEST = 64
"""Deepest nesting of arrays and objects that is read; OCDS with every extension needs about 15, portals less."""

LONGEST_TEXT = 32 << 20
"""Longest single value (a record, a line) that is read, in characters."""

_BLANKS = " \t\r\n"
_LONGEST_TOKEN = len('"\\ud83d\\ude00')  # what the scanner may fail at the start of
_SHOWN = 120


def syntax_fault(text: str, error: json.JSONDecodeError, dropped: int = 0) -> tuple[Rule, str | None, dict[str, str]]:
    """The rule behind an error of the standard library's parser over ``text``, with value and details.

    Args:
        text: What was parsed.
        error: What the parser said.
        dropped: Characters of the document before ``text``.
    """
    at = {"at": str(dropped + error.pos + 1)}
    if error.msg == "Extra data":
        return rules.JSON_TRAILING, shorten(text[error.pos :].strip()), at
    if error.msg.startswith("Invalid control character"):
        return rules.JSON_CONTROL, None, at
    cut_in_escape = error.msg.startswith("Invalid \\u") and error.pos >= len(text) - _LONGEST_TOKEN
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string") or cut_in_escape:
        return rules.JSON_TRUNCATED, None, at
    return rules.JSON_SYNTAX, None, {"reason": error.msg, **at}


def shorten(text: str) -> str:
    """What a message quotes of ``text``."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class Walker:
    """The place in the document that was reached.

    The standard library's C scanner finds where a value ends (about 13 microseconds for a record of 2 kB, half the time
    that ijson takes to build it), so that each text can be parsed as strictly as its caller likes.

    Every method raises what ``fault`` and ``bad_bytes`` make when the text cannot be a JSON document: a ``ReadError``,
    or whatever a heir of this class prefers.

    Args:
        pieces: The document in UTF-8, without byte order mark.
    """

    longest_text = LONGEST_TEXT

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        # The end is all that is wanted: constants and numbers are for the caller to judge.
        self._raw_decode = json.JSONDecoder(parse_int=float).raw_decode
        self._text = ""
        self._at = 0  # index in _text of the next character
        self._dropped = 0  # characters before _text
        self._bytes = 0
        self._ended = False
        self.on_new_line = False
        """Whether a line ended between the last value and the next character; the caller resets it."""

    def fault(self, rule: Rule, value: str | None = None, **detail: str) -> Exception:
        """The error to raise for a text that is no JSON."""
        return ReadError(rule, value, **detail)

    def bad_bytes(self, offset: int, found: bytes) -> Exception:  # noqa: ARG002  heirs tell more of them
        """The error to raise for bytes that are no UTF-8, after ``offset`` bytes of the document."""
        return ReadError(rules.ENCODING_WRONG, None, encoding="utf-8", line="?", offset=offset + 1)

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
            error = json.JSONDecodeError(f"expected {' '.join(wanted)}", self._text, self._at)
            raise self._syntax(error)
        self._at += 1
        return found

    def text(self) -> str:
        """Take the next value whole."""
        self.peek()
        step = CHUNK
        while True:
            try:
                _, end = self._raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._may_go_on(error):
                    raise self._syntax(error) from error
            except RecursionError as error:
                raise self.fault(rules.JSON_TOO_DEEP, limit=str(DEEPEST)) from error
            else:
                # A number may go on in the next piece: it is complete only when something follows it.
                if end - self._at > self.longest_text:
                    raise self._too_long()
                if end < len(self._text) or self._ended:
                    text = self._text[self._at : end]
                    self._at = end
                    return text
            buffered = len(self._text) - self._at
            if buffered > self.longest_text:
                raise self._too_long()
            self._fill(min(step, self.longest_text + 1 - buffered))
            step *= 2  # the value is scanned again from its start: doubling keeps that linear

    def places(self) -> Iterator[None]:
        """Stand before each element of the array that comes next; the caller takes it before asking for the next."""
        self.take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield
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
            key: str = json.loads(self.text())
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def _syntax(self, error: json.JSONDecodeError) -> Exception:
        rule, value, detail = syntax_fault(self._text, error, self._dropped)
        return self.fault(rule, value, **detail)

    def _too_long(self) -> Exception:
        return self.fault(rules.JSON_TEXT_TOO_LONG, limit=str(self.longest_text))

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether more text could mend the error: it stands at the end, or in a text whose end was not seen."""
        return error.pos >= len(self._text) - _LONGEST_TOKEN or error.msg.startswith("Unterminated string")

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
                before = self._bytes - (len(error.object) - len(piece))
                raise self.bad_bytes(before + error.start, error.object[error.start : error.end]) from error
            self._bytes += len(piece)
            got += len(piece)
        self._text = "".join(parts)
