"""The column that marks the winner among the rows of a case: 落札 in 備考 or 結果."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.model import ColumnGuess

if TYPE_CHECKING:
    from ocdsjp.mapping.suggest.evidence import Evidence

WON = ("落札", "決定", "落札者", "落札決定", "採用")
_KEYS = frozenset(map(match_key, WON))
_SIGNS = frozenset(map(match_key, "○◯〇◎※*●☆★✓✔"))
_SAYS_WON = re.compile("落札|決定|採用|選定|当選|印|結果|候補")
_MOST, _NEARLY_ALL = 0.5, 0.9


def is_mark(text: str) -> bool:
    """Whether a cell says that this bidder won."""
    return match_key(text) in _KEYS


def is_sign(text: str) -> bool:
    """Whether a cell holds a sign and nothing else; what it means its header has to say."""
    return match_key(text) in _SIGNS


def marking(
    columns: Sequence[ColumnGuess], evidence: "Mapping[str, Evidence]"
) -> tuple[ColumnGuess, tuple[str, ...]] | None:
    """The column that marks winners, and its words for it; None if none does."""
    for column in columns:
        seen = evidence[column.letter]
        won = seen.share("won")
        some = seen.filled < seen.rows and won >= _MOST
        if some or (0 < won < 1 and seen.share("status") > _MOST):
            words = tuple(dict.fromkeys(text for text in seen.examples if is_mark(text)))
            return column, words or WON[:2]
        if seen.filled < seen.rows and seen.share("sign") >= _NEARLY_ALL and _SAYS_WON.search(column.name):
            return column, tuple(dict.fromkeys(text for text in seen.examples if is_sign(text)))
    return None
