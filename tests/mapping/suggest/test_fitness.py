import pytest

from ocdsjp.mapping.suggest.fitness import verdict

YEN = ["1,230,000", "450,000円", "98,765,000"]
NAMES = ["架空建設株式会社", "（株）見本", "有限会社潮鳴工務店"]
DAYS = ["令和7年5月20日", "R7.9.2", "2025/5/20"]


@pytest.mark.parametrize(
    ("field", "kind", "cells", "said"),
    [
        ("contracts/0/value/amount", "yen", YEN, "agree"),
        ("contracts/0/value/amount", "yen", NAMES, "contradict"),
        ("contracts/0/value/amount", "yen", DAYS, "contradict"),
        ("contracts/0/value/amount", "yen", ["0.98", "0.87", "1.0"], "contradict"),  # a rate
        ("contracts/0/value/amount", "yen", ["1", "2", "3", "4"], "contradict"),  # row numbers
        ("contracts/0/value/amount", "yen", ["7000020992011", "1010001000006"], "contradict"),
        ("tender/value/amount", "yen", ["非公表", "－"], "agree"),  # words that stand for an amount
        ("contracts/0/dateSigned", "date", DAYS, "agree"),
        ("contracts/0/dateSigned", "date", [45017, 45020], "agree"),  # serial numbers under a header that says day
        ("contracts/0/dateSigned", "date", NAMES, "contradict"),
        ("contracts/0/period", "span", ["令和7年4月から令和8年3月まで"], "agree"),
        ("awards/0/suppliers", "supplier", NAMES, "agree"),
        ("awards/0/suppliers", "supplier", YEN, "contradict"),
        ("awards/0/suppliers", "supplier", ["㈱架空\n㈱見本", "㈱潮鳴\n㈱霧笛"], "contradict"),  # several in one cell
        ("awards/0/suppliers/0/id", "corporate_number", ["7000020992011"], "agree"),
        ("awards/0/suppliers/0/id", "corporate_number", ["4011010000000"], "silent"),  # rounded by a spreadsheet
        ("awards/0/suppliers/0/id", "corporate_number", ["11", "12"], "contradict"),
        ("tender/procurementMethod", "method", ["一般競争入札", "随意契約"], "agree"),
        ("tender/procurementMethod", "method", ["電子", "紙"], "contradict"),
        ("tender/mainProcurementCategory", "category", ["工事", "委託"], "agree"),
        ("tender/mainProcurementCategory", "category", ["総価", "単価"], "contradict"),
        ("tender/title", "text", ["港見通り舗装補修工事", "庁舎清掃業務"], "agree"),
        ("tender/title", "text", DAYS, "contradict"),
        ("tender/items/0/deliveryAddress/streetAddress", "text", ["調整課", "企画総務課"], "contradict"),
        ("tender/documents/0/url", "text", ["https://www.example.jp/1"], "agree"),
        ("tender/documents/0/url", "text", ["公告のとおり"], "contradict"),
        ("tender/numberOfTenderers", "integer", ["3", "12"], "agree"),
        ("tender/numberOfTenderers", "integer", YEN[:1] * 3, "contradict"),
        ("tender/description", "text", ["延長40ｍ"], "silent"),
        ("contracts/0/value/amount", "yen", [None, ""], "silent"),
        ("", "ignore", NAMES, "silent"),
    ],
)
def test_values_agree_contradict_or_are_silent(examine, field, kind, cells, said):
    assert verdict(field, kind, examine(cells)) == said
