"""One look by the fast validator that most releases pass, and that makes the slow walk unnecessary for them.

The gate is the release schema made stricter: no field that the schema does not name, nothing empty, no code outside the
codelists, nothing deprecated, plausible dates, safe numbers. What passes is valid and gives no check over a ``Survey``
anything to say (a property test holds this), at 8 microseconds a release instead of 60. What does not pass is not
wrong for that: it is then validated, surveyed and checked in full. Nothing is ever reported from here.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

import jsonschema_rs

from ocdsjp.quality.fields import SAFE_INTEGER, Schema

OCID = "^ocds-[a-z0-9]{6}"
"""How every ocid begins: ``ocds-`` and the registered prefix, as the OCDS Data Review Tool tests it."""

_WITHOUT_HASH = "^[^#]*[^#\\s\\x1c-\\x1f][^#]*$"  # and visible, see _VISIBLE
# 1990 to 2049 as in Pelican's range.date_time; no leap second, on which validators disagree.
_DATE = "^(199[0-9]|20[0-4][0-9])-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5]"
# The same blanks as str.isspace: Unicode's, and the four separators U+001C to U+001F.
_VISIBLE = "[^\\s\\x1c-\\x1f]"
_FREE_LEVELS = 6
"""Levels inside an object whose members no schema names, such as ``parties/details``."""

_PARTS_BY_NAME = ("properties", "patternProperties", "definitions")
_PARTS_IN_LIST = ("oneOf", "anyOf", "allOf")


class Validator(Protocol):
    """What is used of a jsonschema-rs validator."""

    def is_valid(self, instance: object, /) -> bool:
        """Whether the instance is valid."""


def build(release_schema: Schema, codelists: Mapping[str, Collection[str]]) -> Validator:
    """The gate for releases under this schema; its ``is_valid`` says whether a release needs no further look.

    Args:
        release_schema: The patched release schema (draft 4).
        codelists: The codes by file name.
    """
    schema = _strict(release_schema, codelists)
    schema["definitions"] = {**schema.get("definitions", {}), **_free_definitions()}
    for name, pattern in (("ocid", OCID), ("id", _WITHOUT_HASH)):
        schema["properties"][name] = {**schema["properties"].get(name, {}), "pattern": pattern}
    validator: Validator = jsonschema_rs.Draft4Validator(
        schema,
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),  # linear time; no pattern of OCDS needs look-around
    )
    return validator


def _strict(schema: Schema, codelists: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The schema and everything in it with the gate's restrictions, which bite only on values of their type."""
    if schema.get("deprecated"):
        return {"not": {}}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    strict: dict[str, Any] = dict(schema)
    for keyword in _PARTS_BY_NAME:
        if keyword in schema:
            strict[keyword] = {name: _strict(part, codelists) for name, part in schema[keyword].items()}
    for keyword in _PARTS_IN_LIST:
        if keyword in schema:
            strict[keyword] = [_strict(part, codelists) for part in schema[keyword]]
    strict["minProperties"] = max(1, schema.get("minProperties", 0))
    strict["minItems"] = max(1, schema.get("minItems", 0))
    strict.setdefault("maximum", SAFE_INTEGER)
    strict.setdefault("minimum", -SAFE_INTEGER)
    pattern = _DATE if schema.get("format") == "date-time" else _VISIBLE
    if "pattern" in schema:
        strict["allOf"] = [*strict.get("allOf", ()), {"pattern": pattern}]
    else:
        strict["pattern"] = pattern
    strict["additionalProperties"] = False if "properties" in schema else {"$ref": f"#/definitions/free-{_FREE_LEVELS}"}
    codes = codelists.get(schema.get("codelist", ""))
    items = schema.get("items")
    strict["items"] = (
        _strict(items, codelists) if isinstance(items, dict) else {"$ref": f"#/definitions/free-{_FREE_LEVELS}"}
    )
    if codes is not None:
        if isinstance(items, dict):
            strict["items"] = {**strict["items"], "enum": sorted(codes)}
        else:
            strict["enum"] = [*(code for code in schema.get("enum", sorted(codes)) if code in codes), None]
    return strict


def _free_definitions() -> dict[str, Any]:
    """Values of any shape without anything empty, ``_FREE_LEVELS`` deep, innermost first."""
    scalar = {"pattern": _VISIBLE, "maximum": SAFE_INTEGER, "minimum": -SAFE_INTEGER}
    definitions: dict[str, Any] = {"free-0": {**scalar, "not": {"type": ["object", "array"]}}}
    for level in range(1, _FREE_LEVELS + 1):
        inner = {"$ref": f"#/definitions/free-{level - 1}"}
        definitions[f"free-{level}"] = {
            **scalar,
            "minProperties": 1,
            "additionalProperties": inner,
            "minItems": 1,
            "items": inner,
        }
    return definitions
