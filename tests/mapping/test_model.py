"""The language itself: what may stand in a mapping file, and the schema that editors read."""

import importlib.util
import json
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from ocdsjp.mapping.model import Condition, Mapping, OrganizationValue, Value

ROOT = Path(__file__).resolve().parents[2]
MAPPING_FILES = sorted((ROOT / "mappings" / "sources").glob("*/*.yaml"))
LAYOUTS = sorted((ROOT / "mappings" / "layouts").glob("*.yaml"))


def _schema_script():
    spec = importlib.util.spec_from_file_location("build_mapping_schema", ROOT / "scripts" / "build_mapping_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_schema_is_what_the_models_give():
    script = _schema_script()
    assert script.TARGET.read_text(encoding="utf-8") == script.text()


def test_every_key_of_the_language_is_described():
    def undescribed(node, place=""):
        if isinstance(node, dict):
            for name, part in node.get("properties", {}).items():
                if (
                    isinstance(part, dict)
                    and "description" not in part
                    and "required" not in part
                    and "items" not in part
                ):
                    yield f"{place}/{name}"
            for name, part in node.items():
                if name not in {"then", "else"}:
                    yield from undescribed(part, f"{place}/{name}")
        elif isinstance(node, list):
            for position, part in enumerate(node):
                yield from undescribed(part, f"{place}/{position}")

    assert list(undescribed(_schema_script().build())) == []


@pytest.mark.parametrize("path", [*MAPPING_FILES, *LAYOUTS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_mapping_file_names_the_schema_and_agrees_with_it(path: Path):
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (path.parent / first.partition("$schema=")[2]).resolve()
    assert schema == ROOT / "schemas" / "mapping.schema.json"
    content = json.loads(json.dumps(YAML(typ="safe").load(text), default=str))
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(content)] == []


def test_a_plain_string_is_short_for_a_column(mapping):
    declared = mapping(releases=[{"phase": "tender", "tag": ["tender"], "fields": {"tender/title": "件名"}}])
    assert declared.releases[0].fields["tender/title"] == Value(column="件名")


def test_a_party_is_told_from_a_value_by_its_key(mapping):
    fields = {"awards/0/suppliers": {"organization": {"name": "落札者"}}}
    declared = mapping(releases=[{"phase": "award", "tag": ["award"], "fields": fields}])
    assert isinstance(declared.releases[0].fields["awards/0/suppliers"], OrganizationValue)


def test_a_condition_may_stand_alone_and_its_terms_too(mapping):
    reason = {"ja": "架空", "en": "invented"}
    declared = mapping(no_data=[{"when": {"column": "区分", "equals": "売払い"}, "reason": reason}])
    assert declared.no_data[0].when == (Condition(column="区分", equals=("売払い",)),)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"column": "件名", "constant": "x"},
        {"column": "件名", "template": "{件名}"},
        {"first_of": ["件名"], "column": "件名"},
    ],
)
def test_a_value_has_exactly_one_origin(value):
    with pytest.raises(ValidationError, match="exactly one of"):
        Value.model_validate(value)


def test_unknown_keys_are_refused():
    with pytest.raises(ValidationError, match="colum"):
        Value.model_validate({"colum": "件名"})


@pytest.mark.parametrize("publisher", [{}, {"code": "992011", "name": "団体"}])
def test_a_publisher_is_one_body_or_one_per_row(publisher, mapping):
    with pytest.raises(ValidationError, match="either code"):
        mapping(publisher=publisher)


def test_two_releases_of_a_phase_would_overwrite_each_other(mapping):
    one = {"phase": "tender", "tag": ["tender"], "fields": {"tender/title": "件名"}}
    with pytest.raises(ValidationError, match="same phase"):
        mapping(releases=[one, one])


def test_a_file_that_is_wholly_no_procurement_has_a_rule_for_every_row_and_no_releases(mapping):
    rule = {"reason": {"ja": "補助金", "en": "subsidies"}}
    declared = mapping(no_data=[rule], releases=[])
    assert (declared.no_data[0].when, declared.releases) == ((), ())
    assert declared.needed_columns() == ("番号",)
    for wrong in ({"releases": []}, {"no_data": [rule]}):
        with pytest.raises(ValidationError, match="give releases, or a no_data rule without when"):
            mapping(**wrong)


def test_needed_columns_are_those_that_every_file_has(mapping):
    declared = mapping(
        publisher={"name": "団体"},
        no_data=[{"when": {"column": "区分", "equals": "売払い"}, "reason": {"ja": "架空", "en": "invented"}}],
        blocks={"bidders": [{"columns": {"name": "業者1"}}]},
        releases=[
            {
                "phase": "award",
                "event": ["回数"],
                "tag": ["award"],
                "date": "開札日",
                "fields": {
                    "tender/title": {"column": ["件名", "工事名"]},
                    "tender/description": {"column": "備考", "optional": True},
                    "awards/*/suppliers": {"organization": {"name": "$name", "number": "法人番号"}},
                },
                "sections": {"awards": {"per": "bidders", "when": {"column": "$name", "blank": False}}},
            }
        ],
    )
    assert declared.needed_columns() == ("番号", "団体", "区分", "開札日", "回数", "法人番号")


def test_mapping_files_are_frozen(mapping):
    with pytest.raises(ValidationError, match="frozen"):
        mapping().rows = "group"


def test_the_schema_refuses_a_misspelt_key():
    schema = Mapping.model_json_schema()
    assert schema["additionalProperties"] is False
    assert all(part.get("additionalProperties") is False for part in schema["$defs"].values() if "properties" in part)
