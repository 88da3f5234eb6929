"""The columns of one table by the names that a mapping gives them, and the blocks of columns that a row repeats.

What stands in a column is read in ``cells``; which value comes from which column is bound in ``plan``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key
from ocdsjp.read.tables import Column

COLUMN_MISSING = Rule(
    id="column-missing",
    ja="列『{value}』がこの表にありません。表にある列: {found}。",
    en='This table has no column "{value}". Its columns are: {found}.',
    mend_ja="様式が変わったのであれば、マッピングの列名を直してください（別名は一覧で書けます）。",
    mend_en="If the form changed, correct the mapping's column name (several names may be listed).",
)


class Columns:
    """The columns of a table by name; widths, spaces and case of the names do not matter."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._index = {match_key(column.name): column.index for column in reversed(columns)}
        self.used: set[int] = set()

    def find(self, names: str | Sequence[str]) -> int | None:
        """The index of the first of the names that the table has, or None."""
        for name in (names,) if isinstance(names, str) else names:
            index = self._index.get(match_key(name))
            if index is not None:
                self.used.add(index)
                return index
        return None

    def need(self, names: str | Sequence[str]) -> int:
        """Like ``find``.

        Raises:
            MappingError: If the table has none of the names.
        """
        index = self.find(names)
        if index is None:
            wanted = names if isinstance(names, str) else " / ".join(names)
            found = "、".join(column.name for column in self._columns[:40])
            raise MappingError(COLUMN_MISSING, wanted, found=found)
        return index

    def unused(self, ignore: Sequence[str]) -> Iterator[Column]:
        """Columns that no line of the mapping mentions; ``*`` in ``ignore`` stands for any characters."""
        ignored = {match_key(name) for name in ignore}
        patterns = [_glob(name) for name in ignored if "*" in name]
        for column in self._columns:
            key = match_key(column.name)
            if column.index in self.used or key in ignored or not column.name:
                continue
            if not any(fnmatchcase(key, pattern) for pattern in patterns):
                yield column


def _glob(name: str) -> str:
    """A pattern of fnmatch in which nothing but ``*`` is special."""
    return name.replace("[", "[[]").replace("?", "[?]")


@dataclass(frozen=True, slots=True)
class Block:
    """One repetition of a group of columns: alias to header text, and its number."""

    number: int
    columns: Mapping[str, str]
    constants: Mapping[str, str | int]

    def resolve(self, name: str) -> str:
        """The header text behind ``$alias``."""
        return self.columns.get(name[1:], name) if name.startswith("$") else name

    def constant(self, value: Any) -> Any:
        """The constant behind ``$alias``; ``$n`` is the block's number, an alias that the block lacks is None."""
        if isinstance(value, str) and value.startswith("$"):
            return self.number if value == "$n" else self.constants.get(value[1:])
        return value


NO_BLOCK = Block(0, {}, {})
