"""The vocabulary tables as data: well formed, without double terms, with codes of the standard, and complete."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from ocdsjp.japan.text import match_key
from ocdsjp.paths import shipped

FOLDER = shipped("mappings") / "vocabulary"
COLUMNS = {
    "procurement_methods": "term,procurementMethod,awardCriteria,legal_item,reviewed,source,note",
    "categories": "term,mainProcurementCategory,additionalProcurementCategories,procurement,reviewed,source,note",
    "statuses": "term,where,code,reviewed,source,note",
    "legal_bases": "term,scheme,id,description,procurementMethod,reviewed,source,note",
    "header_words": "word,field,kind,reviewed,source",
    "ministries": "term,name,reviewed,source,note",
}
# The code that a line decides; empty until somebody has reviewed it.
DECIDES = {
    "procurement_methods": "procurementMethod",
    "categories": "mainProcurementCategory",
    "statuses": "code",
    "legal_bases": "procurementMethod",
}
STATUS_CODELISTS = {
    "tender": "codelists/tenderStatus",
    "bid": "extensions/bids/codelists/bidStatus",
    "award": "codelists/awardStatus",
    "contract": "codelists/contractStatus",
}
KINDS = {
    "text", "date", "datetime", "span", "yen", "number", "integer", "status",
    "method", "category", "legal_basis", "supplier", "organization", "corporate_number", "ignore",
}  # fmt: skip


def lines_of(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def terms_of(table: str) -> set[str]:
    return {match_key(line["term"]) for line in lines_of(table)}


def codes(codelist: str) -> set[str]:
    with (shipped("schemas") / f"{codelist}.csv").open(encoding="utf-8", newline="") as file:
        return {line["Code"] for line in csv.DictReader(file)}


def line_for(table: str, term: str, where: str = "") -> dict[str, str]:
    [line] = [
        line
        for line in lines_of(table)
        if match_key(line["term"]) == match_key(term) and line.get("where", "") == where
    ]
    return line


@pytest.mark.parametrize("table", COLUMNS)
def test_table_is_plain_utf8_with_the_documented_columns(table: str):
    raw = (FOLDER / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").split("\n", 1)[0] == COLUMNS[table]
    for line in lines_of(table):
        assert None not in line, line
        assert None not in line.values(), line
        assert all(value == value.strip() for value in line.values()), line


@pytest.mark.parametrize("table", COLUMNS)
def test_no_term_stands_twice_after_normalising(table: str):
    word = "word" if table == "header_words" else "term"
    keys = [(line.get("where", ""), match_key(line[word])) for line in lines_of(table)]
    assert all(key for _, key in keys)
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


@pytest.mark.parametrize("table", COLUMNS)
def test_every_line_says_whether_it_was_reviewed_and_names_its_source(table: str):
    for line in lines_of(table):
        assert line["reviewed"] in {"yes", "no"}, line
        assert line["source"], line


@pytest.mark.parametrize("table", DECIDES)
def test_unreviewed_line_decides_nothing(table: str):
    assert [line for line in lines_of(table) if line["reviewed"] == "no" and line[DECIDES[table]]] == []


@pytest.mark.parametrize(
    ("table", "column", "codelist"),
    [
        ("procurement_methods", "procurementMethod", "codelists/method"),
        ("procurement_methods", "awardCriteria", "codelists/awardCriteria"),
        ("categories", "mainProcurementCategory", "codelists/procurementCategory"),
        ("categories", "additionalProcurementCategories", "codelists/extendedProcurementCategory"),
        ("legal_bases", "procurementMethod", "codelists/method"),
    ],
)
def test_codes_are_those_of_the_codelist(table: str, column: str, codelist: str):
    assert {line[column] for line in lines_of(table)} - {""} <= codes(codelist)


def test_status_codes_belong_to_the_place_where_the_word_stands():
    for line in lines_of("statuses"):
        assert line["code"] in codes(STATUS_CODELISTS[line["where"]]) | {""}, line


def test_award_criteria_are_given_only_where_the_term_says_so():
    said = re.compile("総合|プロポーザル|公募プロ|企画|最低価格|価格競争|オープン.*価格")
    for line in lines_of("procurement_methods"):
        told = f"{line['term']} {line['note'] if line['term'].isdigit() else ''}"
        assert not line["awardCriteria"] or said.search(told), line


@pytest.mark.parametrize(
    ("term", "method", "criteria", "item"),
    [
        ("一般競争", "open", "", ""),
        ("条件付き一般競争入札", "open", "", ""),
        ("オープンカウンタ（競争見積り）", "open", "", ""),
        ("公募型プロポーザル", "open", "ratedCriteria", ""),
        ("公募型指名競争", "selective", "", ""),
        ("見積合せ", "limited", "", ""),
        ("特命随契", "direct", "", ""),
        ("不落随契", "direct", "", "8"),
        ("随意契約", "", "", ""),
    ],
)
def test_methods_follow_the_publication_policy(term: str, method: str, criteria: str, item: str):
    line = line_for("procurement_methods", term)
    assert (line["procurementMethod"], line["awardCriteria"], line["legal_item"]) == (method, criteria, item)


@pytest.mark.parametrize(
    ("where", "term", "code"),
    [
        ("award", "落札", "active"),
        ("award", "決定", "active"),
        ("award", "落札候補者", "pending"),
        ("tender", "不調", "unsuccessful"),
        ("tender", "取止め", "cancelled"),
        ("bid", "辞退", "withdrawn"),
        ("bid", "無効", "disqualified"),
        ("bid", "失格", "disqualified"),
        ("bid", "欠席", "invited"),
    ],
)
def test_outcomes_have_the_status_of_the_standard(where: str, term: str, code: str):
    assert line_for("statuses", term, where)["code"] == code


def test_sales_and_subsidies_are_marked_as_no_procurement_and_have_no_category():
    for line in lines_of("categories"):
        assert line["procurement"] in {"yes", "no"}
        assert line["procurement"] == "yes" or not line["mainProcurementCategory"], line
    assert {line_for("categories", term)["procurement"] for term in ("売払い", "立木売払", "補助金")} == {"no"}


def test_one_description_per_legal_item_and_all_nine_items_of_the_local_order():
    described: dict[tuple[str, str], set[str]] = {}
    for line in lines_of("legal_bases"):
        if line["reviewed"] == "yes":
            described.setdefault((line["scheme"], line["id"]), set()).add(line["description"])
    assert {key: texts for key, texts in described.items() if len(texts) > 1} == {}
    assert {item for scheme, item in described if scheme == "JP-LAA-EO-167-2"} == set("123456789")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地方自治法施行令第１６７条の２第１項第３号に該当する施設等", {("JP-LAA-EO-167-2", "3")}),
        ("会計法第２９条の３第４項及び予決令第１０２条の４第３号", {("JP-PAA-29-3", "4"), ("JP-BAA-CO", "102-4.3")}),
        ("予決令第９９条の２による", {("JP-BAA-CO", "99-2")}),
        ("地方自治法施行令第167条第1号", {("JP-LAA-EO-167", "1")}),
        ("予決令第99条第13号", set()),
    ],
)
def test_a_citation_in_a_sentence_finds_its_items_and_no_others(text: str, expected: set[tuple[str, str]]):
    key = match_key(text)
    found = [line for line in lines_of("legal_bases") if match_key(line["term"]) in key]
    assert {(line["scheme"], line["id"]) for line in found} == expected


def test_header_words_have_known_kinds_and_paths():
    for line in lines_of("header_words"):
        assert line["kind"] in KINDS, line
        assert (line["kind"] == "ignore") == (line["field"] == ""), line
        assert re.fullmatch(r"([a-zA-Z]+(/0)?(/|$))*", line["field"]), line
        assert line["field"].split("/")[0] in {
            "", "date", "planning", "tender", "bids", "awards", "contracts", "buyer", "parties"
        }, line  # fmt: skip
    assert len(lines_of("header_words")) >= 150


# --- against real files --------------------------------------------------------------------------------------------


def cells_of(path: Path, column: int, first_row: int) -> Iterator[str]:
    """The texts of one column of the first sheet; rows and columns from 0."""
    frame = pd.read_excel(path, header=None, dtype=object, engine="calamine")
    return (cell for cell in frame[column].iloc[first_row:] if isinstance(cell, str))


def column_of(path: Path, name: str) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (row[name] for row in csv.DictReader(file))


def unknown(terms: Iterator[str], table: str) -> set[str]:
    return {term for term in set(terms) if match_key(term) and match_key(term) not in terms_of(table)}


def test_every_method_and_category_of_the_real_awards_is_known(shared: Path):
    awards = shared / "samples/akita_shizuoka_awards/local_awards.csv"
    assert unknown(column_of(awards, "method"), "procurement_methods") == set()
    assert unknown(column_of(awards, "category"), "categories") == set()
    tenders = shared / "samples/saitama/ken_rakusatsu.csv"
    assert unknown(column_of(tenders, "入札方式"), "procurement_methods") == set()
    assert unknown(column_of(tenders, "発注方式"), "procurement_methods") == set()


@pytest.mark.parametrize(
    ("file", "first_row", "remark"),
    [
        ("chubu_construction_201811.xls", 6, 18),
        ("chugoku_construction_202111.xls", 5, 18),
        ("hokkaido_construction_202109.xlsx", 7, 18),
        ("kinki_construction_202111.xlsx", 5, 19),
    ],
)
def test_every_method_category_and_status_of_the_regional_bureaus_is_known(
    shared: Path, file: str, first_row: int, remark: int
):
    path = shared / "samples/mlit_regional_bureaus" / file
    assert unknown(cells_of(path, 5, first_row), "procurement_methods") == set()
    assert unknown(cells_of(path, 4, first_row), "categories") == set()
    statuses = {match_key(line["term"]) for line in lines_of("statuses") if line["where"] in {"award", "bid"}}
    assert {match_key(cell) for cell in cells_of(path, remark, first_row)} - statuses <= {""}


@pytest.mark.parametrize("file", ["05_kyoso_kijunijo-01.xlsx", "06_kyoso_kijunijo-03.xlsx"])
def test_every_method_of_the_defence_agency_is_known_without_its_score(shared: Path, file: str):
    cells = cells_of(shared / "samples/mod_atla" / file, 10, 3)
    assert unknown((cell.split("総合評価点")[0] for cell in cells), "procurement_methods") == set()
