"""Reads a mapping's sheet back, cell by cell, and says with address what is wrong in it.

The file comes from outside, so the reading child opens it; here only rows of values are looked at. Columns are known by
their headings, so that they may be moved.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from ocdsjp.errors import MappingError
from ocdsjp.findings import Language, Rule
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.spreadsheet import words
from ocdsjp.mapping.spreadsheet.items import EVENT_DATE, Items
from ocdsjp.mapping.spreadsheet.lines import ITEM_MISSING, STAGE_UNKNOWN, Built, Line
from ocdsjp.mapping.spreadsheet.settings import Location, location_of
from ocdsjp.mapping.spreadsheet.values import READING_UNKNOWN, SOURCE_MISSING, Cells
from ocdsjp.mapping.spreadsheet.yaml_flow import DETAILS_UNREADABLE
from ocdsjp.read import BrokenCell, ReadOptions, Value, cell_ref, open_tables

NOT_A_SHEET = Rule(
    id="sheet-without-headings",
    ja="見出し『{value}』の行がありません。",
    en='there is no row of headings with "{value}".',
    mend_ja="ocdsjp mapping export で作ったシートの見出しを、変えずに使ってください。",
    mend_en="Keep the headings of the sheet that ocdsjp mapping export wrote.",
)
CELL_BROKEN = Rule(
    id="sheet-cell-broken",
    ja="セルが『{value}』というエラーになっています。",
    en='the cell shows the error "{value}".',
    mend_ja="文字を入れ直してください。数式は使えません。",
    mend_en="Enter the text again. Formulas cannot be used.",
)

_OPTIONS = ReadOptions(format="excel", sheets=(words.SHEET,), header="none", hidden="include")
# In which column the fault is, where it is not that of the OCDS field or the key.
_COLUMN_OF: Mapping[str, str] = {
    READING_UNKNOWN.id: words.READING,
    SOURCE_MISSING.id: words.SOURCE,
    DETAILS_UNREADABLE.id: words.DETAILS,
    STAGE_UNKNOWN.id: words.STAGE,
    "sheet-kind-unknown": words.KIND,
    "sheet-value-unreadable": words.VALUE,
}


@dataclass(frozen=True)
class Flaw:
    """Something wrong in a sheet.

    Attributes:
        error: What.
        cell: Where, as far as it is in a cell.
    """

    error: MappingError
    cell: str | None = None

    def message(self, language: Language) -> str:
        """``マッピング C12: …``: place, problem and remedy."""
        text = self.error.rule.message(language, self.error.value, self.error.detail)
        return f"{words.SHEET} {self.cell}: {text}" if self.cell else f"{words.SHEET}: {text}"


@dataclass
class Imported:
    """What a sheet says.

    Attributes:
        built: The mapping; what an error is about is missing from it.
        flaws: What is wrong in its cells.
    """

    built: Built = field(default_factory=Built)
    flaws: list[Flaw] = field(default_factory=list)


def read_sheet(path: Path, items: Items) -> Imported:
    """Read the sheet マッピング of a workbook.

    Raises:
        ReadError: If the workbook cannot be read, or has no such sheet.
    """
    with open_tables(path, _OPTIONS, file_name=path.name) as tables:
        rows = [(row.number, row.values) for table in tables for row in table.rows()]
    return from_rows(rows, items)


def from_rows(rows: Iterable[tuple[int, Sequence[Value]]], items: Items) -> Imported:
    """What rows of cells say, each with its number."""
    found = Imported()
    columns, settings = _parts(rows, found)
    # Settings first: they say which releases there are.
    for row in settings:
        _attempt(found, row, partial(_setting, found.built, row), words.KEY)
    for row in columns:
        _attempt(found, row, partial(_line, found.built, row, items), words.ITEM)
    return found


@dataclass(frozen=True)
class _Row:
    """A row of one part: texts by heading, and where the headings stand."""

    number: int
    texts: Mapping[str, str]
    places: Mapping[str, int]

    def __getitem__(self, heading: str) -> str:
        return self.texts.get(heading, "")

    def address(self, heading: str) -> str:
        return cell_ref(self.places.get(heading, 0), self.number)


def _parts(rows: Iterable[tuple[int, Sequence[Value]]], found: Imported) -> tuple[list[_Row], list[_Row]]:
    """The rows of the two parts that show something."""
    parts: dict[str, list[_Row]] = {}
    current: list[_Row] | None = None
    places: dict[str, int] = {}
    for number, values in rows:
        headings = _headings(values)
        if headings is not None:
            name, places = headings
            current = parts.setdefault(name, [])
        elif current is not None:
            row = _row(number, values, places, found)
            if any(text.strip() for text in row.texts.values()):
                current.append(row)
    for name in (words.ITEM, words.KEY):
        if name not in parts:
            found.flaws.append(Flaw(MappingError(NOT_A_SHEET, name)))
    return parts.get(words.ITEM, []), parts.get(words.KEY, [])


def _headings(values: Sequence[Value]) -> tuple[str, dict[str, int]] | None:
    """If a row is the headings of a part: the heading that tells which, and the column of each."""
    names = {match_key(str(value)): column for column, value in reversed(list(enumerate(values))) if value is not None}
    for sign, headings in ((words.ITEM, words.COLUMNS), (words.KEY, words.SETTINGS)):
        places = {name: names[match_key(name)] for name in headings if match_key(name) in names}
        if sign in places and headings[0] in places:
            return sign, places
    return None


def _row(number: int, values: Sequence[Value], places: Mapping[str, int], found: Imported) -> _Row:
    texts = {}
    for heading, column in places.items():
        value = values[column] if column < len(values) else None
        if isinstance(value, BrokenCell):
            found.flaws.append(Flaw(MappingError(CELL_BROKEN, value.text), cell_ref(column, number)))
            value = None
        texts[heading] = _text(value)
    return _Row(number, texts, places)


def _text(value: Value) -> str:
    """A cell as text: spreadsheet programs make numbers and dates of what looks like one."""
    match value:
        case None | BrokenCell():
            return ""
        case bool():
            return words.YES if value else words.NO
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _attempt(found: Imported, row: _Row, step: Callable[[], None], otherwise: str) -> None:
    """Take one row; an error gets the address of the cell that it is about."""
    try:
        step()
    except MappingError as error:
        found.flaws.append(Flaw(error, row.address(_COLUMN_OF.get(error.rule.id, otherwise))))


def _setting(built: Built, row: _Row) -> None:
    if not row[words.KEY].strip():
        if match_key(row[words.SETTING]) == match_key(words.LABELS[""]):
            built.set((), "", row[words.VALUE], "", row.address(words.VALUE))
            return
        if not row[words.VALUE].strip() and not row[words.REMARK].strip():
            return  # a line of which only the kind was chosen
    location: Location = location_of(row[words.KEY])
    built.set(location, row[words.KIND], row[words.VALUE], row[words.REMARK], row.address(words.VALUE))


def _line(built: Built, row: _Row, items: Items) -> None:
    cells = Cells(row[words.SOURCE], row[words.READING], row[words.DETAILS])
    text = row[words.ITEM].strip()
    if not text:
        if not any(map(str.strip, cells)):
            return  # a spare line with a remark or a stage only
        raise MappingError(ITEM_MISSING, cells.source)
    if match_key(text) == match_key(words.UNDECIDED):
        return
    if match_key(text) == match_key(words.UNUSED):
        built.add(Line(None, 0, cells, row[words.REMARK]), row.address(words.SOURCE))
        return
    line = Line(items.path(text), _stage(row[words.STAGE]), cells, row[words.REMARK])
    built.add(line, row.address(words.SOURCE if line.path != EVENT_DATE else words.ITEM))


def _stage(text: str) -> int:
    """The position of the release that a text such as ``1 契約`` names; the first one where it says nothing.

    Raises:
        MappingError: If it names none.
    """
    if not text.strip():
        return 0
    figures = "".join(_leading_figures(match_key(text)))
    if not figures or int(figures) < 1:
        raise MappingError(STAGE_UNKNOWN, text)
    return int(figures) - 1


def _leading_figures(text: str) -> Iterator[str]:
    for character in text[:4]:
        if not character.isdecimal():
            return
        yield character
