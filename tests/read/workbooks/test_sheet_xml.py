from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, cell_ref
from ocdsjp.read.trees.safe_xml import ForbiddenError
from ocdsjp.read.workbooks.sheet_xml import SheetScan


def scan(body, limits=DEFAULT, head=""):
    sheet = SheetScan(limits)
    sheet.parser.Parse(f"{head}<worksheet>{body}</worksheet>".encode(), True)  # noqa: FBT003  positional only
    return sheet, sheet.finish()


def refused(body, limits=DEFAULT):
    with pytest.raises(ReadError) as caught:
        scan(body, limits)
    return caught.value.rule.id


def test_the_outermost_values_are_found():
    sheet, _ = scan('<row r="3"><c r="C3"><v>1</v></c></row><row r="9"><c r="B9"><v>1</v></c></row>')
    assert (sheet.rows, sheet.columns) == (9, 3)


def test_cells_that_are_only_formatted_do_not_count():
    sheet, _ = scan('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="5"/></row>')
    assert sheet.columns == 1


def test_cells_and_rows_may_follow_without_reference():
    sheet, broken = scan("<row><c><v>1</v></c><c><f>x</f></c></row><row/><row><c/><c><v>1</v></c><c><v>1</v></c></row>")
    assert (sheet.rows, sheet.columns) == (3, 3)
    assert list(broken) == [(1, 1)]


def test_namespace_prefixes_are_understood():
    sheet, _ = scan('<x:row xmlns:x="u" r="2" hidden="1"><x:c r="B2"><x:v>1</x:v></x:c></x:row>')
    assert (sheet.rows, sheet.columns, sheet.hidden_rows) == (2, 2, {2})


def test_hidden_rows_and_columns_are_listed():
    sheet, _ = scan(
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="0"/></cols><row r="4" hidden="true"/>'
    )
    assert sheet.hidden_columns == {1, 2}
    assert sheet.hidden_rows == {4}


def test_two_values_at_opposite_corners_are_refused():
    assert (
        refused('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        == "sheet-too-large"
    )


def test_the_area_counts_and_not_only_its_sides():
    body = '<row r="1"><c r="J1"><v>1</v></c></row><row r="11"><c r="A11"><v>1</v></c></row>'
    scan(body, replace(DEFAULT, max_cells=110))
    assert refused(body, replace(DEFAULT, max_cells=109)) == "sheet-too-large"


@pytest.mark.parametrize("ref", ["XFE1", "AAAAA1", "A16777217", "A1048577", "A0", "1A", "A", "1", "", "A-1", "Ａ１"])
def test_references_outside_the_grid_are_refused(ref):
    assert refused(f'<row r="1"><c r="{ref}"><v>1</v></c></row>') == "cell-outside-grid"


@pytest.mark.parametrize("number", ["0", "1048577", "16777217", "-1", "x", "99999999999999999999"])
def test_row_numbers_outside_the_grid_are_refused(number):
    assert refused(f'<row r="{number}"/>') == "cell-outside-grid"


def test_a_reference_hidden_in_entities_is_seen_through():
    assert refused('<row r="1"><c r="&#88;FE1"><v>1</v></c></row>') == "cell-outside-grid"


def test_a_merge_over_the_whole_grid_is_refused():
    assert refused('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>') == "merge-too-large"


def test_merges_have_a_greatest_number():
    body = '<mergeCell ref="A1:B1"/>' * 3
    scan(body)
    assert refused(body, replace(DEFAULT, max_merges=2)) == "merge-too-large"


def test_broken_cells_are_told_from_sound_ones():
    _, broken = scan(
        '<row r="1"><c r="A1"><f>1</f></c><c r="B1"><f>1</f><v/></c><c r="C1"><f>1</f><v>2</v></c>'
        '<c r="D1" t="str"><f>1</f><v></v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1"><v>1</v></c></row>'
    )
    assert {place: cell.text for place, cell in broken.items()} == {(1, 0): "A1", (1, 1): "B1", (1, 4): "#REF!"}


@pytest.mark.parametrize(
    "head",
    ["<!DOCTYPE worksheet>", '<!DOCTYPE w [<!ENTITY a "x">]>', '<!DOCTYPE w SYSTEM "file:///etc/passwd">'],
)
def test_any_dtd_stops_the_parser(head):
    with pytest.raises(ForbiddenError):
        scan("", head=head)


_PLACES = st.tuples(st.integers(1, 500), st.integers(0, 300))


@given(st.sets(_PLACES, min_size=1, max_size=30))
def test_the_extent_is_that_of_the_cells_in_whatever_order(places):
    body = "".join(f'<row r="{row}"><c r="{cell_ref(column, row)}"><v>1</v></c></row>' for row, column in places)
    sheet, _ = scan(body)
    assert sheet.rows == max(row for row, _ in places)
    assert sheet.columns == max(column for _, column in places) + 1
