"""What can be done to an OCDS schema: patch it, embed it in another, read its merge rules and codelists.

Pure functions over JSON Schema draft 4 as the standard uses it. Taking away its texts belongs in ``structure``, reading
files in ``profile``, validating data in ``quality``. No function changes its arguments.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ocdsjp.ocds.structure import strip_texts

Schema = dict[str, Any]
MergeRules = dict[tuple[str, ...], str]

_HERE = "#/definitions/"


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply a JSON merge patch, the form in which OCDS extensions change the release schema.

    Source: RFC 7396, section 2. The result may share parts with its arguments.
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def embed(outer: Schema, inner: Mapping[str, Schema]) -> Schema:
    """Put schemas into another one, so that validating with it needs no network.

    Args:
        outer: A schema that refers to others by address, as the package schemas do.
        inner: Address -> schema.

    Returns:
        ``outer`` with each inner schema as a definition, named after the last part of its address, and every
        reference to it or inside it pointing into the result.
    """
    places = {address: _HERE + _stem(address) for address in inner}
    result: Schema = _with_references(outer, lambda ref: places.get(ref, ref))
    definitions = dict(result.get("definitions", {}))
    for address, schema in inner.items():
        # `id` and `$schema` would start a new scope, against which "#/definitions/..." would be resolved.
        body = {key: value for key, value in schema.items() if key not in {"id", "$schema"}}
        definitions[_stem(address)] = _with_references(body, _prefixed(places[address]))
    return {**result, "definitions": definitions}


def _stem(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".json")


def _prefixed(place: str) -> Callable[[str], str]:
    return lambda ref: place + ref[1:] if ref.startswith("#") else ref


def _with_references(schema: Any, change: Callable[[str], str]) -> Any:
    if isinstance(schema, list):
        return [_with_references(part, change) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: change(value) if key == "$ref" and isinstance(value, str) else _with_references(value, change)
        for key, value in schema.items()
    }


def merge_rules(schema: Schema) -> MergeRules:
    """How each field of a release merges, where the default does not hold: the form that ocdsmerge takes.

    Source: https://standard.open-contracting.org/1.1/en/schema/merging/. The same as ocdsmerge's own derivation,
    which needs a quarter of a second of imports; a test compares the two.

    Returns:
        Field path without array positions -> ``omitWhenMerged`` or ``wholeListMerge``.
    """
    return dict(_rules(schema["properties"], schema.get("definitions", {}), ()))


def _rules(fields: Schema, definitions: Schema, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, stated in fields.items():
        field, here = _resolved(stated, definitions), (*path, name)
        types = _types(field)
        if field.get("omitWhenMerged"):
            yield here, "omitWhenMerged"
        elif "array" in types and field.get("wholeListMerge"):
            yield here, "wholeListMerge"
        elif "object" in types and "properties" in field:
            yield from _rules(field["properties"], definitions, here)
        elif "array" in types and "items" in field:
            items = _resolved(field["items"], definitions)
            if any(kind != "object" for kind in _types(items)):
                yield here, "wholeListMerge"
            elif "object" in _types(items) and "properties" in items:
                if "id" in items["properties"]:
                    yield from _rules(items["properties"], definitions, here)
                else:
                    yield here, "wholeListMerge"


def _resolved(field: Schema, definitions: Schema) -> Schema:
    while "$ref" in field:
        field = definitions[field["$ref"].removeprefix(_HERE)]
    return field


def _types(field: Schema) -> list[str]:
    stated = field.get("type", [])
    return [stated] if isinstance(stated, str) else stated


def before_versioning(schema: Schema) -> Schema:
    """The schema as ocdsextensionregistry wants it before it derives the schema of versioned releases.

    Texts go. Numbers that a release must have may be null in a history. An object with known fields is versioned field
    by field, as ocdsmerge does it, though it may be null (``Organization.details``, once extended).
    """
    loosened: Schema = _loosened(strip_texts(schema))
    return loosened


def _loosened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_loosened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _loosened(value) for key, value in schema.items()}
    if result.get("type") == "number":
        result["type"] = ["number", "null"]
    elif result.get("type") == ["object", "null"] and "properties" in result:
        result["type"] = "object"
    return result


def codelist_openness(*schemas: Any) -> dict[str, bool]:
    """Which codelists the schemas use, and whether other codes are welcome.

    Returns:
        File name as the schema states it -> True if open. A list is open if any field uses it as an open one.
    """
    found: dict[str, bool] = {}
    for name, is_open in _uses(list(schemas)):
        found[name] = found.get(name, False) or is_open
    return found


def _uses(schema: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(schema, list):
        for part in schema:
            yield from _uses(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("codelist"), str):
            yield schema["codelist"], bool(schema.get("openCodelist", "enum" not in schema))
        for part in schema.values():
            yield from _uses(part)
