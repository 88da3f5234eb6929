"""What the schema says about each field, and one walk over a value that notes everything worth a check.

Checks that look at every field (empty, unknown, deprecated, codes, dates) would each walk the whole release; ``survey``
walks once, and they read its notes. It judges nothing: what is an error is for ``checks``.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ocdsjp.findings import Language
from ocdsjp.quality.problems import pointer
from ocdsjp.read.trees.json_walk import DEEPEST

Schema: TypeAlias = Mapping[str, Any]

SAFE_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader holds exactly (RFC 8259, section 6)."""


@dataclass(slots=True)
class Field:
    """One field of the standard, or the root of a value.

    Attributes:
        name: Its key, "" for the root.
        title, title_ja: What people call it, "" where the schema gives no title.
        members: Fields of the object, or of the objects in the array. Shared between fields of one definition.
        translations: Patterns of further keys that are allowed, such as ``title_ja``.
        open_ended: Whether any member is allowed because the schema names none.
        codelist: File name of its codelist, or "".
        codes: The codes in that list, or None when the field has no codelist that is known here.
        is_open: Whether publishers may add codes.
        has_enum: Whether the schema itself refuses other codes.
        is_date: Whether its texts are dates.
        deprecated: The version that deprecated it, or "".
    """

    name: str
    title: str = ""
    title_ja: str = ""
    members: dict[str, "Field"] = field(default_factory=dict)
    translations: tuple[re.Pattern[str], ...] = ()
    open_ended: bool = True
    codelist: str = ""
    codes: Collection[str] | None = None
    is_open: bool = False
    has_enum: bool = False
    is_date: bool = False
    deprecated: str = ""
    is_plain: bool = field(init=False)
    """Whether a visible text in it is never worth a note."""

    def __post_init__(self) -> None:
        self.is_plain = self.codes is None and not self.is_date and not self.deprecated

    def named(self, language: Language) -> str:
        """``「契約金額」(value)`` or ``"Value" (value)``, or the name alone."""
        if language == "ja" and self.title_ja:
            return f"「{self.title_ja}」({self.name})"
        return f'"{self.title}" ({self.name})' if self.title and language == "en" else self.name

    def find(self, path: Iterable[str | int]) -> "Field":
        """The field at this path below, ignoring positions in arrays; a nameless one where the schema has none."""
        found = self
        for step in path:
            if isinstance(step, str):
                found = found.members.get(step) or Field(step)
        return found

    def allows(self, key: str) -> bool:
        """Whether the schema knows ``key`` here, by name or as a translation."""
        return key in self.members or any(pattern.search(key) for pattern in self.translations)


class _Planter:
    """Grows the tree of fields from a schema, following ``$ref`` inside it; definitions may refer to themselves."""

    def __init__(self, schema: Schema, codelists: Mapping[str, Collection[str]]) -> None:
        self._schema = schema
        self._codelists = codelists
        self._grown: dict[str, tuple[dict[str, Field], list[re.Pattern[str]]]] = {}

    def plant(self, name: str, schema: Schema) -> Field:
        layers = list(self._layers(schema))
        described = layers + [self._resolve(layer["$ref"]) for layer in layers if "$ref" in layer]
        members, patterns = self._gather(layers)
        deprecated = next((layer["deprecated"] for layer in described if layer.get("deprecated")), None)
        codelist = next((layer["codelist"] for layer in described if layer.get("codelist")), "")
        return Field(
            name=name,
            title=next((layer["title"] for layer in described if isinstance(layer.get("title"), str)), ""),
            title_ja=next((layer["title_ja"] for layer in described if isinstance(layer.get("title_ja"), str)), ""),
            members=members,
            translations=tuple(patterns),
            open_ended=not any("properties" in layer for layer in described),
            codelist=codelist,
            codes=self._codelists.get(codelist),
            is_open=any(layer.get("openCodelist", False) for layer in described),
            has_enum=any(layer.get("enum") for layer in described),
            is_date=any(layer.get("format") == "date-time" for layer in described),
            deprecated=str(deprecated.get("deprecatedVersion", "1.1")) if deprecated else "",
        )

    def _gather(self, layers: list[Schema]) -> tuple[dict[str, Field], list[re.Pattern[str]]]:
        """The members that the layers name together; the definition's own dict where there is but one."""
        members: dict[str, Field] = {}
        patterns: list[re.Pattern[str]] = []
        for layer in layers:
            named, more = self._definition(layer["$ref"]) if "$ref" in layer else self._members(layer)
            # A definition's own dict stays the same object: one that refers to itself is still being filled.
            members = {**members, **named} if members else named
            patterns += more
        return members, patterns

    def _layers(self, schema: Schema) -> Iterator[Schema]:
        """The schema, its alternatives and the items of its array: each may name members."""
        yield schema
        for keyword in ("oneOf", "anyOf", "allOf"):
            for part in schema.get(keyword, ()):
                yield from self._layers(part)
        items = schema.get("items")
        if isinstance(items, dict):
            yield from self._layers(items)

    def _definition(self, reference: str) -> tuple[dict[str, Field], list[re.Pattern[str]]]:
        if reference not in self._grown:
            members, patterns = self._grown[reference] = ({}, [])
            found, more = self._gather(list(self._layers(self._resolve(reference))))
            members.update(found)
            patterns.extend(more)
        return self._grown[reference]

    def _members(self, layer: Schema) -> tuple[dict[str, Field], list[re.Pattern[str]]]:
        members = {name: self.plant(name, part) for name, part in layer.get("properties", {}).items()}
        return members, [re.compile(pattern) for pattern in layer.get("patternProperties", {})]

    def _resolve(self, reference: str) -> Schema:
        """The part of this schema that ``#/definitions/Name`` names; an address elsewhere names nothing known."""
        if not reference.startswith("#/"):
            return {}
        found: Schema = self._schema
        for step in reference[2:].split("/"):
            found = found[step]
        return found


def plant(schema: Schema, codelists: Mapping[str, Collection[str]]) -> Field:
    """The tree of fields of a release, record or package schema.

    Args:
        schema: A JSON Schema (draft 4) that refers only to its own definitions, as the patched release schema does.
        codelists: The codes by file name, such as ``{"method.csv": {"open", ...}}``.
    """
    return _Planter(schema, codelists).plant("", schema)


@dataclass(slots=True)
class Survey:
    """What one walk over a value noted. Places are JSON pointers.

    Attributes:
        empty: Places of texts without a visible character, of empty arrays and of empty objects.
        unknown: Places of members that the schema does not name.
        deprecated: Places and fields.
        other_codes: Places, codes and fields where the code is not in the field's list.
        dates: Places and texts of dates.
        large_numbers: Places and numbers beyond ``SAFE_INTEGER``.
        too_deep: Whether the value nests deeper than ``DEEPEST``; what lies below was not looked at.
    """

    empty: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    deprecated: list[tuple[str, Field]] = field(default_factory=list)
    other_codes: list[tuple[str, str, Field]] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    large_numbers: list[tuple[str, int | float]] = field(default_factory=list)
    too_deep: bool = False


_UNKNOWN = Field("")


def survey(value: object, root: Field) -> Survey:
    """Walk over ``value``, which may be anything that JSON can say, and note what checks ask for."""
    notes = Survey()
    _visit(value, root, "", DEEPEST, notes)
    return notes


def _visit(value: object, about: Field, path: str, depth: int, notes: Survey) -> None:
    """Note one value; ``depth`` is how many levels may still open."""
    if isinstance(value, str):
        if not value or value.isspace():
            notes.empty.append(path)
        elif about.codes is not None and value not in about.codes:
            notes.other_codes.append((path, value, about))
        elif about.is_date:
            notes.dates.append((path, value))
    elif isinstance(value, dict):
        _visit_object(value, about, path, depth, notes)
    elif isinstance(value, list):
        _visit_array(value, about, path, depth, notes)
    elif isinstance(value, int | float) and not -SAFE_INTEGER <= value <= SAFE_INTEGER:
        notes.large_numbers.append((path, value))


def _visit_array(value: list[object], about: Field, path: str, depth: int, notes: Survey) -> None:
    if not value:
        notes.empty.append(path)
    elif not depth:
        notes.too_deep = True
    else:
        for index, item in enumerate(value):
            _visit(item, about, f"{path}/{index}", depth - 1, notes)


def _visit_object(value: dict[str, object], about: Field, path: str, depth: int, notes: Survey) -> None:
    if not value:
        notes.empty.append(path)
        return
    if not depth:
        notes.too_deep = True
        return
    members = about.members
    for key, child in value.items():
        known = members.get(key)
        # Most fields of most releases end here: this halves the time of a survey.
        if (
            known is not None
            and isinstance(child, str)
            and not known.deprecated
            and (child in known.codes if known.codes else known.is_plain and child and not child.isspace())
        ):
            continue
        place = f"{path}/{key}" if "/" not in key and "~" not in key else path + pointer(key)
        if known is None:
            if not about.open_ended and not about.allows(key):
                notes.unknown.append(place)
            known = _UNKNOWN
        elif known.deprecated:
            notes.deprecated.append((place, known))
        _visit(child, known, place, depth - 1, notes)
