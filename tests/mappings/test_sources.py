"""Sources of real files: what stands in the files, counted by plain means or read by eye, is what comes out.

Skipped where the files are not beside the checkout; none of them is part of the project.
"""

import csv
import re
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from ocdsjp.findings import Effect

CAO = {
    # source: (file, rows of contracts, rows held back)
    "competitive": [("h25_youshiki2_3", 509, 0), ("h30_youshiki2-3", 353, 0), ("r2_youshiki2-3", 315, 0)],
    "direct": [("h25_youshiki2_4", 362, 1), ("r2_youshiki2-4", 373, 2)],
    "works-competitive": [("r2_youshiki2-1", 28, 0)],
    "works-direct": [("r2_youshiki2-2", 82, 0)],
    "agency-competitive": [("h25_youshiki3_3", 99, 1), ("h28_youshiki3-3", 83, 0), ("r2_youshiki3-3", 80, 0)],
    "agency-direct": [
        ("h25_youshiki3_4", 448, 5),
        ("h26_youshiki3-4", 499, 3),
        ("h28_youshiki3-4", 573, 7),
        ("h30_youshiki3-4", 465, 1),
        ("r2_youshiki3-4", 397, 0),
    ],
    "agency-works-competitive": [("r2_youshiki3-1", 2, 0)],
    "agency-works-direct": [("r2_youshiki3-2", 0, 0)],
}
CASES = [(source, *case) for source, cases in CAO.items() for case in cases]


def rows_of(path):
    """The first sheet's rows under the heading in row 3."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def lines_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain_yen(cell):
    """A cell that is one whole amount and nothing else; 0 otherwise."""
    if isinstance(cell, float):
        return round(cell) if abs(cell - round(cell)) < 1e-6 else 0  # a spreadsheet's arithmetic
    text = str(cell).strip().replace(",", "")
    return int(text) if re.fullmatch(r"\d+", text) else 0


class TestPublicInterestCorporations:
    """内閣府 様式2-1 to 3-4: the form of 公共調達の適正化 in its variants."""

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case[1])
    def test_every_row_is_a_contract_or_is_held_back_with_its_reason(self, map_sample, shared, case):
        source, name, contracts, held = case
        file = f"cao_koeki_hojin/{name}.xlsx"
        mapped = map_sample(f"cao-koeki-hojin/{source}", file)
        mapped.check()
        heading, *rows = rows_of(shared / "samples" / file)[2:]
        names = [re.sub(r"\s", "", str(cell)) for cell in heading]
        signed = names.index("契約を締結した日")
        data = [row for row in rows if str(row[signed]).strip()]
        assert len(data) == contracts
        assert mapped.rows[1:3] == (contracts - held, held)
        price = next(index for index, text in enumerate(names) if text.startswith("契約金額"))
        assert mapped.executor.tally.yen_read == sum(plain_yen(row[price]) for row in data)

    def test_every_reason_for_holding_back_is_known(self, map_sample):
        told = Counter(
            finding
            for source, name, _, _ in CASES
            for finding in map_sample(f"cao-koeki-hojin/{source}", f"cao_koeki_hojin/{name}.xlsx").told(Effect.ROW)
        )
        assert Counter(rule for _, rule in told.elements()) == {
            "date-several": 5,  # the first contract's day and the change's in one cell
            "date-unreadable": 9,  # 平成28月4月1日, 令和2年4月1日 （4～6月分）
            "required-blank": 1,
            "body-unknown": 5,  # misspelt names: 中小企業基盤整備機, 海上安全技術研究所 …
        }

    def test_a_contract_of_a_ministry_as_it_stands_in_the_form(self, map_sample):
        mapped = map_sample("cao-koeki-hojin/competitive", "cao_koeki_hojin/h30_youshiki2-3.xlsx")
        body = mapped.body_of(title="皇居東御苑管理業務")
        assert mapped.drafts[mapped.bodies.index(body)].publisher_code == "00J2"
        assert body["buyer"]["name"] == "宮内庁"
        assert (body["tender"]["procurementMethod"], body["tender"]["numberOfTenderers"]) == ("open", 3)
        [contract] = body["contracts"]
        assert contract["value"] == {"amount": 11_429_107, "currency": "JPY"}
        assert contract["dateSigned"] == "2018-04-02T00:00:00+09:00"
        assert contract["description"] == "単価契約（支払実績11,526,350円）"
        assert body["awards"][0]["suppliers"] == [{"id": "JP-JCN-8010005018566", "name": "公益財団法人菊葉文化協会"}]

    def test_works_have_their_name_as_title_and_the_whole_cell_as_description(self, map_sample):
        mapped = map_sample("cao-koeki-hojin/works-competitive", "cao_koeki_hojin/r2_youshiki2-1.xlsx")
        body = mapped.body_of(title="石垣港船舶航行安全管理業務")
        assert body["tender"]["description"].split("\n") == [
            "石垣港船舶航行安全管理業務",
            "石垣港湾事務所",
            "R2.4.11～R3.3.31",
            "土木関係建設コンサルタント業務",
        ]
        assert body["tender"]["procurementMethod"] == "selective"
        assert body["contracts"][0]["value"]["amount"] == 41_690_000

    def test_a_kind_of_body_alone_is_no_supplier(self, map_sample):
        for name in ("competitive", "direct", "works-direct"):
            for file, _, _ in CAO[name]:
                bodies = map_sample(f"cao-koeki-hojin/{name}", f"cao_koeki_hojin/{file}.xlsx").bodies
                names = {party["name"] for body in bodies for party in body["parties"]}
                assert not names & {"公益財団法人", "公益社団法人", "設計共同体", "共同提案体"}

    def test_an_address_does_not_carry_the_name_of_an_officer(self, map_sample):
        mapped = map_sample("cao-koeki-hojin/direct", "cao_koeki_hojin/h25_youshiki2_4.xlsx")
        body = mapped.body_of(title="我が国の核燃料物質管理状況等に係る集計業務")
        [supplier] = [party for party in body["parties"] if "supplier" in party["roles"]]
        assert supplier["name"] == "公益財団法人核物質管理センター"
        assert supplier["address"] == {"streetAddress": "東京都台東区東上野１－２８－９"}

    def test_agencies_are_publishers_under_their_official_name_whatever_the_year_calls_them(self, map_sample):
        buyers = {
            next(
                body["buyer"]["name"]
                for draft, body in zip(mapped.drafts, mapped.bodies, strict=True)
                if draft.publisher_code == "00X013"
            )
            for name, _, _ in CAO["agency-direct"]
            if (mapped := map_sample("cao-koeki-hojin/agency-direct", f"cao_koeki_hojin/{name}.xlsx"))
        }
        assert buyers == {"独立行政法人国際協力機構"}

    def test_amounts_that_changed_are_left_to_a_person(self, map_sample):
        mapped = map_sample("cao-koeki-hojin/direct", "cao_koeki_hojin/r2_youshiki2-4.xlsx")
        assert ("I214", "money-ambiguous") in mapped.told(Effect.REVIEW)  # 130,746,275 （変更後） 139,796,111 …

    def test_subsidies_are_no_contracts(self, map_sample):
        mapped = map_sample("cao-koeki-hojin/subsidies", "cao_koeki_hojin/r2_youshiki1.xlsx")
        mapped.check()
        assert mapped.rows == (571, 0, 0, 571)
        reasons = {it.detail["reason_ja"] for it in mapped.executor.findings if it.rule.id == "declared-no-data"}
        assert reasons == {"補助金・交付金の交付であり、調達の契約ではない"}


class TestTokyo:
    source, file = "tokyo/planned-orders", "tokyo/hacchuyotei_20260828_excerpt.csv"

    def test_cases_of_one_number_are_processes_of_their_own_and_sales_are_none(self, map_sample, shared):
        mapped = map_sample(self.source, self.file)
        mapped.check()
        assert mapped.rows == (48, 46, 0, 2)
        lines = [line for line in lines_of(shared / "samples" / self.file) if line["営業種目"] != "不用品買受"]
        assert len({draft.key for draft in mapped.drafts}) == len(lines) == 46
        assert len({line["契約番号"] for line in lines}) == 42

    def test_a_note_in_the_title_withdraws(self, map_sample):
        statuses = Counter(body["tender"].get("status") for body in map_sample(self.source, self.file).bodies)
        assert statuses == {None: 37, "withdrawn": 9}

    def test_a_single_day_is_an_end_and_not_a_beginning(self, map_sample):
        mapped = map_sample(self.source, self.file)
        goods = mapped.body_of(title="【電子】 鋳鋼クリップ外９点（馬込・志村・木場）の買入れ")
        assert goods["tender"]["contractPeriod"] == {"endDate": "2027-01-15T23:59:59+09:00"}
        drug = next(body for body in mapped.bodies if "医薬品" in body["tender"]["title"])
        assert drug["tender"]["contractPeriod"] == {
            "startDate": "2026-10-01T00:00:00+09:00",
            "endDate": "2027-03-31T23:59:59+09:00",
        }


def test_notices_of_the_national_portal_without_a_number_are_held_back(map_sample):
    mapped = map_sample("pportal/notices", "pportal/notices_20260915_excerpt.csv")
    mapped.check()
    assert mapped.rows == (16, 15, 1, 0)
    assert mapped.told(Effect.ROW) == [("F17", "key-blank")]
    assert mapped.drafts[0].key == "pportal-0000000000000549103"
    assert mapped.drafts[0].date == "2025-10-16T00:00:00+09:00"
    assert Counter(draft.publisher_code for draft in mapped.drafts) == {"00K1": 12, "00N1": 2, "00S1": 1}


def test_the_forecast_of_otoineppu_crosses_the_fiscal_year(map_sample):
    mapped = map_sample("otoineppu/forecast", "otoineppu/derived_hacchu_mitoshi_r7.csv")
    mapped.check()
    assert mapped.rows == (14, 14, 0, 0)
    works = {body["planning"]["rationale"]: body["planning"]["milestones"] for body in mapped.bodies}
    tender, delivery = works["上音威子府本流線幸橋補修設計委託業務（管内橋梁長寿命化修繕事業）"]
    assert tender["dueDate"] == "2025-06-30T23:59:59+09:00"
    assert delivery["dueDate"] == "2026-01-31T23:59:59+09:00"
    # Two places with two periods in one cell.
    assert mapped.told(Effect.REVIEW) == [("C3", "period-unreadable")]


class TestProposals:
    """Cases, scores and bids of one collection meet by the case's id."""

    def test_cases(self, map_sample):
        mapped = map_sample("genai-proposals/cases", "proposals/cases_excerpt.csv")
        mapped.check()
        assert mapped.rows == (14, 14, 0, 0)
        kobe = mapped.body_of(title="神戸市生成AIプラットフォーム（Dify Community）環境構築業務")
        assert kobe["planning"]["budget"]["amount"]["amount"] == 8_000_000
        assert (kobe["awards"][0]["status"], kobe["awards"][0]["value"]["amount"]) == ("active", 6_979_500)
        assert kobe["tender"]["procurementMethod"] == "open"
        # 受託候補者: chosen, not yet under contract.
        assert mapped.body_of(title="大府市生成AIサービスの導入業務")["awards"][0]["status"] == "pending"
        assert "awards" not in mapped.body_of(title="豊岡市生成AIサービス導入業務")

    def test_losers_without_a_name_stay_bids(self, map_sample):
        mapped = map_sample("genai-proposals/scores", "proposals/vendor_scores.csv")
        mapped.check()
        assert sum(len(body["bids"]["details"]) for body in mapped.bodies) == 34
        obu = mapped.bodies[0]["bids"]["details"]
        assert [(bid["statusDetails"], bid.get("evaluationScore"), "tenderers" in bid) for bid in obu] == [
            ("A社", 616, False),
            ("B社", 600, False),
            ("ソフトバンク株式会社", 621, True),
            ("C社", None, False),
        ]

    def test_three_tables_speak_of_the_same_processes(self, map_sample):
        cases = {draft.key for draft in map_sample("genai-proposals/cases", "proposals/cases_excerpt.csv").drafts}
        bids = map_sample("genai-proposals/bids", "proposals/bid_results.csv")
        bids.check()
        assert {draft.key for draft in bids.drafts} < cases
        assert [bid["value"]["amountNet"] for bid in bids.bodies[0]["bids"]["details"]] == [
            9_587_430,
            12_536_000,
            18_500_000,
        ]


def test_each_city_of_a_joint_procurement_buys_under_its_own_ceilings(map_sample):
    mapped = map_sample("oumi/joint-ai", "joint/joint_procurement_entities.csv")
    mapped.check()
    assert mapped.rows == (8, 6, 0, 2)
    prices = {
        body["buyer"]["name"]: [item["unit"]["value"]["amountGross"] for item in body["tender"]["items"]]
        for body in mapped.bodies
    }
    assert prices["近江八幡市"] == [65_000, 110_000, 165_000]
    assert prices["守山市"] == [105_600, 110_000]  # no environment of its own: －


def test_a_changed_contract_takes_the_new_amount_on_the_day_of_the_decision(map_sample):
    mapped = map_sample("assembly-changes/contract-changes", "assembly_changes/keiyaku_henko_giketsu.csv")
    mapped.check()
    assert [draft.tags for draft in mapped.drafts] == [("contractAmendment",)] * 4
    assert [draft.publisher_code for draft in mapped.drafts] == ["131032", "131032", "131032", "016373"]
    first, *_, last = mapped.bodies
    assert mapped.drafts[0].date == "2011-08-17T00:00:00+09:00"
    assert first["contracts"][0]["value"]["amount"] == 2_689_688_400
    assert first["contracts"][0]["period"] == {"endDate": "2012-07-13T23:59:59+09:00"}
    assert first["contracts"][0]["amendments"][0]["description"] == (
        "契約金額 変更前 25億7,406万5,550円 変更後 26億8,968万8,400円"
    )
    assert last["contracts"][0]["value"]["amount"] == 126_522_000
    assert "period" not in last["contracts"][0]  # 変更なし


def test_partnership_agreements_are_no_contracts(map_sample):
    mapped = map_sample("agreements/comprehensive", "renkei/mukawa_kyotei.csv")
    mapped.check()
    assert mapped.rows == (7, 0, 0, 7)


def test_an_operator_of_a_facility_is_a_candidate_until_the_assembly_decides(map_sample):
    mapped = map_sample("shiteikanri/selections", "shiteikanri/obama_ako_sentei.csv")
    mapped.check()
    assert [body["awards"][0]["status"] for body in mapped.bodies] == ["pending", "pending"]
    assert mapped.bodies[0]["tender"]["contractPeriod"]["endDate"] == "2025-03-31T23:59:59+09:00"
    assert mapped.told(Effect.REVIEW) == [("F3", "date-era-bounds")]  # 平成34年


def test_market_soundings_are_planning_processes(map_sample):
    mapped = map_sample("sounding/schedules", "sounding/schedules.csv")
    mapped.check()
    assert mapped.rows == (2, 1, 1, 0)
    assert mapped.told(Effect.ROW) == [("B2", "body-unknown")]
    assert mapped.drafts[0].key.endswith("-planning")


def test_cases_of_nara_are_known_by_their_opening_and_a_cancelled_one_by_its_name(map_sample):
    mapped = map_sample("nara/works-results", "nara_municipalities/results_frame.html")
    mapped.check()
    assert mapped.rows == (17, 17, 0, 0)
    cancelled = [body["tender"] for body in mapped.bodies if body["tender"].get("status") == "cancelled"]
    assert "【中止】奈良県立大学（仮称）教育研究棟新築工事（建築工事）　第７－２６号" in {
        tender["title"] for tender in cancelled
    }
    plant = next(body["tender"] for body in mapped.bodies if "大宇陀ポンプ場" in body["tender"]["title"])
    assert plant["awardPeriod"]["startDate"] == "2025-09-05T10:30:00+09:00"
    assert plant["procurementMethodDetails"] == "一般競争入札（参加申請なし）"
    assert plant["items"][0]["deliveryAddress"]["streetAddress"] == "宇陀市大宇陀野依　地内"


def test_notices_of_sakurai_stand_under_the_name_of_their_procedure(map_sample):
    mapped = map_sample("sakurai/notices", "nara_municipalities/debug_sakurai.html")
    mapped.check()
    assert mapped.rows == (3, 3, 0, 0)
    first, second, third = (body["tender"] for body in mapped.bodies)
    assert first["title"] == "桜井市公共下水道整備事業外山枝線管渠築造工事 令7-その4工区"
    assert second["items"][0]["deliveryAddress"]["streetAddress"] == "三輪 地内"
    assert "事後審査型条件付一般競争入札" in first["procurementMethodDetails"]
    assert "総合評価落札方式" in third["procurementMethodDetails"]
    assert third["mainProcurementCategory"] == "works"


@pytest.mark.parametrize(
    ("source", "file", "entries", "notices"),
    [
        ("naha", "feed_naha", 22, 5),
        ("okinawa-city", "feed_okinawa_city", 10, 0),
        ("okinawa-prefecture", "feed_okinawa_pref", 22, 4),
    ],
)
def test_of_the_news_of_a_site_only_procurement_notices_become_releases(map_sample, source, file, entries, notices):
    mapped = map_sample(f"okinawa/{source}-feed", f"okinawa/{file}.xml")
    mapped.check()
    assert mapped.rows == (entries, notices, 0, entries - notices)


def test_a_notice_of_a_feed_is_its_title_its_page_and_its_moment(map_sample):
    mapped = map_sample("okinawa/naha-feed", "okinawa/feed_naha.xml")
    body = mapped.body_of(title="奥武山野球場会議室等の養生業務委託の制限付一般競争入札の実施について")
    assert mapped.drafts[mapped.bodies.index(body)].date == "2026-07-30T13:00:04+09:00"
    assert body["tender"]["procurementMethod"] == "open"
    assert body["tender"]["documents"][0]["url"].endswith("/1010948/1012424.html")


def test_a_page_of_a_call_for_proposals_is_one_notice(map_sample):
    naha = map_sample("okinawa/naha-proposals", "okinawa/page_naha_proposal.html")
    naha.check()
    [body] = naha.bodies
    assert body["tender"]["title"] == "那覇市立こども園等通信ネットワーク再構築及び維持管理業務委託"
    assert body["tender"]["tenderPeriod"] == {
        "startDate": "2026-05-25T00:00:00+09:00",
        "endDate": "2026-06-24T23:59:59+09:00",
    }
    okinawa = map_sample("okinawa/prefecture-proposals", "okinawa/page_pref_system.html")
    okinawa.check()
    [body] = okinawa.bodies
    assert body["tender"]["title"] == "京都府・沖縄県税務システム共同調達検討支援業務委託"
    assert body["tender"]["tenderPeriod"]["endDate"] == "2026-08-31T17:00:00+09:00"


@pytest.mark.parametrize(
    ("file", "bidders", "winner", "yen"),
    [
        ("26540_20220715_2022896540010004", 22, "吉原建設(株)", 125_210_000),
        ("26540_20250516_2025896540010002", 17, "(株)緒方組", 157_230_000),
    ],
)
def test_number_and_day_of_an_opening_stand_in_the_name_of_its_file(map_sample, file, bidders, winner, yen):
    mapped = map_sample("mlit/kyushu-openings", f"qsr_nyusatsu_chosho/{file}.csv")
    mapped.check()
    [body] = mapped.bodies
    [draft] = mapped.drafts
    assert draft.date == f"{file[6:10]}-{file[10:12]}-{file[12:14]}T00:00:00+09:00"
    [award] = body["awards"]
    assert award["suppliers"][0]["name"] == winner
    assert len(body["bids"]["details"]) == bidders
    assert award["value"] == {"amount": yen, "amountNet": yen, "currency": "JPY"}


def test_the_details_of_an_order_in_one_cell_begin_with_their_day(map_sample):
    mapped = map_sample("tokyo/planned-orders-found", "tokyo/hacchuyotei_20260915_wide.csv")
    mapped.check()
    assert mapped.rows == (7, 7, 0, 0)
    days = sorted(draft.date[:10] for draft in mapped.drafts)
    assert days == ["2026-07-06", "2026-08-24", "2026-09-07", *["2026-09-14"] * 2, *["2026-09-15"] * 2]
