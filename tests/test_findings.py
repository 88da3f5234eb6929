"""What a finding says, and where; both languages everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.findings import Effect, Finding, Place, Rule

NO_DAY = Rule(
    id="no-day",
    ja="『{value}』は{month}月にない日です。",
    en='"{value}" is no day of month {month}.',
    mend_ja="直してください。",
    mend_en="Mend it.",
)


def test_a_finding_says_where_what_and_how_to_mend_it():
    finding = Finding(NO_DAY, Effect.REVIEW, Place("", "a.xlsx", "工事", 27, "F27"), "R6.2.30", {"month": "2"})
    assert (
        finding.message("ja")
        == "a.xlsx シート『工事』 F27: 『R6.2.30』は2月にない日です。直してください。（規則 no-day）"
    )
    assert finding.message("en") == 'a.xlsx, sheet "工事", F27: "R6.2.30" is no day of month 2. Mend it. (rule no-day)'


@pytest.mark.parametrize(
    ("place", "ja", "en"),
    [
        (Place("", "a.csv"), "a.csv", "a.csv"),
        (Place("", "a.csv", row=3), "a.csv 3行目", "a.csv, row 3"),
        (Place("", "a.xlsx", "工事"), "a.xlsx シート『工事』", 'a.xlsx, sheet "工事"'),
        (Place("", "a.csv", row=3, cell="B3"), "a.csv B3", "a.csv, B3"),
    ],
)
def test_a_place_is_as_exact_as_it_is_known(place, ja, en):
    assert (place.describe("ja"), place.describe("en")) == (ja, en)


def test_a_value_that_is_missing_is_an_empty_word_in_the_message():
    assert NO_DAY.message("en", None, {"month": "2"}).startswith('"" is no day')


@given(value=st.text(), month=st.text())
def test_whatever_a_cell_holds_is_quoted_and_never_read_as_a_placeholder(value, month):
    assert f'"{value}" is no day of month {month}. ' in NO_DAY.message("en", value, {"month": month})


def test_the_flat_form_has_the_columns_of_the_quarantine_in_their_order():
    finding = Finding(NO_DAY, Effect.ROW, Place("ab", "a.csv", None, 2), "x", {"month": "2"})
    flat = finding.as_dict()
    assert list(flat) == ["effect", "rule", "file", "blob", "sheet", "row", "cell", "value", "message_ja", "message_en"]
    assert (flat["effect"], flat["rule"], flat["sheet"], flat["row"]) == ("row", "no-day", None, 2)
    assert flat["message_en"] == finding.message("en")


def test_a_huge_value_is_quoted_and_kept_in_part():
    finding = Finding(NO_DAY, Effect.ROW, Place("", "a.csv"), "9" * 60_000, {"month": "8" * 60_000})
    assert len(finding.message("ja")) < 3_000
    value = finding.as_dict()["value"]
    assert isinstance(value, str)
    assert (len(value), value[-1]) == (10_001, "…")
