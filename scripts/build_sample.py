"""Write the files of data/sample from scripts/sample_tables, in the shapes that real municipalities publish.

The tables are the content: plain UTF-8 CSV that people can read, edit and compare. Only the packing is here: encodings,
workbooks, merged cells, cell types. A rebuild gives the same bytes; ``tests/test_sample.py`` holds that. What each
broken row should become stands in data/sample/README.md.

Usage: ``python scripts/build_sample.py [FOLDER]`` (data/sample of this checkout by default).
"""

import csv
import io
import re
import sys
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

TABLES = Path(__file__).resolve().parent / "sample_tables"
DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "data" / "sample"
STAMP = datetime(2026, 4, 1, tzinfo=UTC)

# 霧笛町_契約一覧: the header's two rows are 3 and 4, the first case stands in row 5.
HEADER_MERGES = ("I3:J3", "K3:M3", "O3:Q3", *(f"{column}3:{column}4" for column in "ABCDEFGHNR"))
FIRST_CASE = 5
COLUMNS_OF_CASE = "ABCDEFGHOPQR"
BIDDER = 8

Cell = str | int | date | None


def rows_of(table: str) -> list[list[str]]:
    """The rows of one table of scripts/sample_tables."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def csv_file(table: str, encoding: str) -> bytes:
    """A table as a spreadsheet on Windows saves it: CRLF and the given encoding.

    Raises:
        UnicodeEncodeError: If the encoding lacks a character of the table.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows_of(table))
    return text.getvalue().encode(encoding)


def typed(text: str) -> Cell:
    """A table's notation as a workbook cell.

    As in a spreadsheet's input line: ISO dates become date cells, bare digits numbers, and a leading apostrophe keeps
    what follows as text. Everything else is text; nothing is an empty cell.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d+", text):
        return int(text)
    return text.removeprefix("'") or None


def fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    """Write a table into a sheet, from A1 on."""
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            value = typed(text)
            if value is not None:
                cell = sheet.cell(number, column, value)
                if isinstance(value, date):
                    cell.number_format = "yyyy/m/d"


def merge_cases(sheet: Worksheet, rows: list[list[str]]) -> None:
    """Merge the header, and the cells that belong to a case over the rows of its bidders."""
    for span in HEADER_MERGES:
        sheet.merge_cells(span)
    below = rows[FIRST_CASE - 1 :]
    starts = [at for at, row in enumerate(below) if row[0] or not row[BIDDER]] + [len(below)]
    for first, after in pairwise(starts):
        if after - first > 1:
            for column in COLUMNS_OF_CASE:
                sheet.merge_cells(f"{column}{FIRST_CASE + first}:{column}{FIRST_CASE + after - 1}")


def contracts_file() -> bytes:
    """令和7年度_契約一覧.xlsx: one row a bidder, a sheet each for 工事 and 委託, and a hidden draft."""
    book = Workbook()
    book.remove(book.active)
    for name in ("工事", "委託", "下書き"):
        sheet = book.create_sheet(name)
        rows = rows_of(f"霧笛町_契約一覧_{name}")
        fill(sheet, rows)
        merge_cases(sheet, rows)
    book["下書き"].sheet_state = "hidden"
    return xlsx_bytes(book, "霧笛町 入札・契約一覧（架空）")


def changes_file() -> bytes:
    """令和7年度_変更契約.xlsx: later changes of contracts in the other workbook, by 契約番号."""
    book = Workbook()
    book.active.title = "変更契約"
    fill(book.active, rows_of("霧笛町_変更契約"))
    return xlsx_bytes(book, "霧笛町 変更契約一覧（架空）")


def xlsx_bytes(book: Workbook, title: str) -> bytes:
    """The workbook with every time stamp fixed, so that the same content gives the same bytes.

    openpyxl writes the present time into docProps/core.xml and into the archive's directory. Entries are stored and
    not deflated, because deflated bytes differ between builds of zlib.
    """
    book.properties.title, book.properties.creator, book.properties.created = title, "ocdsjp", STAMP
    modified = f"{STAMP:%Y-%m-%dT%H:%M:%SZ}".encode()
    drifting, fixed = io.BytesIO(), io.BytesIO()
    book.save(drifting)
    with zipfile.ZipFile(drifting) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + modified, data)
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.create_system = 3  # Unix on every machine
            target.writestr(entry, data)
    return fixed.getvalue()


def build() -> dict[str, bytes]:
    """Every generated file: path below data/sample → content."""
    return {
        "shionari/令和7年度_入札結果.csv": csv_file("潮鳴市_入札結果", "cp932"),
        "muteki/令和7年度_契約一覧.xlsx": contracts_file(),
        "muteki/令和7年度_変更契約.xlsx": changes_file(),
        "hoshiakari/令和7年度_随意契約.csv": csv_file("星灯村_随意契約", "utf-8-sig"),
    }


def main(folder: Path) -> None:
    """Write the files below ``folder`` and name them."""
    for path, content in build().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
