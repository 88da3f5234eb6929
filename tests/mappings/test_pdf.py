"""Mappings of PDF files: what a person reads on the page is what comes out.

The real files are skipped where they are not beside the checkout; none of them is part of the project.
"""

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ocdsjp.findings import Effect

FONT = "HeiseiMin-W3"

CHIBA = {
    # file: (day, title, place, end of the works, time of the opening, who orders), read by eye
    "chiba_26bbe225b30277a2_1": (
        "2026-08-07",
        "香取警察署東城駐在所解体工事",
        "香取郡東庄町",
        "2026-12-25",
        "2026-09-02T11:00",
        "千葉県警察本部総務部会計課 営繕係",
    ),
    "chiba_4a0128c0661ab1f7_1": (
        "2026-08-21",
        "千葉県立旭テクノスクールNC機械加工科実習場B棟外解体工事",
        "旭市鎌数",
        None,  # 令和９年９月１０日限り（工事着手期限日 令和８年１２月１日）: two days in one cell
        "2026-09-25T15:30",
        "千葉県県土整備部建設・不動産業課 入札契約室",
    ),
    "chiba_6565560910266f26_1": (
        "2026-07-17",
        "旧農業開発公社機械センター基礎解体工事",
        "四街道市南波佐間",
        "2027-02-26",
        "2026-08-27T15:30",
        "千葉県県土整備部建設・不動産業課 入札契約室",
    ),
    "chiba_92ef1972d7c441b5_1": (
        "2026-06-26",
        "副知事公舎解体工事",
        "千葉市中央区都町",
        "2027-02-26",
        "2026-07-31T16:30",
        "千葉県県土整備部建設・不動産業課 入札契約室",
    ),
    "chiba_c5eef03e377eccb9_1": (
        "2026-07-10",
        "千葉県立大網高等学校中正農場豚舎外8棟解体工事",
        "千葉市緑区上大和田町",
        "2027-02-26",
        "2026-08-20T14:00",
        "千葉県教育庁企画管理部教育施設課 施設・管理班",
    ),
}
COMMON = [
    f"chiba_{name}" for name in ("4a0128c0661ab1f7_3", "6565560910266f26_3", "92ef1972d7c441b5_3", "c47466bfe489dc86_1")
]


class TestChibaPrefecture:
    """千葉県 一般競争入札公告（個別編）, from Word and from Ichitaro."""

    @pytest.fixture
    def notice(self, map_sample):
        return lambda name: map_sample("chiba-pref/notices", f"chiba_notices/{name}.pdf")

    @pytest.mark.parametrize("name", CHIBA)
    def test_a_notice_says_what_stands_on_its_first_pages(self, notice, name):
        day, title, place, end, opening, office = CHIBA[name]
        mapped = notice(name)
        mapped.check()
        [draft], [body] = mapped.drafts, mapped.bodies
        tender = body["tender"]
        assert draft.date[:10] == day
        assert tender["title"] == title
        assert tender["items"][0]["deliveryAddress"] == {"streetAddress": place}
        assert tender.get("contractPeriod", {}).get("endDate", "")[:10] == (end or "")
        assert tender["awardPeriod"]["startDate"].startswith(opening)
        assert tender["procuringEntity"]["name"] == office
        assert tender["procurementMethod"] == "open"
        assert tender["procurementMethodDetails"] == "一般競争入札（事後審査Ⅱ型）"

    def test_a_price_with_its_tax(self, notice):
        tender = notice("chiba_26bbe225b30277a2_1").bodies[0]["tender"]
        assert tender["value"] == {"amount": 6_897_000, "currency": "JPY", "amountGross": 6_897_000}
        assert tender["awardCriteria"] == "priceOnly"
        assert tender["tenderPeriod"] == {
            "startDate": "2026-08-31T00:00:00+09:00",
            "endDate": "2026-09-01T23:59:59+09:00",
        }

    def test_a_price_that_comes_later_is_no_price(self, notice):
        tender = notice("chiba_92ef1972d7c441b5_1").bodies[0]["tender"]
        assert "value" not in tender
        assert tender["estimatedPriceDisclosure"] == "afterTender"
        assert tender["awardCriteria"] == "ratedCriteria"

    def test_two_days_in_one_cell_are_for_review(self, notice):
        mapped = notice("chiba_4a0128c0661ab1f7_1")
        assert [rule for _, rule in mapped.told(Effect.REVIEW)] == ["date-several"]

    @pytest.mark.parametrize("name", COMMON)
    def test_the_common_part_is_no_tender(self, notice, name):
        mapped = notice(name)
        assert mapped.rows == (1, 0, 0, 1)
        assert [rule for _, rule in mapped.told(Effect.NO_DATA)] == ["declared-no-data"]


class TestKashihara:
    """橿原市 公表開札録, printed from Excel: one file is one case with seven bidders."""

    @pytest.fixture
    def mapped(self, map_sample):
        return map_sample("kashihara/opening-records", "nara_municipalities/_sample.pdf")

    def test_every_row_is_a_bidder_of_the_one_case(self, mapped):
        mapped.check()
        assert mapped.rows == (7, 7, 0, 0)
        [draft], [body] = mapped.drafts, mapped.bodies
        assert (draft.key, draft.date[:10]) == ("opening-records-5071001244", "2026-01-29")
        tender = body["tender"]
        assert tender["title"] == "各幼稚園空調機設置工事"
        assert tender["procurementMethod"] == "open"
        assert tender["value"]["amountGross"] == 19_173_000
        assert tender["lowestPriceLimits"][0]["value"]["amountGross"] == 17_146_580
        assert tender["contractPeriod"] == {"endDate": "2026-03-31T23:59:59+09:00"}

    def test_bids_with_a_tie_a_withdrawal_and_an_absence(self, mapped):
        bids = mapped.bodies[0]["bids"]["details"]
        assert [(bid["statusDetails"], bid["status"], bid.get("value", {}).get("amountNet")) for bid in bids] == [
            ("落札", "valid", 15_800_000),
            ("2", "valid", 15_887_000),
            ("2", "valid", 15_887_000),
            ("4", "valid", 17_400_000),
            ("5", "valid", 17_430_000),
            ("辞退", "withdrawn", None),
            ("不参加", "invited", None),
        ]

    def test_the_winner_without_the_name_of_its_representative(self, mapped):
        [award] = mapped.bodies[0]["awards"]
        assert award["value"] == {"amount": 17_380_000, "currency": "JPY", "amountGross": 17_380_000}
        assert [supplier["name"] for supplier in award["suppliers"]] == ["㈱ヨシムラエアサプライ"]
        assert "代表取締役" not in str(mapped.bodies)


def notice(*lines: tuple[str, str]) -> bytes:
    """A notice of numbered items, as small municipalities publish it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 11)
    canvas.drawString(60, 780, "潮鳴市公告第７号")
    for place, (label, value) in enumerate(lines, start=1):
        canvas.drawString(60, 760 - 20 * place, f"（{place}）{label}")
        canvas.drawString(200, 760 - 20 * place, value)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


class TestNoticeOfAnyMunicipality:
    """The layout pdf-notice on an invented notice."""

    MORE = 'read: {lines: {公告番号: "潮鳴市公告{*}"}}\nkey: {columns: [公告番号]}\n'

    def tender(self, map_page, *lines):
        mapped = map_page("pdf-notice", notice(*lines), suffix="pdf", more=self.MORE)
        mapped.check()
        return mapped.bodies[0]["tender"]

    def test_labels_and_values_become_a_tender(self, map_page):
        tender = self.tender(
            map_page,
            ("工　事　名", "港見通り舗装補修工事"),
            ("工事場所", "潮鳴市港町地内"),
            ("工　期", "契約日の翌日から令和８年３月２０日まで"),
            ("予定価格（税抜）", "１２，３４５，０００円"),
            ("入札方式", "事後審査型条件付き一般競争入札"),
        )
        assert tender["title"] == "港見通り舗装補修工事"
        assert tender["items"][0]["deliveryAddress"] == {"streetAddress": "潮鳴市港町地内"}
        assert tender["contractPeriod"] == {"endDate": "2026-03-20T23:59:59+09:00"}
        assert tender["value"] == {"amount": 12_345_000, "currency": "JPY", "amountNet": 12_345_000}
        assert tender["procurementMethod"] == "open"

    def test_what_is_not_stated_stays_away(self, map_page):
        tender = self.tender(
            map_page, ("件名", "庁舎清掃業務委託"), ("履行場所", "潮鳴市役所"), ("予定価格", "落札決定後に公表")
        )
        assert tender["title"] == "庁舎清掃業務委託"
        assert {"value", "procurementMethod", "contractPeriod"}.isdisjoint(tender)
