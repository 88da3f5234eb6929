"""From nested values to a release body."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocdsjp.ocds.batches import BatchLine
from ocdsjp.ocds.build import SECTIONS, Party, build_body, present_tags, yen_of
from ocdsjp.ocds.profile import load_profile
from ocdsjp.stages.compile import compiled_release

CITY = Party("潮鳴市", "潮鳴市", "7000020992011")
SHOP = Party("架空商店", "架空商店", "8999900000001")


def _build(tree):
    return build_body(tree, "992011", CITY, "case-1")


def test_the_buyer_is_always_there_and_first():
    body = _build({"tender": {"title": "x"}})
    assert body["buyer"] == {"id": "JP-JCN-7000020992011", "name": "潮鳴市"}
    assert body["parties"][0]["roles"] == ["buyer"]


def test_a_party_stands_once_with_all_its_roles():
    tree = {
        "tender": {"title": "x", "procuringEntity": CITY, "tenderers": [SHOP, SHOP]},
        "awards": [{"suppliers": [SHOP]}],
    }
    body = _build(tree)
    assert [(party["name"], party["roles"]) for party in body["parties"]] == [
        ("潮鳴市", ["buyer", "procuringEntity"]),
        ("架空商店", ["tenderer", "supplier"]),
    ]
    assert body["tender"]["tenderers"] == [{"id": "JP-JCN-8999900000001", "name": "架空商店"}]


def test_what_is_given_about_one_process_does_not_leak_into_the_next():
    tree = {"awards": [{"suppliers": [SHOP]}]}
    first = _build(tree)
    first["parties"][1]["roles"].append("spoilt")
    assert _build(tree)["parties"][1]["roles"] == ["supplier"]


def test_elements_without_id_get_their_position():
    body = _build({"tender": {"items": [{"description": "a"}, {"description": "b", "id": "x"}]}, "awards": [{}, {}]})
    assert [item["id"] for item in body["tender"]["items"]] == ["1", "x"]
    assert [award["id"] for award in body["awards"]] == ["1", "2"]


def test_a_contract_has_the_award_of_its_row_or_the_one_that_is_stated():
    body = _build({"awards": [{"id": "3"}], "contracts": [{"id": "3"}, {"id": "K-1", "awardID": "A-1"}]})
    assert [(it["id"], it["awardID"]) for it in body["contracts"]] == [("3", "3"), ("K-1", "A-1")]
    assert body["awards"] == [{"id": "3"}, {"id": "A-1", "status": "active"}]


def test_an_award_that_several_contracts_need_is_made_once():
    body = _build({"contracts": [{"id": "1", "awardID": "A"}, {"id": "2", "awardID": "A"}]})
    assert body["awards"] == [{"id": "A", "status": "active"}]


@pytest.mark.parametrize(
    ("address", "individual", "kept"),
    [
        ("海原県潮鳴市架空町1-1", False, {"streetAddress": "海原県潮鳴市架空町1-1"}),
        ("海原県潮鳴市架空町1-1", True, {"streetAddress": "海原県潮鳴市"}),
        ("1-1", True, None),
        (None, False, None),
    ],
)
def test_the_home_of_a_person_is_not_published(address, individual, kept):
    party = Party("架空太郎", "架空太郎", address=address, individual=individual)
    assert _build({"awards": [{"suppliers": [party]}]})["parties"][1].get("address") == kept


def test_tags_without_their_section_are_left_out():
    body = _build({"tender": {"title": "x"}})
    assert present_tags(("tender", "award", "contract"), body) == ("tender",)
    assert set(SECTIONS) | {"compiled"} == set(load_profile().codelists["releaseTag.csv"].codes)


def _value(amount):
    return {"value": {"amount": amount, "currency": "JPY"}}


@pytest.mark.parametrize(
    ("body", "yen"),
    [
        ({}, 0),
        ({"awards": [_value(1), {**_value(2), "status": "active"}]}, 3),
        ({"awards": [{**_value(1), "status": "pending"}], "contracts": [_value(5)]}, 5),
        ({"awards": [_value(1)], "contracts": [_value(5)]}, 1),
        ({"awards": [{"status": "active"}], "contracts": [_value(5), {}]}, 5),
    ],
)
def test_the_yen_that_the_accounting_follows(body, yen):
    assert yen_of(body) == yen


# Trees as mappings make them: nothing empty, no null, parties at organisation paths.
words = st.sampled_from(["架空", "x", "1", "見本 工事"])
parties = st.builds(
    Party, words, words, st.none() | st.just("8999900000001"), st.none() | words, joint_venture=st.booleans()
)
party_lists = st.lists(parties, min_size=1, max_size=3)
values = st.integers(0, 10**12).map(lambda amount: {"amount": amount, "currency": "JPY", "amountNet": amount})
items = st.lists(st.fixed_dictionaries({"description": words}), min_size=1, max_size=3)
ids = st.fixed_dictionaries({}, optional={"title": words, "status": st.just("active"), "value": values})


def _with_unique_ids(elements):
    return [{"id": str(position), **element} for position, element in enumerate(elements, 1)]


awards = st.lists(
    st.builds(
        lambda one, rest: {**one, **rest},
        ids,
        st.fixed_dictionaries({}, optional={"suppliers": party_lists, "items": items}),
    ),
    min_size=1,
    max_size=3,
).map(_with_unique_ids)
contracts = st.lists(
    st.builds(lambda one, rest: {**one, **rest}, ids, st.fixed_dictionaries({}, optional={"items": items})),
    min_size=1,
    max_size=3,
).map(_with_unique_ids)
tenders = st.fixed_dictionaries(
    {"title": words},
    optional={
        "value": values,
        "procuringEntity": parties,
        "tenderers": party_lists,
        "items": items,
        "additionalProcurementCategories": st.lists(words, min_size=1, max_size=2, unique=True),
        "procurementMethodRationaleClassifications": st.lists(
            st.fixed_dictionaries({"scheme": words, "id": words}), min_size=1, max_size=2
        ),
        "lowestPriceLimits": st.lists(st.fixed_dictionaries({"kind": words, "value": values}), min_size=1, max_size=2),
    },
)
bids = st.fixed_dictionaries(
    {
        "details": st.lists(
            st.fixed_dictionaries({"tenderers": party_lists}, optional={"value": values}), min_size=1, max_size=3
        )
    }
)
plannings = st.fixed_dictionaries(
    {"rationale": words},
    optional={"milestones": st.lists(st.fixed_dictionaries({"title": words}), min_size=1, max_size=2)},
)
trees = st.fixed_dictionaries(
    {}, optional={"planning": plannings, "tender": tenders, "bids": bids, "awards": awards, "contracts": contracts}
)


@given(trees)
@settings(deadline=None)
def test_references_and_parties_agree(tree):
    body = _build(tree)
    known = {party["id"]: party["roles"] for party in body["parties"]}
    referred = [(body["buyer"], "buyer")]
    referred += [(it, "supplier") for award in body.get("awards", ()) for it in award.get("suppliers", ())]
    referred += [(it, "tenderer") for bid in body.get("bids", {}).get("details", ()) for it in bid["tenderers"]]
    for reference, role in referred:
        assert role in known[reference["id"]]
    assert len(known) == len(body["parties"])
    assert {contract["awardID"] for contract in body.get("contracts", ())} <= {
        it["id"] for it in body.get("awards", ())
    }


@given(trees)
@settings(deadline=None)
def test_compiling_a_single_release_is_exchanging_its_head(tree):
    import ocdsmerge  # noqa: PLC0415  # the oracle of this test alone

    oracle = ocdsmerge.Merger(merge_rules=load_profile().merge_rules)
    head = {"ocid": "ocds-abc123-1", "id": "1", "date": "2025-04-01T00:00:00+09:00", "tag": ["tender"]}
    whole = {**head, **_build(tree)}
    text = orjson.dumps(whole)
    line = BatchLine(
        ocid=head["ocid"],
        date=head["date"],
        id="1",
        tag="tender",
        head=len(orjson.dumps(head)),
        weight=0,
        source="x",
        phase="tender",
        blob="",
        file="",
        rows=(),
        yen=0,
        json=text,
    )
    assert orjson.loads(compiled_release([line])) == oracle.create_compiled_release([whole])
