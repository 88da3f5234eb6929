"""What a file is, by its first bytes: so that a mistake is told as what it is, and not as broken data."""

import codecs
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules

_HEAD = 1024
_SIGNATURES = (
    (b"PK\x03\x04", "zip / xlsx"),
    (b"PK\x05\x06", "zip"),  # without members
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE / xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "PDF"),
    (b"SQLite format 3\0", "SQLite"),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")


def kind_of(path: Path) -> str | None:
    """``zip / xlsx``, ``HTML``, ``XML``, ``JSON`` …, or None for text that could be anything."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        return "HTML" if any(page in start for page in _PAGES) else "XML"
    return "JSON" if start.startswith((b"{", b"[")) else None


def refuse_others(path: Path, declared: str, *wanted: str | None) -> None:
    """Refuse a file that is plainly of none of the ``wanted`` kinds.

    Args:
        path: The file.
        declared: What it should be, as a message calls it.
        wanted: Kinds as ``kind_of`` gives them.

    Raises:
        ReadError: If it is another.
    """
    kind = kind_of(path)
    if kind not in wanted:
        raise ReadError(rules.OTHER_KIND, None, declared=declared, kind=kind or "?")
