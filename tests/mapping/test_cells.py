"""One cell by one declaration."""

from datetime import date, datetime

import pytest

from ocdsjp.errors import NotationError
from ocdsjp.mapping.cells import FileDays, as_cell, make_reader, number_reader, read_parties, remember
from ocdsjp.mapping.model import Value
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell


@pytest.fixture
def read(vocabularies):
    def one(cell, path="tender/title", days=None, **declared):
        return make_reader(Value(column="欄", **declared), path, vocabularies, days or FileDays())(cell)

    return one


@pytest.mark.parametrize("cell", [None, "", "　 "])
def test_a_blank_cell_is_none_or_what_the_source_defines(read, cell):
    assert read(cell) is None
    assert read(cell, blank="unsuccessful") == "unsuccessful"


@pytest.mark.parametrize("cell", [0, "0", "０", 0.0])
def test_zero_may_stand_for_an_empty_cell(read, cell):
    assert read(cell, "awards/0/value", read="yen", zero_is_blank=True) is None
    assert read(cell, "awards/0/value", read="yen")["amount"] == 0


def test_text_stays_as_written(read):
    assert read("　（株）架空　") == "（株）架空"
    assert read(5999900000005.0) == "5999900000005"


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [("１，２３４", "円", 1234), (12.5, "千円", 12_500), ("3,260", "千円", 3_260_000), ("1.5", "億円", 150_000_000)],
)
def test_yen_in_its_unit(read, cell, unit, amount):
    assert read(cell, "tender/value", read="yen", unit=unit) == {"amount": amount, "currency": "JPY"}


def test_the_tax_basis_of_the_mapping_yields_to_that_of_the_cell(read):
    assert read("1,000", "tender/value", read="yen", tax="excluded")["amountNet"] == 1000
    assert read("1,000", "tender/value", read="yen", tax="included")["amountGross"] == 1000
    marked = read("1,100円（税込）", "tender/value", read="yen", tax="excluded")
    assert marked == {"amount": 1100, "currency": "JPY", "amountGross": 1100}


def test_a_unit_price_is_no_total(read):
    with pytest.raises(NotationError, match="unit price"):
        read("1,250円/ｔ", "awards/0/value", read="yen")


@pytest.mark.parametrize(
    ("cell", "path"),
    [("不調", "awards/0/value"), ("非公表", "tender/value"), ("辞退", "bids/details/0/value"), ("－", "tender/value")],
)
def test_sentinels_of_amounts_are_none_without_complaint(read, cell, path):
    assert read(cell, path, read="yen") is None


def test_an_amount_that_nobody_can_read_is_an_error_each_time(read):
    reader = remember(lambda cell: read(cell, "tender/value", read="yen"))
    for _ in range(2):
        with pytest.raises(NotationError) as caught:
            reader("別紙のとおり")
        assert caught.value.rule.id == "money-unreadable"


def test_dates_and_the_last_day_of_a_period(read):
    assert read("令和7年4月1日", "awards/0/date", read="date") == "2025-04-01T00:00:00+09:00"
    assert read(date(2026, 3, 31), "contracts/0/period/endDate", read="date") == "2026-03-31T23:59:59+09:00"
    assert read("R8.3.31", "contracts/0/period/startDate", read="date") == "2026-03-31T00:00:00+09:00"
    stated = read(datetime.fromisoformat("2025-06-01T17:00:00"), "tender/tenderPeriod/endDate", read="datetime")
    assert stated == "2025-06-01T17:00:00+09:00"
    assert read("中止", "awards/0/date", read="date") is None


def test_serial_numbers_follow_the_workbooks_epoch(read):
    assert read(45748, "awards/0/date", read="date") == "2025-04-01T00:00:00+09:00"
    assert read(45748, "awards/0/date", FileDays(date_1904=True), read="date") == "2029-04-02T00:00:00+09:00"


def test_spans_whole_or_by_their_ends(read):
    cell = "令和7年7月上旬"
    whole = {"startDate": "2025-07-01T00:00:00+09:00", "endDate": "2025-07-10T23:59:59+09:00"}
    assert read(cell, "tender/contractPeriod", read="span") == whole
    assert read(cell, "planning/milestones/0/dueDate", read="span") == whole["endDate"]
    assert read(cell, "tender/contractPeriod/startDate", read="span") == whole["startDate"]
    assert read("契約日の翌日から30日間", "tender/contractPeriod", read="span") is None


def test_a_quarter_needs_the_files_fiscal_year(read):
    path = "planning/milestones/0/dueDate"
    assert read("第１四半期", path, FileDays(fiscal_year=2025), read="span") == "2025-06-30T23:59:59+09:00"
    with pytest.raises(NotationError):
        read("第１四半期", path, read="span")


@pytest.mark.parametrize(
    ("cell", "kind", "found"),
    [
        ("3", "integer", 3),
        ("３者", "integer", 3),
        ("2 社", "integer", 2),
        ("12.5%", "number", 12.5),
        ("－", "number", None),
    ],
)
def test_numbers(read, cell, kind, found):
    assert read(cell, "tender/numberOfTenderers", read=kind) == found


@pytest.mark.parametrize("cell", ["nan", "inf", "数者", True])
def test_what_is_no_number_is_refused(read, cell):
    with pytest.raises(NotationError):
        read(cell, "tender/numberOfTenderers", read="number")


@pytest.mark.parametrize(("cell", "found"), [("有", True), ("○", True), ("無", False), ("×", False)])
def test_booleans(read, cell, found):
    assert read(cell, "tender/hasEnquiries", read="boolean") is found


def test_an_unknown_yes_or_no_is_refused(read):
    with pytest.raises(NotationError):
        read("おおむね", "tender/hasEnquiries", read="boolean")


def test_a_status_depends_on_where_the_word_stands(read):
    assert read("辞退", "bids/details/0/status", read="status") == "withdrawn"
    assert read("不調", "tender/status", read="status") == "unsuccessful"
    assert read("1,000", "bids/details/0/status", read="status", otherwise="valid") == "valid"
    assert read("1,000", "bids/details/0/status", read="status") is None


@pytest.mark.parametrize("cell", ["－", "非公表", "********"])
def test_a_word_that_says_nothing_is_no_ground_for_the_otherwise_of_a_status(read, cell):
    assert read(cell, "tender/status", read="status", otherwise="complete") is None


def test_codes_of_one_source(read):
    codes = {"有": "ratedCriteria", "無": ""}
    assert read("有", "tender/awardCriteria", codes=codes) == "ratedCriteria"
    assert read("無", "tender/awardCriteria", codes=codes) is None
    with pytest.raises(NotationError) as caught:
        read("未定", "tender/awardCriteria", codes=codes)
    assert caught.value.rule.id == "code-unknown"


def test_terms_of_a_vocabulary(read):
    path, table = "tender/procurementMethod", "procurement_methods"
    assert read("一般競争入札", path, term=table) == "open"
    assert read("一般競争入札", "tender/awardCriteria", term=table) is None
    assert read("不落随契", path, term=table, take="legal_item") == "8"
    for cell, rule in (("くじ引き方式", "term-unknown"), ("随意契約", "term-undecided")):
        with pytest.raises(NotationError) as caught:
            read(cell, path, term=table)
        assert caught.value.rule.id == rule


def test_legal_bases_are_found_in_sentences_and_the_longest_wins(read):
    path = "tender/procurementMethodRationaleClassifications"
    cell = "地方自治法施行令第167条の2第1項第3号により、団体の育成に寄与するため"
    assert [(it["scheme"], it["id"]) for it in read(cell, path, term="legal_bases")] == [("JP-LAA-EO-167-2", "3")]
    with pytest.raises(NotationError):
        read("第167条の2第1項第12号", path, term="legal_bases")


def test_items_of_law_that_contradict_each_other_decide_nothing(read):
    cell = "落札者がいなかったため（会計法第29条の3第1項、予決令第99条の2）"
    with pytest.raises(NotationError) as caught:
        read(cell, "tender/procurementMethod", term="legal_bases")
    assert caught.value.rule.id == "term-undecided"
    assert read("会計法第29条の3第1項", "tender/procurementMethod", term="legal_bases") == "open"


@pytest.mark.parametrize(
    ("cell", "part", "found"),
    [
        ("架空商店\n潮鳴市1-1", "first_line", "架空商店"),
        ("架空商店\n潮鳴市1-1", "other_lines", "潮鳴市1-1"),
        ("架空商店　潮鳴市 1-1", "first_word", "架空商店"),
        ("架空商店　潮鳴市 1-1", "other_words", "潮鳴市 1-1"),
        ("架空商店", "other_lines", None),
        ("架空業務委託 (138.4KB)", "without_size", "架空業務委託"),
        ("架空業務委託（1,024バイト）", "without_size", "架空業務委託"),
        ("架空業務委託（その2）", "without_size", "架空業務委託（その2）"),
        ("株式会社架空 東京都架空市1-1", "name", "株式会社架空"),
        ("株式会社架空 東京都架空市1-1", "address", "東京都架空市1-1"),
    ],
)
def test_parts_of_a_cell_that_holds_two_things(read, cell, part, found):
    assert read(cell, part=part) == found


def test_a_broken_cell_is_an_error_where_it_is_needed_and_text_where_only_text_counts(read):
    broken = BrokenCell(rules.CELL_ERROR, "#REF!")
    with pytest.raises(NotationError):
        read(broken)
    assert as_cell(broken) == "#REF!"


def test_joint_ventures():
    [party] = read_parties("潮鳴架空建設・架空潮鳴土木特定建設工事共同企業体", "8999900000001", None)
    assert party.joint_venture
    assert party.number is None


def test_corporate_numbers():
    assert number_reader(None)("8999900000001") == "8999900000001"
    assert number_reader(None)(" ") is None
    with pytest.raises(NotationError):
        number_reader(None)("5999900000005")
