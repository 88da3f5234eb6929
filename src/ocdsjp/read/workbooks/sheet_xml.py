"""Scans the XML of one worksheet as it streams by: outermost values, merges, hidden rows and columns, broken cells.

Speed matters here: a sheet has an element or two per cell. So handlers do as little as they can, column letters are
looked up in a table, and text is collected only inside the few cells that need it. Element and attribute names:
ECMA-376 Part 1, 18.3.1.
"""

import re

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, cell_ref, column_index
from ocdsjp.read.limits import Limits
from ocdsjp.read.trees.safe_xml import local_name, new_parser

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_DIGITS = "0123456789"
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CONTENTS = frozenset({"v", "is", "f"})  # what makes a cell count: one that is only formatted does not
_NAMES = _CONTENTS | {"row", "c", "col", "mergeCell"}
_SHOWN = 40
_TRUE = frozenset({"1", "true"})


class SheetScan:
    """One pass over a worksheet. Feed ``parser``, then ask ``finish``.

    Attributes:
        parser: Wants the XML.
        hidden_rows, hidden_columns: Row numbers and 0-based column indexes.
        rows, columns: Number of the last row and count of columns up to the last one that has a value.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.rows = 0
        self.columns = 0
        self._merges = 0
        self._names = {name: name for name in _NAMES}
        self._letters: dict[str, int] = {}
        self._row = 0
        self._row_text = "0"
        self._column = -1
        self._type = ""  # the t attribute of the current cell
        self._watched = self._formula = self._value = False
        self._text: list[str] = []
        self._broken: dict[tuple[int, int], BrokenCell] = {}

    def finish(self) -> dict[tuple[int, int], BrokenCell]:
        """The cells without value, by row number and column index."""
        if self._watched:
            self._end_cell()
        return self._broken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(name) or local_name(name)
        if name == "c":
            if self._watched:
                self._end_cell()
            self._start_cell(attributes)
        elif name in _CONTENTS:
            if self._column >= self.columns or self._row > self.rows:
                self._grow()
            if name == "f" or self._formula or self._type == "e":
                self._watch(name)
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self._hide(attributes.get("min", ""), attributes.get("max", ""))

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._watched:
            self._end_cell()
        self._row_text = attributes.get("r") or str(self._row + 1)
        if not self._row_text.isdecimal() or not 0 < int(self._row_text[:9]) <= MAX_ROWS:
            raise ReadError(rules.CELL_OUTSIDE_GRID, self._row_text)
        self._row = int(self._row_text)
        self._column = -1
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._type = attributes.get("t", "")
        ref = attributes.get("r")
        if ref is None:  # ECMA-376 lets a cell follow the one before it
            self._column += 1
            return
        letters = ref.rstrip(_DIGITS)
        self._column = self._letters.get(letters, -1)
        if self._column < 0 or ref[len(letters) :] != self._row_text:
            self._row, self._column = _place(ref)
            self._row_text = str(self._row)
            self._letters[letters] = self._column

    def _watch(self, name: str) -> None:
        """Follow a cell that may turn out to be without value."""
        self._watched = True
        if name == "f":
            self._formula = True
        else:
            self._value = True
            self.parser.CharacterDataHandler = self._text.append

    def _hide(self, first: str, last: str) -> None:
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(int(first) - 1, min(int(last), self._limits.max_columns)))

    def _end_cell(self) -> None:
        """Judge a cell with a formula or an error."""
        self.parser.CharacterDataHandler = None
        text = "".join(self._text).strip()
        place = (self._row, self._column)
        if self._type == "e":
            self._broken[place] = BrokenCell(rules.CELL_ERROR, text)
        elif self._formula and not text and not (self._type == "str" and self._value):
            # An empty text (t="str") is a result; an empty number is none: the program that saved it did not calculate.
            ref = cell_ref(self._column, self._row)
            self._broken[place] = BrokenCell(rules.CELL_WITHOUT_RESULT, ref)
        self._text.clear()
        self._watched = self._formula = self._value = False

    def _grow(self) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column + 1)
        limits = self._limits
        if self.columns > limits.max_columns or self.rows * self.columns > limits.max_cells:
            raise ReadError(
                rules.SHEET_TOO_LARGE,
                None,
                rows=self.rows,
                columns=self.columns,
                limit=limits.max_cells,
                max_columns=limits.max_columns,
            )

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self._merges += 1
        area = (abs(bottom - top) + 1) * (abs(right - left) + 1)
        if area > self._limits.max_cells or self._merges > self._limits.max_merges:
            raise ReadError(rules.MERGE_TOO_LARGE, ref)


def _place(ref: str) -> tuple[int, int]:
    """Row number and column index of ``F27``.

    Raises:
        ReadError: If no spreadsheet has such a cell.
    """
    match = _REF.fullmatch(ref.upper())
    if match is not None:
        column, row = column_index(match[1]), int(match[2])
        if column < MAX_COLUMNS and row <= MAX_ROWS:
            return row, column
    raise ReadError(rules.CELL_OUTSIDE_GRID, ref[:_SHOWN])
