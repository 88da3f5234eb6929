import io
import struct
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, Limits, ReadOptions, Report, archive
from ocdsjp.read.direct import read_tables_in_process

_CSV = "件名,金額\n道路,100\n"


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a duplicate name is what one test wants
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def renamed(data, old, new):
    """An archive whose names are other bytes of the same length, as programs write that know no Unicode."""
    assert len(old) == len(new)
    return data.replace(old, new)


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheets(whole):
    return [table.sheet for table in whole.tables]


def refused(read_outside, path, limits=DEFAULT, **options):
    with pytest.raises(ReadError) as caught:
        read_outside(path, limits, format="zip", **{"inner": "csv", **options})
    return caught.value


def test_every_member_is_read_by_the_reader_of_its_format(write, read_outside):
    path = write("a.zip", zipped(("2024/a.csv", _CSV), ("2025/b.csv", _CSV.encode("cp932"))))
    whole = read_outside(path, format="zip", inner="csv")
    assert sheets(whole) == ["2024/a.csv", "2025/b.csv"]
    assert [[row.values for row in rows] for rows in whole.rows] == [[["道路", "100"]]] * 2
    assert (whole.report.format, whole.report.rows) == ("zip", 2)
    assert whole.tables[0].cell(whole.tables[0].columns[1], whole.rows[0][0]) == "B2"


def test_sheets_of_workbooks_are_named_after_their_member(write, read_outside):
    content = book(工事=[["件名", "金額"], ["道路", 1]], 委託=[["件名", "金額"], ["清掃", 2]])
    whole = read_outside(write("a.zip", zipped(("x.xlsx", content))), format="zip", inner="excel")
    assert sheets(whole) == ["x.xlsx › 工事", "x.xlsx › 委託"]
    assert whole.rows[1][0].values == ["清掃", 2]


@pytest.mark.parametrize(
    ("inner", "content", "options"),
    [
        ("tsv", "a\tb\n1\t2\n", {}),
        ("json", '[{"a": "1", "b": "2"}]', {}),
        ("xml", "<l><r><a>1</a><b>2</b></r></l>", {"records": "r"}),
        ("markdown", "| a | b |\n|--|--|\n| 1 | 2 |\n", {}),
        ("html", "<table><tr><th>a<th>b<tr><td>1<td>2</table>", {}),
    ],
)
def test_any_format_may_be_inside(write, read_outside, inner, content, options):
    whole = read_outside(write("a.zip", zipped(("m", content))), format="zip", inner=inner, **options)
    assert [row.values for row in whole.rows[0]] == [["1", "2"]]
    assert sheets(whole)[0].startswith("m")


@pytest.mark.parametrize(
    ("members", "read"),
    [("*.csv", ["x/a.csv", "b.CSV"]), ("x/*", ["x/a.csv"]), (["a.csv", "ｂ.csv"], ["x/a.csv", "b.CSV"])],
)
def test_members_are_chosen_by_name_or_pattern(write, read_outside, members, read):
    path = write("a.zip", zipped(("x/", b""), ("x/a.csv", _CSV), ("readme.txt", b"x"), ("b.CSV", _CSV)))
    assert sheets(read_outside(path, format="zip", inner="csv", members=members)) == read


def test_what_programs_add_is_no_member(write, read_outside):
    made = zipped(("__MACOSX/._a.csv", b"\0\1"), ("x/.DS_Store", b"\0"), ("a.csv", _CSV))
    assert sheets(read_outside(write("a.zip", made), format="zip", inner="csv")) == ["a.csv"]


def test_names_in_the_encoding_of_japanese_windows(write, read_outside):
    name = "入札結果.csv".encode("cp932")
    made = renamed(zipped(("x" * len(name), _CSV)), b"x" * len(name), name)
    assert sheets(read_outside(write("a.zip", made), format="zip", inner="csv")) == ["入札結果.csv"]


def test_names_in_utf_8_with_and_without_the_flag(write, read_outside):
    name = "入札結果.csv".encode()
    bare = renamed(zipped(("x" * len(name), _CSV)), b"x" * len(name), name)
    for made in (bare, zipped(("入札結果.csv", _CSV))):
        assert sheets(read_outside(write("a.zip", made), format="zip", inner="csv")) == ["入札結果.csv"]


NAMES = {
    "../../../etc/passwd": "../../../etc/passwd",
    "/etc/passwd": "/etc/passwd",
    "..\\..\\evil.csv": "../../evil.csv",
    "C:\\Windows\\x.csv": "C:/Windows/x.csv",
    "CON": "CON",
    "a\nb\u202egnp.csv": "a bgnp.csv",
    "x" * 300: "x" * 200,
}


def test_names_that_are_paths_lead_nowhere(tmp_path, write, read_outside):
    path = write("a.zip", zipped(*((name, _CSV) for name in NAMES)))
    whole = read_outside(path, format="zip", inner="csv")
    assert sheets(whole) == list(NAMES.values())
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    assert not any(Path(name).name in {each.name for each in Path.cwd().iterdir()} for name in ("evil.csv", "CON"))


def test_a_symbolic_link_is_a_file_that_holds_its_target(write, read_outside):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    error = refused(read_outside, write("a.zip", zipped((link, "/etc/passwd"))), columns_expected=("件名",))
    assert error.rule.id == "header-not-found"


def test_two_members_of_one_name_are_both_read(write, read_outside):
    made = zipped(("a.csv", _CSV), ("a.csv", _CSV.replace("道路", "橋")))
    whole = read_outside(write("a.zip", made), format="zip", inner="csv")
    assert sheets(whole) == ["a.csv", "a.csv#2"]
    assert whole.rows[1][0].values == ["橋", "100"]


def test_notices_and_hidden_sheets_name_their_member(write, read_outside):
    made = zipped(("a.csv", _CSV.replace("道路", "道\0路")))
    told = read_outside(write("a.zip", made), format="zip", inner="csv").report.notices
    assert [(notice.rule.id, notice.sheet) for notice in told] == [("csv-nul-dropped", "a.csv")]


def encrypted(data):
    """The same archive with the flag of encryption at its members."""
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def lying(data):
    """The same archive with a smaller size in its directory."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", 5) + data[place + 4 :]


@pytest.mark.parametrize(
    ("made", "options", "rule"),
    [
        (encrypted(zipped(("a.csv", _CSV))), {}, "archive-encrypted"),
        (zipped(("a.csv", _CSV))[:-30], {}, "archive-broken"),
        (lying(zipped(("a.csv", _CSV))), {}, "archive-sizes-contradict"),
        (zipped(("a.csv", bytes(210_000_000))), {}, "archive-unpacks-too-large"),
        (zipped(*((f"{number}.csv", _CSV) for number in range(2_001))), {}, "archive-too-many-members"),
        (zipped(("a.txt", "x")), {"members": "*.csv"}, "archive-member-not-found"),
        (zipped(), {}, "archive-member-not-found"),
        (zipped(("inner.zip", zipped(("a.csv", _CSV)))), {}, "archive-in-archive"),
        (zipped(("inner.zip", zipped(("a.csv", _CSV)))), {"inner": "excel"}, "file-not-a-workbook"),
        (zipped(("inner.zip", zipped(("a.csv", _CSV)))), {"inner": "json"}, "archive-in-archive"),
        (zipped(("a.csv", b"")), {}, "file-empty"),
        (_CSV.encode(), {}, "file-of-other-kind"),
        (b"<html>", {}, "file-of-other-kind"),
    ],
    ids=range(13),
)
def test_what_cannot_be_read_is_refused(write, read_outside, made, options, rule):
    assert refused(read_outside, write("a.zip", made), **options).rule.id == rule


def test_a_bomb_whose_sizes_lie_is_counted_while_it_unpacks(write, read_outside):
    made = lying(zipped(("a.csv", b"a," * 40_000_000)))
    error = refused(read_outside, write("a.zip", made), Limits(max_unzipped_bytes=20_000_000))
    assert error.rule.id == "archive-unpacks-too-large"


@pytest.mark.parametrize("content", ["件名,金額\n道路,1\n漢字①".encode() + b"\xff\xff", "別の列,額\n道路,1\n".encode()])
def test_an_error_names_the_member(write, read_outside, content):
    made = zipped(("a.csv", _CSV), ("x/b.csv", content))
    error = refused(read_outside, write("a.zip", made), columns_expected=("件名",))
    assert error.detail["sheet"] == "x/b.csv"


def test_where_there_are_no_nameless_files_a_folder_serves(write, read_here, monkeypatch):
    monkeypatch.delattr(archive.os, "memfd_create")
    whole = read_here(write("a.zip", zipped(("a.csv", _CSV))), format="zip", inner="csv")
    assert whole.values == [["道路", "100"]]


_ROW = st.tuples(st.text('件名①a,"\n', max_size=6).map("x{}".format), st.integers(0, 999).map(str))


@given(st.dictionaries(st.text("あa/._", min_size=1, max_size=6), st.lists(_ROW, min_size=1, max_size=3), min_size=1))
def test_rows_packed_are_read_as_they_were(tmp_path_factory, files):
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    quoted = {
        f"f{name}f": "a,b\n" + "".join('"' + left.replace('"', '""') + f'",{right}\n' for left, right in rows)
        for name, rows in files.items()
    }
    path.write_bytes(zipped(*quoted.items()))
    options = ReadOptions(format="zip", inner="csv")
    with read_tables_in_process(path, options, Report(), limits=DEFAULT) as tables:
        found = {table.sheet: [tuple(row.values) for row in table.rows()] for table in tables}
    assert found == {f"f{name}f": rows for name, rows in files.items()}
