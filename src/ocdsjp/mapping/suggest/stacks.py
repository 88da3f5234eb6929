"""Cells that stack the bidders of a case, a line each, with their bids in the next cell: how to read them apart.

Found by header words and by counting lines; what the split columns are is judged afterwards like any other column.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ocdsjp.mapping.suggest.revise import BID_AMOUNT, TENDERER, TENDERER_NUMBER
from ocdsjp.mapping.suggest.words import HeaderWords

MARK_COLUMN = "落札の印"
_BIDS = frozenset({BID_AMOUNT, TENDERER_NUMBER, "bids/details/0/status", "bids/details/0/statusDetails"})
_STACKED, _ALWAYS = 0.3, 0.95
_MARK = re.compile(r"^\s*[※*＊◎○●☆★]|[※*＊◎○●☆★]\s*$")


def stacked_cells(cells: Mapping[str, Sequence[str]], words: HeaderWords) -> dict[str, Any]:
    """The part of a ``read`` block that takes stacked cells apart; empty where nothing is stacked.

    Args:
        cells: By column name the texts of its cells, row by row.
        words: The header words.
    """
    names = [name for name in cells if _means(name, words) == TENDERER]
    if len(names) != 1:
        return {}
    parties = [_lines(text) for text in cells[names[0]]]
    filled = [lines for lines in parties if lines]
    if not filled or sum(len(lines) > 1 for lines in filled) < _STACKED * len(filled):
        return {}
    beside = [
        name
        for name in cells
        if _means(name, words) in _BIDS and _together(parties, [_lines(text) for text in cells[name]])
    ]
    if not beside:
        return {}
    marked = any(_MARK.search(line) for lines in parties for line in lines)
    marks = {"marks": {names[0]: MARK_COLUMN}} if marked else {}
    return {"split_lines": [name for name in cells if name in {names[0], *beside}], **marks}


def _means(name: str, words: HeaderWords) -> str:
    """The field that a header speaks of, whatever its cells hold."""
    return next((hit.word.field for hit in words.hits(name)), "")


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _together(parties: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> bool:
    """Whether two columns have as many lines in nearly every row."""
    same = sum(len(one) == len(other) for one, other in zip(parties, others, strict=True))
    return same >= _ALWAYS * len(parties)
