"""The reviewed tables that turn Japanese terms into codes: ``mappings/vocabulary/*.csv``.

Terms are matched by ``match_key`` (width, case and spaces do not matter) and never by similarity: a term that is not
in the table is unknown, and unknown means null plus a review entry. What the codes mean is in the tables themselves.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ocdsjp.errors import MappingError, UsageError
from ocdsjp.findings import Rule
from ocdsjp.japan.sentinels import Sentinels
from ocdsjp.japan.text import match_key
from ocdsjp.paths import shipped

NO_VOCABULARY = Rule(
    id="vocabulary-missing",
    ja="語彙表『{value}』がありません。",
    en='There is no vocabulary table "{value}".',
    mend_ja="mappings/vocabulary/ にある表の名前を書いてください。",
    mend_en="Name a table of mappings/vocabulary/.",
)
TERM_UNKNOWN = Rule(
    id="term-unknown",
    ja="『{value}』は語彙表 {table} にない語です。",
    en='"{value}" is not in the vocabulary table {table}.',
    mend_ja="この欄は空にしました。正しい意味を確かめ、mappings/vocabulary/{table}.csv に1行足してください。",
    mend_en="The field was left empty. Find out what it means and add a line to mappings/vocabulary/{table}.csv.",
)

Entry = Mapping[str, str]

_ABOUT_THE_LINE = frozenset({"term", "reviewed", "source", "note"})
"""Columns that do not say what a term means."""


@dataclass(frozen=True)
class Vocabulary:
    """One table.

    Attributes:
        name: The file's name without ``.csv``.
        entries: Line by ``match_key`` of its term; where a table has a ``where`` column, by ``where`` + key.
    """

    name: str
    entries: Mapping[tuple[str, str], Entry]

    def find(self, term: str, where: str = "") -> Entry | None:
        """The line of a term, or None when the term is unknown."""
        return self.entries.get((where, match_key(term)))

    def search(self, text: str) -> Iterator[Entry]:
        """The reviewed lines whose terms occur in a longer text, in the table's order; the longest term wins.

        Of lines that mean the same the first alone is given: a text may cite one item in two spellings.
        """
        key = match_key(text)
        found = [
            (term, entry)
            for (_, term), entry in self.entries.items()
            if term and term in key and entry.get("reviewed") == "yes"
        ]
        meanings: set[tuple[str, ...]] = set()
        for term, entry in found:
            meaning = tuple(text for name, text in entry.items() if name not in _ABOUT_THE_LINE)
            if meaning not in meanings and not any(term != other and term in other for other, _ in found):
                meanings.add(meaning)
                yield entry


@dataclass(frozen=True)
class Vocabularies:
    """All tables of one ``mappings`` folder."""

    tables: Mapping[str, Vocabulary]
    sentinels: Sentinels

    def table(self, name: str) -> Vocabulary:
        """The table of that name.

        Raises:
            MappingError: If there is none.
        """
        try:
            return self.tables[name]
        except KeyError:
            raise MappingError(NO_VOCABULARY, name) from None


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_vocabularies(folder: Path) -> Vocabularies:
    """Read every table of ``folder`` (a ``mappings/vocabulary``).

    Raises:
        UsageError: If there is none: the folder of mapping files is not one, or is a new one.
    """
    if not (folder / "sentinels.csv").is_file():
        mine = shipped("mappings")
        raise UsageError(
            f"{folder.parent} has no vocabulary; begin with a copy of {mine}"
            f" / 語彙表がありません: {folder.parent}。{mine} を写して始めてください"
        )
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        entries: dict[tuple[str, str], Entry] = {}
        for line in _lines(path):
            term = line.get("term") or line.get("word") or line.get("name") or ""
            entries[line.get("where", ""), match_key(term)] = line
        tables[path.stem] = Vocabulary(path.stem, entries)
    return Vocabularies(tables, Sentinels(_lines(folder / "sentinels.csv")))
