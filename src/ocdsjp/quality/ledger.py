"""The accounting: nothing is lost silently. Pure functions; where entries come from and go to is for stages to say.

Of every file that a source delivered, each row that was read is in a release, or in quarantine with a reason, or
declared no data by a rule, or left out because it said nothing new; and so is each yen. An entry states all five, and
is balanced when what came in equals what went out.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from ocdsjp.findings import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the rows and the yen of one file, or of several together.

    Amounts are whole yen and may be negative, as reductions are; counts of rows may not.

    Attributes:
        source: Name of the source, "" in a sum over several.
        location: The file's name or address as its publisher gives it, "" in a sum.
        blob: sha256 of its bytes, hexadecimal, "" in a sum.
        rows_read, yen_read: What came in.
        rows_released, yen_released: What releases carry.
        rows_quarantined, yen_quarantined: What is in quarantine.
        rows_no_data, yen_no_data: What a rule declares to be no procurement data, such as totals rows.
        rows_unchanged, yen_unchanged: What repeats what earlier releases say.
    """

    source: str = ""
    location: str = ""
    blob: str = ""
    rows_read: int = 0
    rows_released: int = 0
    rows_quarantined: int = 0
    rows_no_data: int = 0
    rows_unchanged: int = 0
    yen_read: int = 0
    yen_released: int = 0
    yen_quarantined: int = 0
    yen_no_data: int = 0
    yen_unchanged: int = 0

    def __post_init__(self) -> None:
        negative = [name for name in _names("rows") if getattr(self, name) < 0]
        if negative:
            raise ValueError(f"rows cannot be fewer than none: {', '.join(negative)}")

    @property
    def rows_difference(self) -> int:
        """Rows that are missing (positive) or came from nowhere (negative)."""
        return self.rows_read - self.rows_released - self.rows_quarantined - self.rows_no_data - self.rows_unchanged

    @property
    def yen_difference(self) -> int:
        """Yen that are missing or came from nowhere; the sign is that of what came in less what went out."""
        return self.yen_read - self.yen_released - self.yen_quarantined - self.yen_no_data - self.yen_unchanged

    @property
    def balanced(self) -> bool:
        """Whether every row and every yen is accounted for."""
        return not self.rows_difference and not self.yen_difference


def _names(quantity: str) -> list[str]:
    return [each.name for each in fields(Ledger) if each.name.startswith(f"{quantity}_")]


def total(entries: Iterable[Ledger], source: str = "") -> Ledger:
    """The sum of entries, named after ``source``. A sum of balanced entries is balanced; the converse need not hold."""
    sums: dict[str, Any] = dict.fromkeys([*_names("rows"), *_names("yen")], 0)
    for entry in entries:
        for name in sums:
            sums[name] += getattr(entry, name)
    return Ledger(source=source, **sums)


def by_source(entries: Iterable[Ledger]) -> list[Ledger]:
    """One sum for each source, in the order of their names."""
    found: dict[str, list[Ledger]] = {}
    for entry in entries:
        found.setdefault(entry.source, []).append(entry)
    return [total(found[source], source) for source in sorted(found)]


def unbalanced(entries: Iterable[Ledger]) -> list[Ledger]:
    """The entries that do not balance, each by itself: differences of two files may cancel out in their sum."""
    return [entry for entry in entries if not entry.balanced]


def explain(entry: Ledger, language: Language) -> str:
    """The account of an entry in a sentence, with what is missing if it does not balance."""
    name = " ".join(part for part in (entry.source, entry.location) if part)
    if language == "ja":
        name = name or "合計"
        text = "、".join((_explain_ja(entry, "rows", "行"), _explain_ja(entry, "yen", "円")))
        return f"{name}: {text}。" + ("" if entry.balanced else _difference_ja(entry))
    name = name or "total"
    text = "; ".join((_explain_en(entry, "rows", "rows"), _explain_en(entry, "yen", "yen")))
    return f"{name}: {text}." + ("" if entry.balanced else _difference_en(entry))


def _amounts(entry: Ledger, quantity: str) -> tuple[str, ...]:
    return tuple(f"{getattr(entry, name):,}" for name in _names(quantity))


def _explain_ja(entry: Ledger, quantity: str, unit: str) -> str:
    read, released, quarantined, no_data, unchanged = _amounts(entry, quantity)
    ways = f"リリース {released} + 隔離 {quarantined} + データでない {no_data} + 変更なし {unchanged}"
    return f"読んだ {read} {unit}に対し {ways} {unit}"


def _explain_en(entry: Ledger, quantity: str, unit: str) -> str:
    read, released, quarantined, no_data, unchanged = _amounts(entry, quantity)
    ways = f"{released} released + {quarantined} quarantined + {no_data} no data + {unchanged} unchanged"
    return f"{read} {unit} read against {ways}"


def _difference_ja(entry: Ledger) -> str:
    rows, yen = entry.rows_difference, entry.yen_difference
    parts = [f"{rows:+,} 行"] * bool(rows) + [f"{yen:+,} 円"] * bool(yen)
    return f"合いません: {'、'.join(parts)}（正は行方不明、負は出所不明）。"


def _difference_en(entry: Ledger) -> str:
    rows, yen = entry.rows_difference, entry.yen_difference
    parts = [f"{rows:+,} rows"] * bool(rows) + [f"{yen:+,} yen"] * bool(yen)
    return f" Not balanced: {', '.join(parts)} (positive is lost, negative came from nowhere)."


def as_document(entries: Iterable[Ledger]) -> dict[str, Any]:
    """The content of ``ledger.json``: every entry, and the sums; the same for the same entries in any order."""
    ordered = sorted(entries, key=lambda entry: tuple(asdict(entry).values()))
    return {
        "balanced": not unbalanced(ordered),
        "total": _numbers(total(ordered)),
        "sources": [{"source": entry.source, **_numbers(entry)} for entry in by_source(ordered)],
        "entries": [{**asdict(entry), "balanced": entry.balanced} for entry in ordered],
    }


def _numbers(entry: Ledger) -> dict[str, Any]:
    """An entry without the names of a file."""
    named = {name: getattr(entry, name) for name in (*_names("rows"), *_names("yen"))}
    return {**named, "balanced": entry.balanced}
