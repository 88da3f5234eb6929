"""Every registered check has examples here: releases, records, packages or streams that pass, fail and are skipped."""

import copy
from typing import Any

import pytest

from ocdsjp.findings import Rule
from ocdsjp.quality.checks import REGISTRY, Target, check
from ocdsjp.quality.inspection import CHECK_MODULES
from ocdsjp.quality.package_checks import Seen

RELEASE: dict[str, Any] = {"ocid": "ocds-abc123-1", "id": "1", "date": "2025-04-01T00:00:00+09:00", "tag": ["tender"]}
COMPILED = RELEASE | {"tag": ["compiled"]}


def _deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = {"planning": value}
    return value


# name: (passing, failing, skipped). A stream's example is a list: the last is judged, the others came before it.
EXAMPLES: dict[str, tuple[list[Any], list[Any], list[Any]]] = {
    "ocid-prefix": (
        [RELEASE],
        [{"ocid": "ocds-ABC123-1"}, {"ocid": "1"}, {"ocid": "x ocds-abc123-1"}],
        [{"id": "1"}, {"ocid": 1}],
    ),
    "release-id-hash": ([RELEASE], [{"id": "a#b"}], [{"ocid": "x"}, {"id": 1}]),
    "empty-field": (
        [RELEASE],
        [{"language": ""}, {"language": " \u3000"}, {"parties": []}, {"tender": {}}, {"tender": {"items": [{}]}}],
        [{"language": None}],
    ),
    "date-range": (
        [RELEASE, {"date": "1990-01-01T00:00:00Z"}, {"date": "2049-12-31T23:59:59Z"}],
        [{"date": "1970-01-01T00:00:00Z"}, {"contracts": [{"period": {"endDate": "9999-12-31T00:00:00Z"}}]}],
        [{"date": "1970-01-01"}, {"date": 1970}, {"date": None}],
    ),
    "validators-disagree": (
        [RELEASE],
        [{"date": "2016-12-31T23:59:60Z"}, {"tender": {"enquiryPeriod": {"startDate": "2016-12-31T23:59:60+00:00"}}}],
        [{"date": "2016-12-32T23:59:60Z"}],
    ),
    "open-codelist": (
        [{"parties": [{"roles": ["buyer"]}]}],
        [{"parties": [{"roles": ["buyer", "cook"]}]}, {"tender": {"awardCriteria": "beauty"}}],
        [{"tender": {"title": "beauty"}}, {"tender": {"status": "beauty"}}],
    ),
    "closed-codelist": (
        [{"bids": {"statistics": [{"measure": "bids"}]}}],
        [],  # every closed list of the profile is an enum of the schema as well: see test_fields
        [{"tender": {"status": "beauty"}}],
    ),
    "additional-field": (
        [RELEASE, {"tender": {"title_en": "x"}}],
        [{"foo": 1}, {"tender": {"foo": 1}}, {"awards": [{"suppliers": [{"nmae": "x"}]}]}],
        [{"awards": "no object"}],
    ),
    "deprecated-field": (
        [RELEASE],
        [{"tender": {"amendment": {"id": "1"}}}, {"planning": {"budget": {"source": "x"}}}],
        [{"tender": {"milestones": [{"documents": [{"id": "1"}]}]}}],
    ),
    "json-number-too-large": (
        [{"tender": {"value": {"amount": 2**53 - 1}}}],
        [{"tender": {"value": {"amount": 2**53}}}, {"tender": {"value": {"amount": -1e20}}}],
        [],
    ),
    "json-too-deep": ([_deep(10)], [_deep(80)], []),
    "duplicate-id": (
        [{"awards": [{"id": "1"}, {"id": "2"}, {}]}, {"awards": [{"id": "1"}], "contracts": [{"id": "1"}]}],
        [{"awards": [{"id": "1"}, {"id": "1"}]}, {"tender": {"milestones": [{"id": 1}, {"id": 1}]}}],
        [{"parties": [{"id": "1", "additionalIdentifiers": [{"id": "1"}, {"id": "1"}]}]}],
    ),
    "party-reference": (
        [{"parties": [{"id": "1"}], "buyer": {"id": "1"}, "awards": [{"suppliers": [{"id": "1"}]}]}],
        [
            {"parties": [{"id": "1"}], "buyer": {"id": "2"}},
            {"parties": [], "tender": {"procuringEntity": {"id": "2"}}},
            {"parties": [], "tender": {"tenderers": [{"id": "2"}]}},
            {"parties": [], "bids": {"details": [{"tenderers": [{"id": "2"}]}]}},
            {"parties": [], "awards": [{"suppliers": [{"id": "2"}]}]},
            {"parties": [], "contracts": [{"implementation": {"transactions": [{"payee": {"id": "2"}}]}}]},
            COMPILED | {"buyer": {"id": "2"}},
        ],
        [{"buyer": {"id": "2"}}, {"parties": [{"id": "1"}], "buyer": {"name": "架空市"}}],
    ),
    "award-reference": (
        [{"awards": [{"id": "1"}], "contracts": [{"awardID": "1"}]}],
        [{"awards": [{"id": "1"}], "contracts": [{"awardID": "2"}]}, COMPILED | {"contracts": [{"awardID": "2"}]}],
        [{"contracts": [{"awardID": "2"}]}, {"awards": [{"id": "1"}], "contracts": [{"id": "1"}]}],
    ),
    "repeated-release-id": (
        [[RELEASE, RELEASE | {"id": "2"}], [RELEASE, RELEASE | {"ocid": "ocds-abc123-2"}]],
        [[RELEASE, RELEASE], [RELEASE, RELEASE | {"id": "2"}, RELEASE]],
        [[COMPILED, COMPILED], [{"ocid": "x"}, {"ocid": "x"}]],
    ),
    "repeated-release-date": (
        [[RELEASE, RELEASE | {"date": "2025-04-02T00:00:00+09:00"}], [RELEASE, RELEASE | {"ocid": "ocds-abc123-2"}]],
        [[RELEASE, RELEASE | {"id": "2"}]],
        [[COMPILED, COMPILED], [{"ocid": "x"}, {"ocid": "x"}]],
    ),
    "repeated-process": (
        [[COMPILED, COMPILED | {"ocid": "ocds-abc123-2"}]],
        [[COMPILED, COMPILED], [{"ocid": "x", "releases": []}, {"ocid": "x", "releases": []}]],
        [[RELEASE, RELEASE], [{"releases": []}, {"releases": []}]],
    ),
    "record-ocid": (
        [{"ocid": "ocds-abc123-1", "releases": [RELEASE], "compiledRelease": COMPILED}],
        [{"ocid": "x", "releases": [RELEASE]}, {"ocid": "x", "compiledRelease": COMPILED}],
        [{"ocid": "x", "releases": [{"url": "https://data.example/1"}]}, {"releases": [RELEASE]}],
    ),
    "ocds-version": ([{"version": "1.1"}], [{"version": "1.0"}, {"version": "1.2"}, {}], [{"version": 1.1}]),
}


def _run(name, example, inspector):
    """The hits of one check. The checks over notes are reached the way that releases reach them."""
    registered = REGISTRY[name]
    match registered.target:
        case Target.SURVEY:
            return [problem for problem in inspector.release(copy.deepcopy(example)) if problem.rule.id == name]
        case Target.STREAM:
            seen = Seen()
            return [list(registered.problems(value, seen)) for value in example][-1]
        case _:
            return list(registered.problems(example))


@pytest.mark.parametrize("name", REGISTRY)
def test_every_check_has_examples(name):
    passing, failing, skipped = EXAMPLES[name]
    assert passing
    assert failing or name == "closed-codelist"
    assert skipped or "Skipped when: never" in REGISTRY[name].definition


def test_there_are_no_examples_of_checks_that_are_gone():
    assert EXAMPLES.keys() == REGISTRY.keys()
    assert {each.find.__module__ for each in REGISTRY.values()} == {module.__name__ for module in CHECK_MODULES}


@pytest.mark.parametrize(
    ("name", "example"), [(name, each) for name, (some, _, _) in EXAMPLES.items() for each in some]
)
def test_passing_example(name, example, inspector):
    assert _run(name, example, inspector) == []


@pytest.mark.parametrize(
    ("name", "example"), [(name, each) for name, (_, some, _) in EXAMPLES.items() for each in some]
)
def test_failing_example(name, example, inspector):
    problems = _run(name, example, inspector)
    assert problems
    for problem in problems:
        assert problem.version == REGISTRY[name].version
        assert problem.severity is REGISTRY[name].severity
        assert problem.message("ja")
        assert problem.message("en")


@pytest.mark.parametrize(
    ("name", "example"), [(name, each) for name, (_, _, some) in EXAMPLES.items() for each in some]
)
def test_skipped_example(name, example, inspector):
    assert _run(name, example, inspector) == []


def test_definition_begins_with_a_sentence():
    for each in REGISTRY.values():
        first, blank, *_ = each.definition.splitlines()
        assert first.endswith(".")
        assert not blank


def test_check_without_its_parts_cannot_be_registered():
    rule = Rule("new-check", "", "", "", "")

    def undocumented(release):
        """Everything is fine."""
        return [release]

    with pytest.raises(ValueError, match="Skipped when"):
        check(rule, Target.RELEASE, version=1)(undocumented)
    with pytest.raises(ValueError, match="two checks"):
        check(REGISTRY["ocid-prefix"].rule, Target.RELEASE, version=1)(undocumented)
