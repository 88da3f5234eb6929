import csv
import io

import orjson
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.publish.quarantine import BOM, COLUMNS, csv_cell, ledger_json, quarantine_lines

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def parsed(rows):
    text = b"".join(quarantine_lines(rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_columns_are_those_of_a_finding_and_its_source():
    finding = Finding(Rule("x", "", "", "", ""), Effect.ROW, Place("", ""))
    assert ("source", *finding.as_dict()) == COLUMNS


@given(st.lists(ANY_TEXT, max_size=5))
def test_every_row_is_one_line_and_no_cell_is_a_formula(values):
    rows = [{"source": "s", "value": value} for value in values]
    lines = b"".join(quarantine_lines(rows)).decode("utf-8-sig")
    assert len(lines.splitlines()) == len(values) + 1
    for row in parsed(rows)[1:]:
        assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row)


@given(ANY_TEXT.filter(lambda text: text[:1].isalnum() and text.isprintable()))
def test_harmless_text_stays_as_it_is(text):
    assert csv_cell(text) == text


def test_text_that_looks_like_a_formula_gets_an_apostrophe_and_a_number_does_not():
    assert csv_cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert csv_cell("－５") == "'－５"
    assert csv_cell("\t=1") == "'\t=1"
    assert csv_cell(-5) == -5
    assert csv_cell(None) == ""


def test_line_breaks_become_spaces():
    assert csv_cell("市道\r\n1号\u2028線") == "市道  1号 線"


def test_an_apostrophe_is_not_lost_behind_a_removed_character():
    assert csv_cell("\0=1") == "'=1"


def test_a_spreadsheet_recognises_utf8():
    assert next(iter(quarantine_lines([]))) == BOM


def test_the_ledger_carries_what_is_published():
    assert orjson.loads(ledger_json({"sources": [1]}, {"processes": 2})) == {
        "published": {"processes": 2},
        "sources": [1],
    }
