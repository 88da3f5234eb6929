import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.read.trees.json import parse_record
from ocdsjp.read.trees.records import flatten

_PORTAL = {"help": "x", "result": {"total": 2, "records": [{"件名": "道路", "契約": {"額": 1}}, {"件名": "橋"}]}}


def refused(read_here, path, **options):
    with pytest.raises(ReadError) as caught:
        read_here(path, format="json", **options)
    return caught.value


def problem(text):
    return parse_record(1, text).problem.rule.id


@pytest.mark.parametrize("records", ["result/records", "result/records/*", "*/records", ["result/records"]])
def test_records_of_a_portal(write, read_outside, records):
    whole = read_outside(write("a.json", json.dumps(_PORTAL)), format="json", records=records)
    assert (whole.names, whole.values) == (["件名", "契約/額"], [["道路", 1], ["橋", None]])
    table = whole.tables[0]
    assert table.cell(table.columns[1], whole.rows[0][0]) == "[1]/契約/額"


@pytest.mark.parametrize(
    "text",
    ['[{"a": 1}, {"a": 2}]', '{"a": 1}\n{"a": 2}\n', '\n{"a": 1}\r\n\n{"a": 2}', '[{"a": 1}]\n[{"a": 2}]'],
    ids=["list", "lines", "blank lines", "lists on lines"],
)
def test_without_a_path_elements_and_lines_are_records(write, read_outside, text):
    assert read_outside(write("a.json", text), format="json").values == [[1], [2]]


def test_one_object_is_one_record(write, read_here):
    assert read_here(write("a.json", '{"a": {"b": 1}}'), format="json").values == [[1]]


def test_lists_on_the_way_are_passed_through(write, read_here):
    text = '[{"pages": [{"a": 1}]}, {"pages": []}, {"pages": [{"a": 2}]}, 3]'
    assert read_here(write("a.json", text), format="json", records="pages").values == [[1], [2]]


def test_several_paths_make_several_tables(write, read_here):
    text = '{"upcoming": [{"a": 1}], "other": [[]], "recent": [{"b": 2}]}'
    whole = read_here(write("a.json", text), format="json", records=["upcoming", "recent"])
    assert [(table.sheet, rows[0].values) for table, rows in zip(whole.tables, whole.rows, strict=True)] == [
        ("upcoming", [1]),
        ("recent", [2]),
    ]


def test_figures_keep_every_digit(write, read_outside):
    digits = "9" * 5_000
    numbers = {"a": "1.10", "b": "12345678901234567890.5", "c": digits, "d": "9007199254740993", "e": str(2**64 + 1)}
    text = "{" + ", ".join(f'"{name}": {number}' for name, number in numbers.items()) + "}"
    assert read_outside(write("a.json", text), format="json").values == [
        [1.1, "12345678901234567890.5", digits, 9_007_199_254_740_993, str(2**64 + 1)]
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_breaks_its_cell_alone(write, read_outside, number):
    whole = read_outside(write("a.json", f'[{{"a": {number}, "b": "x"}}, {{"a": 1, "b": "y"}}]'), format="json")
    assert whole.values[0][0].error().rule.id == "cell-number-not-finite"
    assert [row.values[1] for row in whole.rows[0]] == ["x", "y"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"a": 1, "a": 2}', "json-duplicate-key"),
        ('{"a": {"b": 1, "c": 2, "b": 1}}', "json-duplicate-key"),
        ("5", "record-not-an-object"),
        ("[" * 70 + "]" * 70, "json-too-deep"),
        ('{"a": ' * 70 + "1" + "}" * 70, "json-too-deep"),
        ('{"a": ' * 900 + "1" + "}" * 900, "json-too-deep"),
    ],
)
def test_a_doubtful_record_has_a_problem(text, rule):
    assert problem(text) == rule


def test_a_doubtful_record_leaves_the_others_alone(write, read_outside):
    whole = read_outside(write("a.json", '[{"a": 1, "a": 2}, {"a": 3}]'), format="json")
    assert [row.problem.rule.id if row.problem else None for row in whole.rows[0]] == ["json-duplicate-key", None]


def test_halves_of_characters_and_nul(write, read_outside):
    whole = read_outside(write("a.json", '[{"a": "x\\ud800", "b": "\\ud83d\\ude00", "c": "a\\u0000b"}]'), format="json")
    assert whole.values[0][0].error().rule.id == "json-lone-surrogate"
    assert whole.values[0][1:] == ["😀", "ab"]
    assert [told.rule.id for told in whole.report.notices] == ["csv-nul-dropped"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_other_encodings_are_read_all_the_same(write, read_here, encoding):
    text = json.dumps([{"件名": "①髙橋"}], ensure_ascii=False)
    assert read_here(write("a.json", text.encode(encoding)), format="json").values == [["①髙橋"]]


@pytest.mark.parametrize(
    ("text", "options", "rule"),
    [
        ("[1, 2", {}, "json-truncated"),
        ('{"a": 1} x', {}, "json-trailing-data"),
        ('[{"a": 1}]{"a": 1}', {}, "json-trailing-data"),
        ('{"a": [1], "a": [2]}', {"records": "a"}, "json-duplicate-key"),
        ('{"a": 1}', {"records": "b"}, "records-not-found"),
        ("[" * 100_000, {}, "json-too-deep"),
        ("<html></html>", {}, "file-of-other-kind"),
        ("callback([])", {}, "json-syntax"),
        ("[]", {}, "file-empty"),
        ('{"x": [' + '{"y": 1},' * 1_100 + "{}]}", {}, "record-too-many-items"),
    ],
)
def test_what_is_no_such_document_is_refused(write, read_here, text, options, rule):
    assert refused(read_here, write("a.json", text), **options).rule.id == rule


def test_who_looks_for_records_is_told_what_there_is(write, read_here):
    error = refused(read_here, write("a.json", '{"total": 1, "recent": []}'), records="upcoming")
    assert error.detail["found"] == "total、recent"


_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=9).map("x{}".format)
_VALUES = st.integers(-(10**18) + 1, 10**18 - 1) | st.booleans() | _TEXT
_RECORD = st.dictionaries(
    st.text("abc", min_size=1, max_size=2),
    _VALUES | st.floats(allow_nan=False, allow_infinity=False) | st.dictionaries(st.text("xy", min_size=1), _VALUES),
    min_size=1,
    max_size=4,
).filter(flatten)


@given(st.lists(_RECORD, min_size=1, max_size=5), st.booleans())
def test_rows_written_as_json_are_read_as_they_were(tmp_path_factory, records, as_lines):
    path = tmp_path_factory.mktemp("json") / "a.json"
    texts = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(texts) if as_lines else f"[{','.join(texts)}]", encoding="utf-8")
    with read_tables_in_process(path, ReadOptions(format="json"), Report(), limits=DEFAULT) as tables:
        [(names, rows)] = [([column.name for column in table.columns], list(table.rows())) for table in tables]
    found = [dict(zip(names, row.values, strict=True)) for row in rows]
    assert [{name: row[name] for name in row if row[name] is not None} for row in found] == list(map(flatten, records))
