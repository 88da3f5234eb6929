"""Amounts of yen as Japanese offices write them: a whole number of yen, whether tax is in it, total or unit price.

The tax basis is never guessed: it is what the cell itself says, or None. What a column's heading says about unit and
tax is the mapping's to pass on. An amount that stands beside another amount or beside words that change its meaning
(支払実績総額, 変更前) is an error, because a program cannot know which one is the contract's.
"""

import itertools
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, narrow

MAX_YEN = 10**15
"""More than the national budget times eight; whole numbers stay exact in JSON readers up to 9 * 10**15."""

MONEY_UNREADABLE = Rule(
    "money-unreadable",
    "『{value}』は金額として読めません。",
    '"{value}" cannot be read as an amount of yen.',
    "1,234,000円 のような書き方に直すか、金額でないことを表す語なら語彙 sentinels に足してください。",
    "Write it like 1,234,000円, or add it to the vocabulary sentinels if the word means that there is no amount.",
)
MONEY_AMBIGUOUS = Rule(
    "money-ambiguous",
    "『{value}』はどの金額を採るべきか決められません（金額が2つ以上あるか、説明が付いています）。",
    '"{value}" does not say which amount counts: there are several, or words go with it.',
    "金額だけのセルに直すか、変更契約の項目に分けてください。",
    "Leave one amount in the cell, or move changes to columns of their own.",
)
MONEY_FRACTION = Rule(
    "money-fraction",
    "『{value}』は1円未満の端数を含みます。",
    '"{value}" has a fraction of a yen.',
    "端数のない元の金額か、mappings の単位（千円など）を確かめてください。",
    "Check the original amount, and the unit (such as 千円) in the mapping.",
)
MONEY_TOO_LARGE = Rule(
    "money-too-large",
    "『{value}』は大きすぎます（{limit}円を超えます）。",
    '"{value}" is too large (more than {limit} yen).',
    "2つの数がつながっていないか、mappings の単位を確かめてください。",
    "Check whether two numbers have run together, and the unit in the mapping.",
)
MONEY_TAX_CONFLICT = Rule(
    "money-tax-conflict",
    "『{value}』は税込みとも税抜きとも書かれています。",
    '"{value}" is called both with and without tax.',
    "どちらか一方だけを書いてください。",
    "Leave one of the two.",
)


class Tax(StrEnum):
    """Whether consumption tax is in an amount."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


class Kind(StrEnum):
    """What an amount is the price of: the whole contract, or one piece, hour or month of it."""

    TOTAL = "total"
    UNIT_PRICE = "unit_price"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount.

    Attributes:
        amount: Whole yen; negative for a reduction (△).
        tax: What the cell says about consumption tax, None when it says nothing.
        kind: A unit price is no contract value and must never be summed as one.
        text: The cell as written.
    """

    amount: int
    tax: Tax | None
    kind: Kind
    text: str


# A binary float is only near the yen that was typed: 2037999999.9999998 stands in a ministry's workbook.
_TOLERANCE = Decimal("0.01")

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SIGN = r"(?P<{}>[-△▲]?)\s*"
_AMOUNT = re.compile(
    rf"金?\s*{_SIGN.format('sign')}(?P<mark>¥?)\s*{_SIGN.format('sign2')}"
    rf"(?:(?P<trillion>{_NUMBER})兆)?(?:(?P<hundred_million>{_NUMBER})億)?(?:(?P<million>{_NUMBER})百万)?"
    rf"(?:(?P<ten_thousand>{_NUMBER})万)?(?:(?P<thousand>{_NUMBER})千)?(?P<one>{_NUMBER})?"
    r"(?P<yen>円?)(?:\.?-)?也?"
)
_MAGNITUDES = {
    "trillion": 10**12,
    "hundred_million": 10**8,
    "million": 10**6,
    "ten_thousand": 10**4,
    "thousand": 10**3,
    "one": 1,
}
_TAX_WORD = r"(?:消費税(?:及び|および|・)地方消費税|消費税等?)(?:相当額|額)?"
_INCLUDED = re.compile(rf"税込み?額?|内税|{_TAX_WORD}(?:を|は)?(?:含む|含み|込み?)")
_EXCLUDED = re.compile(rf"税抜き?額?|外税|税別|{_TAX_WORD}(?:を|は)?(?:除く|抜き?|含まず|含まない|別途?)")
_TAX = re.compile(
    rf"\(?\s*(?:(?P<included>{_INCLUDED.pattern}|(?<=\()込み?(?=\)))"
    rf"|(?P<excluded>{_EXCLUDED.pattern}|(?<=\()抜き?(?=\))))\s*。?\s*\)?"
)

# Signs of a rate: a price per piece, hour or month. 月額 and 年額 are rates of contracts that run for longer.
_UNIT_PRICE = re.compile(
    r"単価(?:契約)?|@|(?:月|日|年|時間|週)額|時給|当たり|あたり|につき|/\s*[^0-9\s/][^0-9/]*$|/\s*1[^0-9]+$"
)
_UNIT_PRICE_NOISE = re.compile(
    r"単価(?:契約)?|@|(?:月|日|年|時間|週)額|時給|1?[^0-9\s()円¥]{0,6}(?:当たり|あたり|につき)|(?:ほか|外|他)$"
    r"|/\s*1?[^0-9\s/()]+(?=\)|$)|[():\s]"
)
# 落札率 behind an amount: 9,295,000円(96.1%). A rate is never an amount.
_RATE = re.compile(r"(?<=円)\s*\(\s*(?:落札率)?\s*[0-9]{1,3}(?:\.[0-9]{1,4})?\s*%\s*\)\Z")
_SPACE_INSIDE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_PLAIN = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})*|-?[0-9]{1,16}")


def read_money(cell: Cell, *, unit: int = 1) -> Money:
    """The amount that a cell states.

    Args:
        cell: Text or a number.
        unit: Yen per unit of a bare number (1,000 for a column in 千円). A cell that names yen or 千円 itself is
            read by its own words.

    Raises:
        NotationError: Blank, unreadable, ambiguous, with a fraction of a yen, above ``MAX_YEN``, or called both with
            and without tax.
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, unit)
    written = cell_text(cell)
    if not isinstance(cell, str):
        raise NotationError(MONEY_UNREADABLE, written)
    text = narrow(written)
    if _PLAIN.fullmatch(text):
        return Money(_limited(int(text.replace(",", "")) * unit, written), None, Kind.TOTAL, written)
    return _from_text(text, written, unit)


def _from_number(number: float, unit: int) -> Money:
    if isinstance(number, float):
        if not math.isfinite(number):
            raise NotationError(MONEY_UNREADABLE, repr(number))
        return Money(_whole(Decimal(number) * unit, repr(number)), None, Kind.TOTAL, cell_text(number))
    return Money(_limited(number * unit, str(number)), None, Kind.TOTAL, str(number))


def _from_text(text: str, written: str, unit: int) -> Money:
    text, tax = _take_tax(_RATE.sub("", text), written)
    kind = Kind.TOTAL
    if _UNIT_PRICE.search(text):
        kind = Kind.UNIT_PRICE
        text = _UNIT_PRICE_NOISE.sub("", text)
    text = _SPACE_INSIDE.sub("", text.strip())
    match = _AMOUNT.fullmatch(text)
    if match is None or not any(match[name] for name in _MAGNITUDES):
        raise NotationError(_why(text), written)
    # ￥1,000- ends like a cheque; a bare 1,000- may be a trailing minus sign.
    if text.endswith("-") and not (match["mark"] or match["yen"]):
        raise NotationError(MONEY_AMBIGUOUS, written)
    parts = [(Decimal(match[name].replace(",", "")), size) for name, size in _MAGNITUDES.items() if match[name]]
    for (_, larger), (part, size) in itertools.pairwise(parts):
        if part * size >= larger:
            raise NotationError(MONEY_UNREADABLE, written)
    is_bare = len(parts) == 1 and parts[0][1] == 1 and not match["mark"] and not match["yen"]
    amount = sum((part * size for part, size in parts), Decimal(0)) * (unit if is_bare else 1)
    sign = -1 if bool(match["sign"]) != bool(match["sign2"]) else 1
    return Money(sign * _whole(amount, written), tax, kind, written)


def _take_tax(text: str, written: str) -> tuple[str, Tax | None]:
    """The text without its words on tax, and what they say."""
    found = list(_TAX.finditer(text))
    if not found:
        return text, None
    kinds = {Tax.INCLUDED if match["included"] else Tax.EXCLUDED for match in found}
    if len(kinds) > 1:
        raise NotationError(MONEY_TAX_CONFLICT, written)
    return _TAX.sub(" ", text).strip(), kinds.pop()


def _why(text: str) -> Rule:
    return MONEY_AMBIGUOUS if re.search(r"[0-9]{3}|[0-9]\s*[円万億]", text) else MONEY_UNREADABLE


def _whole(amount: Decimal, written: str) -> int:
    """``amount`` as whole yen where it is one within the error of a float."""
    nearest = amount.to_integral_value()
    if abs(amount - nearest) > _TOLERANCE:
        raise NotationError(MONEY_FRACTION, written)
    return _limited(int(nearest), written)


def _limited(amount: int, written: str) -> int:
    if abs(amount) > MAX_YEN:
        raise NotationError(MONEY_TOO_LARGE, written, limit=f"{MAX_YEN:,}")
    return amount
