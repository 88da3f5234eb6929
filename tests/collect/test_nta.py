"""Files of the corporate number site: thirty columns, two encodings, zips, and whatever else is refused."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.collect.nta import read_register
from ocdsjp.errors import ReadError
from ocdsjp.japan.corporate_numbers import check_digit

NAMES = 30


def number(serial: int) -> str:
    base = f"9900{serial:08}"
    return check_digit(base) + base


def line(serial: int = 1, name: str = "架空建設株式会社", **said: str) -> str:
    """A line as the site writes it: text in quotation marks, figures bare. Columns are given by their number."""
    cells = [""] * NAMES
    told = {
        1: str(serial),
        2: number(serial),
        3: "01",
        4: "0",
        5: "2026-01-30",
        6: "2015-10-05",
        7: name,
        9: "301",
        10: "海原県",
        11: "潮鳴市",
        14: "13",
        15: "101",
        23: "2015-10-05",
        24: "1",
        30: "0",
    }
    told |= {int(column.removeprefix("c")): text for column, text in said.items()}
    for column, text in told.items():
        cells[column - 1] = text
    return ",".join(f'"{cell}"' if cell and not cell.isascii() else cell for cell in cells)


def written(folder: Path, *lines: str, encoding: str = "cp932") -> Path:
    path = folder / "diff_20260130.csv"
    path.write_bytes("".join(f"{it}\n" for it in lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_entries_are_read_in_both_encodings_of_the_site(tmp_path, encoding):
    [entry] = read_register(written(tmp_path, line(7, "株式会社髙﨑組"), encoding=encoding))
    assert entry.corporation.number == number(7)
    assert entry.corporation.name == "株式会社髙﨑組"
    assert entry.corporation.prefecture == "13"
    assert entry.corporation.since == date(2015, 10, 5)
    assert entry.corporation.updated == date(2026, 1, 30)
    assert entry.corporation.closed is None
    assert not entry.gone


def test_a_closed_corporation_has_its_day_and_its_successor(tmp_path):
    [entry] = read_register(written(tmp_path, line(1, c3="21", c19="2024-03-31", c20="11", c21=number(2))))
    assert entry.corporation.closed == date(2024, 3, 31)
    assert entry.corporation.successor == number(2)


def test_a_name_counts_from_the_day_of_its_change(tmp_path):
    [entry] = read_register(written(tmp_path, line(1, c3="11", c6="2022-10-06")))
    assert entry.corporation.since == date(2022, 10, 6)


def test_history_is_left_out_and_a_number_taken_back_is_gone(tmp_path):
    entries = list(read_register(written(tmp_path, line(1, c24="0"), line(1), line(2, c3="99"))))
    assert [(it.corporation.number, it.gone) for it in entries] == [(number(1), False), (number(2), True)]


def test_a_zip_is_read_beside_its_signature(tmp_path):
    with zipfile.ZipFile(tmp_path / "00_zenkoku_all_20260130.zip", "w") as archive:
        archive.writestr("00_zenkoku_all_20260130.csv", line(3).encode("cp932"))
        archive.writestr("00_zenkoku_all_20260130.csv.asc", b"signature")
    [entry] = read_register(tmp_path / "00_zenkoku_all_20260130.zip")
    assert entry.corporation.number == number(3)


@pytest.mark.parametrize(
    ("content", "rule", "at"),
    [
        (b"<html><body>...</body></html>", "corporations-not-the-form", "1"),
        (b"", "corporations-not-the-form", "1"),
        (f"{line(1)}\n{line(2)},\n".encode("cp932"), "corporations-not-the-form", "2"),
        (line(1, c2="1234567890123").encode("cp932"), "corporations-not-the-form", "1"),
        (line(1, c5="30.1.2026").encode("cp932"), "corporations-not-the-form", "1"),
        (b"\xff\xff\xff", "corporations-not-the-form", "1"),
        (b'"' + b"x" * 100_000, "corporations-not-the-form", "1"),
        (b"PK\x03\x04 cut off", "corporations-not-the-form", "1"),
    ],
)
def test_anything_else_is_refused_with_the_line(tmp_path, content, rule, at):
    path = tmp_path / "all.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        list(read_register(path))
    assert (caught.value.rule.id, caught.value.detail["line"]) == (rule, at)


def test_a_zip_without_its_csv_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("readme.txt", b"")
    with pytest.raises(ReadError) as caught:
        list(read_register(tmp_path / "all.zip"))
    assert caught.value.rule.id == "corporations-no-csv"


def test_a_damaged_zip_is_refused(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("all.csv", "".join(f"{line(serial)}\n" for serial in range(500)).encode("cp932"))
    raw = bytearray(path.read_bytes())
    raw[200:260] = bytes(60)
    path.write_bytes(raw)
    with pytest.raises(ReadError):
        list(read_register(path))


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError):
        list(read_register(path))


def test_a_real_file_of_changes_is_read(shared):
    sample = shared / "samples" / "nta_houjin" / "diff_20260130.csv"
    if not sample.exists():
        pytest.skip("the real file is not there")
    entries = list(read_register(sample))
    assert len(entries) == 4233
    assert sum(entry.corporation.closed is not None for entry in entries) > 2000
