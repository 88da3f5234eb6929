"""Sentinels: words that stand where a name, an amount or a date should be and say why there is none.

The words are data (``mappings/vocabulary/sentinels.csv``, reviewed); this module only compares. Whoever reads a cell
asks here before taking it for a name or a number. 落札 and 決定 are results and no sentinels.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ocdsjp.japan.text import Cell, cell_text, is_blank, match_key


class Meaning(StrEnum):
    """Why there is no value."""

    UNSUCCESSFUL = "unsuccessful"  # 不調: the procedure ended without an award
    CANCELLED = "cancelled"  # 中止, 取止め: the body stopped the procedure
    WITHDRAWN_BID = "withdrawn_bid"  # 辞退
    DISQUALIFIED = "disqualified"  # 失格, 無効
    ABSENT = "absent"  # 不参加, 欠席
    UNDISCLOSED = "undisclosed"  # 非公表
    DISCLOSED_LATER = "disclosed_later"  # 事後公表
    NOT_APPLICABLE = "not_applicable"  # 該当なし
    MASKED = "masked"  # ********
    NONE = "none"  # a dash, null: nothing is said


class Where(StrEnum):
    """The kind of cell in which a word is a sentinel."""

    WINNER = "winner"
    AMOUNT = "amount"
    BID = "bid"
    DATE = "date"
    NAME_PREFIX = "name_prefix"  # 【中止】 in front of a title


@dataclass(frozen=True, slots=True)
class Sentinel:
    """One line of the vocabulary: in cells of kind ``where``, ``term`` means ``meaning``."""

    term: str
    where: Where
    meaning: Meaning


_RUN = re.compile(r"^([^0-9a-z])\1+$")
_BRACKETED = re.compile(r"^\s*(?P<term>[【\[［(（〈《≪<＜]\s*[^】\]］)）〉》≫>＞]{1,16}[】\]］)）〉》≫>＞])\s*")


class Sentinels:
    """The sentinels of a vocabulary, found by how people read them: width, spaces and kinds of dash do not count.

    Args:
        entries: Lines with at least ``term``, ``where`` and ``meaning``.

    Raises:
        ValueError: If a line names an unknown place or meaning, or two lines contradict each other.
    """

    def __init__(self, entries: Iterable[Mapping[str, str]]) -> None:
        self._by_key: dict[tuple[str, str], Sentinel] = {}
        for entry in entries:
            sentinel = Sentinel(entry["term"], Where(entry["where"]), Meaning(entry["meaning"]))
            known = self._by_key.setdefault((sentinel.where, _key(sentinel.term)), sentinel)
            if known.meaning != sentinel.meaning:
                raise ValueError(f"{sentinel.term} in {sentinel.where}: {known.meaning} or {sentinel.meaning}?")

    def find(self, cell: Cell, where: Where | str) -> Sentinel | None:
        """The sentinel that a whole cell is, or None: then the cell is blank or holds a value.

        With ``name_prefix`` the cell is a title and the sentinel the bracketed word in front of it.
        """
        if is_blank(cell):
            return None
        if where == Where.NAME_PREFIX:
            return self.take_prefix(cell_text(cell))[0]
        return self._by_key.get((where, _key(cell if isinstance(cell, str) else cell_text(cell))))

    def take_prefix(self, title: str) -> tuple[Sentinel | None, str]:
        """The sentinel in front of a title and the title without it; (None, title) when there is none."""
        match = _BRACKETED.match(title)
        if match is None:
            return None, title
        sentinel = self._by_key.get((Where.NAME_PREFIX, _key(match["term"])))
        return (None, title) if sentinel is None else (sentinel, title[match.end() :])


@lru_cache(maxsize=32768)
def _key(text: str) -> str:
    """``match_key``, with a run of one sign as one sign: the number of asterisks is chance."""
    return _RUN.sub(r"\1", match_key(text))
