"""The first rows of a file, cell by cell."""

from pathlib import Path

import pytest

from ocdsjp.mapping.load import Source
from ocdsjp.mapping.preview import preview
from ocdsjp.read.tables import Row, RowKind


@pytest.fixture
def shown(mapping, release_of, table, vocabularies, bodies):
    def run(fields, columns, rows, limit=5, **parts):
        declared = mapping(releases=release_of(fields, date="日"), **parts)
        source = Source("shionari/results", Path("results.yaml"), declared, "0" * 64)
        made = table(columns, rows, sheet="工事")
        [found] = preview(source, [made], "見本.xlsx", vocabularies, bodies, rows=limit)
        return found

    return run


FIELDS = {
    "tender/title": "件名",
    "tender/value": {"column": "予定価格", "read": "yen"},
    "tender/mainProcurementCategory": {"constant": "works"},
    "tender/procuringEntity": {"organization": {"unit": "課"}},
    "awards/*/suppliers": {"organization": {"name": "落札者"}},
    "awards/*/value": {"first_of": ["２回", "１回"], "read": "yen"},
}
COLUMNS = ("番号", "日", "件名", "予定価格", "課", "落札者", "２回", "１回")
ROW = ("1", "R7.4.1", "架空工事", "一式", "道路課", "架空商店", None, "300")


def test_each_field_shows_its_cells_path_and_value(shown):
    [row] = shown(FIELDS, COLUMNS, [ROW]).rows
    traces = {trace.path: (trace.cells, trace.value) for trace in row.traces}
    assert traces["date"] == ((("B2", "R7.4.1"),), "2025-04-01T00:00:00+09:00")
    assert traces["tender/title"] == ((("C2", "架空工事"),), "架空工事")
    assert traces["tender/procuringEntity"] == ((("E2", "道路課"),), "道路課")
    assert traces["awards/*/value"] == ((("G2", ""), ("H2", "300")), {"amount": 300, "currency": "JPY"})
    assert traces["awards/*/suppliers"][1][0]["name"] == "架空商店"


def test_constants_come_from_no_cell_and_are_not_shown(shown):
    [row] = shown(FIELDS, COLUMNS, [ROW]).rows
    assert "tender/mainProcurementCategory" not in {trace.path for trace in row.traces}


def test_problems_stand_at_their_field_and_among_the_findings(shown):
    found = shown(FIELDS, COLUMNS, [ROW])
    [trace] = [trace for trace in found.rows[0].traces if trace.problems]
    assert (trace.path, trace.problems[0].rule.id, trace.problems[0].place.cell) == (
        "tender/value",
        "money-unreadable",
        "D2",
    )
    assert [finding.rule.id for finding in found.findings] == ["money-unreadable"]
    assert found.findings[0].place.describe("en") == '見本.xlsx, sheet "工事", D2'


def test_the_releases_are_those_of_a_run_under_the_placeholder_prefix(shown):
    [release] = shown(FIELDS, COLUMNS, [ROW]).releases
    assert release["ocid"] == "ocds-xxxxxx-992011-results-1"
    assert release["tag"] == ["tender", "award"]
    assert release["tender"]["mainProcurementCategory"] == "works"


def test_no_more_rows_are_read_than_asked_for(shown):
    def endless():
        for number in range(2, 99):
            assert number < 5, "read too far"
            yield Row(number, RowKind.DATA, [str(number), *ROW[1:]])

    assert [row.number for row in shown(FIELDS, COLUMNS, endless(), limit=3).rows] == [2, 3, 4]


def test_rows_that_are_no_data_have_their_kind_and_no_fields(shown):
    total = Row(3, RowKind.TOTAL, ["合計", *[None] * 7])
    rows = shown(FIELDS, COLUMNS, [ROW, total]).rows
    assert [(row.kind, bool(row.traces)) for row in rows] == [(RowKind.DATA, True), (RowKind.TOTAL, False)]


def test_columns_that_nobody_uses_are_among_the_findings(shown):
    found = shown({"tender/title": "件名"}, ["番号", "日", "件名", "落札率"], [["1", "R7.4.1", "x", "99"]])
    assert [(finding.rule.id, finding.value) for finding in found.findings] == [("column-unmapped", "落札率")]
    assert found.columns[3] == ("D", "落札率")
