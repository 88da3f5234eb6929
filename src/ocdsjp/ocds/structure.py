"""The structure of a JSON schema: what is left when the words for people are taken away.

``schemas/`` has the structure of OCDS, which is fact, with titles and descriptions of our own. The
functions here separate the two, so that structures can be compared whatever the words say. Building a
patched schema belongs in ``profile``; writing the words belongs in ``scripts/build_schemas.py``.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# What people read. `title_ja` and `description_ja` are ours; no validator looks at any of the four.
TEXTS = ("title", "title_ja", "description", "description_ja")

# The keywords of JSON Schema draft 4 that hold schemas, by how they hold them. A key inside the first
# group is a name of the data (Tender has a property called `title`), so it is never an annotation.
_SCHEMAS_BY_NAME = frozenset({"properties", "patternProperties", "definitions", "dependencies"})
_SCHEMA_LISTS = frozenset({"oneOf", "anyOf", "allOf"})
_SCHEMA_OR_LIST = frozenset({"items", "additionalItems", "additionalProperties", "not"})


def strip_texts(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a schema, or of a merge patch for one, without the annotations named in ``TEXTS``.

    Properties that happen to be called ``title`` or ``description`` stay. OCDS's ``deprecated`` object
    loses its sentence and keeps its version. Everything else, ``id`` and ``$schema`` included, stays as it
    is, in its order.
    """
    return {keyword: _stripped(keyword, content) for keyword, content in schema.items() if keyword not in TEXTS}


def _stripped(keyword: str, content: Any) -> Any:
    if keyword in _SCHEMAS_BY_NAME and isinstance(content, Mapping):
        return {name: _if_schema(schema) for name, schema in content.items()}
    if keyword in _SCHEMA_LISTS | _SCHEMA_OR_LIST and isinstance(content, list):
        return [_if_schema(schema) for schema in content]
    if keyword in _SCHEMA_OR_LIST or keyword == "deprecated":
        return _if_schema(content)
    return content


def _if_schema(content: Any) -> Any:
    """Strip a schema; pass on the booleans, nulls and name lists that may stand in its place."""
    return strip_texts(content) if isinstance(content, Mapping) else content


def structural_digest(schema: Mapping[str, Any]) -> str:
    """The sha256, in hexadecimal, of a schema's structure, whatever its texts and the order of its keys.

    The order of lists counts: OCDS gives ``enum``, ``required`` and ``type`` in a fixed order.
    """
    canonical = json.dumps(strip_texts(schema), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
