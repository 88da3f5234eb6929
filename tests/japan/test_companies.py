"""Supplier cells."""

import csv
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.companies import read_supplier


@pytest.mark.parametrize(
    "cell",
    [
        "株式会社見本総合企画",
        "（株）見本総合企画",
        "(株)見本総合企画",
        "㈱見本総合企画",
        "㈱ 見本総合企画",
        "株式会社　見本総合企画",
        "株式会社見本総合企画 沼津支店",
        "（株）見本総合企画　本店",
        "（株）見本総合企画 （株）見本総合企画",
        "（株）見本総合企画 代表取締役 見本太郎",
        "（株）見本総合企画  取締役社長",
        "（株）見本総合企画 沼津支店長 見本太郎",
        "（株）見本総合企画法人番号 －",
        "（株）見本総合企画\n東京都港区見本町1-2-3",
        "株式会社見本総合企画\n〒100-0000 東京都港区",
    ],
)
def test_one_firm_has_one_key(cell):
    supplier = read_supplier(cell)
    assert supplier.key == "株式会社見本総合企画"
    assert supplier.form == "株式会社"
    assert not supplier.looks_individual
    assert not supplier.is_joint_venture


def test_a_form_before_and_a_form_behind_are_two_firms():
    assert read_supplier("㈱見本").key != read_supplier("見本㈱").key


def test_the_same_name_with_another_form_is_another_firm():
    keys = {read_supplier(f"{form}見本").key for form in ("㈱", "㈲", "合同会社", "（合）", "一般社団法人", "")}
    assert len(keys) == 6


@pytest.mark.parametrize(
    ("cell", "name", "branch"),
    [
        ("見本リーテック（株） 静岡営業所", "見本リーテック（株）", "静岡営業所"),
        ("見本建設（株）伊豆出張所", "見本建設（株）", "伊豆出張所"),
        ("見本 株式会社 静岡支社", "見本 株式会社", "静岡支社"),
        ("株式会社 見本サービス 横浜営業所", "株式会社 見本サービス", "横浜営業所"),
        ("見本開発（株） 東京支社静岡支店", "見本開発（株）", "東京支社静岡支店"),
        ("株式会社見本 東京支社 水インフラ事業部プラントイ…", "株式会社見本", "東京支社 水インフラ事業部プラントイ…"),
        ("見本プラント（株） 営業第一部", "見本プラント（株）", "営業第一部"),
        ("（株）見本設計 名古屋オフィス", "（株）見本設計", "名古屋オフィス"),
        ("見本コンサルタント株式会社 埼玉事務所", "見本コンサルタント株式会社", "埼玉事務所"),
        ("見本Ｊａｐａｎ株式会社東海支社（静岡）", "見本Ｊａｐａｎ株式会社", "東海支社（静岡）"),
        ("見本建築設計事務所 裾野営業所", "見本建築設計事務所", "裾野営業所"),
        ("有限会社 見本建築設計事務所", "有限会社 見本建築設計事務所", ""),
        ("株式会社 山田 建築設計事務所", "株式会社 山田 建築設計事務所", ""),
        ("株式会社ＳＮ Ｄｅｓｉｇｎ", "株式会社ＳＮ Ｄｅｓｉｇｎ", ""),
        ("株式会社見本沼津支店", "株式会社見本沼津支店", ""),
    ],
)
def test_a_branch_is_split_off_where_the_text_sets_it_apart(cell, name, branch):
    supplier = read_supplier(cell)
    assert (supplier.name, supplier.branch) == (name, branch)


def test_a_glued_number_is_handed_back_as_written():
    supplier = read_supplier("見本（株）　法人番号 7000012050002")
    assert (supplier.name, supplier.number) == ("見本（株）", "7000012050002")


@pytest.mark.parametrize(
    "cell",
    [
        "甲特定建設工事共同企業体",
        "本荘・松澤特定建設工事共同企業体",
        "甲・㈱乙特定建設工事共同企業体",
        "（株）甲・（株）乙 見本センター機械設備工事 特定建設工事共同企業体",
        "株式会社甲・株式会社乙設計共同体",
        "甲・乙(共)",
    ],
)
def test_a_joint_venture_of_unresolved_members_is_one_party(cell):
    supplier = read_supplier(cell)
    assert supplier.is_joint_venture
    assert supplier.members == ()
    assert not supplier.looks_individual


@pytest.mark.parametrize(
    "cell",
    [
        "㈱甲組・㈱乙組特定建設工事共同企業体",
        "（株）甲組・（株）乙組 特定建設工事共同企業体",
        "㈱甲組　㈱乙組経常建設共同企業体",
        "㈱甲組、㈱乙組 ＪＶ",
    ],
)
def test_members_with_full_names_are_listed(cell):
    keys = [read_supplier(member).key for member in read_supplier(cell).members]
    assert keys == ["株式会社甲組", "株式会社乙組"]


def test_a_space_does_not_make_two_joint_ventures():
    spaced, joined = "甲組・乙組 特定建設工事共同企業体", "甲組・乙組特定建設工事共同企業体"
    assert read_supplier(spaced).key == read_supplier(joined).key


@pytest.mark.parametrize(
    "cell", ["見本太郎", "見本塗装", "見本組", "見本一級建築士事務所 見本太郎", "見本　花子", "木村"]
)
def test_who_may_be_a_person_is_treated_as_one(cell):
    assert read_supplier(cell).looks_individual


@pytest.mark.parametrize(
    "cell",
    [
        "見本森林組合",
        "見本県土地改良事業団体連合会",
        "牧之原市",
        "袋井市長",
        "国立大学法人見本大学",
        "見本商工会議所",
        "（公）見本シルバー人材センター",
        "見本（合）",
        "Sample Systems Inc.",
    ],
)
def test_organisations_without_a_company_form_are_no_persons(cell):
    assert not read_supplier(cell).looks_individual


@pytest.mark.parametrize("cell", ["", " \u200b", "法人番号 －"])
def test_a_cell_without_a_name_is_refused(cell):
    with pytest.raises(NotationError):
        read_supplier(cell)


NAMES = st.text(st.sampled_from("山田見本建設工業東海ＡＢ"), min_size=1, max_size=8)


@given(NAMES, st.sampled_from(["株式会社", "（株）", "㈱", "(株)"]), st.sampled_from(["", " ", "　"]))
def test_the_key_does_not_depend_on_how_the_form_is_written(name, form, gap):
    assert read_supplier(f"{form}{gap}{name}").key == read_supplier(f"株式会社{name}").key
    assert read_supplier(f"{name}{gap}{form}").key == read_supplier(f"{name}株式会社").key


@given(NAMES, st.sampled_from(["", "㈱", "（有）"]), st.sampled_from(["", " 沼津支店", " 代表取締役 見本太郎"]))
def test_reading_a_read_name_changes_nothing(name, form, tail):
    once = read_supplier(f"{form}{name}{tail}")
    twice = read_supplier(once.name)
    assert (twice.name, twice.key, twice.form) == (once.name, once.key, once.form)


@given(st.text(min_size=1, max_size=30))
def test_any_text_is_a_supplier_or_blank(text):
    with suppress(NotationError):
        assert read_supplier(text).name


def test_real_firms_with_one_number_have_one_key_but_for_renamed_ones(shared):
    keys: dict[str, set[str]] = {}
    with (shared / "samples/akita_shizuoka_awards/local_awards.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["corporate_no"] and row["winner_name"]:
                supplier = read_supplier(row["winner_name"])
                if not supplier.is_joint_venture:
                    keys.setdefault(row["corporate_no"], set()).add(supplier.key)
    several = [found for found in keys.values() if len(found) > 1]
    assert len(keys) == 1556
    # Firms that changed their names, wrong numbers in the source, and branches glued to names without a space.
    assert len(several) <= 21
