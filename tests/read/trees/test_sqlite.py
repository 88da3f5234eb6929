import contextlib
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process


@pytest.fixture
def database(tmp_path):
    def _make(script, rows=()):
        path = tmp_path / "a.db"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
            for row in rows:
                connection.execute(f"INSERT INTO t VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
            connection.commit()
        return path

    return _make


def refused(read_here, path, **options):
    with pytest.raises(ReadError) as caught:
        read_here(path, format="sqlite", **options)
    return caught.value


def test_rows_are_addressed_by_table_and_rowid(database, read_outside):
    path = database(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, 件名 TEXT, 額 INTEGER)", [(7, "道路", 100), (3, "橋", None)]
    )
    whole = read_outside(path, format="sqlite")
    assert (whole.names, whole.values) == (["id", "件名", "額"], [[3, "橋", None], [7, "道路", 100]])
    table, row = whole.tables[0], whole.rows[0][1]
    assert (table.sheet, row.number, table.cell(table.columns[2], row)) == ("t", 7, "[7]/額")


def test_a_column_called_rowid_hides_nothing(database, read_here):
    path = database("CREATE TABLE t (rowid TEXT, a TEXT)", [("x", "1")])
    whole = read_here(path, format="sqlite")
    assert (whole.rows[0][0].number, whole.values) == (1, [["x", "1"]])


def test_tables_without_rowid_are_counted(database, read_here):
    path = database("CREATE TABLE t (a TEXT PRIMARY KEY, b) WITHOUT ROWID", [("x", 1), ("y", 2)])
    assert [row.number for row in read_here(path, format="sqlite").rows[0]] == [1, 2]


def test_which_of_several_tables_must_be_said(database, read_here):
    path = database("CREATE TABLE t (a); CREATE TABLE 契約 (b); INSERT INTO 契約 VALUES (1)")
    error = refused(read_here, path)
    assert (error.rule.id, error.detail["found"]) == ("database-table-not-chosen", "t、契約")
    assert read_here(path, format="sqlite", sheets=("契*",)).values == [[1]]
    assert refused(read_here, path, sheets=("x",)).rule.id == "sheet-not-found"


def test_what_is_no_text_breaks_its_cell_alone(database, read_outside):
    rows = [(b"\xff\xfe", float("inf"), "a\0b", 1.5), ("x", 1, "c", 2)]
    whole = read_outside(database("CREATE TABLE t (a, b, c, d)", rows), format="sqlite")
    assert [whole.values[0][index].error().rule.id for index in (0, 1)] == ["value-not-text", "cell-number-not-finite"]
    assert whole.values[0][2:] == ["ab", 1.5]
    assert whole.values[1] == ["x", 1, "c", 2]


HOSTILE = {
    "view": "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE VIEW v AS "
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
    "trigger": "CREATE TABLE t (a); INSERT INTO t VALUES (1); "
    "CREATE TRIGGER x BEFORE DELETE ON t BEGIN SELECT load_extension('/tmp/evil'); END",
    "virtual table": "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE VIRTUAL TABLE f USING fts5(x)",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE)
def test_code_in_a_schema_is_never_run(database, read_outside, script):
    whole = read_outside(database(script), format="sqlite", sheets=("t",))
    assert whole.values == [[1]]


def test_views_and_virtual_tables_are_no_tables(database, read_here):
    path = database(HOSTILE["view"] + "; CREATE VIRTUAL TABLE f USING rtree(id, x, y)")
    for name in ("v", "f"):
        assert refused(read_here, path, sheets=(name,)).rule.id == "sheet-not-found"


def test_a_column_that_calculates_is_refused(database, read_outside):
    path = database("CREATE TABLE t (a, b AS (zeroblob(100000000))); INSERT INTO t (a) VALUES (1)")
    with pytest.raises(ReadError) as caught:
        read_outside(path, format="sqlite")
    assert caught.value.rule.id == "database-broken"


@pytest.mark.parametrize(
    "damage", [lambda data: data[:3_000], lambda data: data[:100] + b"\xff" * 4_000 + data[4_100:]]
)
def test_a_damaged_database_is_refused(database, read_outside, write, damage):
    path = database("CREATE TABLE t (a)", [("x" * 300,)] * 50)
    with pytest.raises(ReadError) as caught:
        read_outside(write("b.db", damage(path.read_bytes())), format="sqlite")
    assert caught.value.rule.id == "database-broken"


def test_what_is_no_database_is_refused(write, read_here):
    assert refused(read_here, write("a.db", "件名\n")).rule.id == "file-of-other-kind"


def test_reading_leaves_no_trace_beside_the_file(database, read_outside):
    path = database("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    before = path.read_bytes()
    read_outside(path, format="sqlite")
    assert [each.name for each in path.parent.iterdir()] == ["a.db"]
    assert path.read_bytes() == before


_VALUE = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=9).map("x{}".format)


@given(st.lists(st.tuples(_TEXT, _VALUE), min_size=1, max_size=5))
def test_rows_stored_are_read_as_they_were(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("db") / "a.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.commit()
    with read_tables_in_process(path, ReadOptions(format="sqlite"), Report(), limits=DEFAULT) as tables:
        [found] = [[tuple(row.values) for row in table.rows()] for table in tables]
    assert found == rows


def test_a_real_database(shared, read_outside):
    whole = read_outside(shared / "samples" / "cfa" / "cfa_procurement.db", format="sqlite")
    assert (len(whole.values), whole.tables[0].sheet) == (557, "contracts")
    assert whole.names[2:4] == ["contract_name", "contracting_officer"]
