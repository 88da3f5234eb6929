"""Reading through the child: what a hostile file does to it must end as a ``ReadError`` in bounded time."""

import io
import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest
import xlwt

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, OpenFile, ReadOptions, open_tables
from ocdsjp.read.process import launch

BOUND = 20.0  # seconds; each takes well under one on an idle machine


def _inline(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


_CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BILLION_LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]>'
    '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
)
_SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
_SHARED_PARTS = {
    "xl/sharedStrings.xml": _SHARED % ("0123456789" * 100_000),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    ),
}


def _shared_strings_bomb(raw_xlsx):
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    return raw_xlsx(rows, parts=_SHARED_PARTS)


def _whole_grid_merge(raw_xlsx):
    merge = '<!--merges--><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return raw_xlsx(f'<row r="1">{_inline("A1", "a")}</row>{merge}')


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HOSTILE = {
    "zip bomb": (
        lambda files: files.raw("x", parts={"xl/media/a.bin": b"0" * 294_000_000}),
        "workbook-unpacks-too-large",
    ),
    "two cells at opposite corners": (lambda files: files.raw(_CORNERS), "sheet-too-large"),
    "merge over the whole grid": (lambda files: _whole_grid_merge(files.raw), "merge-too-large"),
    "column outside the grid": (
        lambda files: files.raw('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
        "cell-outside-grid",
    ),
    "row outside the grid": (
        lambda files: files.raw('<row r="16777217"><c r="A16777217"><v>1</v></c></row>'),
        "cell-outside-grid",
    ),
    "billion laughs": (lambda files: files.raw(_BILLION_LAUGHS), "workbook-xml-declares-entities"),
    "shared strings bomb": (lambda files: _shared_strings_bomb(files.raw), "file-needs-too-much-memory"),
    "truncated zip": (
        lambda files: files.write("cut.xlsx", files.raw('<row r="1"/>').read_bytes()[:-40]),
        "workbook-broken",
    ),
    "html named xls": (lambda files: files.write("a.xls", "<html><table></table></html>"), "file-not-a-workbook"),
    "password": (
        lambda files: files.write("a.xlsx", _OLE + b"\0" * 999 + "EncryptedPackage".encode("utf-16-le")),
        "workbook-encrypted",
    ),
    "ole without a workbook": (lambda files: files.write("a.xls", _OLE + b"\xff" * 5_000), "file-not-a-workbook"),
    "ole with garbage": (
        lambda files: files.write("a.xls", _OLE + bytes(range(256)) * 16 + "Workbook".encode("utf-16-le")),
        "workbook-broken",
    ),
    "no bytes in a workbook": (lambda files: files.write("a.xlsx", b""), "file-empty"),
    "no bytes in a csv": (lambda files: files.write("a.csv", b""), "file-empty"),
    "a million columns": (lambda files: files.write("a.csv", "a," * 1_000_000), "table-too-many-columns"),
    "one endless line": (lambda files: files.write("a.csv", "a,b\n" + "x" * 11_000_000), "csv-line-too-long"),
    "one endless field": (lambda files: files.write("a.csv", "a,b\n" + "x" * 1_100_000), "csv-field-too-long"),
    "an open quotation mark": (lambda files: files.write("a.csv", 'a,b\n"1,2\n' + "3,4\n" * 9_999), "csv-quote-open"),
    "mixed encodings": (
        lambda files: files.write("a.csv", "漢字,".encode() + "漢字①\n".encode("cp932")),
        "encoding-unknown",
    ),
    "a workbook named csv": (lambda files: files.write("a.csv", b"PK\x03\x04rest"), "file-not-text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_as_one_error_in_both_languages(name, write, raw_xlsx, read_outside):
    build, rule = HOSTILE[name]
    path = build(SimpleNamespace(write=write, raw=raw_xlsx))
    began = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read_outside(path, replace(DEFAULT, child_memory_bytes=800_000_000))
    assert time.monotonic() - began < BOUND
    error = caught.value
    assert error.rule.id == rule
    assert error.rule.message("ja", error.value, error.detail)
    assert error.rule.message("en", error.value, error.detail)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("件名,金額\n工事,1\n".encode("utf-16"), "utf-16"),
        (b"\xef\xbb\xbf" + "件名,金額\n工事,1\n".encode(), "utf-8-sig"),
        ("件名,金額\n工事,1\n".encode("iso2022_jp"), "iso2022_jp_ext"),
    ],
)
def test_odd_but_honest_encodings_are_read(write, read_outside, content, encoding):
    whole = read_outside(write("a.csv", content))
    assert whole.values == [["工事", "1"]]
    assert whole.report.encoding == encoding


def test_nul_and_gaiji_are_in_the_report(write, read_outside):
    report = read_outside(write("a.csv", "件名,金額\n".encode("cp932") + b"\xf0\x40\x81\x60\0,1\n")).report
    assert (report.encoding, report.nul_count, report.gaiji_count) == ("cp932", 1, 1)
    assert [told.cell for told in report.notices] == [None, "A2"]


def test_inside_and_outside_give_the_same(save_book, read_here, read_outside):
    def fill(book):
        book.active.append(["件名", "日付", "金額"])
        book.active.append(["a", openpyxl.utils.datetime.from_excel(45_748), "=1+1"])
        book.active.append(["合計", None, 1.5])

    path = save_book(fill)
    here, outside = read_here(path), read_outside(path)
    assert outside.rows == here.rows
    assert outside.report == here.report
    assert outside.tables[0].columns == here.tables[0].columns


def test_rows_not_taken_are_dropped_by_the_next_table(tmp_path):
    book = xlwt.Workbook()
    for name in ("a", "b"):
        sheet = book.add_sheet(name)
        for row in range(5_000):
            sheet.write(row, 0, f"{name}{row}")
            sheet.write(row, 1, row or "x")
    path = tmp_path / "a.xls"
    book.save(path)
    with open_tables(path, ReadOptions(format="excel"), file_name="a.xls") as file:
        first = next(file)
        rows = first.rows()
        next(rows)
        second = next(file)
        assert [row.values[0] for row in second.rows()][:2] == ["b1", "b2"]
        assert list(rows) == [] or all(row.values[0].startswith("a") for row in rows)
        assert list(file) == []
        assert file.report.rows == 9_998


def test_leaving_early_ends_the_child(write):
    path = write("a.csv", "a,b\n" + "1234567890,2\n" * 200_000)
    began = time.monotonic()
    with open_tables(path, ReadOptions(format="csv"), file_name="a.csv") as file:
        next(next(file).rows())
    assert time.monotonic() - began < BOUND


def test_a_file_that_takes_too_long_is_given_up(write, read_outside):
    path = write("a.csv", "件名,金額\n" + "道路改良工事,2\n" * 600_000)
    with pytest.raises(ReadError) as caught:
        read_outside(path, replace(DEFAULT, child_wall_seconds=0.05))
    assert caught.value.rule.id == "file-too-slow"


def test_the_callers_own_time_does_not_count(write):
    path = write("a.csv", "a,b\n" + "1,2\n" * 5_000)
    limits = replace(DEFAULT, child_wall_seconds=1.0)
    with open_tables(path, ReadOptions(format="csv"), file_name="a.csv", limits=limits) as file:
        for table in file:
            for row in table.rows():
                if row.number == 2:
                    time.sleep(1.2)
    assert file.report.rows == 5_000


CARELESS = """
import os, signal, sys, time
from ocdsjp.read import direct
from ocdsjp.read.process import child
from ocdsjp.read.workbooks import excel
from ocdsjp.read.workbooks import prescan
from ocdsjp.read.text import csv

def corner(path, limits):
    return prescan.WorkbookFacts({"Sheet1": prescan.SheetFacts()}, False, ())

def misbehave(how):
    def survey(path, declared):
        if how == "loop":
            while True:
                pass
        if how == "sleep":
            time.sleep(1_000)
        if how == "hog":
            held = []
            while True:
                held.append(bytearray(10_000_000))
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "raise":
            raise RuntimeError("a mistake of ours")
        if how == "chatter":
            os.write(2, b"x" * 10_000)
            sys.stderr.write("y" * 1_000_000)
        if how == "exit":
            os._exit(0)
    return survey

if os.environ["CARELESS"] == "no prescan":
    excel.prescan = corner
else:
    csv.survey = misbehave(os.environ["CARELESS"])
child.main(sys.argv[1:])
"""


@pytest.fixture
def careless(tmp_path, monkeypatch):
    """Let files be read by a child that misbehaves in a chosen way."""
    (tmp_path / "careless_reader.py").write_text(CARELESS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(launch, "_CHILD", "careless_reader")
    nurseries = {}
    monkeypatch.setattr(launch, "_NURSERIES", nurseries)

    def choose(how):
        monkeypatch.setenv("CARELESS", how)

    yield choose
    for nursery in nurseries.values():
        nursery.close()


def test_with_the_prescan_bypassed_the_abort_of_the_reader_is_survived(careless, raw_xlsx, read_outside):
    careless("no prescan")
    path = raw_xlsx(_CORNERS)
    assert path.stat().st_size < 5_000
    with pytest.raises(ReadError) as caught:
        read_outside(path)
    assert caught.value.rule.id == "file-needs-too-much-memory"


@pytest.mark.parametrize(
    "case",
    [
        ("loop", {"child_cpu_seconds": 1}, "file-too-slow"),
        ("loop", {"child_wall_seconds": 0.3}, "file-too-slow"),
        ("sleep", {"child_wall_seconds": 0.3}, "file-too-slow"),
        ("hog", {"child_memory_bytes": 100_000_000}, "file-needs-too-much-memory"),
        ("killed", {}, "file-needs-too-much-memory"),
        ("raise", {}, "file-crashed-reader"),
        ("chatter", {}, "file-crashed-reader"),
        ("exit", {}, "file-crashed-reader"),
    ],
)
def test_a_child_that_goes_wrong_is_one_error(careless, write, read_outside, case):
    how, limits, rule = case
    careless(how)
    began = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read_outside(write("a.csv", "a,b\n1,2\n"), replace(DEFAULT, **limits))
    assert time.monotonic() - began < BOUND
    assert caught.value.rule.id == rule
    if how == "raise":
        assert "a mistake of ours" in caught.value.detail["reason"]


class _Taken:
    """A reader that a hostile file has taken over: it says what it likes."""

    def __init__(self, *frames):
        self.out = io.BytesIO(b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames))

    def end(self):
        return launch.Ending(0)


@pytest.mark.parametrize(
    "frames",
    [
        (b"T[]",),
        (b"T{",),
        (b"X",),
        (b"",),
        (b'F{"__class__": 1, "notices": []}',),
        (b'E["no-such-rule",null,{}]',),
        (b'T[null,[["a","A",0,false]],[],false]', b'R[[1],[["a"]],{"7":1},{}]'),
        (b'T[null,[["a","A",0,false]],[],false]', b'V[[1],[[{"code":"x"}]],{},{}]'),
        (b'T[null,[["a","A",0,false]],[],false]', b'V[[1],[[{"date":"x"}]],{},{}]'),
    ],
)
def test_garbled_answers_are_one_error(frames):
    file = OpenFile(_Taken(*frames), "a.csv", DEFAULT)
    with pytest.raises(ReadError) as caught:
        [list(table.rows()) for table in file]
    assert caught.value.rule.id == "file-crashed-reader"


def test_after_a_crash_the_next_file_is_read(write, raw_xlsx, read_outside):
    with pytest.raises(ReadError):
        read_outside(_shared_strings_bomb(raw_xlsx), replace(DEFAULT, child_memory_bytes=300_000_000))
    assert read_outside(write("a.csv", "a,b\n1,2\n")).values == [["1", "2"]]


def test_threads_read_at_the_same_time(write, read_outside):
    paths = [write(f"{index}.csv", "a,b\n" + f"{index},x\n" * 3_000) for index in range(6)]
    seen = {}

    def read(index):
        seen[index] = {row[0] for row in read_outside(paths[index]).values}

    threads = [threading.Thread(target=read, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {index: {str(index)} for index in range(6)}


WORKERS = """
import json, multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from ocdsjp.read import ReadOptions, open_tables

def count(path):
    with open_tables(Path(path), ReadOptions(format="csv"), file_name="a.csv") as file:
        return sum(1 for table in file for _ in table.rows())

def put(queue, path):
    queue.put(count(path))

if __name__ == "__main__":
    how, path = sys.argv[1:]
    counts = [count(path)]  # warm: a fork inherits what this has started
    if how == "daemon":
        context = multiprocessing.get_context("spawn")
        queue = context.SimpleQueue()
        worker = context.Process(target=put, args=(queue, path), daemon=True)
        worker.start()
        counts.append(queue.get())
        worker.join()
    else:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(how)) as pool:
            counts += pool.map(count, [path] * 3)
    counts.append(count(path))
    print(json.dumps(counts))
"""


@pytest.mark.parametrize("how", ["fork", "forkserver", "daemon"])
def test_workers_of_every_kind_can_read(write, how):
    script, path = write("workers.py", WORKERS), write("a.csv", "a,b\n" + "1,2\n" * 3_000)
    done = subprocess.run(
        [sys.executable, "-W", "error", script, how, path], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stderr == ""
    assert set(json.loads(done.stdout)) == {3_000}


def test_the_callers_main_module_is_not_run_again(write):
    script = write(
        "unguarded.py",
        "from pathlib import Path\nimport sys\nfrom ocdsjp.read import *\nprint('main', flush=True)\n"
        "with open_tables(Path(sys.argv[1]), ReadOptions(format='csv'), file_name='a') as file:\n"
        "    print(sum(1 for table in file for _ in table.rows()))\n",
    )
    path = write("a.csv", "a,b\n1,2\n")
    done = subprocess.run([sys.executable, script, path], capture_output=True, text=True, timeout=100, check=True)
    assert done.stdout == "main\n1\n"
