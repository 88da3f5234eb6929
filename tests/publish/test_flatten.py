from copy import deepcopy
from datetime import datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import PublicationError
from ocdsjp.publish.flatten import flatten
from ocdsjp.publish.meta import Unit
from ocdsjp.publish.tables import FLAT_TABLES

UNIT = Unit("990019", "2025")


def rows(table, *compiled):
    batches = flatten(UNIT, [orjson.dumps(release) for release in compiled], [1] * len(compiled))
    return batches[table].to_pylist() if table in batches else []


def every(value, steps):
    """All values at a path, arrays walked: an independent reading of what the columns say they hold."""
    if isinstance(value, list):
        return [found for element in value for found in every(element, steps)]
    if value is None or not steps:
        return [] if value is None else [value]
    return every(value.get(steps[0]), steps[1:])


@pytest.fixture
def process(make_sample):
    return make_sample("990019", "2025", full=1).compiled[0]


@pytest.mark.parametrize("table", [table for table in FLAT_TABLES if table.row_paths], ids=lambda table: table.name)
def test_columns_hold_exactly_the_values_at_their_paths(table, process):
    found = rows(table.name, process, deepcopy(process))
    for column in table.columns:
        if column.how != "value" or not column.path.startswith("./"):
            continue
        values = [row[column.name] for row in found if row[column.name] is not None]
        expected = [
            value
            for _ in range(2)
            for path in table.row_paths
            for value in every(process, [*filter(None, path.split("/")), *column.path.split("/")[1:]])
        ]
        if column.kind == "time":
            expected = [datetime.fromisoformat(text) for text in expected]
        assert values == expected, column.name


def test_every_table_has_its_rows(process):
    batches = flatten(UNIT, [orjson.dumps(process)] * 2, [1, 2])
    assert {table.name for table in FLAT_TABLES} == batches.keys()
    assert batches["processes"]["release_count"].to_pylist() == [1, 2]


def test_nothing_gives_no_tables():
    assert flatten(UNIT, [], []) == {}


def test_a_bare_process_has_a_row_in_processes_and_tenders_only(make_sample):
    bare = make_sample("990019", "2025", full=0, bare=1).compiled_lines
    assert flatten(UNIT, bare, [1]).keys() == {"processes", "tenders"}


def test_processes_sums_active_awards_and_counts_all(process):
    (row,) = rows("processes", process)
    assert row["award_count"] == 2
    assert row["active_award_count"] == 1
    assert row["active_award_amount"] == 9_900_000
    assert row["contract_amount"] == 10_890_000
    assert row["bid_count"] == 2
    assert row["amendment_count"] == 1
    assert row["first_supplier_name"] == "株式会社＝架空"
    assert row["fiscal_year"] == 2025
    assert row["publisher_code"] == "990019"


def test_a_sum_of_unknown_amounts_is_null_and_not_nought():
    (row,) = rows("processes", {"ocid": "x", "date": None, "awards": [{"id": "1", "status": "active"}]})
    assert row["active_award_amount"] is None
    assert row["award_count"] == 1


def test_price_limits_are_told_apart_by_kind(process):
    (row,) = rows("tenders", process)
    limits = row["minimum_price"], row["investigation_price"], row["disqualification_price"]
    assert limits == (9_000_000, 9_100_000, None)


def test_roles_are_joined_and_flagged(process):
    city, *_ = rows("parties", process)
    assert city["roles"] == "buyer;procuringEntity"
    assert (city["is_buyer"], city["is_supplier"]) == (True, False)


def test_a_joint_venture_has_one_bid_row_and_its_members_beside(process):
    bid, _ = rows("bids", process)
    assert (bid["tenderer_count"], bid["tenderer_name"]) == (2, "株式会社＝架空")
    assert [row["bid_id"] for row in rows("bid_tenderers", process)] == ["b1", "b1", "b2"]


def test_rows_of_several_sections_stay_with_their_process_and_name_their_owner(process):
    found = rows("documents", process, {**process, "ocid": "other"})
    assert [row["ocid"] for row in found] == [process["ocid"]] * 3 + ["other"] * 3
    assert [(row["section"], row["parent_id"], row["id"]) for row in found[:3]] == [
        ("tender", "7-1", "d1"),
        ("contracts", "c1", "d2"),
        ("contracts/implementation", "c1", "d3"),
    ]
    assert rows("transactions", process)[0]["contract_id"] == "c1"


def test_a_fraction_of_a_yen_names_table_and_column(process):
    process["tender"]["value"]["amount"] = 1.5
    with pytest.raises(PublicationError, match=r"processes\.tender_amount of 990019/2025"):
        rows("processes", process)


def test_a_whole_number_written_as_a_fraction_is_whole(process):
    process["tender"]["value"]["amount"] = 11_000_000.0
    assert rows("processes", process)[0]["tender_amount"] == 11_000_000


def test_a_time_without_offset_is_refused(process):
    process["date"] = "2025-04-01T00:00:00"
    with pytest.raises(PublicationError, match=r"processes\.date of 990019/2025: .*zone offset"):
        rows("processes", process)


def test_a_value_of_another_type_names_the_unit(process):
    process["tender"]["title"] = 7
    with pytest.raises(PublicationError, match="990019/2025"):
        rows("processes", process)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 31)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_times_are_the_same_moment(naive, minutes):
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    (row,) = rows("processes", {"ocid": "x", "date": moment.isoformat()})
    assert row["date"] == moment


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_AWARDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["active", "cancelled"]),
            "value": st.fixed_dictionaries({}, optional={"amount": st.integers(-(2**53) + 1, 2**53 - 1)}),
            "suppliers": st.lists(st.fixed_dictionaries({}, optional={"id": _TEXT, "name": _TEXT}), max_size=3),
        },
    ),
    max_size=3,
)


@given(st.lists(st.fixed_dictionaries({"ocid": _TEXT}, optional={"awards": _AWARDS}), max_size=6))
def test_what_is_gathered_through_arrays_is_what_a_walk_finds(releases):
    found = rows("processes", *releases)
    assert [row["ocid"] for row in found] == [release["ocid"] for release in releases]
    for row, release in zip(found, releases, strict=True):
        awards = release.get("awards", [])
        active = [award for award in awards if award.get("status") == "active"]
        amounts = every(active, ["value", "amount"])
        names = every(awards, ["suppliers", "name"])
        assert (row["award_count"], row["active_award_count"]) == (len(awards), len(active))
        assert row["active_award_amount"] == (sum(amounts) if amounts else None)
        assert row["first_supplier_name"] == (names[0] if names else None)
    suppliers = [supplier for release in releases for supplier in every(release, ["awards", "suppliers"])]
    assert [row["name"] for row in rows("award_suppliers", *releases)] == [each.get("name") for each in suppliers]
