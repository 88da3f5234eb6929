"""The OCDS fields by their Japanese names, as the column OCDS項目 shows them: ``入札等 › 案件名 ［tender/title］``.

Names come from the schemas with all extensions of the profile. What a field may hold is in ``mapping.fitting``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.mapping.spreadsheet.words import PARTS

ITEM_UNKNOWN = Rule(
    id="sheet-item-unknown",
    ja="『{value}』という OCDS項目 は一覧にありません。",
    en='"{value}" is not in the list of OCDS fields.',
    mend_ja="一覧から選ぶか、awards/*/value のような英字の項目名を ［ ］ に入れて書いてください。",
    mend_en="Choose from the list, or write a path such as awards/*/value in ［ ］.",
)

Schema = Mapping[str, Any]

EVENT_DATE = "date"
"""The path of the day of the event itself, which is no field of a section."""

_ROOTS = ("planning", "tender", "bids/details/*", "awards/*", "contracts/*")
_DEEPEST = 3  # objects in objects below a root: contracts/*/items/0/unit/name
_JOINT = " › "
_PARTY = "organization"
# Objects with which no table has been seen to fill a release; their paths can still be written by hand.
_RARE = frozenset(
    {
        "additionalClassifications",
        "additionalIdentifiers",
        "contactPoint",
        "documents",
        "finance",
        "relatedProcesses",
        "sustainability",
        "techniques",
        "uri",
    }
)
_PATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:/(?:[A-Za-z][A-Za-z0-9]*|\*|\d+))*")


@dataclass(frozen=True, slots=True)
class Item:
    """An OCDS field for the drop-down.

    Attributes:
        path: As in a mapping file; of a party's part ``awards/*/suppliers/organization/name``.
        label: Its Japanese name with the path in brackets.
        description: What it is, in Japanese.
    """

    path: str
    label: str
    description: str


@dataclass(frozen=True)
class Items:
    """All fields of a release schema that a mapping may fill."""

    schema: Schema

    @cached_property
    def listed(self) -> tuple[Item, ...]:
        """The fields of the drop-down, in the order of the schema."""
        return (
            Item(EVENT_DATE, f"この出来事の日付 ［{EVENT_DATE}］", "公告日、開札日、契約日など、行が伝える出来事の日"),
            *(item for root in _ROOTS for item in self._below(root, *self._at(root), _DEEPEST)),
        )

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Path by Japanese name without brackets, where the name is of one path alone."""
        paths: dict[str, list[str]] = {}
        for item in self.listed:
            paths.setdefault(item.label.partition(" ［")[0], []).append(item.path)
        return {name: found[0] for name, found in paths.items() if len(found) == 1}

    def label(self, path: str) -> str:
        """The text for the column OCDS項目; a path that the schema does not know has no name before its brackets."""
        known = next((item.label for item in self.listed if item.path == path), None)
        return known or f"{self._name(path)} ［{path}］".strip()

    def path(self, text: str) -> str:
        """The path that a text of the column OCDS項目 means: in brackets, alone, or by its Japanese name.

        Raises:
            MappingError: If it means none.
        """
        _, bracket, rest = text.strip().partition("［")
        if bracket and rest.endswith("］"):
            return rest.removesuffix("］")
        plain = text.strip()
        if plain in self._by_name:
            return self._by_name[plain]
        if _PATH.fullmatch(plain):
            return plain
        raise MappingError(ITEM_UNKNOWN, text)

    def _name(self, path: str) -> str:
        """``落札・決定 › 落札者 › 名称``; "" for a path of which the schema does not know every part."""
        whole, _, part = path.partition(f"/{_PARTY}/")
        names, schema = [], self.schema
        for step in whole.split("/"):
            if step == "*" or step.isdigit():
                schema = self._resolved(schema.get("items", {}))
                if step not in {"*", "0"}:
                    names.append(f"{int(step) + 1}件目")
                continue
            below = schema.get("properties", {}).get(step)
            if below is None:
                return ""
            names.append(str(below.get("title_ja") or step))
            schema = self._resolved(below)
        return _JOINT.join([*names, PARTS.get(part, part)] if part else names)

    def _at(self, path: str) -> tuple[str, Schema]:
        """Name and schema of a root."""
        schema = self.schema
        for step in path.split("/"):
            schema = self._resolved(schema["items"] if step == "*" else schema["properties"][step])
        return self._name(path), schema

    def _below(self, path: str, name: str, schema: Schema, deepest: int) -> Iterator[Item]:
        for key, field in schema.get("properties", {}).items():
            if field.get("deprecated") or key in _RARE:
                continue
            here = f"{path}/{key}"
            title = _JOINT.join((name, str(field.get("title_ja") or key)))
            yield from self._item(here, title, field, deepest)

    def _item(self, path: str, title: str, field: Schema, deepest: int) -> Iterator[Item]:
        """A field, its parts if it is a party, and the fields in it if it is an object."""
        text = str(field.get("description_ja", ""))
        target = self._resolved(field)
        element = self._resolved(target["items"]) if isinstance(target.get("items"), Mapping) else target
        inner = element.get("properties", {})
        if _is_party(field, target):
            for part, word in PARTS.items():
                label = f"{title}{_JOINT}{word} ［{path}/{_PARTY}/{part}］"
                yield Item(f"{path}/{_PARTY}/{part}", label, text)
        elif "amount" in inner and "currency" in inner:
            yield Item(path, f"{title} ［{path}］", text)
        elif inner and "startDate" in inner:
            yield Item(path, f"{title} ［{path}］", text)
            for end in ("startDate", "endDate"):
                word = inner[end].get("title_ja") or end
                yield Item(f"{path}/{end}", f"{title}{_JOINT}{word} ［{path}/{end}］", text)
        elif inner:
            if deepest > 1:
                yield from self._below(path if element is target else f"{path}/0", title, element, deepest - 1)
        else:
            yield Item(path, f"{title} ［{path}］", text)

    def _resolved(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: Schema = self.schema["definitions"][str(reference).rsplit("/", 1)[-1]]
        return found


def _is_party(field: Schema, target: Schema) -> bool:
    """Whether a field refers to an organisation, or to several."""
    references = (field.get("$ref", ""), target.get("items", {}).get("$ref", ""))
    return any(str(reference).endswith("/OrganizationReference") for reference in references)
