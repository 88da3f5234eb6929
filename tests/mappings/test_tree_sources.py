"""Sources of real files that are no tables of cells: JSON, a database, Markdown. As in ``test_sources``."""

import contextlib
import json
import re
import sqlite3

import pytest

from ocdsjp.errors import MappingError, ReadError
from ocdsjp.findings import Effect


class TestHiroshima:
    def test_every_case_of_both_lists_is_a_notice(self, map_sample, shared):
        mapped = map_sample("hiroshima/notices", "hiroshima/live.json")
        mapped.check()
        lists = json.loads((shared / "samples" / "hiroshima" / "live.json").read_text(encoding="utf-8"))
        cases = lists["upcoming"] + lists["recent"]
        assert mapped.rows == (len(cases), len(cases), 0, 0)
        assert [body["tender"]["title"] for body in mapped.bodies] == [case["工事名"] for case in cases]

    def test_a_notice_as_it_stands_in_the_list(self, map_sample):
        body = map_sample("hiroshima/notices", "hiroshima/live.json").body_of(title="安全長靴の購入")
        assert body["buyer"]["name"] == "広島市"
        assert body["tender"]["procuringEntity"]["name"] == "広島市 水道局財務課"
        assert body["tender"]["procurementMethod"] == "open"
        assert body["tender"]["awardPeriod"] == {"startDate": "2026-05-01T00:00:00+09:00"}
        # The watcher's estimate of the price is nobody's statement.
        assert "value" not in body["tender"]

    def test_an_unreadable_character_is_told_by_record_and_item(self, map_sample):
        assert map_sample("hiroshima/notices", "hiroshima/live.json").told(Effect.ROW) == []


class TestChildrenAndFamiliesAgency:
    def test_every_yen_of_the_database_is_in_a_contract(self, map_sample, shared):
        mapped = map_sample("cfa/contracts", "cfa/cfa_procurement.db")
        mapped.check()
        path = shared / "samples" / "cfa" / "cfa_procurement.db"
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            [(rows, notes, yen)] = connection.execute(
                "SELECT count(*), sum(contract_date IS NULL), sum(contract_amount) FROM contracts"
            )
        assert mapped.rows == (rows, rows - notes, 0, notes)
        values = [each.get("value", {}).get("amount", 0) for body in mapped.bodies for each in body["contracts"]]
        assert sum(values) == yen == 38_267_652_079

    def test_officers_are_in_no_release(self, map_sample):
        text = json.dumps(map_sample("cfa/contracts", "cfa/cfa_procurement.db").bodies, ensure_ascii=False)
        assert "参事官" not in text
        assert "担当官" not in text

    def test_direct_awards_follow_their_legal_basis(self, map_sample):
        mapped = map_sample("cfa/contracts", "cfa/cfa_procurement.db")
        failed = mapped.body_of(title="出生前検査認証制度データ収集・分析事業")
        assert failed["tender"]["procurementMethod"] == "direct"  # 不落
        other = mapped.body_of(
            title="児童相談所虐待対応ダイヤル「189」へ接続するための機能提供等一式（ソフトバンク分）"
        )
        [basis] = other["tender"]["procurementMethodRationaleClassifications"]
        assert (basis["scheme"], basis["id"]) == ("JP-PAA-29-3", "4")
        assert "procurementMethod" not in other["tender"]
        assert other["contracts"][0]["dateSigned"] == "2023-04-03T00:00:00+09:00"
        assert other["contracts"][0]["description"] == "実費請求分あり"


# Month: (contracts, rows that a person has to look at). Months of other headers, or without a table, are not here.
MONTHS = {
    "2020-01": (1, 0),
    "2020-04": (12, 7),
    "2020-06": (6, 1),
    "2020-07": (5, 0),
    "2020-08": (4, 0),
    "2020-10": (7, 0),
    "2020-11": (1, 1),
    "2020-12": (2, 1),
    "2021-06": (5, 0),
    "2021-07": (4, 0),
    "2021-08": (5, 0),
    "2021-12": (2, 0),
    "2024-04": (19, 1),
    "2024-06": (7, 0),
    "2024-12": (1, 0),
    "2025-04": (20, 0),
    "2025-05": (4, 0),
    "2025-06": (9, 0),
    "2025-09": (3, 1),
}


def month(map_sample, name):
    return map_sample("otoineppu/results", f"otoineppu/nyusatsu_kekka/{name}.md")


class TestOtoineppu:
    @pytest.mark.parametrize("name", MONTHS)
    def test_every_case_of_a_month(self, map_sample, name):
        mapped = month(map_sample, name)
        mapped.check()
        assert (len(mapped.drafts), mapped.rows[2]) == MONTHS[name]

    @pytest.mark.parametrize("name", ["2024-05", "2024-07", "2024-10", "2025-12"])
    def test_months_that_mislabel_prices_are_left_out(self, map_sample, name):
        with pytest.raises((ReadError, MappingError)) as caught:
            month(map_sample, name)
        assert caught.value.rule.id in {"header-not-found", "column-missing"}

    @pytest.mark.parametrize("name", MONTHS)
    def test_every_winner_was_the_lowest_bidder_and_pays_ten_percent_more(self, map_sample, name):
        """A law of these tables that no mapping knows; where the village prints something else it is listed here."""
        printed = {
            "第2期音威子府村総合戦略策定委託業務",
            "戸籍情報システム改修業務委託(振り仮名対応)事業",
            "音威子府村広報紙印刷委託業務",
        }
        for body in month(map_sample, name).bodies:
            for award in body.get("awards", ()):
                bids = [bid["value"]["amount"] for bid in body["bids"]["details"] if bid.get("value")]
                title = body["tender"]["title"]
                paid = award["value"]["amount"]
                assert paid == min(bids) * 11 // 10 or title in printed, (title, bids, paid)

    def test_no_name_bears_a_mark_or_a_price(self, map_sample):
        names = [
            party["name"] for name in MONTHS for body in month(map_sample, name).bodies for party in body["parties"]
        ]
        assert [name for name in names if re.search(r"[※*＊、\n]|円|[0-9]{3}", name)] == []

    def test_a_sale_among_purchases_is_no_procurement(self, map_sample):
        mapped = month(map_sample, "2025-06")
        assert not [body for body in mapped.bodies if "売払" in body["tender"]["title"]]
        assert mapped.rows[3] == 1

    def test_bidders_that_withdrew_have_no_price(self, map_sample):
        body = month(map_sample, "2025-06").body_of(title="LGWANサーバ機器更新事業")
        assert [(bid["status"], "value" in bid) for bid in body["bids"]["details"]] == [
            ("withdrawn", False),
            ("valid", True),
            ("valid", True),
        ]
        assert [award["suppliers"][0]["name"] for award in body["awards"]] == ["HDC㈱"]
