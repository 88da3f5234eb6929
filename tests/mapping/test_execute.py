"""Rows to drafts, every row and every yen accounted for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.mapping import grouping
from ocdsjp.mapping.execute import default_scheme
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell
from ocdsjp.read.tables import Row, RowKind

COLUMNS = ("番号", "件名", "区分", "開札日", "金額", "落札者", "結果", "契約金額")
FIELDS = {
    "tender/title": {"column": "件名", "required": True},
    "tender/status": {"column": "結果", "read": "status", "otherwise": "complete"},
    "awards/*/status": {"column": "結果", "codes": {"落札": "active", "保留": "pending"}},
    "awards/*/date": {"column": "開札日", "read": "date"},
    "awards/*/value": {"column": "金額", "read": "yen", "zero_is_blank": True},
    "awards/*/suppliers": {"organization": {"name": "落札者"}},
    "contracts/*/status": {"constant": "active"},
    "contracts/*/value": {"column": "契約金額", "read": "yen"},
}
NO_DATA = [
    {"when": {"column": "区分", "equals": "売払い"}, "reason": {"ja": "収入", "en": "income"}},
]
DATE = {"column": "開札日", "required": True}
# The property tests below use the session's fixtures, which hold no state.
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)

cells = {
    "番号": st.sampled_from(["1", "2", "３", "", None, BrokenCell(rules.CELL_ERROR, "#REF!")]),
    "件名": st.sampled_from(["架空工事", "架空業務", "", None]),
    "区分": st.sampled_from(["工事", "売払い", None]),
    "開札日": st.sampled_from(["R7.4.1", "令和6年2月30日", None, 45748, "中止"]),
    "金額": st.sampled_from(["1,000", 0, 2000, "一式", None, "不調", "300円/ｔ", BrokenCell(rules.CELL_ERROR, "#N/A")]),
    "落札者": st.sampled_from(["架空商店", "不調", None, "架空建設・架空土木特定建設工事共同企業体"]),
    "結果": st.sampled_from(["落札", "保留", "", "不調", "辞退"]),
    "契約金額": st.sampled_from(["1,100", None, "協議中", 500]),
}
kinds = st.sampled_from([RowKind.DATA] * 9 + [RowKind.TOTAL, RowKind.NOTE, RowKind.HIDDEN])


@st.composite
def dirty_rows(draw):
    rows = []
    for number in range(2, 2 + draw(st.integers(0, 12))):
        values = [draw(cells[name]) for name in COLUMNS]
        problem = NotationError(rules.ROW_TOO_LONG, None, expected=8, found=9) if draw(st.integers(0, 9)) == 0 else None
        rows.append(Row(number, draw(kinds), values, problem))
    return rows


@pytest.fixture(scope="module")
def declared(mapping, release_of):
    def one(**parts):
        sections = {"contracts": {"when": {"column": "結果", "equals": "落札"}}}
        releases = release_of(FIELDS, date=DATE, sections=sections)
        return mapping(**{"no_data": NO_DATA, "releases": releases, **parts})

    return one


def _in_order(found):
    return sorted((draft.key, draft.phase, draft.yen, draft.body) for draft in found.drafts)


@pytest.mark.parametrize("rows", ["process", "group"])
@given(table_rows=dirty_rows())
@relaxed
def test_rows_and_yen_are_accounted_for_whatever_the_table_holds(rows, table_rows, execute, declared, table):
    tally = execute(declared(rows=rows), table(COLUMNS, table_rows)).tally
    assert tally.rows_read == len(table_rows)
    assert tally.rows_read == tally.rows_drafted + tally.rows_quarantined + tally.rows_no_data
    assert tally.yen_read == tally.yen_drafted + tally.yen_quarantined + tally.yen_no_data


@given(table_rows=dirty_rows())
@relaxed
def test_every_row_in_quarantine_has_a_reason_and_no_draft(table_rows, execute, declared, table):
    found = execute(declared(rows="group"), table(COLUMNS, table_rows))
    blamed = {it.place.row for it in found.findings if it.effect.value == "row"}
    assert len(blamed) == found.tally.rows_quarantined
    assert blamed.isdisjoint(row for draft in found.drafts for _, row in draft.rows)


@given(table_rows=dirty_rows(), limit=st.integers(0, 5))
@relaxed
def test_spilling_changes_nothing_but_the_order(table_rows, limit, execute, declared, table):
    expected = execute(declared(rows="group"), table(COLUMNS, table_rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "GROUP_LIMIT", limit)
        spilled = execute(declared(rows="group"), table(COLUMNS, table_rows))
    assert _in_order(spilled) == _in_order(expected)
    assert spilled.tally == expected.tally


def test_the_same_table_gives_the_same_bytes(execute, declared, table):
    rows = [["1", "架空工事", "工事", "R7.4.1", "1,000", "架空商店", "落札", "1,100"]]
    one, other = (execute(declared(), table(COLUMNS, rows)) for _ in range(2))
    assert one.drafts == other.drafts


def test_awards_count_and_contracts_only_where_no_award_states_a_value(execute, declared, table):
    both = ["1", "架空工事", "工事", "R7.4.1", "1,000", "架空商店", "落札", "1,100"]
    contract = ["2", "架空工事", "工事", "R7.4.1", None, "架空商店", "落札", "1,100"]
    pending = ["3", "架空工事", "工事", "R7.4.1", "1,000", "架空商店", "保留", None]
    found = execute(declared(), table(COLUMNS, [both, contract, pending]))
    assert [draft.yen for draft in found.drafts] == [1000, 1100, 0]


def test_a_row_that_the_mapping_declares_no_data_is_counted_with_its_yen_and_reason(execute, declared, table):
    sale = ["1", "立木売払", "売払い", "R7.4.1", "1,000", "架空商店", "落札", None]
    found = execute(declared(), table(COLUMNS, [sale]))
    assert (found.tally.rows_no_data, found.tally.yen_no_data, found.drafts) == (1, 1000, [])
    assert "収入" in found.findings[0].message("ja")


def test_rows_of_a_process_share_their_fate(execute, declared, table):
    good = ["1", "架空工事", "工事", "R7.4.1", "1,000", "架空商店", "落札", None]
    second = ["1", None, "工事", None, "2,000", "架空商会", "落札", None]
    found = execute(declared(rows="group"), table(COLUMNS, [second, good]))
    assert found.drafts == []
    assert found.tally.yen_quarantined == 3000
    assert {it.place.row for it in found.findings if it.effect.value == "row"} == {2, 3}


def test_the_gravest_effect_of_a_cell_counts(execute, declared, table):
    row = ["1", "架空工事", "工事", "令和6年2月30日", "1,000", "架空商店", "落札", None]
    assert execute(declared(), table(COLUMNS, [row])).rules == [("row", "date-invalid", "D2")]


def test_a_row_without_key_is_quarantined(execute, mapping, table):
    assert execute(mapping(), table(["番号", "件名"], [["", "x"]])).rules == [("row", "key-blank", "A2")]


class TestRepeatedKeys:
    def test_the_same_content_again_is_no_problem(self, execute, mapping, table):
        found = execute(mapping(), table(["番号", "件名"], [["1", "x"], ["1", "x"]]))
        assert found.rules == []
        assert len(found.drafts) == 2

    @pytest.mark.parametrize("rows", ["process", "group"])
    def test_other_content_under_the_same_key_is_quarantined(self, rows, execute, mapping, table):
        first, second = (
            table(["番号", "件名"], [["1", "x"]], sheet="4月"),
            table(["番号", "件名"], [["1", "y"]], sheet="5月"),
        )
        found = execute(mapping(rows=rows), first, second)
        assert found.rules == [("row", "key-repeated", "A2")]
        assert [body["tender"]["title"] for body in found.bodies] == ["x"]

    def test_events_with_numbers_of_their_own_may_share_a_key(self, execute, mapping, table):
        fields = {"contracts/0/id": "番号", "contracts/0/amendments/0/id": "回数"}
        releases = [{"phase": "contract", "event": ["回数"], "tag": ["contractAmendment"], "fields": fields}]
        found = execute(mapping(releases=releases), table(["番号", "回数"], [["1", 1], ["1", 2]]))
        assert found.rules == []
        assert [draft.phase for draft in found.drafts] == ["contract:1", "contract:2"]
        assert len({draft.key for draft in found.drafts}) == 1


def test_a_row_to_which_no_release_applies_is_quarantined(execute, mapping, release_of, table):
    releases = release_of({"tender/title": "件名"}, when={"column": "件名", "contains": "工事"})
    found = execute(mapping(releases=releases), table(["番号", "件名"], [["1", "架空業務"]]))
    assert found.rules == [("row", "no-release-applies", None)]


def test_planning_is_a_process_of_its_own_and_later_releases_refer_to_it(execute, mapping, table):
    releases = [
        {"phase": "planning", "process": "planning", "tag": ["planning"], "fields": {"planning/rationale": "件名"}},
        {
            "phase": "tender",
            "tag": ["tender"],
            "planned": True,
            "date": "公表日",
            "when": {"column": "公表日", "blank": False},
            "fields": {"tender/title": "件名"},
        },
    ]
    found = execute(
        mapping(releases=releases), table(["番号", "件名", "公表日"], [["1", "x", "R7.4.1"], ["2", "y", None]])
    )
    assert [(draft.key, draft.phase, draft.related) for draft in found.drafts] == [
        ("results-1-planning", "planning", ()),
        ("results-1", "tender", (("planning", "results-1-planning"),)),
        ("results-2-planning", "planning", ()),
    ]
    assert [draft.fiscal_year for draft in found.drafts] == ["undated", "2025", "undated"]


class TestPublishers:
    def test_each_row_may_name_its_body(self, execute, mapping, table):
        declared = mapping(publisher={"name": "団体", "prefecture": {"constant": "海原県"}})
        found = execute(
            declared,
            table(["番号", "件名", "団体"], [["1", "x", "潮鳴市"], ["1", "y", "霧笛町"], ["2", "z", "架空村"]]),
        )
        assert [draft.publisher_code for draft in found.drafts] == ["992011", "993018"]
        assert found.rules == [("row", "body-unknown", "C4")]
        assert found.tally.publishers == {"992011": 1, "993018": 1}

    def test_equal_keys_of_two_bodies_are_two_processes_when_grouping_too(self, execute, mapping, table):
        declared = mapping(publisher={"name": "団体"}, rows="group")
        found = execute(declared, table(["番号", "件名", "団体"], [["1", "x", "潮鳴市"], ["1", "y", "霧笛町"]]))
        assert [(draft.publisher_code, len(draft.rows)) for draft in found.drafts] == [("992011", 1), ("993018", 1)]


def test_sources_that_share_a_scheme_share_processes(execute, mapping, table):
    key = {"columns": ["番号"], "scheme": "case"}
    found = execute(mapping(key=key), table(["番号", "件名"], [["R7-1", "x"]]))
    assert found.drafts[0].key == "case-R7-1"
    assert default_scheme("shionari/tender_results") == "tender-results"


def test_the_kinds_of_rows_that_are_no_data_are_told(execute, mapping, table):
    rows = [Row(2, RowKind.TOTAL, ["合計", None]), Row(3, RowKind.NOTE, ["※", None])]
    found = execute(mapping(), table(["番号", "件名"], rows))
    assert [it.message("en").split("(")[1][:5] for it in found.findings] == ["total", "note)"]


def test_a_column_that_nobody_uses_is_told_once(execute, mapping, table):
    found = execute(mapping(ignore=["備考"]), table(["番号", "件名", "備考", "落札率"], [["1", "x", "", ""]]))
    assert [(it.rule.id, it.value) for it in found.findings] == [("column-unmapped", "落札率")]


def test_tags_are_those_whose_section_is_there(execute, declared, table):
    row = ["1", "架空工事", "工事", "R7.4.1", None, "不調", "不調", None]
    assert execute(declared(), table(COLUMNS, [row])).drafts[0].tags == ("tender",)


def test_the_title_of_a_table_gives_the_fiscal_year_of_quarters(execute, mapping, release_of, table):
    fields = {"tender/contractPeriod": {"column": "時期", "read": "span"}}
    declared = mapping(fiscal_year="title", releases=release_of(fields))
    found = execute(declared, table(["番号", "時期"], [["1", "第２四半期"]], title=["令和７年度"]))
    assert found.bodies[0]["tender"]["contractPeriod"]["startDate"] == "2025-07-01T00:00:00+09:00"


@pytest.mark.parametrize(
    ("column", "effect"), [("番号", "row"), ("件名", "row"), ("備考", "review"), ("法人番号", "review"), ("区分", None)]
)
def test_an_error_in_a_formula_is_told_where_the_cell_is_needed_and_breaks_nothing(
    column, effect, execute, mapping, table
):
    names = ["番号", "件名", "備考", "法人番号", "区分"]
    fields = {
        "tender/title": {"column": "件名", "required": True},
        "tender/description": {"template": "備考：{備考}"},
        "awards/0/suppliers": {"organization": {"name": {"constant": "架空商店"}, "number": "法人番号"}},
    }
    row = [BrokenCell(rules.CELL_ERROR, "#REF!") if name == column else "1" * (name != "法人番号") for name in names]
    releases = [{"phase": "award", "tag": ["tender", "award"], "fields": fields}]
    found = execute(mapping(no_data=NO_DATA, releases=releases), table(names, [row]))
    assert [(it.effect.value, it.rule.id) for it in found.findings] == (
        [(effect, "cell-holds-error")] if effect else []
    )


def test_an_id_that_two_elements_of_a_process_share_is_not_published(execute, mapping, release_of, table):
    fields = {"tender/title": "番号", "awards/*/id": "契約番号", "awards/*/value": {"column": "金額", "read": "yen"}}
    declared = mapping(rows="group", releases=release_of(fields))
    found = execute(declared, table(["番号", "契約番号", "金額"], [["1", "A", "100"], ["1", "A", "200"]]))
    assert ("row", "id-repeated", None) in found.rules
    assert (found.drafts, found.tally.yen_quarantined) == ([], 300)
