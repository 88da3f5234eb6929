"""What a file is, by its first and last bytes: never by its name, which is often wrong. Nothing is parsed here.

The reading child decides whether the file really is what it looks like.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.mapping.suggest.record_paths import json_paths, xml_paths
from ocdsjp.read import rules as read_rules
from ocdsjp.read.limits import DEFAULT, check_size
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.text.encodings import survey

Way = dict[str, Any]
"""A ``read`` block as plain values."""

FORMAT_UNKNOWN = Rule(
    id="suggest-format-unknown",
    ja="このファイルの形式（{value}）から表を読む方法がありません。",
    en="There is no way to read a table from a file of this format ({value}).",
    mend_ja="CSV か Excel で保存し直したものを使ってください。",
    mend_en="Use a copy saved as CSV or Excel.",
)

_LOOKED_AT = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    (_OLE, "excel"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<table[\s>]|<body[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[?!a-zA-Z]")
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]0-9-])")
_PIPES = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_ENDING = re.compile(rb"\.(csv|tsv|xlsx|xlsm|xls|html?|json|md|pdf)(?![a-z0-9])", re.IGNORECASE)
_BY_ENDING = {
    **{ending: ending.decode() for ending in (b"csv", b"tsv", b"json", b"pdf")},
    **dict.fromkeys((b"xlsx", b"xlsm", b"xls"), "excel"),
    **dict.fromkeys((b"html", b"htm"), "html"),
    b"md": "markdown",
}
_SEPARATORS = ("\t", ",", ";", "|")


def known_formats() -> tuple[str, ...]:
    """The formats that can be read at all."""
    return tuple(get_args(ReadOptions.model_fields["format"].annotation))


def read_options_of(path: Path) -> tuple[ReadOptions, ...]:
    """The ways in which the file might be read, most likely first; each without a word on its header.

    Raises:
        ReadError: If it is empty, too large, or of no format that is read.
    """
    if check_size(path, DEFAULT) == 0:
        raise ReadError(read_rules.FILE_EMPTY)
    ways = list(_ways(path))
    known = tuple(ReadOptions.model_validate(way) for way in ways if way["format"] in known_formats())
    if not known:
        raise ReadError(FORMAT_UNKNOWN, ways[0]["format"] if ways else "?")
    return known


def _ways(path: Path) -> Iterator[Way]:
    head, tail = _ends(path)
    binary = next((name for mark, name in _BINARY if head.startswith(mark)), None)
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head + tail:
            yield {"format": "excel"}
        else:
            yield from ({"format": "zip", "inner": inner} for inner in _inside(tail))
    elif binary is not None:
        yield {"format": binary}
    else:
        yield from _ways_of_text(path, head)


def _ends(path: Path) -> tuple[bytes, bytes]:
    """The first and last bytes; the directory of an archive is at its end."""
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _LOOKED_AT))
        return head, file.read()


def _inside(directory: bytes) -> list[str]:
    """The formats of the files in an archive, by the endings of their names in its directory, the commonest first."""
    endings = [_BY_ENDING[found.lower()] for found in _ENDING.findall(directory)]
    return sorted(dict.fromkeys(endings), key=lambda name: -endings.count(name)) or ["csv"]


def _ways_of_text(path: Path, head: bytes) -> Iterator[Way]:
    # The encodings of markup and JSON are stated inside and left to their readers; a rough look is enough to know them.
    rough = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if _FEED.search(rough[:2000]):
        yield {"format": "rss"}
    elif _MARKUP.match(rough):
        if _HTML.search(rough):
            yield {"format": "html"}
        else:
            yield from ({"format": "xml", "records": [place]} for place in xml_paths(rough))
    elif _JSON.match(rough):
        yield {"format": "json"}
        places = json_paths(rough)
        beside = [place for place in places if place.count("/") == places[0].count("/")]
        if len(beside) > 1:
            yield {"format": "json", "records": beside}
        yield from ({"format": "json", "records": [place]} for place in places)
    elif _PIPES.search(rough) or (_HEADING.search(rough) and path.suffix.lower() in {".md", ".markdown"}):
        yield {"format": "markdown"}
    else:
        yield _delimited(path, head)


def _delimited(path: Path, head: bytes) -> Way:
    """CSV, TSV or another sign between the cells: the one that the most lines have equally often."""
    encoding = survey(path, None).encoding
    lines = [line for line in head.decode(encoding, "ignore").splitlines()[:-1] or [""] if line.strip()][:200]
    sign = max(_SEPARATORS, key=lambda each: _regularity(lines, each))
    if _regularity(lines, sign) == 0:
        sign = ","
    way: Way = {"format": "tsv" if sign == "\t" else "csv"}
    # Shown so that a later file in another encoding is noticed; UTF-8 with or without mark is one.
    way["encoding"] = "utf-8" if encoding == "utf-8-sig" else encoding
    if sign not in {"\t", ","}:
        way["delimiter"] = sign
    return way


def _regularity(lines: list[str], sign: str) -> int:
    """How many lines have the sign at least once, weighed by how often; text has it here and there only."""
    counts = [line.count(sign) for line in lines]
    shown = sum(1 for count in counts if count)
    return shown * min(20, max(counts, default=0)) if shown * 2 >= len(counts) else 0
