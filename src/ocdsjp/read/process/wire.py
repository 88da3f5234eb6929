"""What passes between the reading child and its parent, as bytes: JSON frames, so that a child can say only data.

No pickle: a child that a hostile file has taken over must not be able to run code in its parent. A frame is one
letter and a JSON document. Values that JSON lacks (dates, broken cells) travel as one-entry objects; frames without
any bear another letter, so that a text file costs nothing for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

import orjson

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Column, Notice, Report, Row, RowKind, Spot, Table

TABLE = b"T"
PLAIN_ROWS = b"R"
TYPED_ROWS = b"V"
REPORT = b"F"
ERROR = b"E"

_KINDS = tuple(RowKind)
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dump_table(table: Table) -> bytes:
    """The head of a table."""
    columns = [(each.name, each.letter, each.index, each.hidden, each.below) for each in table.columns]
    return TABLE + orjson.dumps((table.sheet, columns, table.title_lines, table.date_1904))


def load_table(body: bytes, rows: Iterator[Row]) -> Table:
    """The table whose rows will come from ``rows``."""
    sheet, columns, title_lines, date_1904 = orjson.loads(body)
    return Table(sheet, tuple(Column(*column) for column in columns), tuple(title_lines), date_1904, rows)


def dump_rows(rows: Sequence[Row]) -> bytes:
    """A run of rows."""
    typed = False

    def special(value: object) -> dict[str, object]:
        nonlocal typed
        typed = True
        return _special(value)

    document = (
        [row.number for row in rows],
        [row.values for row in rows],
        {str(place): row.kind for place, row in enumerate(rows) if row.kind},
        {str(place): _dump_error(row.problem) for place, row in enumerate(rows) if row.problem is not None},
        {str(place): [spot and tuple(spot) for spot in row.spots] for place, row in enumerate(rows) if row.spots},
    )
    body = orjson.dumps(document, default=special, option=_OPTIONS)
    return (TYPED_ROWS if typed else PLAIN_ROWS) + body


def load_rows(letter: bytes, body: bytes) -> Iterator[Row]:
    """The rows of a frame."""
    numbers, grid, kinds, problems, spots = orjson.loads(body)
    if letter == TYPED_ROWS:
        for values in grid:
            for index, value in enumerate(values):
                if type(value) is dict:
                    values[index] = _value(value)
    data = RowKind.DATA
    rows = [Row(number, data, values) for number, values in zip(numbers, grid, strict=True)]
    for place, kind in kinds.items():
        rows[int(place)].kind = _KINDS[kind]
    for place, (rule, value, detail) in problems.items():
        rows[int(place)].problem = NotationError(rules.BY_ID[rule], value, **detail)
    for place, marks in spots.items():
        rows[int(place)].spots = [None if mark is None else Spot(*mark) for mark in marks]
    return iter(rows)


def dump_report(report: Report) -> bytes:
    """The report; last frame of a file that could be read."""
    document = asdict(report)
    for notice in document["notices"]:
        notice["rule"] = notice["rule"]["id"]
    return REPORT + orjson.dumps(document)


def load_report(body: bytes, report: Report) -> None:
    """Fill ``report``."""
    document = orjson.loads(body)
    document["notices"] = [Notice(**{**notice, "rule": rules.BY_ID[notice["rule"]]}) for notice in document["notices"]]
    for name, value in document.items():
        setattr(report, name, value)


def dump_error(error: ReadError) -> bytes:
    """The error that ends a file."""
    return ERROR + orjson.dumps(_dump_error(error))


def load_error(body: bytes) -> ReadError:
    """The error to raise."""
    rule, value, detail = orjson.loads(body)
    return ReadError(rules.BY_ID[rule], value, **detail)


def dump_job(path: str, file_name: str, options: ReadOptions, limits: Limits) -> bytes:
    """What the child is to do."""
    job = {"path": path, "name": file_name, "options": options.model_dump(mode="json"), "limits": asdict(limits)}
    return orjson.dumps(job)


def load_job(body: bytes) -> tuple[str, str, ReadOptions, Limits]:
    """Path, name, options and limits."""
    job = orjson.loads(body)
    return job["path"], job["name"], ReadOptions.model_validate(job["options"]), Limits(**job["limits"])


def _dump_error(error: ReadError | NotationError) -> tuple[str, str | None, dict[str, str]]:
    return error.rule.id, error.value, error.detail


def _special(value: object) -> dict[str, Any]:
    """A value that JSON lacks, as an object of one entry that says its type."""
    match value:
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case BrokenCell():
            return {"broken": (value.rule.id, value.text)}
    raise TypeError(f"no cell holds a {type(value).__name__}")


def _value(special: dict[str, Any]) -> Value:
    match special:
        case {"datetime": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"broken": (rule, text)}:
            return BrokenCell(rules.BY_ID[rule], text)
    raise ValueError("a frame of another version")
