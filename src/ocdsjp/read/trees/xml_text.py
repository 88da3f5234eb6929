"""An XML file's bytes as UTF-8, whatever it says and whatever it is. Knows no elements.

expat reads no Japanese encoding but UTF-8 and UTF-16, and files declare encodings that they are not in: systems that
were moved to UTF-8 go on saying Shift_JIS. A declaration is therefore believed only where the bytes agree.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.options import python_codec
from ocdsjp.read.tables import Notice, Report
from ocdsjp.read.text.encodings import survey

_CHUNK = 1 << 20
_HEAD = 1024
_UTF8 = "utf-8-sig"
_STATED = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")

# CESU-8 (Unicode Technical Report 26): each half of a UTF-16 surrogate pair as three bytes. The feed of the portal of
# 官公需 has them.
_PAIR = re.compile(rb"\xed([\xa0-\xaf][\x80-\xbf])\xed([\xb0-\xbf][\x80-\xbf])")
_PAIR_BYTES = 6


@dataclass(slots=True)
class XmlText:
    """A file and its encoding. Every pass of ``pieces`` begins anew.

    Attributes:
        path: The file.
        encoding: Python's name of what it is in.
        repaired: How many surrogate pairs the last pass joined.
    """

    path: Path
    encoding: str
    repaired: int = 0

    def pieces(self) -> Iterator[bytes]:
        """The file in UTF-8 without byte order mark.

        Raises:
            ReadError: If a byte is not in the encoding.
        """
        self.repaired = 0
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        offset = 0
        try:
            for piece in self._repaired() if self.encoding == _UTF8 else _raw(self.path):
                yield decoder.decode(piece).encode("utf-8")
                offset += len(piece)
            yield decoder.decode(b"", final=True).encode("utf-8")
        except UnicodeError as error:
            raise ReadError(rules.ENCODING_WRONG, None, encoding=self.encoding, line="?", offset=offset + 1) from error

    def _repaired(self) -> Iterator[bytes]:
        held = b""
        for piece in _raw(self.path):
            data = self._join_pairs(held + piece)
            # A pair may go on in the next piece.
            cut = data.find(b"\xed", max(0, len(data) - _PAIR_BYTES + 1))
            held, data = (data[cut:], data[:cut]) if cut >= 0 else (b"", data)
            yield data
        yield held

    def _join_pairs(self, data: bytes) -> bytes:
        joined, count = _PAIR.subn(_character, data)
        self.repaired += count
        return joined


def open_text(path: Path, declared: str | None, report: Report) -> XmlText:
    """The text of an XML file, with what there is to tell about its encoding.

    Args:
        path: The file; not empty.
        declared: The encoding that the mapping declares, or None to find it: UTF-8, then what the file states of
            itself, then the others, each strictly.
        report: Gets the encoding and notices.

    Raises:
        ReadError: If it is in no encoding that is known, or not in the declared one.
    """
    with path.open("rb") as file:
        match = _STATED.match(file.read(_HEAD))
    stated = match[1].decode("ascii") if match else None
    text = XmlText(path, _found(path, declared, stated))
    report.encoding = text.encoding
    if stated is not None and declared is None and not _agree(path, stated, text.encoding):
        shown = text.encoding.removesuffix("-sig")
        report.notices.append(Notice(rules.ENCODING_CONTRADICTED, value=stated, detail={"encoding": shown}))
    return text


def _found(path: Path, declared: str | None, stated: str | None) -> str:
    if declared in {None, _UTF8} and _is_utf8(path):
        return _UTF8
    known = None if stated is None else python_codec(stated)
    if declared is None and known not in {None, _UTF8}:
        try:
            return survey(path, known).encoding
        except ReadError:
            return survey(path, None).encoding
    return survey(path, declared).encoding


def _is_utf8(path: Path) -> bool:
    """Whether the bytes are UTF-8, surrogate pairs forgiven, and not ISO-2022-JP, whose escapes no XML may hold."""
    try:
        return not any(b"\x1b" in piece for piece in XmlText(path, _UTF8).pieces())
    except ReadError:
        return False


def _agree(path: Path, stated: str, encoding: str) -> bool:
    """Whether what a file states is what it is; plain ASCII is in every encoding."""
    return python_codec(stated) == encoding or all(piece.isascii() for piece in _raw(path))


def _raw(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _character(match: re.Match[bytes]) -> bytes:
    return match[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode("utf-8")
