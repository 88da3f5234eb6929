import pytest

from ocdsjp.mapping.suggest.columns import Seen, by_values, guess_column

YEN = ["1,230,000", "450,000円", "98,765,000"]
NAMES = ["架空建設株式会社", "（株）見本", "有限会社潮鳴工務店"]
DAYS = ["令和7年5月20日", "R7.9.2", "2025/5/20"]


@pytest.fixture
def column(words, examine):
    return lambda name, cells, named=True: guess_column(Seen(name, "C", examine(cells), named=named), words)


def test_known_header_with_fitting_values_is_sure(column):
    found = column("契約金額（税込）", YEN)
    assert (found.certainty, found.field, found.kind, found.tax) == (
        "sure",
        "contracts/0/value/amount",
        "yen",
        "included",
    )
    assert found.reason_ja == "見出しが『契約金額（税込）』、値もそのとおり"
    assert found.reason_en == 'the header is "契約金額（税込）", and the values agree'


def test_known_header_of_an_empty_column_is_likely(column):
    assert column("予定価格", [None, ""]).certainty == "likely"


def test_known_header_with_other_values_is_open_and_says_so(column):
    found = column("契約金額", NAMES)
    assert (found.certainty, found.field) == ("open", None)
    assert "値が合わない" in found.reason_ja
    assert "awards/0/suppliers" in {choice.field for choice in found.alternatives}


@pytest.mark.parametrize("header", ["契約予定日", "契約解除日", "検査日", "支払日"])
def test_nearly_known_header_with_another_meaning_stays_open(column, header):
    found = column(header, DAYS)
    assert found.certainty == "open"
    assert found.alternatives


def test_ambiguous_word_needs_values_that_prove_it(column):
    assert column("name", ["港見通り舗装補修工事", "庁舎清掃業務委託"]).field == "tender/title"
    assert column("name", ["赤", "青"]).certainty == "open"
    assert column("設計金額", YEN).certainty == "open"  # an amount proves nothing about which amount it is


def test_word_that_is_not_for_ocds_is_ignored_whatever_its_values(column):
    assert column("落札率", ["0.98", "架空"]).certainty == "ignored"


def test_number_without_header_is_never_more_than_a_choice(column):
    found = column("C", ["7000020992011", "1010001000006"], named=False)
    assert found.certainty == "open"
    assert found.alternatives[0].field == "awards/0/suppliers/0/id"


def test_values_alone_propose_fields(examine):
    assert by_values(examine(["https://www.example.jp/1"]))[0].field == "tender/documents/0/url"
    assert {choice.kind for choice in by_values(examine(YEN))} == {"yen"}
    assert by_values(examine([None])) == []


def test_addresses_of_pages_show_by_their_values_below_any_header(column):
    found = column("公告文（PDF）", [f"https://www.example.jp/{n}.pdf" for n in range(4)])
    assert (found.field, found.certainty) == ("tender/documents/0/url", "likely")
    assert column("公告文（PDF）", ["https://www.example.jp/"] * 4).certainty == "open"


def test_titles_and_methods_without_header_show_by_their_values(column):
    titles = ["潮見通り舗装補修工事", "庁舎清掃業務委託", "橋梁点検業務", "学校机の購入"]
    assert column("B", titles, named=False).field == "tender/title"
    assert column("C", ["一般競争入札", "指名競争入札"], named=False).field == "tender/procurementMethod"
    assert column("D", ["架空建設株式会社", "（株）見本設計"], named=False).certainty == "open"
