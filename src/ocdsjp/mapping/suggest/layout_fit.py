"""Which layout in ``mappings/layouts`` a table has, and what that layout says of its columns.

A layout fits when the table has every column that the layout needs and the layout knows nearly every column of the
table. Then the draft extends it, and what people have checked there counts more than any guess.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ocdsjp.errors import MappingError
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.load import read_layers
from ocdsjp.mapping.model import Mapping as MappingFile
from ocdsjp.mapping.model import OrganizationValue, Value
from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.fitness import verdict
from ocdsjp.mapping.suggest.model import Choice, ColumnGuess, Reason

_KNOWS = 0.7
_AGREE = 0.6
_FEWEST = 4  # of fewer columns chance has many
_STAND_IN = {
    "title": {"ja": "-", "en": "-"},
    "publisher": {"code": "000000"},
    "licence": {"id": "none-stated"},
    "collect": {"folder": "-"},
}
_KINDS_OF_TERMS = {"procurement_methods": "method", "categories": "category", "legal_bases": "legal_basis"}
_PARTY_PARTS = {"name": "", "number": "/0/id"}


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout and what it says of columns.

    Attributes:
        name: As ``extends`` names it, ``layouts/tekiseika``.
        mapping: Its content, with stand-ins for what sources state.
        content: What is written in it, as plain values.
        fields: By column name in matching form: OCDS path in the notation of header words, and kind.
        known: Every column that it mentions, ignored ones included.
    """

    name: str
    mapping: MappingFile
    content: Mapping[str, Any]
    fields: Mapping[str, Choice]
    known: frozenset[str]

    def field_of(self, column: str) -> Choice | None:
        """What it makes of a column; None if nothing."""
        return self.fields.get(match_key(column))

    def mentions(self, column: str) -> bool:
        """Whether it knows a column, if only to ignore it."""
        return match_key(column) in self.known

    @property
    def publisher(self) -> str | None:
        """The code of the one body whose form it is, if it is one body's."""
        stated = self.content.get("publisher")
        return str(stated["code"]) if isinstance(stated, dict) and "code" in stated else None

    @property
    def needed(self) -> frozenset[str]:
        """The columns without which it does not read a table."""
        return frozenset(map(match_key, self.mapping.needed_columns()))


def load_layouts(mappings: Path, names: Sequence[str]) -> list[Layout]:
    """The layouts that may fit a table with these columns, by name; loading all of them would take seconds."""
    keys = {match_key(name) for name in names}
    likely = [
        path
        for path in sorted((mappings / "layouts").glob("*.yaml"))
        if (text := _text(path)) and ("extends:" in text or sum(key in text for key in keys) * 3 >= len(keys))
    ]
    found = (load_layout(mappings, f"layouts/{path.stem}") for path in likely)
    return [layout for layout in found if layout is not None]


@cache
def _text(path: Path) -> str:
    return match_key(path.read_text(encoding="utf-8"))


@cache
def load_layout(mappings: Path, name: str) -> Layout | None:
    """One layout, or None if it is missing or needs more than a source's own words to be whole."""
    path = mappings / f"{name}.yaml"
    if not path.is_file():
        return None
    try:
        content = read_layers(path, mappings).effective
        mapping = MappingFile.model_validate({**_STAND_IN, **content})
    except (MappingError, ValidationError):
        return None
    fields = {match_key(column): choice for column, choice in _fields(mapping)}
    blocks = (name for series in mapping.blocks.values() for block in series for name in block.columns.values())
    known = {*fields, *map(match_key, (*mapping.ignore, *_mentioned(content), *blocks))}
    return Layout(name, mapping, content, fields, frozenset(known))


def fitting(
    layouts: Sequence[Layout], names: Sequence[str], format_: str, publisher: str | None = None
) -> Layout | None:
    """The layout that a table with these columns has, or None; the one that knows most of them if several fit.

    Args:
        layouts: The layouts.
        names: The table's columns.
        format_: The file's format: a form of web pages says nothing of a workbook with the same few columns.
        publisher: Code of the publisher if it is known: a layout of one body fits no other body's file.
    """
    keys = [match_key(name) for name in names]
    best: tuple[int, Layout] | None = None
    for layout in layouts:
        needed, read = layout.needed, layout.mapping.read
        if read.header == "none" or read.format != format_ or not needed or not needed <= set(keys):
            continue
        if layout.publisher not in {None, publisher} or len(keys) < _FEWEST:
            continue
        count = sum(1 for key in keys if key in layout.known)
        if count >= len(keys) * _KNOWS and (best is None or count > best[0]):
            best = (count, layout)
    return None if best is None else best[1]


def fitting_unnamed(
    layouts: Sequence[Layout], evidence: Mapping[str, Evidence], format_: str, publisher: str | None = None
) -> Layout | None:
    """The layout of a table without header, by its values: as many columns, none contradicts and most agree.

    Args:
        layouts: The layouts.
        evidence: By letter, every column of the table.
        format_: As for ``fitting``.
        publisher: Likewise.
    """
    for layout in layouts:
        read, letters = layout.mapping.read, {letter.upper() for letter in layout.known}
        if read.header != "none" or read.format != format_ or letters != set(evidence):
            continue
        if layout.publisher not in {None, publisher}:
            continue
        said = [
            verdict(choice.field, choice.kind, evidence[letter.upper()]) for letter, choice in layout.fields.items()
        ]
        if "contradict" not in said and said.count("agree") >= len(letters) * _AGREE:
            return layout
    return None


def load_unnamed_layouts(mappings: Path) -> list[Layout]:
    """The layouts of tables without header."""
    unnamed = [path for path in sorted((mappings / "layouts").glob("*.yaml")) if "header:none" in _text(path)]
    found = (load_layout(mappings, f"layouts/{path.stem}") for path in unnamed)
    return [layout for layout in found if layout is not None]


def by_layout(columns: Sequence[ColumnGuess], layout: Layout) -> tuple[ColumnGuess, ...]:
    """The columns as the layout has them; columns that it does not know stay as guessed."""
    return tuple(_as_in(column, layout) for column in columns)


def _as_in(column: ColumnGuess, layout: Layout) -> ColumnGuess:
    key = match_key(column.name)
    if key not in layout.known:
        return column
    choice = layout.fields.get(key)
    reason = Reason(f"様式 {layout.name} の列", f"a column of {layout.name}")
    if choice is None:
        return replace(
            column,
            field=None,
            kind=None,
            certainty="ignored",
            alternatives=(),
            reason_ja=reason.ja,
            reason_en=reason.en,
        )
    return replace(
        column,
        field=choice.field,
        kind=choice.kind,
        certainty="sure",
        alternatives=(),
        reason_ja=reason.ja,
        reason_en=reason.en,
    )


def _fields(mapping: MappingFile) -> Iterator[tuple[str, Choice]]:
    """Each column and the fields that it gives, those that count least first; a key and nothing else is a number."""
    found: list[tuple[str, Choice]] = []
    aliases = [
        (f"${alias}", column)
        for series in mapping.blocks.values()
        for block in series
        for alias, column in block.columns.items()
    ]
    for release in mapping.releases:
        for path, value in release.fields.items():
            for column, choice in _of_value(path, value):
                if column.startswith("$"):
                    found += [(name, choice) for alias, name in aliases if alias == column]
                else:
                    found.append((column, choice))
        if release.date is not None:
            found += [(column, Choice("date", "date")) for column in _columns(release.date)]
    if mapping.publisher.name is not None:
        found += [(column, Choice("buyer/name", "organization")) for column in _columns(mapping.publisher.name)]
    found += [(column, Choice("tender/id", "text")) for column in mapping.key.columns]
    # What a word says of the state counts less than what the column holds.
    found.reverse()
    found.sort(key=lambda item: item[1].kind != "status")
    yield from found


def _of_value(path: str, value: Value | OrganizationValue) -> Iterator[tuple[str, Choice]]:
    plain = path.replace("*", "0")
    if isinstance(value, OrganizationValue):
        party = value.organization
        for part, end in _PARTY_PARTS.items():
            one = getattr(party, part)
            if one is not None:
                kind = "corporate_number" if part == "number" else "supplier"
                yield from ((column, Choice(plain + end, kind)) for column in _columns(one))
        if party.address is not None:
            yield from (
                (column, Choice("parties/0/address/streetAddress", "text")) for column in _columns(party.address)
            )
        if party.unit is not None:
            yield from ((column, Choice(f"{plain}/name", "organization")) for column in _columns(party.unit))
        return
    for one in value.nested():
        kind = _KINDS_OF_TERMS.get(one.term or "", one.read)
        yield from (
            (column, Choice(plain + "/amount" if one.read == "yen" else plain, kind)) for column in _columns(one)
        )


def _columns(value: Value) -> Iterator[str]:
    names = (value.column,) if isinstance(value.column, str) else value.column or ()
    yield from names
    yield from (part for part in value.first_of or () if isinstance(part, str))


def _mentioned(content: Any) -> Iterator[str]:
    """Every column that conditions and templates mention."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "column" and isinstance(value, str):
                yield value
            elif key == "template" and isinstance(value, str):
                yield from (part.split("}")[0] for part in value.split("{")[1:])
            else:
                yield from _mentioned(value)
    elif isinstance(content, list):
        for value in content:
            yield from _mentioned(value)
