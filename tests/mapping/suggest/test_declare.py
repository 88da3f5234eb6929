import pytest

from ocdsjp.mapping.suggest.declare import Table, declared
from ocdsjp.mapping.suggest.model import KeyGuess, Reason

KEY = KeyGuess(("件名",), Reason("", ""), sure=True)


@pytest.fixture
def lines(guess, examine):
    def made(name, field, kind, cells, **more):
        column = guess(name, "A", field, kind, **more)
        return declared(Table([column], {"A": examine(cells)}, "process", KEY, ()), column)

    return made


def test_amount_says_tax_and_unit_only_where_they_are_stated(lines):
    plain = lines("契約金額", "contracts/0/value/amount", "yen", ["1,000"])
    assert plain == {"contracts/*/value": {"column": "契約金額", "read": "yen"}}
    stated = lines("契約金額", "contracts/0/value/amount", "yen", ["1,000"], tax="included", unit="千円")
    assert stated["contracts/*/value"] == {"column": "契約金額", "read": "yen", "unit": "千円", "tax": "included"}


def test_zero_is_no_price_of_an_award(lines):
    assert lines("落札金額", "awards/0/value/amount", "yen", ["1,000", "0"])["awards/*/value"]["zero_is_blank"]


def test_lowest_price_says_its_kind(lines):
    found = lines("最低制限価格", "tender/lowestPriceLimits/0/value/amount", "yen", ["1,000"])
    assert found["tender/lowestPriceLimits/0/kind"] == {"constant": "minimumPrice"}


def test_time_of_day_makes_a_moment(lines):
    assert lines("開札日時", "tender/awardPeriod/startDate", "datetime", ["R7.5.1 10:00"]) == {
        "tender/awardPeriod/startDate": {"column": "開札日時", "read": "datetime"}
    }


def test_method_keeps_its_words_beside_the_code(lines):
    found = lines("入札方式", "tender/procurementMethod", "method", ["一般競争入札"])
    assert found["tender/procurementMethodDetails"] == "入札方式"
    assert found["tender/procurementMethod"] == {"column": "入札方式", "term": "procurement_methods"}


def test_title_with_place_and_period_in_one_cell_is_its_first_line(lines):
    found = lines("工事の名称、場所、期間", "tender/title", "text", ["町道補修工事\n港町\n令和7年5月"])
    assert found["tender/title"] == {"column": "工事の名称、場所、期間", "part": "first_line", "required": True}


def test_true_and_false_of_a_failed_tender_are_codes(lines):
    found = lines("不調", "tender/status", "status", ["true", "false"])
    assert found == {"tender/status": {"column": "不調", "codes": {"true": "unsuccessful", "false": "complete"}}}


def test_section_is_a_unit_of_the_publisher(lines):
    found = lines("担当課", "tender/procuringEntity/name", "organization", ["水道課"])
    assert found == {"tender/procuringEntity": {"organization": {"unit": "担当課"}}}
