import copy

from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.ocds.structure import TEXTS, strip_texts, structural_digest

texts = st.dictionaries(st.sampled_from(TEXTS), st.text(max_size=5))
leaves = st.builds(lambda kind, words: {"type": kind} | words, st.sampled_from(["string", "number"]), texts)
names = st.sampled_from(["title", "description", "value", "items", "deprecated", "enum"])


def containers(inner):
    by_name = st.dictionaries(names, inner, max_size=3)
    return st.one_of(
        st.builds(lambda schemas, words: {"properties": schemas} | words, by_name, texts),
        st.builds(lambda schema, words: {"items": schema} | words, inner, texts),
        st.builds(lambda schemas, words: {"oneOf": schemas} | words, st.lists(inner, min_size=1, max_size=2), texts),
    )


schemas = st.recursive(leaves, containers, max_leaves=8)


def property_names(schema):
    return {
        *schema.get("properties", {}),
        *(name for part in schema.get("properties", {}).values() for name in property_names(part)),
    }


def test_annotations_go_and_properties_of_the_same_name_stay():
    schema = {
        "title": "Tender",
        "title_ja": "入札",
        "properties": {"title": {"type": "string", "title": "Title", "description_ja": "件名"}},
    }
    assert strip_texts(schema) == {"properties": {"title": {"type": "string"}}}


def test_texts_are_found_in_items_alternatives_patterns_and_definitions():
    worded = {"type": "string", "description": "words"}
    schema = {
        "items": worded,
        "oneOf": [worded],
        "patternProperties": {"^title_": worded},
        "definitions": {"description": worded},
    }
    bare = {"type": "string"}
    assert strip_texts(schema) == {
        "items": bare,
        "oneOf": [bare],
        "patternProperties": {"^title_": bare},
        "definitions": {"description": bare},
    }


def test_deprecation_keeps_its_version_and_loses_its_sentence():
    schema = {"deprecated": {"deprecatedVersion": "1.1", "description": "Use value.", "description_ja": "value"}}
    assert strip_texts(schema) == {"deprecated": {"deprecatedVersion": "1.1"}}


def test_values_that_look_like_schemas_are_left_alone():
    schema = {"enum": ["title", {"title": "a code"}], "default": {"title": "kept"}, "required": ["title"]}
    assert strip_texts(schema) == schema


def test_merge_patch_that_removes_a_field_passes():
    assert strip_texts({"properties": {"buyer": None}, "additionalProperties": False}) == {
        "properties": {"buyer": None},
        "additionalProperties": False,
    }


def test_digest_ignores_key_order_and_heeds_list_order():
    assert structural_digest({"type": ["a", "b"], "x": 1}) == structural_digest({"x": 1, "type": ["a", "b"]})
    assert structural_digest({"type": ["a", "b"]}) != structural_digest({"type": ["b", "a"]})


@given(schemas)
def test_stripping_twice_is_stripping_once_and_changes_no_input(schema):
    before = copy.deepcopy(schema)
    stripped = strip_texts(schema)
    assert strip_texts(stripped) == stripped
    assert schema == before


@given(schemas)
def test_digest_does_not_depend_on_texts(schema):
    assert structural_digest(schema) == structural_digest(strip_texts(schema))
    assert structural_digest(schema) == structural_digest(schema | dict.fromkeys(TEXTS, "changed"))


@given(schemas)
def test_no_property_is_lost(schema):
    assert property_names(strip_texts(schema)) == property_names(schema)
