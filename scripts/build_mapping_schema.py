"""Write schemas/mapping.schema.json from the models of the mapping language, so that editors complete mapping files.

Every description comes from the models (``ocdsjp.mapping.model``, ``ocdsjp.read.options``); nothing is said here twice.
``tests/mapping/test_model.py`` holds that the committed file is what this gives.

Usage: ``python scripts/build_mapping_schema.py``
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

from ocdsjp.mapping.model import Mapping
from ocdsjp.read.options import HeaderAt, ReadOptions

TARGET = Path(__file__).resolve().parents[1] / "schemas" / "mapping.schema.json"
EXTENDS = {
    "description": "layouts that this file extends, relative to mappings/, such as layouts/tekiseika（下敷きの様式）",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
# A layout collects nothing, and a file that extends one may leave to it whatever else it likes; together they are
# checked by `ocdsjp mapping check`.
PART = {"anyOf": [{"required": ["extends"]}, {"not": {"required": ["collect"]}}]}
LAID_OVER = {"releases": "Release", "read": "ReadOptions", "key": "Key", "licence": "Licence"}


def build() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12)."""
    schema = _tidy(Mapping.model_json_schema())
    for model in (ReadOptions, HeaderAt):
        _describe(schema["$defs"][model.__name__], model)
    schema["properties"] = {"extends": EXTENDS, **schema["properties"]}
    every = schema.pop("required")
    whole = {}
    for name, definition in LAID_OVER.items():
        required = {"required": schema["$defs"][definition].pop("required")}
        whole[name] = {"items": required} if name == "releases" else required
    schema["if"] = PART
    schema["then"] = {"properties": {"releases": {"items": {"required": ["phase"]}}}}
    schema["else"] = {"required": every, "properties": whole}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ocdsjp mapping file",
        "description": "How the columns of one source become OCDS. 自治体の表の列を OCDS の項目に結ぶファイル",
    }
    return {**head, **{name: part for name, part in schema.items() if name not in head}}


def _tidy(node: Any) -> Any:
    """Without the titles that pydantic makes from names, and with docstrings on one line."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    tidy = {}
    for name, part in node.items():
        if name == "title" and isinstance(part, str):
            continue
        tidy[name] = " ".join(part.split()) if name == "description" and isinstance(part, str) else _tidy(part)
    return tidy


def _describe(schema: dict[str, Any], model: type[Any]) -> None:
    """Give the properties of a model the words that its docstring has under Attributes."""
    summary, _, attributes = (inspect.getdoc(model) or "").partition("Attributes:")
    schema["description"] = " ".join(summary.split())
    for name, words in re.findall(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", attributes, re.MULTILINE):
        schema["properties"][name]["description"] = " ".join(words.split())


def text() -> str:
    """The schema as it stands in the repository."""
    return json.dumps(build(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET)
