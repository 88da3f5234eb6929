"""What the sample's mappings make of the sample: the figures that data/sample/README.md promises."""

from collections import Counter
from functools import cache
from pathlib import Path

import orjson
import pytest

from ocdsjp.findings import Effect, Finding
from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.drafts import Draft
from ocdsjp.mapping.execute import Executor, Origin, Tally
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.merge import compile_releases
from ocdsjp.quality.validation import validate_release
from ocdsjp.read import Report
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.stages.draft import read_options

ROOT = Path(__file__).resolve().parents[1]
SAMPLE, MAPPINGS = ROOT / "data" / "sample", ROOT / "mappings"
FILES = {
    "shionari/results": "shionari/令和7年度_入札結果.csv",
    "muteki/contracts": "muteki/令和7年度_契約一覧.xlsx",
    "muteki/amendments": "muteki/令和7年度_変更契約.xlsx",
    "hoshiakari/direct-awards": "hoshiakari/令和7年度_随意契約.csv",
}


@cache
def mapped(name: str) -> tuple[list[Draft], list[Finding], Tally]:
    """Drafts, findings and tally of one sample file."""
    source = load_source(MAPPINGS / "sources" / f"{name}.yaml", MAPPINGS)
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv", SAMPLE / "local_governments.csv")
    executor = Executor(
        source.mapping,
        Origin(name, "0" * 64, Path(FILES[name]).name),
        load_vocabularies(MAPPINGS / "vocabulary"),
        bodies,
    )
    with read_tables_in_process(SAMPLE / FILES[name], read_options(source.mapping), Report()) as tables:
        drafts = list(executor.drafts(tables))
    return drafts, executor.findings, executor.tally


def told(name: str, effect: Effect, sheet: str | None = None) -> list[tuple[int | None, str]]:
    """(row, rule) of the findings with that effect."""
    found = mapped(name)[1]
    return sorted((it.place.row, it.rule.id) for it in found if it.effect is effect and it.place.sheet == sheet)


def bodies_by_row(name: str) -> dict[tuple[str | None, int], dict]:
    return {draft.rows[0]: orjson.loads(draft.body) for draft in mapped(name)[0]}


@pytest.mark.parametrize("name", FILES)
def test_every_release_of_the_sample_is_valid_ocds(name):
    for draft in mapped(name)[0]:
        head = {
            "ocid": f"ocds-xxxxxx-{draft.publisher_code}-{draft.key}",
            "id": "1",
            "date": draft.date or "2026-04-01T00:00:00+09:00",
            "tag": list(draft.tags),
        }
        assert validate_release(head | orjson.loads(draft.body)) == []


@pytest.mark.parametrize("name", FILES)
def test_no_column_of_the_sample_is_forgotten(name):
    assert [it.value for it in mapped(name)[1] if it.rule.id == "column-unmapped"] == []


class TestShionari:
    name = "shionari/results"

    def test_rows_and_yen(self):
        drafts, _, tally = mapped(self.name)
        # 60 cases, the totals row and the footnote
        assert (tally.rows_read, tally.rows_drafted, tally.rows_quarantined, tally.rows_no_data) == (62, 57, 2, 3)
        assert tally.yen_read == 1_257_492_830  # the totals row of the file
        assert tally.yen_drafted == 1_121_314_700
        assert tally.yen_quarantined == 43_648_220 + 46_889_150
        assert tally.yen_no_data == 45_640_760
        awards = [body["awards"] for body in map(orjson.loads, (draft.body for draft in drafts)) if "awards" in body]
        assert len(awards) == 53
        assert sum("value" in award for [award] in awards) == 51

    def test_broken_rows(self):
        assert told(self.name, Effect.ROW) == [(56, "date-invalid"), (62, "required-blank")]
        assert told(self.name, Effect.NO_DATA) == [
            (61, "declared-no-data"),
            (64, "structural-row"),
            (65, "structural-row"),
        ]
        assert told(self.name, Effect.REVIEW) == [
            (48, "joint-venture-number"),
            (53, "term-undecided"),
            (54, "term-unknown"),
            (55, "corporate-number-check-digit"),
            (57, "date-ambiguous-year"),
            (58, "money-unreadable"),
            (59, "unit-price"),
        ]

    def test_outcomes_without_award(self):
        bodies = bodies_by_row(self.name)
        without = {row: body["tender"]["status"] for (_, row), body in bodies.items() if "awards" not in body}
        assert without == {49: "unsuccessful", 50: "unsuccessful", 51: "cancelled", 52: "unsuccessful"}
        statuses = Counter(body["tender"]["status"] for body in bodies.values())
        assert statuses == {"complete": 53, "unsuccessful": 3, "cancelled": 1}

    def test_a_price_to_be_disclosed_later_is_null_without_review(self):
        assert "value" not in bodies_by_row(self.name)[None, 60]["tender"]

    def test_units_and_tax(self):
        body = bodies_by_row(self.name)[None, 4]
        assert body["tender"]["value"] == {"amount": 880_000, "currency": "JPY", "amountNet": 880_000}
        assert body["awards"][0]["value"] == {"amount": 858_000, "currency": "JPY", "amountGross": 858_000}

    def test_a_direct_award_after_a_failed_tender_states_its_item_of_law(self):
        tender = bodies_by_row(self.name)[None, 63]["tender"]
        assert tender["procurementMethod"] == "direct"
        assert tender["procurementMethodRationaleClassifications"] == [{"id": "8", "scheme": "JP-LAA-EO-167-2"}]


class TestMuteki:
    name = "muteki/contracts"

    def test_rows_and_yen(self):
        drafts, _, tally = mapped(self.name)
        by_sheet = Counter(sheet for draft in drafts for sheet, _ in draft.rows)
        assert by_sheet == {"工事": 23, "委託": 9}
        assert Counter(draft.rows[0][0] for draft in drafts) == {"工事": 8, "委託": 4}
        # 23 + 11 rows, and a totals row and a footnote on each sheet
        assert (tally.rows_read, tally.rows_drafted, tally.rows_quarantined, tally.rows_no_data) == (38, 32, 2, 4)
        yen = Counter()
        for draft in drafts:
            yen[draft.rows[0][0]] += draft.yen
        assert yen == {"工事": 171_105_000, "委託": 26_455_000}
        assert tally.yen_read == 171_105_000 + 34_375_000  # the totals rows of the sheets

    def test_broken_rows(self):
        assert told(self.name, Effect.ROW, "委託") == [(14, "date-invalid"), (15, "date-invalid")]
        assert told(self.name, Effect.REVIEW, "委託") == []
        assert told(self.name, Effect.ROW, "工事") == []
        assert told(self.name, Effect.REVIEW, "工事") == [
            (12, "money-unreadable"),
            (21, "date-invalid"),
            (26, "corporate-number-rounded"),
        ]

    def test_bidders_awards_and_outcomes(self):
        works = {row: body for (sheet, row), body in bodies_by_row(self.name).items() if sheet == "工事"}
        bidders = sum(
            len({bid["tenderers"][0]["id"] for bid in body.get("bids", {}).get("details", ())})
            for body in works.values()
        )
        assert bidders == 22
        assert sum(len(body.get("awards", ())) for body in works.values()) == 6
        assert works[18]["tender"]["status"] == "unsuccessful"
        assert works[27]["tender"]["status"] == "cancelled"

    def test_merged_case_columns_reach_each_bidder_and_empty_ones_stay_empty(self):
        works = bodies_by_row(self.name)
        # The winner of R7-K-02 stands in the third row of the merge.
        [award] = works["工事", 9]["awards"]
        assert award["value"]["amount"] == 9_845_000
        assert "awards" not in works["工事", 18]
        assert "contracts" not in works["工事", 18]

    def test_rounds_keep_their_numbers_and_withdrawals_their_round(self):
        details = bodies_by_row(self.name)["工事", 13]["bids"]["details"]
        assert [(bid["round"], bid["status"]) for bid in details] == [
            (1, "valid"),
            (2, "valid"),
            (1, "valid"),
            (2, "valid"),
            (1, "valid"),
            (2, "withdrawn"),
        ]

    def test_a_bid_under_the_lowest_price_is_disqualified_and_keeps_its_amount(self):
        second = bodies_by_row(self.name)["工事", 9]["bids"]["details"][1]
        assert (second["status"], second["value"]["amount"]) == ("disqualified", 8_500_000)
        limit = bodies_by_row(self.name)["工事", 9]["tender"]["lowestPriceLimits"]
        assert [(it["kind"], it["value"]["amountNet"]) for it in limit] == [("minimumPrice", 8_820_000)]
        assert "lowestPriceLimits" not in bodies_by_row(self.name)["工事", 13]["tender"]  # 設定なし


class TestAmendments:
    name = "muteki/amendments"

    def test_rows_and_reviews(self):
        _, _, tally = mapped(self.name)
        assert (tally.rows_read, tally.rows_drafted, tally.rows_quarantined, tally.rows_no_data) == (5, 5, 0, 0)
        assert told(self.name, Effect.REVIEW, "変更契約") == [(8, "money-unreadable")]
        assert told(self.name, Effect.ROW, "変更契約") == []

    def test_each_change_joins_the_process_and_contract_of_the_other_workbook(self):
        contracts = {
            (draft.key, contract["id"], contract["awardID"])
            for draft in mapped("muteki/contracts")[0]
            for contract in orjson.loads(draft.body).get("contracts", ())
        }
        for draft in mapped(self.name)[0]:
            [contract] = orjson.loads(draft.body)["contracts"]
            assert (draft.key, contract["id"], contract["awardID"]) in contracts
            assert draft.tags == ("contractAmendment",)

    def test_a_contract_changed_twice_has_both_changes_and_the_last_value(self):
        drafts = [*mapped("muteki/contracts")[0], *mapped(self.name)[0]]
        releases = [
            {"ocid": "ocds-xxxxxx-1", "id": str(number), "date": draft.date, "tag": list(draft.tags)}
            | orjson.loads(draft.body)
            for number, draft in enumerate(drafts)
            if draft.key == "case-R7-K-01"
        ]
        [contract] = compile_releases(releases)["contracts"]
        assert contract["value"]["amount"] == 20_020_000
        assert contract["period"]["endDate"] == "2025-11-28T23:59:59+09:00"
        assert [(it["id"], it["rationale"]) for it in contract["amendments"]] == [
            ("1", "地中障害物の撤去を追加したため"),
            ("2", "舗装面積の精算による減額"),
        ]


class TestHoshiakari:
    name = "hoshiakari/direct-awards"

    def test_rows_phases_and_yen(self):
        drafts, _, tally = mapped(self.name)
        assert (tally.rows_read, tally.rows_drafted, tally.rows_quarantined, tally.rows_no_data) == (12, 12, 0, 0)
        assert Counter(draft.phase for draft in drafts) == {"planning": 12, "tender": 10, "contract": 8}
        assert tally.yen_read == tally.yen_drafted == 5_907_000

    def test_broken_cells(self):
        assert told(self.name, Effect.REVIEW) == [
            (13, "date-invalid"),
            (14, "money-unreadable"),
            (15, "term-unknown"),
        ]

    def test_forecasts_are_processes_of_their_own_to_which_the_tender_refers(self):
        drafts, _, _ = mapped(self.name)
        forecasts = {draft.key for draft in drafts if draft.phase == "planning"}
        assert len(forecasts) == 12
        for draft in drafts:
            if draft.phase != "planning":
                assert draft.related == (("planning", f"{draft.key}-planning"),)
                assert draft.related[0][1] in forecasts

    def test_a_quarter_is_one_of_the_fiscal_year_in_the_title(self):
        due = {
            draft.rows[0][1]: orjson.loads(draft.body)["planning"]["milestones"][0].get("dueDate")
            for draft in mapped(self.name)[0]
            if draft.phase == "planning"
        }
        assert due[6] == "2025-06-30T23:59:59+09:00"  # 第１四半期
        assert due[7] == "2025-07-10T23:59:59+09:00"  # 令和7年7月上旬
        assert due[11] == "2026-03-31T23:59:59+09:00"  # 第４四半期
        assert due[13] is None  # 令和7年13月
