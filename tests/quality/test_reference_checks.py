from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.quality.checks import Target, checks_of
from ocdsjp.quality.reference_checks import links_hold

_names = st.sampled_from(
    [
        "id",
        "parties",
        "buyer",
        "awards",
        "contracts",
        "awardID",
        "suppliers",
        "tenderers",
        "details",
        "bids",
        "tender",
        "tag",
    ]
)
_values = st.recursive(
    st.sampled_from(["1", "2", "compiled", 1, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=25,
)


@given(st.dictionaries(_names, _values))
def test_links_that_hold_leave_the_checks_nothing_to_say(release):
    problems = [problem for each in checks_of(Target.RELEASE) for problem in each.problems(release)]
    if links_hold(release):
        assert problems == []


def test_links_of_an_ordinary_release_hold(release):
    assert links_hold(release)
    release["awards"].append({"id": "1"})
    assert not links_hold(release)


def test_a_lost_supplier_is_found_with_its_place(inspector, release):
    release["awards"][0]["suppliers"][0]["id"] = "JP-JCN-3"
    assert [(problem.rule.id, problem.path) for problem in inspector.release(release)] == [
        ("party-reference", "/awards/0/suppliers/0/id")
    ]
