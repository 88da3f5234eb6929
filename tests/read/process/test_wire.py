from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import DEFAULT, BrokenCell, Column, Notice, ReadOptions, Report, Row, RowKind, Table, rules
from ocdsjp.read.process import wire
from ocdsjp.read.tables import Spot

_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("Cs",))),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.builds(
        BrokenCell, st.sampled_from(list(rules.BY_ID.values())), st.text(st.characters(exclude_categories=("Cs",)))
    ),
)
_PROBLEMS = st.one_of(st.none(), st.just(NotationError(rules.ROW_TOO_LONG, None, expected=1, found=2)))


@given(
    st.lists(st.tuples(st.integers(1), st.sampled_from(RowKind), st.lists(_VALUES, max_size=5), _PROBLEMS), max_size=9)
)
def test_rows_arrive_as_they_were_sent(cases):
    sent = [Row(number % 2**31, kind, list(values), problem) for number, kind, values, problem in cases]
    frame = wire.dump_rows(sent)
    received = list(wire.load_rows(frame[:1], frame[1:]))
    assert [(row.number, row.kind, row.values) for row in received] == [
        (row.number, row.kind, row.values) for row in sent
    ]
    assert [[type(value) for value in row.values] for row in received] == [
        [type(value) for value in row.values] for row in sent
    ]
    assert [str(row.problem) for row in received] == [str(row.problem) for row in sent]


def test_places_on_paper_arrive_with_their_rows():
    sent = [Row(1, RowKind.DATA, ["a", "b"], spots=[Spot(2, 30, 40), None]), Row(2, RowKind.DATA, ["c"])]
    frame = wire.dump_rows(sent)
    assert [row.spots for row in wire.load_rows(frame[:1], frame[1:])] == [[Spot(2, 30, 40), None], None]


def test_frames_of_plain_text_cost_nothing_for_dates():
    assert wire.dump_rows([Row(1, RowKind.DATA, ["a", None, 1])])[:1] == wire.PLAIN_ROWS
    for value in (
        date(2025, 4, 1),
        datetime.fromisoformat("2025-04-01T01:00"),
        time(1),
        BrokenCell(rules.CELL_ERROR, "#REF!"),
    ):
        assert wire.dump_rows([Row(1, RowKind.DATA, [value])])[:1] == wire.TYPED_ROWS


def test_what_no_cell_holds_is_refused():
    with pytest.raises(TypeError):
        wire.dump_rows([Row(1, RowKind.DATA, [{1, 2}])])


def test_a_table_keeps_its_head():
    columns = (Column("件名", "A", 0), Column("金額", "B", 1, hidden=True))
    table = Table("工事", columns, ("一覧",), date_1904=True, _rows=iter(()))
    received = wire.load_table(wire.dump_table(table)[1:], iter(()))
    assert (received.sheet, received.columns, received.title_lines, received.date_1904) == (
        table.sheet,
        table.columns,
        table.title_lines,
        table.date_1904,
    )


def test_a_report_keeps_everything():
    report = Report(
        format="csv",
        encoding="cp932",
        rows=3,
        gaiji_count=1,
        nul_count=2,
        skipped_sheets=["下書き"],
        notices=[Notice(rules.HIDDEN_UNKNOWN, "s", detail={"reason": "x"})],
    )
    received = Report()
    wire.load_report(wire.dump_report(report)[1:], received)
    assert received == report


def test_an_error_keeps_its_rule_and_details():
    error = wire.load_error(wire.dump_error(ReadError(rules.SHEET_NOT_FOUND, "工事", found="委託"))[1:])
    assert (error.rule, error.value, error.detail) == (rules.SHEET_NOT_FOUND, "工事", {"found": "委託"})


def test_a_job_arrives_in_one_line():
    options = ReadOptions(format="csv", columns_expected=("件\n名",))
    job = wire.dump_job("/a b.csv", "架空.csv", options, DEFAULT)
    assert b"\n" not in job
    assert wire.load_job(job) == ("/a b.csv", "架空.csv", options, DEFAULT)
