"""What one cell can hold, and how its address is written. No files, no tables."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TypeAlias

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import is_blank


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that shows an error (``#REF!``) or whose formula was saved without its result.

    It is never a value: whoever needs the cell raises ``error()``.

    Attributes:
        rule: The rule that says what is wrong with it.
        text: What the cell shows, such as ``#REF!``, or its formula's address.
    """

    rule: Rule
    text: str

    def error(self) -> NotationError:
        """The error to raise when the cell is needed."""
        return NotationError(self.rule, self.text)


Value: TypeAlias = str | int | float | bool | date | datetime | time | BrokenCell | None
"""One cell. Empty is None in every format; text stays as written, spaces included; date-times have no zone."""

_LETTERS = 26
_DOUBTFUL = 4  # longer text of nothing but invisible characters has not been seen


@cache
def column_letter(index: int) -> str:
    """``A`` for 0, ``Z`` for 25, ``AA`` for 26."""
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for ``A``, 26 for ``AA``; capital letters only, as in a cell reference."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def cell_ref(column: int, row: int) -> str:
    """``F27`` for column index 5 (0-based) and row number 27 (1-based), as a spreadsheet shows it."""
    return f"{column_letter(column)}{row}"


def item_ref(name: str, number: int) -> str:
    """``[27]/契約者/名称`` for an item of the 27th record, where there are no columns with letters (XML, JSON)."""
    return f"[{number}]/{name}"


def is_empty(value: Value) -> bool:
    """True if the cell shows nothing. The same answer as ``japan.text.is_blank``, at the speed of a reader."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    return not value or value.isspace() or (len(value) <= _DOUBTFUL and not value.isprintable() and is_blank(value))
