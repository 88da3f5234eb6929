from datetime import date

import pytest

from ocdsjp.japan.corporate_numbers import check_digit
from ocdsjp.japan.corporation_index import Entry, update_index
from ocdsjp.japan.corporations import FIRST_NUMBERS, Corporation, Corporations
from ocdsjp.mapping.identifiers import identify
from ocdsjp.ocds.build import Party

TOKYO, OSAKA = "13", "27"


def number(serial):
    base = f"9900{serial:08}"
    return check_digit(base) + base


def entry(serial, name, prefecture=TOKYO, since=FIRST_NUMBERS):
    return Entry(Corporation(number(serial), name, prefecture, since, None, None, False, date(2026, 1, 30)))  # noqa: FBT003


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "corporations.parquet"
    update_index(
        path,
        [
            entry(1, "株式会社架空建設"),
            entry(2, "見本測量株式会社"),
            entry(3, "見本測量株式会社", OSAKA),
            entry(4, "架空商店"),
            entry(5, "改名後株式会社", since=date(2024, 4, 1)),
        ],
    )
    return Corporations(path)


def suppliers(index, *parties, on=None):
    tree = {"awards": [{"suppliers": list(parties)}]}
    problems = identify(tree, index, on)
    return tree["awards"][0]["suppliers"], [problem.rule.id for problem in problems]


def party(name, **more):
    return Party(name, name, **more)


def test_a_missing_number_is_completed_with_the_registered_name(index):
    [found], problems = suppliers(index, party("㈱架空建設"))
    assert (found.name, found.number, found.legal_name) == ("㈱架空建設", number(1), "株式会社架空建設")
    assert problems == []


@pytest.mark.parametrize(("address", "serial"), [("東京都架空区1-1", 2), ("大阪府架空市1", 3)])
def test_the_prefecture_of_the_address_tells_namesakes_apart(index, address, serial):
    [found], _ = suppliers(index, party("見本測量株式会社", address=address))
    assert found.number == number(serial)


@pytest.mark.parametrize(
    "given",
    [
        party("見本測量株式会社"),  # two in Japan
        party("見本測量株式会社", address="北海道架空市1"),
        party("架空商店"),  # no legal form: may be a person's shop
        party("株式会社架空建設・見本測量株式会社特定建設工事共同企業体", joint_venture=True),
        party("株式会社知られざる"),
    ],
)
def test_what_is_not_certain_stays_without_number(index, given):
    assert suppliers(index, given) == ([given], [])


def test_a_name_that_was_taken_after_the_event_is_not_meant(index):
    [before], _ = suppliers(index, party("改名後株式会社"), on=date(2023, 4, 1))
    [after], _ = suppliers(index, party("改名後株式会社"), on=date(2025, 4, 1))
    assert (before.number, after.number) == (None, number(5))


def test_a_given_number_is_confirmed_and_never_replaced(index):
    right = party("（株）架空建設", number=number(1))
    other = party("（株）架空建設", number=number(2))
    unknown = party("（株）架空建設", number=number(99))
    found, problems = suppliers(index, right, other, unknown)
    assert [it.number for it in found] == [number(1), number(2), number(99)]
    assert [it.legal_name for it in found] == ["株式会社架空建設", None, None]
    assert problems == ["corporate-number-other-name", "corporate-number-unregistered"]


def test_tenderers_of_tender_and_bids_are_looked_up_too(index):
    tree = {
        "tender": {"tenderers": [party("㈱架空建設")]},
        "bids": {"details": [{"tenderers": [party("㈱架空建設")]}, {}]},
    }
    assert identify(tree, index, None) == []
    assert tree["tender"]["tenderers"][0].number == number(1)
    assert tree["bids"]["details"][0]["tenderers"][0].number == number(1)


def test_an_execution_uses_the_index(index, execute, mapping, table):
    fields = {"tender/title": "件名", "awards/*/suppliers": {"organization": {"name": "落札者"}}}
    declared = mapping(releases=[{"phase": "award", "tag": ["award"], "fields": fields}])
    ran = execute(declared, table(["番号", "件名", "落札者"], [["1", "工事", "㈱架空建設"]]), corporations=index)
    [supplier] = [it for it in ran.bodies[0]["parties"] if "supplier" in it["roles"]]
    assert supplier["identifier"] == {"scheme": "JP-JCN", "id": number(1), "legalName": "株式会社架空建設"}
