"""quarantine.csv and ledger.json: what was refused and why, and the accounting of every row and yen.

A CSV for people who open it with a double click: UTF-8 with BOM, no formulas, one record a line. What it holds is
decided elsewhere (``Finding.as_dict``, ``quality``).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

import orjson

PATH = "quarantine.csv"
LEDGER_PATH = "ledger.json"
BOM = b"\xef\xbb\xbf"
COLUMNS = (
    "source",
    "effect",
    "rule",
    "file",
    "blob",
    "sheet",
    "row",
    "cell",
    "value",
    "message_ja",
    "message_en",
)
# OWASP ASVS 4.0 5.3.10 / 5.0 1.2.10: a spreadsheet takes cells that begin so for formulas. Excel also folds the
# full-width forms.
_FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
_LINE_BREAKS = str.maketrans(dict.fromkeys("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", " ") | {"\0": ""})


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What quarantine.csv will hold.

    Attributes:
        digest: Names the content, so that a version that is there already can be known without reading the rows.
        rows: ``Finding.as_dict()`` with ``source``, in the order in which they are published; read once, or never.
    """

    digest: str
    rows: Iterable[Mapping[str, str | int | None]]


def csv_cell(value: str | int | None) -> str | int:
    """A value as a spreadsheet may safely show it.

    Text that would become a formula gets an apostrophe in front; numbers are numbers by type, not by look. Line
    breaks become spaces (機械可読性ルール L1-14: one record is one line).
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = value.translate(_LINE_BREAKS)
    return f"'{text}" if value[:1] in _FORMULA_STARTS and value else text


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[str | int | None]]) -> Iterator[bytes]:
    """A CSV file as bytes, line by line: UTF-8 with BOM, CRLF (RFC 4180)."""
    yield BOM
    yield _line(columns)
    for row in rows:
        yield _line(csv_cell(value) for value in row)


def _line(values: Iterable[object]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue().encode("utf-8")


def quarantine_lines(rows: Iterable[Mapping[str, str | int | None]]) -> Iterator[bytes]:
    """quarantine.csv as bytes, line by line.

    Args:
        rows: ``Finding.as_dict()`` with the name of the ``source`` added; missing keys are blank cells.
    """
    return csv_lines(COLUMNS, ([row.get(column) for column in COLUMNS] for row in rows))


def ledger_json(ledger: Mapping[str, Any], published: Mapping[str, int]) -> bytes:
    """ledger.json: the accounting as given, and the totals of what is published."""
    return orjson.dumps({"published": dict(published), **ledger}, option=orjson.OPT_INDENT_2) + b"\n"
