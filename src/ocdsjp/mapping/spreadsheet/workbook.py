"""Writes the sheet of a mapping as an xlsx file. What stands in its lines is decided in ``lines``; here it gets cells.

Every cell is written as text, never as a formula (CWE-1236): a mapping may hold a title that begins with =. The format
of the cells is text, too, so that 012025 stays 012025 when somebody edits it.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.spreadsheet import words
from ocdsjp.mapping.spreadsheet.items import Items
from ocdsjp.mapping.spreadsheet.lines import Line, Lines, stage_name
from ocdsjp.mapping.spreadsheet.settings import Location, key_text
from ocdsjp.read.cells import column_letter

NOT_WRITABLE = Rule(
    id="sheet-not-writable",
    ja="『{value}』は Excel のセルに書けません。",
    en='"{value}" cannot be written into a cell of Excel.',
    mend_ja="マッピングから制御文字を除くか、32,767字以内にしてください。",
    mend_en="Remove control characters from the mapping, or make the text shorter than 32,767 characters.",
)

_LONGEST = 32_767  # characters in a cell, Excel's own limit
_SHOWN = 60
# Characters that XML 1.0 cannot hold or would change (2.2, 2.11), and what spreadsheet programs take for an escape.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_SPARE = 10  # empty lines for further columns
_LINE_HEIGHT = 15.0  # points, of the usual font of 11 points
_MOST_LINES = 20
_WIDTHS = (34, 26, 58, 24, 44, 40, 14)
_HEADING = PatternFill("solid", start_color="FF1F3864")
_EDITED = PatternFill("solid", start_color="FFFFF9E5")
_GUIDE = (
    "列ごとに「OCDS項目」と「読み方」を一覧から選んでください。色の付いた欄を書き換えられます。"
    "「例」は参考で、取り込みません。下の「設定」も同じシートで書き換えられます。"
)


def workbook(lines: Lines, items: Items, examples: Mapping[str, str], undecided: Sequence[str] = ()) -> bytes:
    """The bytes of the xlsx file.

    Args:
        lines: What to write.
        items: The OCDS fields and their Japanese names.
        examples: A value of each column of a real file, by the match key of the column's name; may be empty.
        undecided: Columns of that file that the mapping does not mention: each gets a row to be filled.

    Raises:
        MappingError: If a text cannot stand in a cell.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook has one; tells the type checker
    sheet.title = words.SHEET
    writer = _Writer(sheet)
    writer.row([_GUIDE])
    sheet["A1"].alignment = Alignment(wrap_text=False)
    sheet.row_dimensions[1].height = _LINE_HEIGHT
    first, last = _columns_part(writer, _column_rows(lines, items, examples, undecided))
    from_setting, to_setting = _settings_part(writer, lines)
    choices = _Choices(book.create_sheet(words.CHOICES))
    choices.offer(sheet, _span("C", first, last), _labels(lines, items))
    choices.offer(sheet, _span("D", first, last), [(word, words.EXPLAINED.get(word, "")) for word in _readings()])
    choices.offer(sheet, _span("G", first, last), [(stage, "") for stage in lines.stages])
    choices.offer(sheet, _span("D", from_setting, to_setting), [(kind, "") for kind in words.KINDS])
    _lay_out(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Writer:
    """Writes rows of text, one below the other."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self.number = 0

    def row(self, texts: Sequence[str], *, edited: Iterable[int] = ()) -> int:
        """Write a row; ``edited`` are the positions that people fill. Returns its number."""
        self.number += 1
        filled = set(edited)
        for position, text in enumerate(texts):
            cell = self._sheet.cell(self.number, position + 1)
            write_text(cell, text)
            if position in filled:
                cell.fill = _EDITED
        self._sheet.row_dimensions[self.number].height = _LINE_HEIGHT * _lines_shown(texts)
        return self.number

    def heading(self, texts: Sequence[str]) -> int:
        """Write the headings of a part."""
        number = self.row(texts)
        for cell in self._sheet[number]:
            cell.font = Font(bold=True, color="FFFFFFFF")
            cell.fill = _HEADING
        return number


def _lines_shown(texts: Sequence[str]) -> int:
    """How many lines the fullest cell of a row takes; programs that do not fit heights themselves need it."""
    needed = [1]
    for text, width in zip(texts, _WIDTHS, strict=False):
        columns = [sum(2 if east_asian_width(each) in "WFA" else 1 for each in line) for line in text.splitlines()]
        needed.append(sum(max(1, ceil(shown / width)) for shown in columns))
    return min(max(needed), _MOST_LINES)


def write_text(cell: Cell, text: str) -> None:
    """Write a text into a cell, as text whatever it begins with; "" leaves the cell empty.

    Raises:
        MappingError: If the cell would not hold it as it is.
    """
    if len(text) > _LONGEST or _UNWRITABLE.search(text):
        shown = "".join(filter(str.isprintable, text[:_SHOWN]))
        raise MappingError(NOT_WRITABLE, shown)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = True  # what a program shows as text it also keeps as text after an edit


def _column_rows(
    lines: Lines, items: Items, examples: Mapping[str, str], undecided: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for line in lines.columns:
        yield _cells(line, lines.stages, items, examples)
    for name in undecided:
        yield name, examples.get(match_key(name), ""), words.UNDECIDED, "", "", "", ""


def _columns_part(writer: _Writer, rows: Iterable[tuple[str, ...]]) -> tuple[int, int]:
    """Write the first part; the numbers of its first and last row, spare ones included."""
    first = writer.heading(words.COLUMNS) + 1
    edited = [position for position, name in enumerate(words.COLUMNS) if name != words.EXAMPLE]
    for row in rows:
        writer.row(row, edited=edited)
    for _ in range(_SPARE):
        writer.row([""] * len(words.COLUMNS), edited=edited)
    last = writer.number
    writer.row([])
    return first, last


def _cells(line: Line, stages: Sequence[str], items: Items, examples: Mapping[str, str]) -> tuple[str, ...]:
    source, reading, details = line.cells
    example = next((examples[key] for key in map(match_key, source.splitlines()) if key in examples), "")
    if line.path is None:
        return source, example, words.UNUSED, "", line.remark, "", ""
    stage = stages[line.release] if line.release < len(stages) else stage_name(line.release, "")
    return source, example, items.label(line.path), reading, line.remark, details, stage


def _settings_part(writer: _Writer, lines: Lines) -> tuple[int, int]:
    first = writer.heading(words.SETTINGS) + 1
    edited = (1, 2, 3, 4)
    writer.row([words.LABELS[""], lines.head, "", words.TEXT, ""], edited=(1,))
    for setting, remark in lines.settings:
        label = label_of(setting.location)
        writer.row([label, setting.text, key_text(setting.location), setting.kind, remark], edited=edited)
    for _ in range(_SPARE):
        writer.row([""] * len(words.SETTINGS), edited=edited)
    return first, writer.number


def label_of(location: Location) -> str:
    """``リリース 1 › 要素の作り方 › awards › 条件 › 列``: a key in words."""
    parts: list[str] = []
    for step in location:
        if isinstance(step, int):
            parts[-1] += f" {step + 1}"
        else:
            parts.append(words.LABELS.get(str(step), str(step)))
    return " › ".join(parts)


def _readings() -> tuple[str, ...]:
    return (*words.READINGS, words.CONSTANT, words.TEMPLATE)


def _labels(lines: Lines, items: Items) -> list[tuple[str, str]]:
    """The OCDS fields to choose from: first those that this mapping fills and the list does not have."""
    listed = {item.path for item in items.listed}
    own = dict.fromkeys(line.path for line in lines.columns if line.path is not None and line.path not in listed)
    return [
        (words.UNUSED, "この列を使わない"),
        (words.UNDECIDED, "まだ決めていない列。マッピングには入れない"),
        *((items.label(path), "") for path in own),
        *((item.label, item.description) for item in items.listed),
    ]


class _Choices:
    """The sheet of the lists behind the drop-downs: two columns a list, the choice and what it means."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._column = 1

    def offer(self, target: Worksheet, span: str, choices: Sequence[tuple[str, str]]) -> None:
        """Write a list, and offer it in a range of another sheet; other text stays possible."""
        if not choices:
            return
        for number, texts in enumerate(choices, start=1):
            for offset, text in enumerate(texts):
                write_text(self._sheet.cell(number, self._column + offset), text)
        letter = column_letter(self._column - 1)
        self._sheet.column_dimensions[letter].width = 60
        self._sheet.column_dimensions[column_letter(self._column)].width = 60
        rule = DataValidation(type="list", formula1=f"{words.CHOICES}!${letter}$1:${letter}${len(choices)}")
        rule.showErrorMessage = False
        rule.add(span)
        target.add_data_validation(rule)
        self._column += 2


def _span(letter: str, first: int, last: int) -> str:
    return f"{letter}{first}:{letter}{last}"


def _lay_out(sheet: Worksheet) -> None:
    for position, width in enumerate(_WIDTHS):
        sheet.column_dimensions[column_letter(position)].width = width
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
