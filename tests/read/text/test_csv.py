import csv
import io
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.read.text.csv import open_grid


def test_cells_come_as_text_and_empty_ones_as_none(write, read_here):
    whole = read_here(write("a.csv", "件名,金額\r\n工事,0100\r\n委託,\r\n"))
    assert whole.values == [["工事", "0100"], ["委託", None]]
    assert [row.number for row in whole.rows[0]] == [2, 3]
    assert whole.report.encoding == "utf-8-sig"


def test_the_number_of_a_row_is_the_line_on_which_it_begins(write, read_here):
    whole = read_here(write("a.csv", 'a,b\n"x\ny\nz",1\n\nq,2\n'))
    assert [(row.number, row.values) for row in whole.rows[0]] == [(2, ["x\ny\nz", "1"]), (6, ["q", "2"])]


def test_line_ends_may_be_mixed(write, read_here):
    whole = read_here(write("a.csv", b"a,b\r1,2\r\n3,4\n5,6"))
    assert whole.values == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_line_separators_of_unicode_end_no_line(write, read_here):
    assert read_here(write("a.csv", "a,b\n1\u2028x\x0by\x85,2\n")).values == [["1\u2028x\x0by\x85", "2"]]


def test_tabs_and_other_delimiters(write, read_here):
    assert read_here(write("a.csv", "a\tb\n1,0\t2\n"), format="tsv").values == [["1,0", "2"]]
    assert read_here(write("b.csv", "a;b\n1;2\n"), delimiter=";").values == [["1", "2"]]


def test_short_rows_are_filled_and_long_ones_are_a_problem(write, read_here):
    rows = read_here(write("a.csv", "a,b,c\n1\n1,2,3,4\n1,2,3,\n5,6,7\n")).rows[0]
    assert rows[0].values == ["1", None, None]
    assert rows[1].problem.rule.id == "csv-row-too-long"
    assert rows[2].problem is None
    assert rows[3].values == ["5", "6", "7"]


def test_a_row_with_broken_quotes_is_a_problem_and_the_next_is_not(write, read_here):
    rows = read_here(write("a.csv", 'a,b\n"x"y,1\n2,3\n')).rows[0]
    assert rows[0].problem.rule.id == "csv-quote-broken"
    assert rows[0].problem.value == '"x"y,1'
    assert rows[1].values == ["2", "3"]
    assert rows[1].problem is None


def test_quotes_inside_unquoted_cells_are_text(write, read_here):
    assert read_here(write("a.csv", 'a,b\n5"管,1\n')).values == [['5"管', "1"]]


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n1,2\n"x,3\n4,5\n',  # swallows the rest
        'a,b\n"x,3\n4,5\n6,"y"\n',  # swallows until a later quotation mark
        'a,b\n"x' + "\n1,2" * 200 + '\n"\n',  # closes, too late
    ],
)
def test_an_open_quotation_mark_refuses_the_file_and_names_its_line(write, read_here, text):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.csv", text))
    assert caught.value.rule.id == "csv-quote-open"
    assert caught.value.detail["line"] in {"2", "3"}


def test_nul_characters_are_dropped_and_counted(write, read_here):
    whole = read_here(write("a.csv", b"a,b\n1\0,\0\n"))
    assert whole.values == [["1", None]]
    assert whole.report.nul_count == 2
    assert [told.rule.id for told in whole.report.notices] == ["csv-nul-dropped"]


def test_cells_with_gaiji_are_counted_with_their_address(write, read_here):
    whole = read_here(write("a.csv", "件名,氏名\n工事,髙".encode("cp932") + b"\xf0\x40\n"))
    assert whole.report.encoding == "cp932"
    assert whole.report.gaiji_count == 1
    assert [(told.rule.id, told.cell, told.value) for told in whole.report.notices] == [
        ("cell-private-characters", "B2", "髙\ue000")
    ]


def test_the_wave_dash_of_cp932_stays_as_python_decodes_it(write, read_here):
    assert read_here(write("a.csv", "期間,件名\n".encode("cp932") + b"\x81\x60,\x87\x40\n")).values == [["～", "①"]]


def test_a_million_columns_are_refused(write, read_here):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.csv", "a," * 1_000_000 + "\n"))
    assert caught.value.rule.id == "table-too-many-columns"


def test_empty_columns_without_end_do_not_matter(write, read_here):
    assert read_here(write("a.csv", "a,b" + "," * 16_382 + "\n1,2" + "," * 16_382 + "\n")).values == [["1", "2"]]


def test_a_line_and_a_field_have_a_longest_length(write, read_here):
    limits = replace(DEFAULT, max_line_chars=1_000, max_field_chars=500)
    with pytest.raises(ReadError) as caught:
        read_here(write("a.csv", "a,b\n" + "x" * 2_000), limits)
    assert caught.value.rule.id == "csv-line-too-long"
    with pytest.raises(ReadError) as caught:
        read_here(write("a.csv", "a,b\n" + "x" * 600 + ",1\n"), limits)
    assert caught.value.rule.id == "csv-field-too-long"


def test_the_global_field_limit_of_the_csv_module_is_put_back(write, read_here):
    before = csv.field_size_limit()
    read_here(write("a.csv", "a,b\n1,2\n"))
    assert csv.field_size_limit() == before


def test_memory_does_not_grow_with_the_number_of_rows(write):
    path = write("a.csv", "件名,金額,備考\n" + "道路改良工事,1000,x\n" * 40_000)
    tracemalloc.start()
    try:
        with read_tables_in_process(path, ReadOptions(format="csv"), Report()) as tables:
            count = sum(1 for table in tables for _ in table.rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 40_000
    assert peak < 6_000_000


_TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)


@given(st.lists(st.lists(_TEXT, min_size=1, max_size=5), min_size=1, max_size=20))
def test_what_the_csv_module_wrote_is_read_back(tmp_path_factory, records):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(records)
    path = tmp_path_factory.mktemp("c") / "a.csv"
    path.write_bytes(text.getvalue().encode())
    with open_grid(path, ReadOptions(format="csv", encoding="utf-8"), DEFAULT, Report()) as grid:
        rows = [row.values for row in grid.rows]
    expected = [[cell or None for cell in record] for record in records]
    assert rows == expected
