"""Findings: what was wrong, where, by which rule, and how to mend it, in Japanese and English.

A ``Rule`` is defined as a constant in the module that detects it. A ``Finding`` is one case of it with its place;
terminal, JSON, HTML and quarantine.csv all print the same finding. No I/O here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that data can break.

    Attributes:
        id: Kebab-case name, stable: users filter by it.
        ja, en: What is wrong; may use ``{value}`` and the names of details.
        mend_ja, mend_en: How to mend it, same placeholders.
    """

    id: str
    ja: str
    en: str
    mend_ja: str
    mend_en: str

    def message(self, language: Language, value: str | None, detail: Mapping[str, str]) -> str:
        """The problem and its remedy in one language."""
        text = f"{self.ja}{self.mend_ja}" if language == "ja" else f"{self.en} {self.mend_en}"
        quoted = {"value": "" if value is None else value, **detail}
        return text.format_map({name: _cut(part, _LONGEST_QUOTED) for name, part in quoted.items()})


_LONGEST_QUOTED = 1_000
"""Characters of a value that a message quotes: enough for a long list of headers. A cell may hold a million."""

_LONGEST_KEPT = 10_000
"""Characters of a value that quarantine.csv keeps; spreadsheet programs hold 32,767 in a cell."""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the blob, the file name that people know, the sheet, the row and the cell.

    Attributes:
        blob: sha256 of the raw bytes, hexadecimal, or "" when the file never reached the lake.
        file: The file's name or address as its publisher gives it.
        sheet: Sheet name, or None for formats without sheets.
        row: Row number as a spreadsheet shows it (1-based), or None for the whole file or sheet.
        cell: Cell reference such as "F27", or None for the whole row.
    """

    blob: str
    file: str
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None

    def describe(self, language: Language) -> str:
        """``入札結果.xlsx シート『工事』F27`` or ``入札結果.xlsx, sheet "工事", F27``."""
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"シート『{self.sheet}』" if language == "ja" else f'sheet "{self.sheet}"')
        if self.cell is not None:
            parts.append(self.cell)
        elif self.row is not None:
            parts.append(f"{self.row}行目" if language == "ja" else f"row {self.row}")
        return (" " if language == "ja" else ", ").join(parts)


class Effect(StrEnum):
    """What became of the data that a finding is about."""

    REVIEW = "review"  # the field is null; the row went on
    ROW = "row"  # the row is in quarantine
    FILE = "file"  # the whole file is in quarantine
    NO_DATA = "no-data"  # a rule declares that the row is no procurement data


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule at one place."""

    rule: Rule
    effect: Effect
    place: Place
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """``入札結果.xlsx シート『工事』F27: 『R6.2.30』は存在しない日付です。…（規則 date-invalid）``."""
        text = self.rule.message(language, self.value, self.detail)
        mark = f"（規則 {self.rule.id}）" if language == "ja" else f" (rule {self.rule.id})"
        return f"{self.place.describe(language)}: {text}{mark}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The flat form that is stored and published: the columns of quarantine.csv, in order."""
        return {
            "effect": self.effect.value,
            "rule": self.rule.id,
            "file": self.place.file,
            "blob": self.place.blob,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "cell": self.place.cell,
            "value": None if self.value is None else _cut(self.value, _LONGEST_KEPT),
            "message_ja": self.message("ja"),
            "message_en": self.message("en"),
        }
