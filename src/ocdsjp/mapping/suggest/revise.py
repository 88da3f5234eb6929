"""A guess revised in the light of the other columns: opened, or moved to another field, always with a reason.

The names of the fields that several columns of a table compete for stand here, too. The rules are in ``context`` and
``whose``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.marks import without_marks
from ocdsjp.mapping.suggest.model import Certainty, Choice, ColumnGuess, Reason

SUPPLIER, SUPPLIER_NUMBER = "awards/0/suppliers", "awards/0/suppliers/0/id"
TENDERER, TENDERER_NUMBER = "bids/details/0/tenderers", "bids/details/0/tenderers/0/id"
ADDRESS = "parties/0/address/streetAddress"
BUYER, BUYER_NUMBER = "buyer/name", "buyer/id"
BID_AMOUNT, AWARD_AMOUNT, CONTRACT_AMOUNT = (
    "bids/details/0/value/amount",
    "awards/0/value/amount",
    "contracts/0/value/amount",
)
CONTRACT_SIDE = re.compile(r"契約|受注|請負|受託|委託先|購入先|発注先|contract")
"""Words of a header that speak of the firm with which there is a contract."""

SOME, MANY, MOST, NEARLY_ALL = 0.1, 0.4, 0.7, 0.9
"""Shares of values."""

Columns = Sequence[ColumnGuess]


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of the table beyond its columns.

    Attributes:
        evidence: By letter of the column.
        repeats: Whether consecutive rows are one case with several parties.
    """

    evidence: Mapping[str, Evidence]
    repeats: bool


def opened(guess: ColumnGuess, reason: Reason, *choices: Choice) -> ColumnGuess:
    """A column as one for a person to decide; what it was taken for stays among the choices."""
    own = () if guess.field is None else (Choice(guess.field, guess.kind or "text", 90),)
    rest = tuple(one for one in (*choices, *own, *guess.alternatives))
    distinct = tuple({(one.field, one.kind): one for one in reversed(rest)}.values())[::-1]
    return replace(
        guess, field=None, kind=None, certainty="open", reason_ja=reason.ja, reason_en=reason.en,
        alternatives=distinct, tax=None, unit=None,
    )  # fmt: skip


def moved(guess: ColumnGuess, field: str, kind: str, reason: Reason, certainty: Certainty | None = None) -> ColumnGuess:
    """A column taken for another field, for a reason."""
    said_ja = guess.reason_ja if guess.active else ""
    said_en = guess.reason_en if guess.active else ""
    return replace(
        guess,
        field=field,
        kind=kind,
        certainty=certainty or guess.certainty,
        reason_ja="。".join(filter(None, (said_ja, reason.ja))),
        reason_en="; ".join(filter(None, (said_en, reason.en))),
        alternatives=tuple(one for one in guess.alternatives if one.field != field),
    )


def base(guess: ColumnGuess) -> str:
    """The header without marks; of a header of several rows the lowest, where the rows above it decided nothing."""
    return without_marks(guess.name if guess.active else guess.name.split("／")[-1])


def has(columns: Columns, *fields: str) -> bool:
    """Whether an active column is one of those fields or below them."""
    return any(guess.active and guess.field is not None and guess.field.startswith(fields) for guess in columns)
