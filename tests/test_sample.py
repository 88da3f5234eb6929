"""The sample: rebuilt byte for byte, visibly invented, and nobody's real name or number in it."""

import csv
import importlib.util
import io
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from ocdsjp.japan.corporate_numbers import is_valid, of_local_government
from ocdsjp.japan.local_governments import check_digit, table
from ocdsjp.japan.text import match_key

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
RESULTS = "shionari/令和7年度_入札結果.csv"
CONTRACTS = "muteki/令和7年度_契約一覧.xlsx"
CHANGES = "muteki/令和7年度_変更契約.xlsx"
PHASES = "hoshiakari/令和7年度_随意契約.csv"
ENCODINGS = {RESULTS: "cp932", PHASES: "utf-8-sig"}
FILES = (RESULTS, CONTRACTS, CHANGES, PHASES)
SUPPLIERS = {RESULTS: 13, CONTRACTS: 8, CHANGES: 3, PHASES: 8}
# Rows under these are titles and the header.
FIRST_ROW = {RESULTS: 3, CONTRACTS: 4, CHANGES: 3, PHASES: 3}
BROKEN_NUMBERS = {"5999900000005", "5999900000000"}


@cache
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_sample", ROOT / "scripts" / "build_sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def sheets_of(path: str) -> dict[str, list[list[str]]]:
    """Every sheet of a sample file as rows of text."""
    raw = (SAMPLE / path).read_bytes()
    if path in ENCODINGS:
        return {"": list(csv.reader(io.StringIO(raw.decode(ENCODINGS[path]), newline="")))}
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def all_text() -> str:
    return "\n".join(cell for path in FILES for rows in sheets_of(path).values() for row in rows for cell in row)


def suppliers() -> set[str]:
    names = {
        row[SUPPLIERS[path]]
        for path in FILES
        for rows in sheets_of(path).values()
        for row in rows[FIRST_ROW[path] :]
        if len(row) > SUPPLIERS[path]
    }
    return names - {"", "不調", "－", "取止め", "不成立"}


def places() -> list[dict[str, str]]:
    with (SAMPLE / "local_governments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rebuilding_gives_the_bytes_that_are_in_the_repository():
    built = builder().build()
    assert set(built) == set(FILES)
    assert [path for path in FILES if built[path] != (SAMPLE / path).read_bytes()] == []


def test_a_workbook_holds_no_moment_of_its_making():
    for path in (CONTRACTS, CHANGES):
        with zipfile.ZipFile(SAMPLE / path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2026, 4, 1, 0, 0, 0)}
            times = re.findall(rb"W3CDTF\">([^<]*)<", archive.read("docProps/core.xml"))
        assert times == [b"2026-04-01T00:00:00Z"] * 2


def test_no_file_is_there_that_the_script_does_not_make():
    kept = {"README.md", "local_governments.csv", *FILES}
    found = {str(path.relative_to(SAMPLE)) for path in SAMPLE.rglob("*") if path.is_file()}
    assert {path for path in found if not path.endswith((".yaml", ".yml"))} == kept


@pytest.mark.parametrize("path", FILES)
def test_every_sheet_says_at_its_top_that_it_is_invented(path: str):
    for rows in sheets_of(path).values():
        assert "架空" in rows[0][0]
        assert "架空の自治体の見本データ" in rows[1][0]
        assert "This table is invented" in rows[1][0]


def test_places_have_prefecture_number_99_and_numbers_with_valid_check_digits():
    for place in places():
        assert place["code"].startswith("99")
        assert check_digit(place["code"][:5]) == place["code"][5]
        assert place["corporate_number"] == of_local_government(place["code"])
        assert is_valid(place["corporate_number"])


def test_no_place_of_that_name_exists_and_no_real_place_is_mentioned():
    real = {body.name for body in table()} | {body.prefecture for body in table()}
    assert {place["name"] for place in places()} & real == set()
    assert sorted(name for name in real if name in all_text()) == []


def test_corporate_numbers_are_invented_and_valid_but_for_the_two_broken_on_purpose():
    numbers = set(re.findall(r"(?<!\d)\d{13}(?!\d)", all_text()))
    assert numbers >= BROKEN_NUMBERS
    for number in numbers - BROKEN_NUMBERS:
        assert number[1:5] == "9999"
        assert is_valid(number), number
    assert not any(is_valid(number) for number in BROKEN_NUMBERS)


def test_every_firm_is_called_invented():
    assert suppliers()
    assert sorted(name for name in suppliers() if "架空" not in name) == []


def test_no_firm_bears_the_name_of_a_real_supplier(shared: Path):
    with (shared / "samples/akita_shizuoka_awards/local_awards.csv").open(encoding="utf-8-sig", newline="") as file:
        real = {match_key(row["winner_name"]) for row in csv.DictReader(file)}
    assert {name for name in suppliers() if match_key(name) in real} == set()


def test_row_counts_are_those_of_the_readme():
    [results], [phases], [changes] = (list(sheets_of(path).values()) for path in (RESULTS, PHASES, CHANGES))
    cases = [row for row in results[3:] if row[0].startswith("潮-")]
    assert (len(cases), len({row[0] for row in cases}), len(results)) == (60, 60, 65)
    assert (len(phases) - 3, len(changes) - 3) == (12, 5)
    sheets = sheets_of(CONTRACTS)
    bidders = {name: sum(bool(row[0] or row[8]) for row in rows[4:-2]) for name, rows in sheets.items()}
    assert (bidders["工事"], bidders["委託"]) == (23, 11)
    assert Counter(row[0][:4] for name in ("工事", "委託") for row in sheets[name][4:-2] if row[0]) == {
        "R7-K": 8,
        "R7-I": 5,
    }


def test_the_results_add_up_to_their_totals_row():
    [rows] = sheets_of(RESULTS).values()
    amounts = [match_key(row[12]) for row in rows[3:63]]
    yen = [re.sub(r"\D", "", amount) for amount in amounts if re.fullmatch(r"¥?[\d,]+円?", amount)]
    assert f"{sum(map(int, yen)):,}" == rows[63][12]


def test_every_change_refers_to_a_contract_of_the_other_workbook():
    sheets = sheets_of(CONTRACTS)
    contracts = {row[14]: row[0] for name in ("工事", "委託") for row in sheets[name][4:] if row[14]}
    [rows] = sheets_of(CHANGES).values()
    assert {row[0]: row[1] for row in rows[3:]}.items() <= contracts.items()


def test_the_draft_sheet_is_hidden():
    book = openpyxl.load_workbook(SAMPLE / CONTRACTS)
    assert {sheet.title: sheet.sheet_state for sheet in book} == {
        "工事": "visible",
        "委託": "visible",
        "下書き": "hidden",
    }
