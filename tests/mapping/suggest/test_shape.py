from ocdsjp.mapping.suggest.shape import Measured, continued, key_of, repeats, shape_of

NUMBER, TITLE, DAY, FIRM = "A", "B", "C", "D"
PLACES = {NUMBER: 0, TITLE: 1, DAY: 2, FIRM: 3}


def columns(guess):
    return [
        guess("案件番号", NUMBER, "tender/id"),
        guess("件名", TITLE, "tender/title"),
        guess("契約日", DAY, "contracts/0/dateSigned", "date"),
        guess("相手方", FIRM, "awards/0/suppliers", "supplier"),
    ]


def measured(*rows):
    return Measured([list(row) for row in rows], PLACES)


def test_unique_number_is_the_key(guess):
    found = key_of(columns(guess), measured(("1", "a", "x", "f"), ("2", "a", "x", "f")), repeated=False)
    assert (found.columns, found.sure) == (("案件番号",), True)
    assert found.reason.ja == "見た 2 行で重なりなし"


def test_number_that_repeats_gets_company(guess):
    found = key_of(columns(guess), measured(("1", "a", "x", "f"), ("1", "b", "x", "f")), repeated=False)
    assert set(found.columns) == {"件名"} or "件名" in found.columns
    assert found.sure


def test_days_and_firms_alone_are_no_key(guess):
    rows = measured(("", "a", "x", "f"), ("", "a", "y", "g"))
    assert "件名" in key_of(columns(guess), rows, repeated=False).columns


def test_key_that_does_not_tell_all_rows_apart_is_not_sure(guess):
    only = [guess("件名", TITLE, "tender/title")]
    found = key_of(only, measured(("1", "a", "x", "f"), ("2", "a", "y", "g"), ("3", "b", "z", "h")), repeated=False)
    assert not found.sure
    assert "特定できない" in found.reason.ja


def test_identical_rows_do_not_count_against_a_key(guess):
    assert key_of(columns(guess), measured(("1", "a", "x", "f"), ("1", "a", "x", "f")), repeated=False).sure


def test_rows_of_one_case_with_different_firms_are_bidders(guess):
    rows = measured(("1", "a", "x", "f"), ("1", "a", "x", "g"), ("2", "b", "y", "f"), ("2", "b", "y", "g"))
    assert repeats(columns(guess), [FIRM], rows)
    assert shape_of(columns(guess), repeated=True) == "bidder"
    assert key_of(columns(guess), rows, repeated=True).columns == ("案件番号",)


def test_rows_of_one_title_and_different_days_are_cases(guess):
    table = [guess("件名", TITLE, "tender/title"), guess("落札日", DAY, "awards/0/date", "date")]
    rows = measured(("1", "a", "x", "f"), ("2", "a", "y", "g"), ("3", "a", "z", "h"))
    assert not repeats(table, [FIRM], rows)


def test_empty_titles_beside_firms_mean_as_above(guess):
    rows = measured(("1", "a", "x", "f"), (None, None, None, "g"), ("2", "b", "y", "f"), (None, None, None, "g"))
    assert [column.name for column in continued(columns(guess), [FIRM], rows)] == ["案件番号", "件名"]


def test_empty_titles_without_a_firm_are_just_empty(guess):
    rows = measured(("1", "a", "x", "f"), ("2", None, "x", None), ("3", None, "y", "g"))
    assert continued(columns(guess), [FIRM], rows) == []


def test_forecast_and_contract_in_one_row_are_phases(guess):
    table = [
        guess("発注見通し／時期", "A", "tender/tenderPeriod", "span"),
        guess("契約締結状況／契約日", "B", "contracts/0/dateSigned", "date"),
    ]
    assert shape_of(table, repeated=False) == "phases"
