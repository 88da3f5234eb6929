"""How many cells a second the reading child gives: web pages of 500 rows and a workbook of 100,000.

What is measured is what a run waits for: the file through the child, with its fork, to rows in this process. The first
read of a process, which starts the nursery, is not among them.

python -m benchmarks.reading
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from ocdsjp.read import ReadOptions, open_tables

WANTED = 50_000
"""Cells a second that are wanted of both."""

_COLUMNS = ("番号", "件名", "開札日", "区分", "入札方式", "落札者", "法人番号", "落札金額")
_PAGES, _PAGE_ROWS = 20, 500
_SHEET_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Read:
    """One measurement."""

    what: str
    cells: int
    seconds: float

    @property
    def rate(self) -> float:
        """Cells a second."""
        return self.cells / self.seconds


def measure() -> Iterator[Read]:
    """The measurements, one after the other."""
    with tempfile.TemporaryDirectory(prefix="ocdsjp-bench-") as name:
        folder = Path(name)
        page = folder / "page.html"
        page.write_text(_page(_PAGE_ROWS), encoding="utf-8")
        html = ReadOptions(format="html", columns_expected=_COLUMNS)
        _cells(page, html)
        begun = time.perf_counter()
        cells = sum(_cells(page, html) for _ in range(_PAGES))
        yield Read(f"{_PAGES} web pages of {_PAGE_ROWS} rows", cells, time.perf_counter() - begun)
        book = folder / "book.xlsx"
        _write_book(book, _SHEET_ROWS)
        excel = ReadOptions(format="excel", columns_expected=_COLUMNS)
        begun = time.perf_counter()
        cells = _cells(book, excel)
        yield Read(f"a workbook of {_SHEET_ROWS:,} rows", cells, time.perf_counter() - begun)


def _row(number: int) -> tuple[str, ...]:
    """An invented award."""
    return (
        f"R7-{number:06}",
        f"架空市道{number}号線舗装改良工事",
        f"令和7年{number % 12 + 1}月{number % 28 + 1}日",
        "工事",
        "制限付一般競争入札",
        f"株式会社架空建設{number % 97}",
        "",
        f"{(number % 900 + 100) * 1000:,}円",
    )


def _page(rows: int) -> str:
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in _row(number)) + "</tr>" for number in range(rows))
    return f"<!DOCTYPE html><title>架空</title><table><caption>入札結果</caption><tr>{head}</tr>{body}</table>"


def _write_book(path: Path, rows: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("入札結果")
    sheet.append(_COLUMNS)
    for number in range(rows):
        sheet.append(_row(number))
    book.save(path)


def _cells(path: Path, options: ReadOptions) -> int:
    with open_tables(path, options, file_name=path.name) as tables:
        return sum(len(row.values) for table in tables for row in table.rows())


def report() -> Iterator[str]:
    """The measurements as a Markdown table."""
    yield "| reading | cells | seconds | cells/s | wanted |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for it in measure():
        yield f"| {it.what} | {it.cells:,} | {it.seconds:.2f} | {it.rate:,.0f} | {WANTED:,} |"


if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
