"""OCDS paths of a mapping against the release schema: does the field exist, can it hold such a value, which codes?

Pure look-ups in the patched schema. Judging whole releases belongs in ``quality``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ocdsjp.mapping.model import OrganizationValue, Value

Schema = Mapping[str, Any]

_PERIOD_ENDS = {"startDate", "endDate", "dueDate"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the release schema.

    Attributes:
        schema: What may stand in it; references are resolved.
        codelist: File name of its codelist, or None.
    """

    schema: Schema
    codelist: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A path that leads nowhere: its first unknown part, and the fields that are known there."""

    part: str
    known: tuple[str, ...]


def field_at(release_schema: Schema, path: str) -> Field | Unknown:
    """The field at a path such as ``awards/*/value``; ``*`` and figures stand for the elements of an array."""
    schema: Schema = release_schema
    codelist = None
    for part in path.split("/"):
        if part == "*" or part.isdigit():
            if "items" not in schema:
                return Unknown(part, tuple(schema.get("properties", {})))
            # The codelist of an array is that of its elements.
            schema = _resolved(release_schema, schema["items"])
            continue
        properties = schema.get("properties", {})
        if part not in properties:
            return Unknown(part, tuple(properties))
        codelist = properties[part].get("codelist")
        schema = _resolved(release_schema, properties[part])
    return Field(schema, codelist)


def _resolved(release_schema: Schema, schema: Schema) -> Schema:
    """The schema behind a reference; the standard's references are all to its own definitions."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = release_schema["definitions"][str(reference).rsplit("/", 1)[-1]]
    return found


def fits(field: Field, path: str, value: Value | OrganizationValue) -> bool:
    """Whether what a declaration reads is of the kind that the field holds."""
    types = _types(field.schema)
    if isinstance(value, OrganizationValue):
        plural = path.rsplit("/", 1)[-1] in {"suppliers", "tenderers"}
        return "array" in types if plural else "object" in types and "identifier" not in types
    if value.first_of is not None and not any(isinstance(part, str) for part in value.first_of):
        return True  # each alternative is looked at by itself
    return _made(value, path) in _holds(field.schema, types)


def _made(value: Value, path: str) -> str:
    """The kind of value that a declaration makes."""
    last = path.rsplit("/", 1)[-1]
    if value.constant is not None:
        return _made_by_constant(value.constant, last)
    if value.term == "legal_bases" and (value.take or last) == "procurementMethodRationaleClassifications":
        return "array"
    if value.template is not None or value.term is not None or value.codes is not None:
        return "string"
    if value.read == "span":
        return "date" if last in _PERIOD_ENDS else "period"
    kinds = {"text": "string", "status": "string", "date": "date", "datetime": "date", "yen": "value"}
    return kinds.get(value.read, value.read)


def _made_by_constant(constant: object, last: str) -> str:
    if isinstance(constant, bool):
        return "boolean"
    if isinstance(constant, int):
        return "string" if last == "id" else "integer"
    # A constant of a block may be of any kind.
    return "any" if isinstance(constant, str) and constant.startswith("$") else "string"


def _holds(schema: Schema, types: set[str]) -> set[str]:
    """The kinds of values that a field can hold."""
    properties = schema.get("properties", {})
    kinds = {"any"}
    if "string" in types:
        kinds.add("date" if schema.get("format") == "date-time" else "string")
    if "number" in types:
        kinds |= {"number", "integer"}
    kinds |= types & {"integer", "boolean", "array"}
    if "amount" in properties and "currency" in properties:
        kinds.add("value")
    if "startDate" in properties and "endDate" in properties:
        kinds.add("period")
    return kinds


def _types(schema: Schema) -> set[str]:
    types = schema.get("type", "object" if "properties" in schema else ())
    return {types} if isinstance(types, str) else set(types)


def stated_codes(value: Value) -> Iterator[str]:
    """The codes that a declaration itself names, without those of vocabulary tables."""
    if isinstance(value.constant, str) and not value.constant.startswith("$"):
        yield value.constant
    yield from (code for code in (value.codes or {}).values() if code)
    for code in (value.blank, value.otherwise):
        if isinstance(code, str):
            yield code
