"""What one column becomes in a mapping: the lines of its field, in the grammar of ``mapping.model``.

Parties, bids and whatever else several columns make together are in ``elements``, releases in ``draft``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.model import BlockGuess, ColumnGuess, KeyGuess, Shape
from ocdsjp.mapping.suggest.revise import SUPPLIER
from ocdsjp.mapping.suggest.winners import marking

Plain = dict[str, Any]
"""A part of a mapping file as plain values."""

_LIMITS = (("調査", "investigationPrice"), ("失格", "disqualificationPrice"), ("最低", "minimumPrice"))
_HALF, _NEARLY_ALL = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Table:
    """All that a draft is made from.

    Attributes:
        columns: The columns, blocks' columns included.
        evidence: By letter.
        shape, key, blocks: As they were found.
    """

    columns: Sequence[ColumnGuess]
    evidence: Mapping[str, Evidence]
    shape: Shape
    key: KeyGuess
    blocks: Sequence[BlockGuess]

    def get(self, field: str) -> ColumnGuess | None:
        """The active column of a field, outside blocks."""
        inside = {name for block in self.blocks for _, columns in block.items for name in columns.values()}
        return next(
            (
                column
                for column in self.columns
                if column.active and column.field == field and column.name not in inside
            ),
            None,
        )

    @property
    def element(self) -> str:
        """How awards and contracts are numbered: ``*``, one a row; ``0``, the one that all rows of a case repeat."""
        bidders = self.shape == "bidder" and (
            self.get(SUPPLIER) is not None or marking(self.columns, self.evidence) is None
        )
        return "0" if bidders else "*"

    def plain(self) -> list[ColumnGuess]:
        """The active columns outside blocks."""
        inside = {name for block in self.blocks for _, columns in block.items for name in columns.values()}
        return [column for column in self.columns if column.active and column.name not in inside]


def declared(table: Table, column: ColumnGuess) -> Plain:
    """The lines that one column gives."""
    path = str(column.field).replace("bids/details/0", "bids/details/*")
    path = path.replace("awards/0", f"awards/{table.element}").replace("contracts/0", f"contracts/{table.element}")
    declare = _BY_KIND.get(column.kind or "text")
    if declare is None:
        return {path: {"column": column.name, "read": column.kind}}
    return declare(table, column, path)


def _date(table: Table, column: ColumnGuess, path: str) -> Plain:
    moment = table.evidence[column.letter].share("moment")
    return {path: {"column": column.name, "read": "datetime" if moment else "date"}}


def _section(_table: Table, column: ColumnGuess, path: str) -> Plain:
    return {path.removesuffix("/name"): {"organization": {"unit": column.name}}}


def _text(table: Table, column: ColumnGuess, path: str) -> Plain:
    """A text; a title that shares its cell with place and period is the first line of it."""
    evidence = table.evidence[column.letter]
    value: Plain = {"column": column.name}
    if path == "tender/title":
        if evidence.two_lines >= _HALF and re.search("場所|期間|所在", column.name):
            value["part"] = "first_line"
        if evidence.filled >= _NEARLY_ALL * evidence.rows:
            value["required"] = True
    return {path: value if len(value) > 1 else column.name}


def amount(table: Table, column: ColumnGuess, path: str) -> Plain:
    """An amount with what is said of tax and unit, and the kind of a lowest price."""
    path, evidence = path.removesuffix("/amount"), table.evidence[column.letter]
    value: Plain = {"column": column.name, "read": "yen"}
    if column.unit not in {None, "円"}:
        value["unit"] = column.unit
    if column.tax is not None:
        value["tax"] = column.tax
    if evidence.share("zero") and not path.startswith("bids"):
        value["zero_is_blank"] = True  # no contract is made for nothing
    found: Plain = {path: value}
    if path.startswith("tender/lowestPriceLimits/"):
        kind = next((kind for word, kind in _LIMITS if word in column.name), None)
        if kind is not None:
            found[path.replace("/value", "/kind")] = {"constant": kind}
    return found


def _method(table: Table, column: ColumnGuess, _path: str) -> Plain:
    one = {"part": "first_line"} if table.evidence[column.letter].two_lines else {}
    term = {"column": column.name, **one, "term": "procurement_methods"}
    return {
        "tender/procurementMethod": term,
        "tender/procurementMethodDetails": column.name,
        "tender/awardCriteria": dict(term),
    }


def _category(_table: Table, column: ColumnGuess, _path: str) -> Plain:
    term = {"column": column.name, "term": "categories"}
    return {
        "tender/mainProcurementCategory": term,
        "tender/additionalProcurementCategories/0": {**term, "take": "additionalProcurementCategories"},
    }


def _legal_basis(table: Table, column: ColumnGuess, path: str) -> Plain:
    term = {"column": column.name, "term": "legal_bases"}
    method = table.get("tender/procurementMethod")
    found: Plain = {
        "tender/procurementMethodRationale": column.name,
        "tender/procurementMethodRationaleClassifications": term,
        "tender/procurementMethod": dict(term),
    }
    if method is not None:
        own = _method(table, method, path)["tender/procurementMethod"]
        found["tender/procurementMethod"] = {"first_of": [dict(term), own]}
    return found


def _status(table: Table, column: ColumnGuess, path: str) -> Plain:
    examples = {example.lower() for example in table.evidence[column.letter].examples}
    if examples <= {"true", "false"} and "不調" in column.name:
        return {path: {"column": column.name, "codes": {"true": "unsuccessful", "false": "complete"}}}
    if path.startswith("bids/"):
        return {
            path: {"column": column.name, "read": "status", "blank": "valid"},
            "bids/details/*/statusDetails": column.name,
        }
    return {path: {"column": column.name, "read": "status"}}


_BY_KIND: Mapping[str, Callable[[Table, ColumnGuess, str], Plain]] = {
    "text": _text,
    "yen": amount,
    "date": _date,
    "datetime": _date,
    "method": _method,
    "category": _category,
    "legal_basis": _legal_basis,
    "status": _status,
    "organization": _section,
}
