"""Real files of real publishers, where they lie beside the checkout: columns, numbers of rows and their kinds."""

from collections import Counter

import pytest

from ocdsjp.read import RowKind

MLIT = ["部局名", "工事名", "入札日", "契約日", "工種区分", "入札方式", "総合評価の有無", "入札業者名"]
PRICES = ["予定価格（税抜き）", "調査基準価格（税抜き）", "基礎点＋加算点"]


def rounds(heading):
    return [f"{heading}／{count}回目／{part}" for count in "１２３" for part in ("金額", "評価値")]


ATLA = ["物品役務等の名称", "数量", "単位", "契約担当官等の氏名並びにその所属する部局の名称及び所在地", "契約締結日"]
ATLA += ["契約相手方の商号又は名称及び住所", "法人番号", "予定価格（円）", "契約金額（円）", "落札率"]
KOEKI = [f"公益法人の場合／{name}" for name in ("公益法人の区分", "国所管、都道府県所管の区分", "応札・応募者数")]
COMPETITIVE = [*ATLA, "一般競争入札・指名競争入札の別（総合評価の実施）", *KOEKI, "備考"]
DIRECT = [*ATLA, "随意契約によることとした会計法令の根拠条文及び理由", "再就職の役員の数", *KOEKI, "備考"]


def test_awards_of_two_prefectures(shared, read_outside):
    whole = read_outside(shared / "samples/akita_shizuoka_awards/local_awards.csv", columns_expected=("org", "amount"))
    assert len(whole.values) == 43_741
    assert len(whole.names) == 14
    assert set(whole.kinds) == {"DATA"}
    assert not any(row.problem for row in whole.rows[0])
    assert whole.rows[0][-1].number == 43_742


def test_bidders_of_saitama_side_by_side(shared, read_outside):
    whole = read_outside(
        shared / "samples/saitama/saitama_sanka.xlsx", columns_expected=("調達機関名", "案件番号", "71社目_金額")
    )
    assert (len(whole.values), len(whole.names)) == (4_613, 219)
    assert whole.names[5:10] == ["法人番号", "業者名", "金額", "摘要", "2社目_法人番号"]
    # A bidder's figure is text such as "5,660,000"; an empty one is none.
    first = whole.values[0]
    assert (first[5], first[6], first[8]) == (11, "2030001011685", "5,660,000")


def test_awards_of_saitama(shared, read_outside):
    whole = read_outside(shared / "samples/saitama/ken_rakusatsu.csv", columns_expected=("案件番号", "不調"))
    assert (len(whole.values), len(whole.names)) == (1_672, 19)
    assert whole.report.encoding == "utf-8-sig"
    assert whole.names[0] == "取得日時"


@pytest.mark.parametrize(
    "case",
    [
        ("chubu_construction_201811.xls", "入札結果", [], {"DATA": 186}, 7),
        ("chugoku_construction_202111.xls", "入札結果", [], {"DATA": 649}, 6),
        ("hokkaido_construction_202109.xlsx", "入札結果（税抜き）", [], {"DATA": 182, "NOTE": 2}, 8),
        ("kinki_construction_202111.xlsx", "入札結果", ["本店住所"], {"DATA": 207}, 6),
    ],
)
def test_one_row_per_bidder_under_a_header_of_three_rows(shared, read_outside, case):
    name, heading, extra, kinds, first = case
    whole = read_outside(
        shared / "samples/mlit_regional_bureaus" / name,
        header_rows=3,
        columns_expected=("部局名", "入札業者名", f"{heading}／３回目／評価値"),
    )
    assert whole.names == [*MLIT, *extra, *PRICES, *rounds(heading), "見積金額（税抜き）", "備考"]
    assert Counter(whole.kinds) == kinds
    assert whole.rows[0][0].number == first
    assert any("入札結果データ" in line for line in whole.tables[0].title_lines)


def test_hidden_sheets_of_a_real_workbook_are_skipped(shared, read_outside):
    path = shared / "samples/mlit_regional_bureaus/kinki_construction_202111.xlsx"
    whole = read_outside(path, header_rows=3, columns_expected=("部局名",))
    assert whole.report.skipped_sheets == ["公表用フォーマット（記入例）", "修正等履歴一覧", "項目の条件"]
    conditions = read_outside(path, sheets=("項目の条件",), columns_expected=("項目", "記載要領（注意点）"))
    assert conditions.names == ["項目", "記載要領（注意点）"]


@pytest.mark.parametrize(
    "case",
    [
        ("05_kyoso_kijunijo-01.xlsx", COMPETITIVE, 85, None),
        ("05_zuikei_kijunijo-01.xlsx", DIRECT, 312, None),
        ("05_zuikei_kijunijo-03.xlsx", DIRECT, 1_458, "※誤記修正"),
        ("06_kyoso_kijunijo-03.xlsx", COMPETITIVE, 191, "※追記"),
        ("06_zuikei_kijunijo-04.xlsx", DIRECT, 40, "※追記及び誤記修正"),
    ],
)
def test_the_form_of_public_procurement_with_trailing_notes(shared, read_outside, case):
    name, columns, data, note = case
    whole = read_outside(
        shared / "samples/mod_atla" / name,
        header_rows=2,
        columns_expected=("契約締結日", "公益法人の場合／公益法人の区分"),
    )
    assert whole.names == columns
    assert whole.kinds.count("DATA") == data
    notes = [row for row in whole.rows[0] if row.kind is RowKind.NOTE]
    assert [row.values[-1] for row in notes] == ([note] if note else [])


def test_one_row_with_three_phases(shared, read_outside):
    whole = read_outside(shared / "samples/yanai/yanai_tokutei_zuikei_r4.csv", columns_expected=("番号",))
    assert whole.names[1] == "発注見通しの公表／担当箇所名"
    assert [values[0] for values in whole.values] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [("202012.csv", 446), ("202104.csv", 67), ("202106.csv", 78), ("procurement_sample.csv", 200)],
)
def test_national_buyers(shared, read_outside, name, rows):
    whole = read_outside(shared / "samples/gbizinfo" / name, columns_expected=("date_of_order", "corporate_number"))
    assert len(whole.values) == rows
    assert set(whole.kinds) == {"DATA"}
