"""Amounts of yen."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.money import MAX_YEN, Kind, Tax, read_money

FULL_WIDTH = str.maketrans("0123456789,-", "０１２３４５６７８９，－")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1234567, 1234567),
        (1234567.0, 1234567),
        (2037999999.9999998, 2038000000),
        ("1234567", 1234567),
        ("1,234,567", 1234567),
        ("１，２３４，５６７円", 1234567),
        ("¥1,000", 1000),
        ("￥１，０００－", 1000),
        ("\\1,806,903.-", 1806903),
        ("金1,000円也", 1000),
        ("31389000.00", 31389000),
        ("22,000千円", 22_000_000),
        ("100百万円", 100_000_000),
        ("1,750万円", 17_500_000),
        ("3億円", 300_000_000),
        ("1.5億円", 150_000_000),
        ("1億2,345万6千円", 123_456_000),
        ("25億7,406万5,550円", 2_574_065_550),
        ("△1,000", -1000),
        ("▲1,000円", -1000),
        ("-1,000", -1000),
        ("−1,000", -1000),
        ("¥-1,000", -1000),
        ("0", 0),
        ("1,234,567円\n", 1234567),
        ("1,000 円", 1000),
        ("9,295,000円(96.1%)", 9_295_000),
        ("1,969,000円\n（落札率99.4％）", 1_969_000),
    ],
)
def test_totals_are_read(cell, amount):
    money = read_money(cell)
    assert (money.amount, money.kind, money.tax) == (amount, Kind.TOTAL, None)


@pytest.mark.parametrize(
    ("cell", "tax"),
    [
        ("1,000円（税込）", Tax.INCLUDED),
        ("税込1,000円", Tax.INCLUDED),
        ("1,000(込)", Tax.INCLUDED),
        ("1,000円（消費税及び地方消費税を含む。）", Tax.INCLUDED),
        ("1,000円(税抜き)", Tax.EXCLUDED),
        ("1,000円（消費税抜）", Tax.EXCLUDED),
        ("税抜 1,000", Tax.EXCLUDED),
        ("1,000円\n（消費税別）", Tax.EXCLUDED),
        ("1,000円（消費税等相当額を除く）", Tax.EXCLUDED),
    ],
)
def test_what_a_cell_says_about_tax_is_kept(cell, tax):
    money = read_money(cell)
    assert (money.amount, money.tax, money.text) == (1000, tax, cell)


@pytest.mark.parametrize(
    "cell",
    [
        "1,234円/月",
        "月額1,234",
        "月額単価（1,234円）",
        "＠1,234円ほか",
        "@1,234他\n",
        "1234円／人",
        "1,234円/1件",
        "1,234/件",
        "単価1,234円",
        "単価契約（単価1,234円／時間）",
        "1時間当たり1,234円",
        "1,234円（1時間あたり）",
    ],
)
def test_unit_prices_are_kept_apart_from_totals(cell):
    money = read_money(cell)
    assert (money.amount, money.kind) == (1234, Kind.UNIT_PRICE)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("支払実績総額\n2,031,150円", "money-ambiguous"),
        ("130,746,275\n（変更後）\n139,796,111", "money-ambiguous"),
        ("(17,996,967)\n11,423,225", "money-ambiguous"),
        ("490,300／シフト\n（14シフト、総額6,864,200）", "money-ambiguous"),
        ("契約金額内訳\n①16,550,001円\n②11,000,000円", "money-ambiguous"),
        ("①16,550,001円", "money-ambiguous"),
        ("約1,000円", "money-ambiguous"),
        ("1 234", "money-ambiguous"),
        ("1,000-", "money-ambiguous"),
        ("@1,624,35", "money-ambiguous"),
        ("外貨による契約：130,325USD", "money-ambiguous"),
        ("1,100円(税込)1,000円(税抜)", "money-tax-conflict"),
        ("1508293.5", "money-fraction"),
        (1508293.5, "money-fraction"),
        ("12.5円／枚", "money-fraction"),
        ("1億20,000万円", "money-unreadable"),
        ("12,34", "money-unreadable"),
        ("不調", "money-unreadable"),
        ("円", "money-unreadable"),
        ("-", "money-unreadable"),
        ("１２３٤", "money-ambiguous"),
        (True, "money-unreadable"),
        (float("inf"), "money-unreadable"),
        (MAX_YEN + 1, "money-too-large"),
        ("90000000167598800", "money-too-large"),
        (9e16, "money-too-large"),
        (None, "cell-blank"),
    ],
)
def test_amounts_that_cannot_be_read_without_guessing_are_refused(cell, rule):
    with pytest.raises(NotationError) as caught:
        read_money(cell)
    assert caught.value.rule.id == rule


def test_a_bare_number_takes_the_declared_unit_and_a_stated_unit_wins():
    assert read_money("1,234", unit=1000).amount == 1_234_000
    assert read_money(1234.5, unit=1000).amount == 1_234_500
    assert read_money(1234.567, unit=1000).amount == 1_234_567
    assert read_money("1,234円", unit=1000).amount == 1234
    assert read_money("¥1,234", unit=1000).amount == 1234
    assert read_money("1,234千円", unit=1000).amount == 1_234_000
    with pytest.raises(NotationError):
        read_money(1234.5678, unit=1000)


YEN = st.integers(-MAX_YEN, MAX_YEN)


@given(YEN, st.sampled_from(["{:,}", "{:,}円", "{}", "{}円", "{:,}円（税込）"]))
def test_written_amounts_read_back(amount, pattern):
    assert read_money(pattern.format(amount)).amount == amount


@given(YEN)
def test_full_width_reads_like_half_width(amount):
    assert read_money(f"{amount:,}円".translate(FULL_WIDTH)).amount == amount


@given(st.integers(1, MAX_YEN))
def test_amounts_in_japanese_magnitudes_read_back(amount):
    trillion, rest = divmod(amount, 10**12)
    hundred_million, rest = divmod(rest, 10**8)
    ten_thousand, one = divmod(rest, 10**4)
    written = "".join(
        f"{part:,}{unit}"
        for part, unit in ((trillion, "兆"), (hundred_million, "億"), (ten_thousand, "万"), (one, ""))
        if part
    )
    assert read_money(f"{written}円").amount == amount


@given(st.text(max_size=30))
def test_any_text_is_whole_yen_or_a_named_error(text):
    with suppress(NotationError):
        assert abs(read_money(text).amount) <= MAX_YEN
