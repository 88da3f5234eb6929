"""Prefectures and municipalities."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan import corporate_numbers
from ocdsjp.japan.local_governments import (
    PREFECTURES,
    LocalGovernment,
    by_code,
    check_digit,
    find,
    is_local_government_name,
    is_valid_code,
    read_code,
    table,
)

INVENTED = LocalGovernment(
    code="99001" + check_digit("99001"),
    name="架空市",
    kana="カクウシ",
    prefecture="見本県",
    corporate_number=corporate_numbers.of_local_government("99001" + check_digit("99001")),
)


def refusal(function, *arguments, **options) -> str:
    with pytest.raises(NotationError) as caught:
        function(*arguments, **options)
    return caught.value.rule.id


def test_the_table_has_all_prefectures_and_municipalities():
    kinds = Counter("県" if body.code[2:5] == "000" else body.name[-1] for body in table())
    assert kinds == {"県": 47, "市": 792, "町": 743, "村": 183, "区": 23}
    designated = [body for body in table() if body.code[2] == "1" and body.name.endswith("市")]
    assert len(designated) == 20


def test_codes_names_and_numbers_are_unique_and_consistent():
    bodies = table()
    assert [body.code for body in bodies] == sorted({body.code for body in bodies})
    assert len({(body.prefecture, body.name) for body in bodies}) == 1788
    names = {prefecture.code: prefecture.name for prefecture in PREFECTURES}
    for body in bodies:
        assert is_valid_code(body.code)
        assert body.prefecture == names[body.code[:2]]
        assert body.corporate_number == corporate_numbers.of_local_government(body.code)
        assert corporate_numbers.is_valid(body.corporate_number)
        assert all("ァ" <= sign <= "ー" for sign in body.kana)


def test_no_invented_place_is_in_the_table():
    assert not any(body.code.startswith("99") for body in table())
    assert by_code(INVENTED.code, extra=(INVENTED,)) == INVENTED
    assert find("見本県架空市", extra=(INVENTED,)) == INVENTED
    assert refusal(by_code, INVENTED.code) == "local-government-code-unknown"
    assert refusal(find, "架空市") == "local-government-unknown"


@pytest.mark.parametrize(
    ("name", "prefecture", "code"),
    [
        ("北海道", None, "010006"),
        ("埼玉県", None, "110001"),
        ("札幌市", None, "011002"),
        ("さいたま市", None, "111007"),
        ("埼玉県さいたま市", None, "111007"),
        ("さいたま市", "埼玉", "111007"),
        ("京都府京都市", None, "261009"),
        ("東京都 府中市", None, "132063"),
        ("府中市", "広島県", "342084"),
        ("伊達市", "北海道", "012335"),
        ("千代田区", None, "131016"),
        ("石狩郡当別町", None, "013030"),
        ("北海道余市郡余市町", None, "014087"),
        ("大和郡山市", None, "292036"),
        ("七ヶ宿町", None, "043028"),
        ("七ケ宿町", None, "043028"),
        ("青ヶ島村", None, "134023"),
        ("梼原町", None, "394050"),
        ("檮原町", None, "394050"),
        ("須惠町", None, "403440"),
        ("三宅村", None, "133817"),
        ("篠山市", None, "282219"),
        ("丹波篠山市", None, "282219"),
        ("滝沢村", None, "032166"),
        ("那珂川町", "福岡県", "402311"),
        ("那珂川町", "栃木県", "094111"),
    ],
)
def test_bodies_are_found_by_the_names_that_records_bear(name, prefecture, code):
    assert find(name, prefecture).code == code


@pytest.mark.parametrize("name", ["府中市", "伊達市", "那珂川町", "森町"])
def test_a_name_that_repeats_needs_its_prefecture(name):
    assert refusal(find, name) == "local-government-ambiguous"


@pytest.mark.parametrize("arguments", [("札幌市", "青森県"), ("札幌市中央区",), ("青森県札幌市",), ("",), ("県",)])
def test_unknown_names_are_refused(arguments):
    assert refusal(find, *arguments) == "local-government-unknown"


def test_names_are_told_from_other_words():
    assert is_local_government_name("牧之原市")
    assert is_local_government_name("府中市")
    assert not is_local_government_name("木村")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("011002", "011002"),
        ("０１１００２", "011002"),
        ("13225", "132250"),
        (13225, "132250"),
        (132250.0, "132250"),
        ("01101", "011011"),
        ("278670", "278670"),
        (INVENTED.code, INVENTED.code),
    ],
)
def test_codes_are_read_with_and_without_check_digit(cell, code):
    assert read_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("012130", "local-government-code-check-digit"),
        (11002, "local-government-code-lost-zero"),
        ("11002", "local-government-code-lost-zero"),
        (1000, "local-government-code-lost-zero"),
        ("12203", "local-government-code-ambiguous"),
        ("1234567", "local-government-code-unreadable"),
        ("01-100", "local-government-code-unreadable"),
        (None, "cell-blank"),
    ],
)
def test_wrong_codes_are_refused_with_the_reason(cell, rule):
    assert refusal(read_code, cell) == rule


def test_the_error_of_a_wrong_code_names_the_right_one():
    with pytest.raises(NotationError, match="012131"):
        read_code("012130")


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.integers(0, 4), st.integers(1, 9))
def test_one_wrong_digit_changes_the_check_digit_save_for_the_two_remainders_that_share_one(code, place, shift):
    changed = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert is_valid_code(code + check_digit(code))
    if check_digit(changed) == check_digit(code):
        # 11 minus the remainder has two digits for remainder 0 (11) and 1 (10), of which the last digit is kept.
        assert check_digit(code) in "01"


def test_a_check_digit_needs_five_digits():
    with pytest.raises(ValueError, match="five"):
        check_digit("0110")


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_agrees_with_the_ministrys_list_of_2018_but_for_known_changes(shared):
    listed = {
        row["code"]: row["municipality"] or row["prefecture"]
        for row in read_rows(shared / "reference/local-governments/soumu_000562730.csv")
    }
    ours = {body.code: body.name for body in table()}
    different = {
        (code, listed.get(code), ours.get(code))
        for code in listed.keys() | ours.keys()
        if listed.get(code) != ours.get(code)
    }
    assert different == {
        ("282219", "篠山市", "丹波篠山市"),  # renamed 2019-05-01
        ("403059", "那珂川町", None),  # became a city 2018-10-01
        ("402311", None, "那珂川市"),
    }


def test_all_derived_numbers_are_those_of_the_tax_agency(shared):
    named = {
        row["corporateID"]: row["corporateName"]
        for row in read_rows(shared / "reference/local-governments/localgovs.csv")
    }
    assert sum(body.corporate_number in named for body in table()) == 1788
    different = {
        (body.name, named[body.corporate_number]) for body in table() if named[body.corporate_number] != body.name
    }
    assert different == {("七ヶ宿町", "七ケ宿町"), ("青ヶ島村", "青ケ島村")}
    assert all(find(name, None).name == ours for ours, name in different)


def test_the_wrong_codes_of_a_real_list_are_found(shared):
    codes = [row["muni_code"] for row in read_rows(shared / "samples/municipal_urls/procurement_url_master_v2.csv")]
    wrong = [code for code in codes if not is_valid_code(code)]
    assert (len(codes), len(wrong)) == (1742, 162)
    assert all(code[-1] == "0" and check_digit(code[:-1]) == "1" for code in wrong)
