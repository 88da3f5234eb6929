import copy
import warnings

import ocdsmerge
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ocdsmerge.exceptions import OCDSMergeError

from ocdsjp.ocds import merge
from ocdsjp.ocds.merge import (
    DUPLICATE_ID,
    NOT_MERGEABLE,
    REPEATED_DATE,
    MergeError,
    compile_releases,
    versioned_release,
)
from ocdsjp.ocds.profile import load_profile

ORACLE = ocdsmerge.Merger(merge_rules=load_profile().merge_rules)


def as_ocdsmerge_says(releases, method="create_compiled_release"):
    """The merged release, or None if ocdsmerge refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return getattr(ORACLE, method)(copy.deepcopy(releases))
        except (OCDSMergeError, TypeError):
            return None


def ours(releases, function=compile_releases):
    try:
        return function(copy.deepcopy(releases), report=lambda _problem: None)
    except MergeError:
        return None


# Anything goes: fields of the standard with and without merge rules, fields it does not know, nulls, empty values,
# ids that are repeated, missing or no texts, and one field with different types in different releases.
names = st.sampled_from(
    ["id", "name", "title", "roles", "additionalIdentifiers", "value", "items", "suppliers", "parties", "tender", "x"]
)
scalars = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "1", "2", "title", "甲"])
wild_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)
dates = st.integers(1, 5).map(lambda day: f"2025-06-{day:02}T00:00:00+09:00")
heads = st.fixed_dictionaries({"ocid": st.just("ocds-abcdef-1"), "id": st.sampled_from("ab"), "date": dates})
wild_releases = st.builds(
    lambda head, tag, body: {**head, **tag, **{key: body[key] for key in body if key not in head}},
    heads,
    st.fixed_dictionaries({"tag": st.just(["tender"])}),
    st.dictionaries(names, wild_values, max_size=4),
)

# What our builder makes, in small: ids first and unique, no nulls, nothing empty.
identifiers = st.sampled_from(["1", "2", "3"])
values = st.fixed_dictionaries({"amount": st.integers(1, 3), "currency": st.just("JPY")})
references = st.fixed_dictionaries({"id": identifiers, "name": st.sampled_from("甲乙")})
classifications = st.fixed_dictionaries({"scheme": st.just("S"), "id": identifiers})


def one_each(items):
    return st.lists(items, min_size=1, max_size=3, unique_by=lambda item: item["id"])


items = st.fixed_dictionaries({"id": identifiers}, optional={"additionalClassifications": one_each(classifications)})
parties = st.fixed_dictionaries(
    {"id": identifiers, "roles": st.lists(st.sampled_from(["buyer", "supplier"]), min_size=1, max_size=2)},
    optional={"details": st.fixed_dictionaries({"scale": st.just("small")}), "address": st.just({"region": "見本県"})},
)
tenders = st.fixed_dictionaries(
    {"id": st.just("t")},
    optional={
        "status": st.sampled_from(["active", "complete"]),
        "value": values,
        "items": one_each(items),
        "procuringEntity": references,
        "procurementMethodRationaleClassifications": one_each(classifications),
    },
)
awards = st.fixed_dictionaries({"id": identifiers}, optional={"value": values, "suppliers": one_each(references)})
built_releases = st.builds(
    lambda head, body: {**head, "tag": ["award"], "initiationType": "tender", **body},
    heads,
    st.fixed_dictionaries(
        {}, optional={"parties": one_each(parties), "tender": tenders, "awards": one_each(awards), "buyer": references}
    ),
)


# The first example of a process loads the profile, so a deadline would only measure the machine.
unhurried = settings(deadline=None)


@unhurried
@given(st.lists(wild_releases | built_releases, min_size=1, max_size=3))
def test_any_releases_compile_to_what_ocdsmerge_gives(releases):
    assert ours(releases) == as_ocdsmerge_says(releases)


@unhurried
@given(st.lists(built_releases, min_size=1, max_size=4))
def test_releases_of_our_own_shape_compile_to_the_same_without_its_help(releases):
    before = orjson.dumps(releases)
    assert merge._compile_ordinary(releases) == as_ocdsmerge_says(releases)
    assert orjson.dumps(releases) == before


@unhurried
@given(st.lists(wild_releases | built_releases, min_size=1, max_size=3))
def test_versioned_releases_are_those_of_ocdsmerge(releases):
    assert ours(releases, versioned_release) == as_ocdsmerge_says(releases, "create_versioned_release")


@unhurried
@given(st.lists(built_releases, min_size=2, max_size=4, unique_by=lambda release: release["date"]), st.randoms())
def test_the_order_of_the_releases_does_not_matter(releases, random):
    shuffled = copy.copy(releases)
    random.shuffle(shuffled)
    assert orjson.dumps(compile_releases(shuffled)) == orjson.dumps(compile_releases(releases))


@unhurried
@given(built_releases)
def test_compiling_a_compiled_release_again_changes_nothing_but_the_id_it_already_has(release):
    compiled = compile_releases([release])
    assert compile_releases([compiled]) == compiled


RELEASE = {
    "ocid": "ocds-abcdef-1",
    "id": "r1",
    "date": "2025-06-01T00:00:00+09:00",
    "tag": ["tender"],
    "parties": [{"id": "1", "name": "甲", "roles": ["buyer"]}],
    "tender": {"id": "1", "title": "工事", "value": {"amount": 1, "currency": "JPY"}},
}
EARLIER, LATER = "2025-05-01T00:00:00+09:00", "2025-07-01T00:00:00+09:00"


def test_the_compiled_release_has_its_own_id_and_tag_and_the_date_of_the_last():
    compiled = compile_releases([{**RELEASE, "date": LATER}, RELEASE])
    assert (compiled["id"], compiled["tag"]) == (f"ocds-abcdef-1-{LATER}", ["compiled"])
    assert compiled["date"] == LATER


def test_a_later_release_updates_by_id_replaces_whole_lists_and_keeps_the_rest():
    later = {
        **RELEASE,
        "date": LATER,
        "parties": [{"id": "1", "roles": ["buyer", "payer"]}, {"id": "2", "name": "乙"}],
        "tender": {"id": "1", "value": {"amount": 2}},
    }
    compiled = compile_releases([RELEASE, later])
    assert compiled["parties"] == [
        {"id": "1", "name": "甲", "roles": ["buyer", "payer"]},
        {"id": "2", "name": "乙"},
    ]
    assert compiled["tender"] == {"id": "1", "title": "工事", "value": {"amount": 2, "currency": "JPY"}}


def test_a_null_deletes():
    later = {**RELEASE, "date": LATER, "tender": {"id": "1", "title": None}}
    assert "title" not in compile_releases([RELEASE, later])["tender"]


def test_a_repeated_id_is_refused_unless_someone_listens():
    doubled = {**RELEASE, "parties": [{"id": "1", "name": "甲"}, {"id": "1", "name": "乙"}]}
    with pytest.raises(MergeError) as caught:
        compile_releases([doubled])
    assert caught.value.rule is DUPLICATE_ID
    problems = []
    assert compile_releases([doubled], report=problems.append)["parties"] == [{"id": "1", "name": "乙"}]
    assert [(problem.rule, problem.ocid) for problem in problems] == [(DUPLICATE_ID, "ocds-abcdef-1")]
    assert "'1'" in problems[0].value
    assert "parties" in problems[0].value


@pytest.mark.parametrize("function", [compile_releases, versioned_release])
def test_a_repeated_date_is_refused_unless_someone_listens(function):
    again = {**RELEASE, "id": "r2"}
    with pytest.raises(MergeError) as caught:
        function([RELEASE, again])
    assert caught.value.rule is REPEATED_DATE
    problems = []
    function([RELEASE, again, {**RELEASE, "date": LATER}], report=problems.append)
    assert [(problem.rule, problem.value) for problem in problems] == [(REPEATED_DATE, RELEASE["date"])]


@pytest.mark.parametrize(
    "later",
    [
        {**RELEASE, "date": EARLIER, "tender": "工事"},
        {**RELEASE, "date": LATER, "parties": {"id": "1"}},
        {**RELEASE, "date": None},
        {**RELEASE, "date": 20250601},
        {key: value for key, value in RELEASE.items() if key != "date"},
        {**RELEASE, "date": LATER, "parties": [{"id": ["1"]}]},
    ],
)
def test_releases_that_contradict_each_other_are_an_error_that_names_the_process(later):
    releases = [RELEASE, later]
    assert as_ocdsmerge_says(releases) is None
    with pytest.raises(MergeError) as caught:
        compile_releases(releases)
    assert caught.value.rule is NOT_MERGEABLE
    assert "ocds-abcdef-1" in caught.value.rule.message("ja", caught.value.value, caught.value.detail)


def test_hostile_nesting_is_an_error_and_not_a_crash():
    deep = {"a": 1}
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(MergeError) as caught:
        compile_releases([{**RELEASE, "x": deep, "y": None}])
    assert caught.value.rule is NOT_MERGEABLE


def test_only_fields_that_every_compiled_release_has_of_its_own_are_left_out():
    # The way for ordinary releases relies on it: it looks at the top level only.
    left_out = {path for path, rule in load_profile().merge_rules.items() if rule == "omitWhenMerged"}
    assert left_out == {("id",), ("date",), ("tag",)}


def test_other_warnings_than_repeated_ids_pass(monkeypatch):
    class Merger:
        def create_compiled_release(self, _releases):
            warnings.warn("something else", DeprecationWarning, stacklevel=1)
            return {}

    monkeypatch.setattr(merge, "_merger", Merger)
    with pytest.warns(DeprecationWarning, match="something else"):
        compile_releases([{**RELEASE, "tender": None}])
