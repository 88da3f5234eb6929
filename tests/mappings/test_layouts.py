"""Layouts on pages and tables made here: columns as the products are known to have them, in an invented city.

潮鳴市 and every firm are invented. A layout that no real file has gone through is marked ``verified: false``; when one
has, that file belongs into ``test_sources.py``.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt

from ocdsjp.errors import ReadError
from ocdsjp.findings import Effect
from ocdsjp.mapping.load import read_layers
from ocdsjp.paths import shipped

MAPPINGS = shipped("mappings")
LAYOUTS = sorted(path.stem for path in (MAPPINGS / "layouts").glob("*.yaml"))
NUMBER = "7000020992011"  # a number with a valid check digit


def rows(*lines: Sequence[str], tag: str = "td") -> str:
    return "".join("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in line) + "</tr>\n" for line in lines)


def page(*parts: str, charset: str = "utf-8", declared: str | None = None) -> bytes:
    """A page whose tables are ``parts``, in one encoding and declared in the same or another."""
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared or charset}">'
    return f"<html><head>{head}<title>入札情報</title></head><body>{''.join(parts)}</body></html>".encode(charset)


def cells(line: str) -> list[str]:
    """A row as notes write it: cells between ｜."""
    return line.split("｜")


def table(heads: Sequence[str], *lines: Sequence[str]) -> str:
    return f"<table border=1>\n{rows(heads, tag='th')}{rows(*lines)}</table>"


def labels(*pairs: tuple[str, str], end: str = "</tr>") -> str:
    body = "".join(f"<tr><th>{label}</th><td>{value}</td>{end}\n" for label, value in pairs)
    return f"<table>{body}</table>"


def comma_separated(*lines: Sequence[str]) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def workbook(*lines: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def extenders(layout: str) -> list[Path]:
    """The sources and layouts that extend a layout."""
    return [path for path in MAPPINGS.glob("*/**/*.yaml") if f"extends: layouts/{layout}\n" in path.read_text("utf-8")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_that_nothing_extends_says_that_no_real_file_went_through_it(layout):
    effective = read_layers(MAPPINGS / "layouts" / f"{layout}.yaml", MAPPINGS).effective
    assert extenders(layout) or effective.get("verified") is False


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_that_nothing_extends_has_an_example_here(layout):
    here = Path(__file__).read_text("utf-8")
    notice = layout.removeprefix("gif-451-8-").removesuffix("-en")
    assert extenders(layout) or f'map_page("{layout}"' in here or f'"{notice}",\n' in here or f'gif("{notice}"' in here


# ---- products


def test_supercals_takes_the_office_from_the_row_above_and_the_name_before_the_number(map_page):
    heads = cells("No｜開札日｜案件名｜区分｜入札方式｜落札者｜落札金額")
    first = ("1", "R07-07-01", "港見通り舗装補修工事", "工事", "一般競争入札")
    content = page(
        "<table>",
        rows(heads, tag="th"),
        "<tr><td colspan=7>令和7年度 潮鳴市 財政部 契約課</td></tr>",
        rows((*first, f"架空建設株式会社<br>法人番号 {NUMBER}", "18,920,000円")),
        rows(("2", "R07-07-02", "庁舎清掃業務委託", "委託", "指名競争入札", "不調", "-")),
        "<tr><td colspan=7>令和7年度 潮鳴市 水道局 総務課</td></tr>",
        rows(("3", "R07-07-02", "量水器の購入", "物品", "指名競争入札", "見本計器（株）<br>法人番号 －", "550,000円")),
        "</table>",
        charset="cp932",
        declared="Shift_JIS",
    )
    mapped = map_page("supercals-results", content)
    mapped.check()
    works, failed, goods = mapped.bodies
    assert works["tender"]["procuringEntity"]["name"] == "潮鳴市 財政部 契約課"
    assert works["awards"][0]["value"] == {"amount": 18_920_000, "currency": "JPY"}
    assert works["awards"][0]["suppliers"][0]["name"] == "架空建設株式会社"
    assert works["awards"][0]["date"] == "2025-07-01T00:00:00+09:00"
    assert failed["tender"]["status"] == "unsuccessful"
    assert "awards" not in failed
    assert goods["tender"]["procuringEntity"]["name"] == "潮鳴市 水道局 総務課"
    assert goods["awards"][0]["suppliers"][0]["name"] == "見本計器（株）"


def test_cals05_is_known_by_the_places_of_its_13_columns(map_page):
    heads = [f"見出し{number}" for number in range(13)]
    heads[9] = "開札日"
    line = [
        "1", "条件付一般競争入札", "町道補修工事", "潮鳴市港町", "", "土木一式", "見本組（株）", "",
        "5,500,000", "R07/07/01", "R07/07/10", "建設課", "工事",
    ]  # fmt: skip
    failed = [*line[:2], "橋りょう塗装工事", *line[3:6], "不調", "", "", "R07/07/02", "", "建設課", "工事"]
    mapped = map_page("cals05-contracts", page(table(heads, line, failed), charset="cp932", declared="Shift_JIS"))
    mapped.check()
    assert mapped.rows == (3, 2, 0, 1)
    won, lost = mapped.bodies
    assert won["contracts"][0] == {
        "id": "1",
        "awardID": "1",
        "dateSigned": "2025-07-10T00:00:00+09:00",
        "value": {"amount": 5_500_000, "currency": "JPY"},
        "status": "active",
    }
    assert won["tender"]["procurementMethod"] == "open"
    assert (lost["tender"]["status"], "contracts" in lost) == ("unsuccessful", False)


class TestEfftis:
    def test_results_take_two_rows_a_case_in_an_encoding_that_the_page_denies(self, map_page):
        content = page(
            "<table>",
            rows(("契約番号", "機関", "件名", "工種", "方式", "落札者", "落札金額"), tag="th"),
            "<tr><th colspan=3>開札日</th><th colspan=4>履行場所</th></tr>",
            rows(("07-1", "潮鳴市", "下水道管渠布設工事", "土木", "一般競争入札", "架空土木株式会社", "30,800,000")),
            "<tr><td colspan=3>令和7年8月5日</td><td colspan=4>潮鳴市港町</td></tr>",
            rows(("07-2", "潮鳴市", "防火水槽設置工事", "土木", "一般競争入札", "", "")),
            "<tr><td colspan=3>取止め</td><td colspan=4>潮鳴市浜町</td></tr>",
            "</table>",
            declared="Shift_JIS",
        )
        mapped = map_page("efftis-results", content)
        mapped.check()
        won, stopped = mapped.bodies
        assert mapped.drafts[0].date == "2025-08-05T00:00:00+09:00"
        assert won["awards"][0]["value"]["amount"] == 30_800_000
        assert (stopped["tender"]["status"], "awards" in stopped) == ("cancelled", False)

    def test_notices_take_three_rows_a_case(self, map_page):
        content = page(
            "<table>",
            rows(("契約番号", "機関", "件名", "工種", "方式"), tag="th"),
            "<tr><th colspan=2>入札公告日</th><th colspan=3>開札日</th></tr>",
            "<tr><th colspan=2>場所</th><th colspan=3>概要</th></tr>",
            rows(("07-3", "潮鳴市", "公園遊具更新工事", "造園", "指名競争入札")),
            "<tr><td colspan=2>令和7年8月1日</td><td colspan=3>令和7年8月20日 10時00分</td></tr>",
            "<tr><td colspan=2>潮鳴市港町</td><td colspan=3>ブランコほか</td></tr>",
            "</table>",
            declared="Shift_JIS",
        )
        mapped = map_page("efftis-notices", content)
        mapped.check()
        [body] = mapped.bodies
        assert body["tender"]["awardPeriod"]["startDate"] == "2025-08-20T10:00:00+09:00"
        assert body["tender"]["items"][0]["deliveryAddress"]["streetAddress"] == "潮鳴市港町"

    def test_detail_prices_are_net(self, map_page):
        content = page(
            labels(
                ("契約番号", "07-1"),
                ("件名", "下水道管渠布設工事"),
                ("概要", "管渠布設 120m"),
                ("予定価格(消費税を除く)", "29,000,000円"),
                ("最低制限価格(消費税を除く)", "事後公表"),
                ("調査基準価格", "－"),
                ("資格要件", "市内に本店を有すること"),
                ("入札公告日", "令和7年7月1日"),
                ("工期または履行・納入期限", "令和8年3月13日"),
            ),
            declared="Shift_JIS",
        )
        mapped = map_page("efftis-detail", content)
        mapped.check()
        [body] = mapped.bodies
        assert body["tender"]["value"] == {"amount": 29_000_000, "currency": "JPY", "amountNet": 29_000_000}
        assert "lowestPriceLimits" not in body["tender"]
        assert body["tender"]["contractPeriod"] == {"endDate": "2026-03-13T23:59:59+09:00"}


def test_epi_cloud(map_page):
    heads = cells("管理番号｜区分｜件名｜工事場所｜入札方式｜公告日｜開札日")
    notice = cells("2025-10｜工事｜配水管布設替工事｜潮鳴市浜町｜事後審査型条件付一般競争入札｜R7.9.1｜R7.9.22")
    mapped = map_page("epi-cloud-notices", page(table(heads, notice)))
    mapped.check()
    [body] = mapped.bodies
    assert (body["tender"]["procurementMethod"], body["tender"]["mainProcurementCategory"]) == ("open", "works")
    heads = cells("管理番号｜区分｜件名｜入札方式｜開札日｜落札者｜落札金額｜予定価格")
    result = cells("2025-10｜工事｜配水管布設替工事｜一般競争入札｜R7.9.22｜架空水道（有）｜9,900,000円｜非公表")
    mapped = map_page("epi-cloud-results", page(table(heads, result)))
    mapped.check()
    [body] = mapped.bodies
    assert (body["awards"][0]["value"]["amount"], "value" in body["tender"]) == (9_900_000, False)


def test_cydeen_pan(map_page):
    heads = cells("案件番号｜案件名称｜入札方式｜開札日時｜落札業者｜落札金額")
    line = cells("25-001｜学校給食用食器の購入｜指名競争入札｜令和7年6月3日 10時00分｜見本商店株式会社｜1,210,000")
    mapped = map_page("cydeen-pan", page(table(heads, line), charset="cp932", declared="Shift_JIS"))
    mapped.check()
    [body] = mapped.bodies
    assert body["awards"][0]["value"]["amount"] == 1_210_000
    assert body["tender"]["procurementMethod"] == "selective"


def test_ppi_accepter_detail(map_page):
    content = page(
        labels(
            ("施行番号", "第12号"),
            ("電子入札案件番号", "43000100120250012"),
            ("工事・業務名", "河川災害復旧工事"),
            ("場所", "潮鳴市川上"),
            ("予定価格", "12,345,000円"),
            ("最低制限価格", "11,110,000円"),
            ("開札（予定）日", "令和7年10月1日"),
            ("状態", "不調"),
        ),
        table(("業者名", "第1回", "摘要"), ("架空建設株式会社", "13,000,000", "")),
    )
    mapped = map_page("ppi-accepter", content)
    mapped.check()
    [body] = mapped.bodies
    assert body["tender"]["status"] == "unsuccessful"
    assert body["tender"]["lowestPriceLimits"][0]["value"]["amount"] == 11_110_000


def test_bids_of_a_rated_tender_are_in_thousands_net_and_the_highest_score_wins(map_page):
    content = page(
        "<h3>潮鳴川河道掘削工事</h3>",
        table(
            ("業者名", "配置予定技術者の能力等", "基礎点+加算点(A)", "第1回入札金額(B)", "評価値(A)/(B)", "摘要"),
            ("(株)架空組", "68.25", "168.2500", "157,500", "106.8253", ""),
            ("見本建設(株)", "", "", "無 効", "", ""),
            ("(株)潮鳴組", "71.00", "171.0000", "157,230", "108.7578", "落 札"),
            ("(株)霧笛組", "", "100.0000", "180,100", "", "予定価格超過"),
        ),
    )
    mapped = map_page("nyusatsu-chosho", content)
    mapped.check()
    [body] = mapped.bodies
    assert body["tender"]["title"] == "潮鳴川河道掘削工事"
    assert [(bid["status"], bid.get("evaluationScore")) for bid in body["bids"]["details"]] == [
        ("valid", 106.8253),
        ("disqualified", None),
        ("valid", 108.7578),
        ("valid", None),
    ]
    [award] = body["awards"]
    assert award["value"] == {"amount": 157_230_000, "currency": "JPY", "amountNet": 157_230_000}
    assert award["suppliers"][0]["name"] == "(株)潮鳴組"


# ---- designated cities


def test_sapporo(map_page):
    heads = ["URL", "告示日", "件名", "落札者", "金額", "入札方式", "", "落札日", "", "", "", "部署"]
    line = ["ｈｔｔｐｓ：//見本", "R7.4.1", "庁舎警備業務", "架空警備株式会社", 3_300_000, "一般競争入札", None,
            "2025/4/25", None, None, None, "財政局"]  # fmt: skip
    mapped = map_page("sapporo-competitive", workbook(heads, line), suffix="xlsx")
    mapped.check()
    assert mapped.rows == (2, 1, 0, 1)
    [body] = mapped.bodies
    assert body["awards"][0]["value"]["amount"] == 3_300_000
    assert body["awards"][0]["date"] == "2025-04-25T00:00:00+09:00"
    heads = ["URL", "", "件名", "契約者", "金額", "契約日", "", "", "", "随意契約理由", "部署", ""]
    line = ["", "", "機器の保守", "見本電機株式会社", 880_000, 45_748, "", "", "",
            "地方自治法施行令第167条の2第1項第2号", "水道局", ""]  # fmt: skip
    mapped = map_page("sapporo-direct", workbook(heads, line), suffix="xlsx")
    mapped.check()
    [body] = mapped.bodies
    assert body["contracts"][0]["dateSigned"] == "2025-04-01T00:00:00+09:00"
    assert body["tender"]["procurementMethodRationaleClassifications"][0]["id"] == "2"


def test_yokohama_writes_null_where_nobody_won_and_prices_with_tax(map_page):
    heads = cells("件名｜種別｜受注者｜契約金額(税込)｜契約日｜開札日｜局｜契約担当｜方式")
    lines = [
        cells("公園灯更新工事｜工事｜架空電設株式会社｜7,150,000｜R7.5.20｜R7.5.13｜建設局｜契約第一課｜一般競争入札"),
        cells("校舎塗装工事｜工事｜不調｜｜｜R7.5.14｜教育局｜契約第一課｜一般競争入札"),
        cells("消耗品の購入｜物品｜null｜null｜｜R7.5.15｜総務局｜契約第二課｜指名競争入札"),
        cells("公用車の売払い｜物品売払｜見本自動車株式会社｜100,000｜｜R7.5.15｜総務局｜契約第二課｜一般競争入札"),
    ]
    mapped = map_page("yokohama-results", page(table(heads, *lines), charset="cp932", declared="Shift_JIS"))
    mapped.check()
    assert mapped.rows == (4, 3, 0, 1)
    won, failed, silent = mapped.bodies
    assert won["awards"][0]["value"] == {"amount": 7_150_000, "currency": "JPY", "amountGross": 7_150_000}
    assert won["contracts"][0]["dateSigned"] == "2025-05-20T00:00:00+09:00"
    assert failed["tender"]["status"] == "unsuccessful"
    assert "status" not in silent["tender"]  # null says nothing
    assert "awards" not in silent


def test_kawasaki(map_page):
    heads = cells("落札日｜件名｜落札者｜金額｜業種｜方式｜予算主管課｜契約担当課")
    line = cells("2025/06/02｜排水路清掃委託｜見本環境株式会社｜2,200,000｜清掃｜指名競争入札｜下水道課｜契約課")
    mapped = map_page("kawasaki-results", page(table(heads, line)))
    mapped.check()
    [body] = mapped.bodies
    assert body["tender"]["procuringEntity"]["name"] == "潮鳴市（架空） 下水道課"
    assert body["awards"][0]["value"] == {"amount": 2_200_000, "currency": "JPY"}


def test_kobe_pages_lack_the_end_tags_of_their_rows(map_page):
    content = page(
        labels(
            ("件名", "情報端末の購入"),
            ("契約日", "令和7年7月14日"),
            ("契約金額(税込)", "4,400,000円"),
            ("予定価格(税込)", "5,000,000円"),
            ("契約種別", "物品"),
            ("契約方法", "一般競争入札"),
            ("契約の相手方", "架空商会株式会社"),
            end="",
        )
    )
    mapped = map_page("kobe-contract", content)
    mapped.check()
    [body] = mapped.bodies
    assert body["contracts"][0]["value"]["amountGross"] == 4_400_000
    assert body["tender"]["value"]["amountGross"] == 5_000_000
    assert body["tender"]["mainProcurementCategory"] == "goods"


def test_fukuoka_sells_below_the_same_headings_as_it_buys(map_page):
    heads = cells("件名｜業種｜落札者｜予定価格｜落札金額｜開札日｜契約日｜方式")
    bought = cells("橋りょう点検業務｜測量｜見本設計株式会社｜2,000,000｜1,800,000｜R7.6.3｜R7.6.10｜指名競争入札")
    sold = cells("公用車｜車両｜架空自動車株式会社｜0｜300,000｜R7.6.4｜R7.6.11｜一般競争入札")
    content = page("<h2>委託</h2>", table(heads, bought), "<h2>物品売払</h2>", table(heads, sold))
    mapped = map_page("fukuoka-results", content)
    mapped.check()
    assert mapped.rows == (2, 1, 0, 1)
    [body] = mapped.bodies
    assert body["tender"]["mainProcurementCategory"] == "services"
    assert body["contracts"][0]["dateSigned"] == "2025-06-10T00:00:00+09:00"


def test_kyoto_prices_are_net_and_representatives_are_left_out(map_page):
    heads = cells("開札日｜入札番号｜種目｜件名｜落札者｜落札額(税抜き)")
    line = cells("2024.05.20｜123456｜印刷｜封筒の印刷｜架空印刷株式会社<br>代表取締役｜450,000")
    mapped = map_page("kyoto-results", page(table(heads, line), charset="cp932", declared="Shift_JIS"))
    mapped.check()
    [body] = mapped.bodies
    assert body["awards"][0]["suppliers"][0]["name"] == "架空印刷株式会社"
    assert body["awards"][0]["value"]["amountNet"] == 450_000


def test_chiba_gives_numbers_and_prices_with_tax(map_page):
    heads = cells("案件名｜落札業者｜法人番号｜契約金額(税込)｜落札決定日｜入札契約方式｜入札担当課")
    line = (
        "街路樹剪定委託",
        "架空造園株式会社",
        NUMBER,
        "1,650,000円",
        "令和7年5月8日",
        "制限付一般競争入札",
        "契約課",
    )
    mapped = map_page("chiba-results", page(table(heads, line)))
    mapped.check()
    [body] = mapped.bodies
    assert body["awards"][0]["suppliers"][0]["id"] == f"JP-JCN-{NUMBER}"
    assert body["awards"][0]["value"]["amountGross"] == 1_650_000


def test_sendai_strikes_out_what_is_cancelled(map_page):
    heads = cells("公告日｜件名｜入札方式｜担当課")
    lines = [
        cells("令和7年6月2日｜街灯更新工事｜一般競争入札｜道路課"),
        [f'<span class="strike">{cell}</span>' for cell in cells("令和7年6月2日｜広場改修工事｜一般競争入札｜公園課")],
        cells("令和7年6月3日｜（入札中止）側溝補修工事｜一般競争入札｜道路課"),
    ]
    mapped = map_page("sendai-notices", page(table(heads, *lines)))
    mapped.check()
    assert [body["tender"].get("status") for body in mapped.bodies] == [None, "cancelled", "cancelled"]
    assert mapped.bodies[1]["tender"]["title"] == "広場改修工事"


def test_hiroshima(map_page):
    heads = cells("契約担当課｜案件番号｜工事名｜公告日｜工事場所｜工種｜入札方式｜開札予定日")
    line = cells("契約課｜2025000123｜歩道整備工事｜2025/7/1｜潮鳴市港町｜土木｜一般競争入札｜2025/7/30")
    mapped = map_page("hiroshima-notices", page(table(heads, line)))
    mapped.check()
    [body] = mapped.bodies
    assert mapped.drafts[0].key == "hiroshima-notices-2025000123"
    assert body["tender"]["awardPeriod"]["startDate"] == "2025-07-30T00:00:00+09:00"


# ---- 国土交通省


def test_services_of_a_regional_bureau_have_scores_and_rounds(map_page):
    top = [
        "部局名", "業務名", "入札年月日", "契約年月日", "業務区分", "入札方式", "総合評価の有無", "入札業者名",
        "予定価格（税抜き）", "調査基準価格（税抜き）", "技術評価点", "入札結果", "", "", "", "", "", "", "", "",
        "見積金額（税抜き）", "落札率", "備考",
    ]  # fmt: skip
    rounds = ["", "", "", "", "", "", "", "", "", "", "", "１回目", "", "", "２回目", "", "", "３回目", "", ""]
    parts = [""] * 11 + ["金額", "価格評価点", "評価値"] * 3
    book = xlwt.Workbook()
    sheet = book.add_sheet("業務")
    for number, line in enumerate((top, rounds, parts), 2):
        for column, text in enumerate(line):
            if text:
                sheet.write(number, column, text)
    for column in (*range(11), 20, 21, 22):
        sheet.merge(2, 4, column, column)
    sheet.merge(2, 2, 11, 19)
    for column in (11, 14, 17):
        sheet.merge(3, 3, column, column + 2)
    case = ["潮鳴事務所", "河川測量業務", "2025-06-02", "2025-06-09", "測量", "通常指名競争入札", "有"]
    bids = [
        [*case, "架空測量(株)", 10_000_000, 8_000_000, 30, 9_500_000, 25.0, 55.0, *[None] * 6, None, 0.95, "落札"],
        [*case, "見本測量(株)", 10_000_000, 8_000_000, 28, "辞退", None, None, *[None] * 6, None, None, None],
    ]
    for number, line in enumerate(bids, 5):
        for column, value in enumerate(line):
            if value is not None:
                sheet.write(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    mapped = map_page("mlit-services", stream.getvalue(), suffix="xls")
    mapped.check()
    [body] = mapped.bodies
    assert [(bid["status"], bid.get("evaluationScore")) for bid in body["bids"]["details"]] == [
        ("valid", 55),
        ("withdrawn", None),
    ]
    assert body["awards"][0]["value"] == {"amount": 9_500_000, "currency": "JPY", "amountNet": 9_500_000}
    assert body["tender"]["mainProcurementCategory"] == "services"


# ---- GIF DS-451-8: five notices, each under its Japanese and its English item names

ITEMS = {
    "公示種別": "Procedure_type", "カテゴリー": "Category", "公示日": "CFT_issue_date", "組織名": "Organization_name",
    "入札公告番号": "CFT_ID", "変更公示ID": "Revised_CFT_ID", "件名": "Project_name", "数量": "Quantity",
    "単位": "Unit",
    "公告": "Project_description", "納入期限日": "Period_end_time", "履行場所": "Location", "参加資格": "Certification",
    "入札期限日": "Tender_submission_deadline", "開札日": "Opening_tenders_event",
    "公告情報（url）": "External_document_uri", "入札公告（公示）の予定時期": "Schedule", "予定価格": "Estimated_price",
    "契約方式": "Contract_type", "落札者法人番号": "JCN", "落札者氏名": "Award_party_name", "落札価格": "Award_price",
    "落札者住所": "Award_party_address", "訂正項目": "Correction_item", "訂正前情報": "Original_info",
    "訂正後情報": "Revised_info", "必須参加資格": "Indispensable_qualify",
}  # fmt: skip


@pytest.fixture(params=["", "-en"], ids=["japanese", "english"])
def gif(request, map_page):
    """Map one notice of GIF, given by its Japanese item names, under these or the English ones."""

    def run(notice, /, **items):
        items = {
            "公示日": "2025-07-01",
            "組織名": "潮鳴市（架空）",
            "入札公告番号": "K-1",
            "件名": "複合機の借入れ",
            **items,
        }
        names = [ITEMS[name] for name in items] if request.param else list(items)
        if request.param and notice == "award":
            names = ["Estimate_price" if name == "Estimated_price" else name for name in names]
        content = comma_separated(names, list(items.values()))
        mapped = map_page(f"gif-451-8-{notice}{request.param}", content, suffix="csv", by_row=True)
        mapped.check()
        [body] = mapped.bodies
        assert body["buyer"]["name"] == "潮鳴市（架空）"
        return mapped.drafts[0], body

    return run


def test_gif_notice(gif):
    draft, body = gif(
        "notice",
        公示種別="一般競争入札",
        カテゴリー="役務",
        数量="3",
        単位="台",
        納入期限日="2025-09-30",
        履行場所="潮鳴市役所",
        入札期限日="2025-07-20T17:00",
        開札日="2025-07-22T10:00",
        **{"公告情報（url）": "https://example.org/notice.pdf"},
    )
    assert (draft.key, draft.tags) == ("cft-K-1", ("tender",))
    tender = body["tender"]
    assert (tender["procurementMethod"], tender["mainProcurementCategory"]) == ("open", "services")
    assert tender["tenderPeriod"]["endDate"] == "2025-07-20T17:00:00+09:00"
    assert tender["contractPeriod"] == {"endDate": "2025-09-30T23:59:59+09:00"}
    assert tender["items"][0]["quantity"] == 3


def test_gif_plan(gif):
    draft, body = gif("plan", **{"入札公告（公示）の予定時期": "令和7年8月", "予定価格": "1000000"})
    assert draft.key == "cft-K-1-planning"
    assert body["planning"]["budget"]["amount"]["amount"] == 1_000_000
    assert body["planning"]["milestones"][0]["dueDate"] == "2025-08-31T23:59:59+09:00"


def test_gif_award(gif):
    _, body = gif(
        "award",
        契約方式="一般競争入札",
        落札者法人番号="",
        落札者氏名="架空事務機株式会社",
        落札価格="990000",
        落札者住所="潮鳴市港町1",
        予定価格="1000000",
    )
    assert body["awards"][0]["value"] == {"amount": 990_000, "currency": "JPY"}
    assert body["tender"]["value"]["amount"] == 1_000_000
    assert body["tender"]["status"] == "complete"


def test_gif_correction_joins_the_notice_that_it_corrects(gif):
    draft, body = gif(
        "correction",
        変更公示ID="K-1",
        入札公告番号="K-2",
        訂正項目="開札日",
        訂正前情報="7月22日",
        訂正後情報="7月29日",
    )
    assert (draft.key, draft.tags) == ("cft-K-1", ("tenderAmendment",))
    assert body["tender"]["amendments"] == [
        {
            "id": "K-2",
            "date": "2025-07-01T00:00:00+09:00",
            "rationale": "開札日",
            "description": "訂正前：7月22日　訂正後：7月29日",
        }
    ]


def test_gif_qualification(gif):
    _, body = gif("qualification", カテゴリー="物品", 必須参加資格="物品の販売 A又はB等級")
    assert body["tender"]["eligibilityCriteria"] == "物品の販売 A又はB等級"


# ---- what is no procurement


def test_suspended_firms_are_no_contracts(map_page):
    heads = cells("番号｜商号又は名称｜所在地｜指名停止期間｜理由")
    line = cells("1｜架空工業株式会社｜海原県｜令和7年6月1日から令和7年8月31日まで｜安全管理措置の不適切")
    mapped = map_page("shimei-teishi", workbook(heads, line), suffix="xlsx")
    mapped.check()
    assert mapped.rows == (1, 0, 0, 1)
    [finding] = mapped.executor.findings
    assert finding.detail["reason_en"] == "a suspension of firms from bidding is no procurement"


# ---- what happens to a page that is another


def test_a_page_without_the_expected_columns_is_not_guessed_at(map_page):
    with pytest.raises(ReadError):
        map_page("kawasaki-results", page(table(("番号", "お知らせ"), ("1", "休業日"))))


def test_a_word_that_no_table_knows_is_left_for_review(map_page):
    heads = cells("落札日｜件名｜落札者｜金額｜業種｜方式｜予算主管課｜契約担当課")
    line = cells("2025/06/02｜除草委託｜見本造園株式会社｜別紙｜造園｜じゃんけん｜公園課｜契約課")
    mapped = map_page("kawasaki-results", page(table(heads, line)))
    assert [rule for _, rule in mapped.told(Effect.REVIEW)] == ["term-unknown", "money-unreadable"]
