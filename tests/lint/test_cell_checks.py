"""What stands in single cells."""

import pytest

from ocdsjp.lint import cell_checks

from .conftest import HEADER, ROWS


def column(page, *values, name="項目", is_text=False):
    return page((name, "件名", "備考"), *((value, "清掃業務", "なし") for value in values), is_text=is_text)


def found(check, page):
    return [(remark.rule.id, remark.cells, remark.value) for remark in check(page)]


@pytest.mark.parametrize("text", ["件　名", "前 ", " 前", "契約　　金額", "委 託"])
def test_spaces_for_looks_are_found(page, text):
    [(number, cells, value)] = found(cell_checks.spaces, column(page, text))
    assert (number, cells, value) == ("L1-06", ("A2",), text)


@pytest.mark.parametrize("text", ["架空建設 株式会社", "a b c", "道路 維持 工事", "3 4"])
def test_spaces_between_words_are_no_looks(page, text):
    assert found(cell_checks.spaces, column(page, text)) == []


def test_line_breaks_are_found_in_workbooks_header_included(page):
    assert found(cell_checks.spaces, column(page, "a\nb", name="項\n目")) == [("L1-06", ("A1", "A2"), "項⏎目")]
    assert found(cell_checks.spaces, column(page, "a\nb", is_text=True)) == []


@pytest.mark.parametrize(
    "text",
    [
        "1,000円\n2,000円",
        "令和7年4月1日\n令和7年5月1日",
        "架空建設株式会社\n海原県潮鳴市港町1-2",
        "100 / 200",
        "見本組\n〒999-0000 潮鳴市",
    ],
)
def test_several_things_in_a_cell_are_found(page, text):
    assert [number for number, _, _ in found(cell_checks.several_things, column(page, text))] == ["L1-07"]


@pytest.mark.parametrize(
    "text", ["令和7年4月1日\nから", "第１回\n不調", "道路維持工事\n道路情報の収集・提供に係る3業務", "1,000", "a、b"]
)
def test_one_thing_on_two_lines_is_one_thing(page, text):
    assert found(cell_checks.several_things, column(page, text)) == []


@pytest.mark.parametrize(
    ("text", "characters"), [("①工事", "①"), ("㈱架空", "㈱"), ("第Ⅱ期", "Ⅱ"), ("外字\ue000", "\ue000"), ("㍻", "㍻")]
)
def test_platform_dependent_characters_are_found(page, text, characters):
    assert found(cell_checks.dependent, column(page, text)) == [("L1-08", ("A2",), characters)]


@pytest.mark.parametrize("text", ["髙橋", "１～３", "－", "(株)", "☆", "塚"])
def test_ordinary_characters_and_kanji_of_names_are_not(page, text):
    assert found(cell_checks.dependent, column(page, text)) == []


@pytest.mark.parametrize("text", ["〃", "同上", " 々 "])
def test_omitted_values_are_found(page, text):
    assert [number for number, _, _ in found(cell_checks.omitted, column(page, text))] == ["L2-02"]


def test_other_with_its_details_is_found(page):
    assert found(cell_checks.other, column(page, "その他（印刷）", "その他", "その他工事")) == [
        ("L2-05", ("A2",), "その他（印刷）")
    ]


@pytest.mark.parametrize(
    "text", ["令和7年4月1日", "R7.4.1", "令和元年度", "平成31年4月", "令和7年4月から令和8年3月まで", "Ｒ７．４．１"]
)
def test_dates_of_the_japanese_calendar_alone_are_found(page, text):
    assert found(cell_checks.eras, column(page, text)) == [("L3-05", ("A2",), text)]


@pytest.mark.parametrize("text", ["2025-04-01", "令和7(2025)年度", "令和7年度 庁舎清掃業務", "R7-K-01", "R7", "R3.5mm"])
def test_gregorian_dates_titles_and_numbers_are_not(page, text):
    assert found(cell_checks.eras, column(page, text)) == []


def test_dates_without_any_era_are_found(page):
    [(number, cells, value)] = found(cell_checks.eras, column(page, "7.4.1"))
    assert (number, cells, value) == ("L3-05", ("A2",), "7.4.1")


def test_a_date_cell_is_a_date_however_it_looks(sheet):
    from datetime import date  # noqa: PLC0415

    said = sheet(HEADER, *((row[0], row[1], date(2025, 4, 1), row[3]) for row in ROWS))
    assert said == {}
