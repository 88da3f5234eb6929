import json_merge_patch
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.ocds.schema import before_versioning, codelist_openness, embed, merge_patch, merge_rules

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "y"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from("abc"), json_values, max_size=3)


# RFC 7396, appendix A.
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch_follows_the_examples_of_the_rfc(target, patch, result):
    assert merge_patch(target, patch) == result


@given(objects, objects)
def test_a_patch_made_from_two_documents_leads_from_one_to_the_other(before, after):
    # A null in the target document cannot be expressed by a patch.
    before, after = merge_patch({}, before), merge_patch({}, after)
    assert merge_patch(before, json_merge_patch.create_patch(before, after)) == after


@given(objects, objects)
def test_patching_changes_neither_argument_and_patching_twice_changes_nothing_more(target, patch):
    copies = repr(target), repr(patch)
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    assert (repr(target), repr(patch)) == copies


def test_embedded_schemas_judge_without_network():
    address = "https://example.org/thing-schema.json"
    inner = {
        "id": address,
        "$schema": "http://json-schema.org/draft-04/schema#",
        "properties": {"size": {"$ref": "#/definitions/Size"}},
        "definitions": {"Size": {"type": "integer"}},
    }
    outer = {"items": {"$ref": address}, "definitions": {"Other": {}}}
    result = embed(outer, {address: inner})
    validator = jsonschema_rs.Draft4Validator(result)
    assert validator.is_valid([{"size": 1}])
    assert not validator.is_valid([{"size": "large"}])
    assert list(result["definitions"]) == ["Other", "thing-schema"]


def test_merge_rules_name_what_is_left_out_and_what_is_taken_whole():
    schema = {
        "properties": {
            "id": {"type": "string", "omitWhenMerged": True},
            "roles": {"type": ["array", "null"], "items": {"type": "string"}},
            "items": {"type": "array", "items": {"$ref": "#/definitions/Item"}},
            "talks": {"type": "array", "items": {"type": "object", "properties": {"date": {"type": "string"}}}},
        },
        "definitions": {
            "Item": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "classes": {"type": "array", "wholeListMerge": True, "items": {"$ref": "#/definitions/Item"}},
                },
            }
        },
    }
    assert merge_rules(schema) == {
        ("id",): "omitWhenMerged",
        ("roles",): "wholeListMerge",
        ("items", "classes"): "wholeListMerge",
        ("talks",): "wholeListMerge",
    }


def test_a_codelist_is_open_if_any_field_uses_it_as_open():
    schema = {
        "properties": {
            "a": {"codelist": "x.csv", "openCodelist": False, "enum": ["1"]},
            "b": {"codelist": "x.csv", "openCodelist": True},
            "c": {"codelist": "y.csv", "enum": ["1"]},
            "d": {"type": "array", "items": {"codelist": "z.csv"}},
        }
    }
    assert codelist_openness(schema) == {"x.csv": True, "y.csv": False, "z.csv": True}


def test_before_versioning_numbers_may_be_null_and_objects_with_fields_may_not():
    schema = {
        "properties": {
            "type": {"type": "number", "title": "Type"},
            "details": {"type": ["object", "null"], "properties": {"scale": {"type": "string"}}},
            "free": {"type": ["object", "null"]},
        }
    }
    assert before_versioning(schema) == {
        "properties": {
            "type": {"type": ["number", "null"]},
            "details": {"type": "object", "properties": {"scale": {"type": "string"}}},
            "free": {"type": ["object", "null"]},
        }
    }
