"""One cell by one declaration: the typed readers of the mapping language, cached.

A reader is a function from a cell to a value, None when the cell is empty or says in words that there is no value
(``mappings/vocabulary/sentinels.csv``). It raises ``NotationError`` when the cell cannot be read without guessing.
Which cell, and what happens after an error, is ``plan``'s business.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan import companies, corporate_numbers, dates, money, text
from ocdsjp.japan.name_address import split_name_address
from ocdsjp.japan.text import cell_key, cell_text, clean, is_blank, match_key
from ocdsjp.mapping.model import Kind, Tax, Value
from ocdsjp.mapping.vocabulary import TERM_UNKNOWN, Vocabularies
from ocdsjp.ocds.build import Party
from ocdsjp.read.cells import BrokenCell
from ocdsjp.read.cells import Value as Cell

UNITS = {"円": 1, "千円": 1_000, "百万円": 1_000_000, "億円": 100_000_000}
_CACHE = 16384
"""Cells remembered per column: enough for the dates and terms of a large file, 5 MB or so."""

_DECISIVE = frozenset({"procurementMethod", "mainProcurementCategory"})
"""Codes whose absence somebody should look into; an empty awardCriteria, in contrast, is ordinary."""

UNIT_PRICE = Rule(
    id="unit-price",
    ja="『{value}』は単価で、総額ではありません。",
    en='"{value}" is a unit price, not a total.',
    mend_ja="この欄は空にしました。総額が公表されていれば、その列を使ってください。",
    mend_en="The field was left empty. If a total is published, map that column.",
)
TERM_UNDECIDED = Rule(
    id="term-undecided",
    ja="『{value}』だけでは {take} を決められません（語彙表 {table}）。",
    en='"{value}" alone does not decide {take} (vocabulary table {table}).',
    mend_ja="この欄は空にしました。根拠条項など、決め手になる列があればマッピングで使ってください。",
    mend_en="The field was left empty. If another column decides, such as the legal basis, map that one.",
)
CODE_UNKNOWN = Rule(
    id="code-unknown",
    ja="『{value}』はマッピングの codes にない語です。",
    en='"{value}" is not among the codes of the mapping.',
    mend_ja="この欄は空にしました。正しい意味を確かめ、codes に足してください。",
    mend_en="The field was left empty. Find out what it means and add it to codes.",
)
NOT_A_NUMBER = Rule(
    id="number-unreadable",
    ja="『{value}』は数として読めません。",
    en='"{value}" cannot be read as a number.',
    mend_ja="この欄は空にしました。原本の値を確かめてください。",
    mend_en="The field was left empty. Check the value in the source.",
)
NUMBER_OF_A_MEMBER = Rule(
    id="joint-venture-number",
    ja="共同企業体の行にある法人番号『{value}』は、構成員の1社のものです。",
    en='The corporate number "{value}" beside a joint venture is that of one of its members.',
    mend_ja="共同企業体の番号としては使いません。",
    mend_en="It is not used as the joint venture's number.",
)

Reader = Callable[[Any], Any]

# 「3者」, 「2社」: bidders are counted with a word.
_COUNTED = re.compile(r"(?<=\d)[者社名件]$")
_TRUE = frozenset(map(match_key, ("true", "有", "あり", "○", "◯", "はい", "該当", "1")))
_FALSE = frozenset(map(match_key, ("false", "無", "なし", "×", "いいえ", "非該当", "0")))


def as_cell(value: Cell) -> text.Cell:
    """A cell for those who want its text alone, such as keys: a broken one is what it shows."""
    return value.text if isinstance(value, BrokenCell) else value


@dataclass(frozen=True, slots=True)
class FileDays:
    """What a file says about all its days.

    Attributes:
        date_1904: Whether serial numbers count from 1904.
        fiscal_year: The fiscal year of periods that state none.
    """

    date_1904: bool = False
    fiscal_year: int | None = None


_ORDINARY = FileDays()


def make_reader(value: Value, path: str, vocabularies: Vocabularies, days: FileDays = _ORDINARY) -> Reader:
    """The reader of one declaration.

    Args:
        value: The right-hand side of a mapping line.
        path: Its left-hand side, an OCDS path; tells which statuses and sentinels apply.
        vocabularies: The reviewed tables.
        days: What the file says about its days.
    """
    read = _typed(value, path, vocabularies, days)
    if read is _text and value.part is None and not value.zero_is_blank and value.blank is None:
        return _text

    def reader(cell: Any) -> Any:
        if isinstance(cell, BrokenCell):
            raise cell.error()
        if is_blank(cell) or (value.zero_is_blank and cell_text(cell).strip() in {"0", "０"}):
            return value.blank
        if value.part is not None:
            cell = _part(cell_text(cell).strip(), value.part)
            if is_blank(cell):
                return value.blank
        return read(cell)

    # Text is as quickly read as remembered, and titles and reasons seldom repeat.
    return reader if value.read == "text" and value.term is None and value.codes is None else remember(reader)


def remember(reader: Reader) -> Reader:
    """Cache results and refusals: municipal columns repeat their dates, names and terms."""

    @lru_cache(maxsize=_CACHE, typed=True)
    def outcome(cell: Any) -> tuple[Any, NotationError | None]:
        try:
            return reader(cell), None
        except NotationError as error:
            return None, error

    def remembered(cell: Any) -> Any:
        result, error = outcome(cell)
        if error is not None:
            # Each raise lengthens the traceback of the remembered error, and tracebacks keep frames and their rows.
            raise error.with_traceback(None)
        return result

    return remembered


def _text(cell: Any) -> str | None:
    if isinstance(cell, BrokenCell):
        raise cell.error()
    return cell_text(cell) or None


# What web pages glue on the names of files: 「○○業務委託 (138.4KB)」.
_FILE_SIZE = re.compile(r"\s*[(（][\d.,]{1,12}\s?(?:[KMG]B|バイト|byte)[)）]\s*$", re.IGNORECASE)


def _part(text: str, which: str) -> str:
    if which == "name":
        return split_name_address(text).name
    if which == "address":
        return split_name_address(text).address or ""
    if which == "without_size":
        return _FILE_SIZE.sub("", text)
    first, *rest = text.split("\n" if which.endswith(("line", "lines")) else None, 1)
    return first.strip() if which.startswith("first") else " ".join(" ".join(rest).split())


def _where(path: str) -> str:
    """The part of the vocabulary that applies at a path: tender, award, bid or contract."""
    root = path.split("/", 1)[0]
    return {"awards": "award", "bids": "bid", "contracts": "contract"}.get(root, root)


def _typed(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    if value.term is not None:
        return _term(value, path, vocabularies)
    if value.codes is not None:
        return _codes(value.codes)
    return _KINDS[value.read](value, path, vocabularies, days)


def _moment(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    sentinels = vocabularies.sentinels
    whole = value.read == "date" and path.endswith("endDate")

    def read(cell: Any) -> str | None:
        if sentinels.find(cell, "date"):
            return None
        moment = dates.iso(dates.read_datetime(cell, excel_1904=days.date_1904))
        return _last_second(moment) if whole else moment

    return read


def _last_second(moment: str) -> str:
    """The last day of a period counts in full: its end is its last second (publication policy, times of day)."""
    return moment.replace("T00:00:00", "T23:59:59")


def _span(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    del value
    wanted = {"startDate": "startDate", "endDate": "endDate", "dueDate": "endDate"}.get(path.rsplit("/", 1)[-1])
    sentinels = vocabularies.sentinels

    def read(cell: Any) -> dict[str, str] | str | None:
        if sentinels.find(cell, "date"):
            return None
        span = dates.read_span(cell, fiscal_year=days.fiscal_year, excel_1904=days.date_1904)
        period = {}
        if span.start:
            period["startDate"] = dates.iso(span.start)
        if span.end:
            end = dates.iso(span.end)
            period["endDate"] = end if isinstance(span.end, datetime) else _last_second(end)
        return period.get(wanted) if wanted else period or None

    return read


def _yen(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    del days
    sentinels = vocabularies.sentinels
    # A bid's column may say 辞退, an award's 不調: both are sentinels of amounts.
    places = ("bid", "amount") if _where(path) == "bid" else ("amount",)

    def read(cell: Any) -> dict[str, Any] | None:
        if any(sentinels.find(cell, place) for place in places):
            return None
        return read_yen(cell, UNITS[value.unit], value.tax)

    return read


def _numbers(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    del path, days
    sentinels = vocabularies.sentinels
    convert: Callable[[int | float], int | float] = int if value.read == "integer" else lambda number: number
    return lambda cell: None if sentinels.find(cell, "amount") else convert(_number(cell))


def _status(value: Value, path: str, vocabularies: Vocabularies, days: FileDays) -> Reader:
    del days
    table = vocabularies.table("statuses")
    sentinels = vocabularies.sentinels
    where = _where(path)

    def read(cell: Any) -> Any:
        entry = table.find(cell_text(cell), where)
        if entry is not None:
            return entry["code"] or None
        # A dash or 非公表 says that nothing is said: no ground for "otherwise".
        return None if any(sentinels.find(cell, place) for place in ("winner", "amount", "bid")) else value.otherwise

    return read


_KINDS: Mapping[Kind, Callable[[Value, str, Vocabularies, FileDays], Reader]] = {
    "text": lambda _value, _path, _vocabularies, _days: _text,
    "date": _moment,
    "datetime": _moment,
    "span": _span,
    "yen": _yen,
    "number": _numbers,
    "integer": _numbers,
    "boolean": lambda _value, _path, _vocabularies, _days: _boolean,
    "status": _status,
}


def read_yen(cell: Any, unit: int, tax: Tax | None) -> dict[str, Any]:
    """An OCDS Value in whole yen, with the net or gross amount where the tax basis is known.

    A mark in the cell (税抜) wins over the mapping's declaration, because it stands nearer to the figure.
    """
    read = money.read_money(cell, unit=unit)
    if read.kind == "unit_price":
        raise NotationError(UNIT_PRICE, cell_text(cell))
    built: dict[str, Any] = {"amount": read.amount, "currency": "JPY"}
    basis = read.tax.value if read.tax else tax
    if basis == "excluded":
        built["amountNet"] = read.amount
    elif basis == "included":
        built["amountGross"] = read.amount
    return built


def _number(cell: Any) -> int | float:
    if isinstance(cell, bool):
        raise NotationError(NOT_A_NUMBER, cell)
    if isinstance(cell, int | float):
        return cell
    try:
        exact = Decimal(_COUNTED.sub("", cell_key(cell)).replace(",", "").removesuffix("%"))
    except ArithmeticError:
        raise NotationError(NOT_A_NUMBER, cell_text(cell)) from None
    if not exact.is_finite():
        raise NotationError(NOT_A_NUMBER, cell_text(cell))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _boolean(cell: Any) -> bool:
    key = cell_key(cell)
    if key in _TRUE or key in _FALSE:
        return key in _TRUE
    raise NotationError(TERM_UNKNOWN, cell_text(cell), table="boolean")


def _codes(codes: Mapping[str, str]) -> Reader:
    known = {match_key(term): code for term, code in codes.items()}

    def read(cell: Any) -> Any:
        try:
            return known[cell_key(cell)] or None
        except KeyError:
            raise NotationError(CODE_UNKNOWN, cell_text(cell).strip()) from None

    return read


def _term(value: Value, path: str, vocabularies: Vocabularies) -> Reader:
    assert value.term is not None  # noqa: S101  # the caller's case; narrows the type
    table = vocabularies.table(value.term)
    take = value.take or path.rsplit("/", 1)[-1]

    def read(cell: Any) -> Any:
        text = cell_text(cell)
        entry = table.find(text, _where(path)) or table.find(text)
        if entry is None:
            raise NotationError(TERM_UNKNOWN, text.strip(), table=table.name)
        code = entry.get(take) or None
        if code is None and take in _DECISIVE:
            raise NotationError(TERM_UNDECIDED, text.strip(), table=table.name, take=take)
        return code

    def search(cell: Any) -> Any:
        # A reason is a sentence: the items of law that it names, in the order of the table.
        found = list(table.search(cell_text(cell)))
        if not found:
            raise NotationError(TERM_UNKNOWN, cell_text(cell).strip()[:80], table=table.name)
        if take == "procurementMethodRationaleClassifications":
            return [{name: entry[name] for name in ("scheme", "id", "description")} for entry in found]
        codes = {entry[take] for entry in found if entry.get(take)}
        if len(codes) > 1:
            # 会計法第29条の3第1項 (open) beside 予決令第99条の2 (direct): the sentence names what failed, and what
            # came of it.
            raise NotationError(TERM_UNDECIDED, cell_text(cell).strip()[:80], table=table.name, take=take)
        return codes.pop() if codes else None

    return search if value.term == "legal_bases" else read


@lru_cache(maxsize=_CACHE)
def read_parties(name: str, number: str | None, address: str | None) -> tuple[Party, ...]:
    """The organisations that a supplier cell names: one, or the members of a joint venture that can be told apart.

    A joint venture whose members cannot be resolved stays one party; a number beside it is a member's and not its own.
    """
    supplier = companies.read_supplier(name)
    if supplier.is_joint_venture and supplier.members:
        members = (companies.read_supplier(member) for member in supplier.members)
        return tuple(Party(member.name, member.key) for member in members)
    return (
        Party(
            name=clean(name).strip(),
            key=supplier.key,
            number=None if supplier.is_joint_venture else number,
            address=address,
            joint_venture=supplier.is_joint_venture,
            individual=supplier.looks_individual and number is None,
        ),
    )


def number_reader(part: str | None) -> Reader:
    """A reader of a 法人番号 with a valid check digit; None for a blank or masked cell.

    Args:
        part: The part of the cell that holds it, where a word such as 法人番号 may stand before the number.
    """

    def read(cell: Any) -> str | None:
        if isinstance(cell, BrokenCell):
            raise cell.error()
        if part is not None and not is_blank(cell):
            cell = cell_key(_part(cell_text(cell), part)).removeprefix("法人番号").lstrip(":-")
        return None if is_blank(cell) else corporate_numbers.read_corporate_number(cell)

    return remember(read)
