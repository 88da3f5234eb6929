"""How a file is made, beside what its tables say: merges, hidden parts, formulas, drawings, encoding, broken records.

For reports on files, never for data. The file is looked at in the reading child (``facts``); here are the shapes, and
the way of asking. What is good or bad about them is judged elsewhere.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import DEFAULT, Limits, check_size
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.process.launch import launch
from ocdsjp.read.process.sandbox import OpenFile
from ocdsjp.read.process.wire import dump_job
from ocdsjp.read.tables import Row

FACTS = b"K"
"""The letter of the frame in which the child answers."""

MOST = 10_000
"""How many cells of one kind are listed for a sheet; a report needs no more."""

LOOK = "look"
"""The key of a job that asks for facts instead of tables."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that lies on a sheet and in no cell: ``picture``, ``shape``, ``chart``, ``comment`` or ``control``."""

    kind: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class SheetLook:
    """How one sheet is made. Cells are addresses such as ``F27``, at most ``MOST`` of a kind.

    Attributes:
        name: Sheet name, or None for text files.
        visible: False for a hidden sheet.
        merges: Merged ranges, ``A1:C2``.
        hidden_rows, hidden_columns: Row numbers and 0-based column indexes.
        formulas: Cells with a formula; None where the format does not tell (xls).
        drawn: What lies on it.
        struck: Cells shown with a line through their text.
    """

    name: str | None
    visible: bool = True
    merges: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    formulas: tuple[str, ...] | None = None
    drawn: tuple[Drawn, ...] = ()
    struck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileLook:
    """How a file is made.

    Attributes:
        format: ``csv``, ``xlsx`` or ``xls``.
        encoding: Encoding of a text file, as Python calls it.
        bom: Whether a text file begins with a byte order mark.
        sheets: Its sheets; one for a text file.
        broken_lines: For text files the cells that hold a line break: the line on which the record begins, and the
            column index.
        long_records: For text files the records with more cells than their header: line and number of cells.
        width: For text files the number of cells that most records have.
    """

    format: str
    encoding: str | None = None
    bom: bool = False
    sheets: tuple[SheetLook, ...] = ()
    broken_lines: tuple[tuple[int, int], ...] = ()
    long_records: tuple[tuple[int, int], ...] = ()
    width: int = 0


@dataclass
class _Answer(OpenFile):
    """The answer of a child that was asked for facts."""

    look: FileLook | None = field(default=None)

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # handed on as they come
        self.look = None

    def _understand(self, letter: bytes, body: bytes) -> Iterator[Row]:
        if letter == FACTS:
            self.look = load(body)
            return iter(())
        return super()._understand(letter, body)


def look(path: Path, *, limits: Limits = DEFAULT) -> FileLook:
    """How a file is made; it is opened in a child process that may die.

    Raises:
        ReadError: If it is neither a workbook nor text, or cannot be looked through.
    """
    if check_size(path, limits) == 0:
        raise ReadError(rules.FILE_EMPTY)
    job = {**orjson.loads(dump_job(str(path), path.name, ReadOptions(format="csv"), limits)), LOOK: True}
    reader = launch(orjson.dumps(job))
    try:
        answer = _Answer(reader, path.name, limits)
        for _ in answer:
            pass
    finally:
        reader.close()
    if answer.look is None:
        raise ReadError(rules.CRASHED, None, reason="no answer")
    return answer.look


def dump(facts: FileLook) -> bytes:
    """The frame that says the facts."""
    return FACTS + orjson.dumps(asdict(facts))


def load(body: bytes) -> FileLook:
    """The facts that a frame says."""
    document = orjson.loads(body)
    sheets = tuple(_sheet(sheet) for sheet in document.pop("sheets"))
    for name in ("broken_lines", "long_records"):
        document[name] = tuple(map(tuple, document[name]))
    return FileLook(**document, sheets=sheets)


def _sheet(document: dict[str, object]) -> SheetLook:
    drawn = tuple(Drawn(**one) for one in document.pop("drawn"))  # type: ignore[attr-defined]  # a list of objects
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in document.items()}
    return SheetLook(**plain, drawn=drawn)  # type: ignore[arg-type]  # a garbled answer raises TypeError, as it should
