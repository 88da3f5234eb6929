from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.quality.fields import plant, survey

SCHEMA = {
    "properties": {
        "id": {"type": "string", "title": "ID", "title_ja": "識別子"},
        "method": {"type": "string", "codelist": "method.csv", "openCodelist": False, "enum": ["open", None]},
        "roles": {"type": "array", "items": {"type": "string"}, "codelist": "role.csv", "openCodelist": True},
        "old": {"type": "string", "deprecated": {"deprecatedVersion": "1.1"}},
        "date": {"type": "string", "format": "date-time"},
        "free": {"type": "object"},
        "parts": {"type": "array", "items": {"$ref": "#/definitions/Part"}},
        "choice": {"oneOf": [{"properties": {"a": {}}}, {"type": "array", "items": {"properties": {"b": {}}}}]},
    },
    "patternProperties": {"^title_[a-z]+$": {"type": "string"}},
    "definitions": {
        "Part": {"properties": {"name": {"title": "Name"}, "parts": {"items": {"$ref": "#/definitions/Part"}}}}
    },
}
FIELDS = plant(SCHEMA, {"method.csv": {"open"}, "role.csv": {"buyer"}})


def test_survey_notes_each_thing_with_its_place():
    notes = survey(
        {
            "id": " ",
            "method": "closed",
            "roles": ["buyer", "cook"],
            "old": "x",
            "date": "2025",
            "free": {"anything": {}},
            "parts": [{"name": "x", "parts": [{"nam": 2**60}]}],
            "title_ja": "題",
            "titel": [],
            "a/b": 1,
        },
        FIELDS,
    )
    assert notes.empty == ["/id", "/free/anything", "/titel"]
    assert [(path, code, about.is_open) for path, code, about in notes.other_codes] == [
        ("/method", "closed", False),
        ("/roles/1", "cook", True),
    ]
    assert [path for path, _ in notes.deprecated] == ["/old"]
    assert notes.dates == [("/date", "2025")]
    assert notes.unknown == ["/parts/0/parts/0/nam", "/titel", "/a~1b"]
    assert notes.large_numbers == [("/parts/0/parts/0/nam", 2**60)]
    assert not notes.too_deep


def test_members_of_alternatives_are_known():
    assert survey({"choice": {"a": 1}}, FIELDS).unknown == []
    assert survey({"choice": [{"b": 1}]}, FIELDS).unknown == []
    assert survey({"choice": [{"c": 1}]}, FIELDS).unknown == ["/choice/0/c"]


def test_null_is_not_empty():
    assert survey({"id": None}, FIELDS).empty == []


def test_a_field_is_found_by_its_path_and_knows_its_names():
    found = FIELDS.find(["parts", 0, "parts", 3, "name"])
    assert found.named("en") == '"Name" (name)'
    assert found.named("ja") == "name"
    assert FIELDS.find(["id"]).named("ja") == "「識別子」(id)"
    assert FIELDS.find(["nowhere", "at all"]).name == "at all"


def test_what_lies_too_deep_is_not_looked_at():
    value: object = {}
    for _ in range(200):
        value = {"parts": [value]}
    assert survey(value, FIELDS).too_deep


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*SCHEMA["properties"], "x"]), inner),
    )
)
def test_survey_takes_anything(value):
    survey(value, FIELDS)
