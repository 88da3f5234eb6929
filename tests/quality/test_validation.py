import time

import pytest

from ocdsjp.quality.problems import Severity
from ocdsjp.quality.schema_rules import BY_FORMAT, BY_KEYWORD, SCHEMA_OTHER
from ocdsjp.quality.validation import MOST_PROBLEMS, SchemaValidator, validate_release


def _found(release):
    return [(problem.rule.id, problem.path, problem.value) for problem in validate_release(release)]


def test_valid_release_has_no_problems(release):
    assert validate_release(release) == []


def test_each_fault_is_named_with_place_and_value(release):
    release["date"] = "2025-04-01"
    release["tag"] = ["tendre"]
    release["tender"]["value"]["amount"] = "12,000,000"
    del release["tender"]["id"]
    release["awards"][0]["id"] = ""
    assert set(_found(release)) == {
        ("schema-format-date-time", "/date", '"2025-04-01"'),
        ("schema-enum", "/tag/0", '"tendre"'),
        ("schema-type", "/tender/value/amount", '"12,000,000"'),
        ("schema-required", "/tender/id", None),
        ("schema-length", "/awards/0/id", '""'),
    }


def test_message_has_the_japanese_title_of_the_field_and_says_how_to_mend(release):
    release["date"] = "2025/04/01"
    message = validate_release(release)[0].message("ja")
    assert "「" in message
    assert "(date)" in message
    assert "2025-04-01T09:00:00+09:00" in message
    assert "date-time" in validate_release(release)[0].message("en")


def test_outline_finds_the_same_faults_as_the_explanation():
    schema = {
        "required": ["a"],
        "properties": {"b": {"enum": [1]}, "c": {"minItems": 1}, "d": {"type": "string", "format": "uri"}},
    }
    validator = SchemaValidator(schema)
    value = {"b": 2, "c": [], "d": "x y"}
    explained = {(problem.rule.id, problem.path) for problem in validator.explain(value)}
    assert explained == {(problem.rule.id, problem.path) for problem in validator.outline(value)}
    assert len(explained) == 4


def test_disagreement_of_the_validators_is_reported():
    class AlwaysRefusing(SchemaValidator):
        def __init__(self):
            super().__init__({"type": "array"})
            self._schema = {}  # jsonschema knows no reason

    problems = AlwaysRefusing().problems("x")
    assert [problem.rule.id for problem in problems] == ["validators-disagree"]
    assert problems[0].severity is Severity.WARNING


def test_many_objects_are_compared_in_linear_time(release):
    release["parties"] += [{"id": str(number)} for number in range(20_000)]
    release["parties"].append({"id": "0"})
    release["tag"] = ["tendre"]
    start = time.process_time()
    assert [rule for rule, _, _ in _found(release)] == ["schema-enum", "schema-unique-items"]
    assert time.process_time() - start < 20  # seconds; minutes if every two were compared


def test_problems_of_one_value_are_bounded():
    validator = SchemaValidator({"items": {"type": "string"}})
    assert len(validator.problems([1] * 10 * MOST_PROBLEMS)) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("schema", "value", "rule"),
    [
        ({"pattern": "^a"}, "b", "schema-pattern"),
        ({"minimum": 1}, 0, "schema-range"),
        ({"uniqueItems": True}, [1, 1], "schema-unique-items"),
        ({"additionalProperties": False}, {"a": 1}, "schema-additional-properties"),
        ({"oneOf": [{"type": "string"}]}, 1, "schema-choice"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "schema-other"),
    ],
)
def test_every_keyword_has_a_rule(schema, value, rule):
    validator = SchemaValidator(schema)
    assert [problem.rule.id for problem in validator.problems(value)] == [rule]
    assert [problem.rule.id for problem in validator.outline(value)] == [rule]


def test_every_rule_speaks_both_languages():
    detail = dict.fromkeys(("title", "title_ja", "expected", "expected_ja", "keyword"), "x")
    for rule in {*BY_KEYWORD.values(), *BY_FORMAT.values(), SCHEMA_OTHER}:
        assert rule.message("ja", "v", detail)
        assert rule.message("en", "v", detail)
