"""Marks in headers and title lines that are about amounts: tax included or not, and the unit.

A header without a mark says nothing, and nothing is assumed. What a word means apart from its marks is in ``words``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.model import Tax

Unit = Literal["円", "千円", "百万円", "億円"]

_LONGEST = 300
_TAX_NAME = r"(?:消費税(?:及び|および|・)?(?:地方消費税)?(?:相当)?額?等?|税)"
_INCLUDED = re.compile(rf"{_TAX_NAME}(?:等)?(?:を|は|額)?(?:含[むみ]|含んだ|含めた|込み?)(?:金?額)?|内税")
_EXCLUDED = re.compile(
    rf"{_TAX_NAME}(?:等)?(?:を|は|額)?(?:除く|除いた|除き|抜き?|含まず|含まない|別途?)(?:金?額)?|外税"
)
_UNIT = re.compile(r"百万円|千円|億円|円")
_UNIT_STATED = re.compile(r"単位\s*[:：]?\s*(百万円|千円|億円|円)")
_IN_BRACKETS = re.compile(r"[(\[【<〈《](?P<inside>[^)\]】>〉》]*)[)\]】>〉》]")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a header says about its amounts.

    Attributes:
        tax: Whether consumption tax is included; None: not said.
        unit: Unit of a bare number; None: not said.
    """

    tax: Tax | None = None
    unit: Unit | None = None


def marks_of(header: str) -> Marks:
    """The marks of one header; a text longer than any header has none."""
    text = match_key(header) if len(header) <= _LONGEST else ""
    unit = _UNIT_STATED.search(text) or next(
        (found for part in _IN_BRACKETS.finditer(text) if (found := _UNIT.search(part["inside"]))), None
    )
    return Marks(_tax(text), _UNITS.get(unit.group(unit.lastindex or 0)) if unit else None)


def marks_of_titles(lines: Sequence[str]) -> Marks:
    """What the lines above a table say about all its amounts: a stated unit, and a tax mark beside that unit.

    A sentence about tax may be about one column of several, so only ``単位：円（税込）`` counts.
    """
    lines = [line[:_LONGEST] for line in lines]
    units = {match.group(1): match_key(line) for line in lines if (match := _UNIT_STATED.search(match_key(line)))}
    if len(units) != 1:
        return Marks()
    [(unit, line)] = units.items()
    return Marks(_tax(line[line.index("単位") :]), _UNITS.get(unit))


def without_marks(header: str) -> str:
    """A header in matching form without its marks and without brackets that hold nothing else."""
    text = match_key(header[:_LONGEST])
    text = _IN_BRACKETS.sub(lambda found: "" if _is_mark(found["inside"]) else found.group(), text)
    text = _UNIT_STATED.sub("", text)
    text = re.sub(rf"[・,]?(?:{_INCLUDED.pattern}|{_EXCLUDED.pattern})", "", text)
    return re.sub(r"[(\[【][・,、:：]*[)\]】]", "", text)


def _tax(text: str) -> Tax | None:
    included, excluded = _INCLUDED.search(text), _EXCLUDED.search(text)
    if (included is None) == (excluded is None):
        return None
    return "included" if included else "excluded"


_UNITS: dict[str, Unit] = {"円": "円", "千円": "千円", "百万円": "百万円", "億円": "億円"}


def _is_mark(inside: str) -> bool:
    """Whether brackets hold nothing but marks: 税込, 円・税抜, 単位:千円, %, 者."""
    rest = _INCLUDED.sub("", _EXCLUDED.sub("", inside))
    rest = re.sub(r"単位|千|百万|億|円|%|者|社|件|年月日|[・,、:：/※\s]", "", rest)
    return not rest
