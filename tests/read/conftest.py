"""What the tests of reading share: files made on the spot, and two ways of reading them whole."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ocdsjp.read import DEFAULT, Limits, ReadOptions, Report, Row, Table, open_tables
from ocdsjp.read.direct import read_tables_in_process

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass
class Whole:
    """A file that was read to its end."""

    tables: list[Table]
    rows: list[list[Row]]
    report: Report

    @property
    def values(self) -> list[list[Any]]:
        """The values of the first table."""
        return [row.values for row in self.rows[0]]

    @property
    def names(self) -> list[str]:
        """The column names of the first table."""
        return [column.name for column in self.tables[0].columns]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the rows of the first table."""
        return [row.kind.name for row in self.rows[0]]


def _whole(tables: Iterator[Table], report: Report) -> Whole:
    seen, rows = [], []
    for table in tables:
        seen.append(table)
        rows.append(list(table.rows()))
    return Whole(seen, rows, report)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file of bytes, or of text in UTF-8."""

    def _write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def read_here() -> Callable[..., Whole]:
    """Read a file in this process."""

    def _read(path: Path, limits: Limits = DEFAULT, **options: Any) -> Whole:
        options.setdefault("format", "csv" if path.suffix == ".csv" else "excel")
        report = Report()
        with read_tables_in_process(path, ReadOptions(**options), report, limits=limits) as tables:
            return _whole(tables, report)

    return _read


@pytest.fixture
def read_outside() -> Callable[..., Whole]:
    """Read a file in the child process."""

    def _read(path: Path, limits: Limits = DEFAULT, **options: Any) -> Whole:
        options.setdefault("format", "csv" if path.suffix == ".csv" else "excel")
        with open_tables(path, ReadOptions(**options), file_name=path.name, limits=limits) as file:
            return _whole(file, file.report)

    return _read


@pytest.fixture
def save_book(tmp_path: Path) -> Callable[..., Path]:
    """Save an openpyxl workbook that ``fill`` has filled."""

    def _save(fill: Callable[[openpyxl.Workbook], None], name: str = "book.xlsx") -> Path:
        book = openpyxl.Workbook()
        fill(book)
        path = tmp_path / name
        book.save(path)
        return path

    return _save


@pytest.fixture
def raw_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Zip a workbook of one sheet from its XML: what no spreadsheet program would write."""

    def _zip(sheet: str | bytes, *, parts: dict[str, str | bytes] | None = None, name: str = "raw.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(raw_book(sheet, parts or {}))
        return path

    return _zip


def raw_book(sheet: str | bytes, parts: dict[str, str | bytes]) -> bytes:
    """The bytes of a workbook whose one sheet is ``sheet``: rows, or a whole document if it begins with ``<?xml``."""
    text = sheet if isinstance(sheet, bytes) else sheet.encode()
    if not text.startswith(b"<?xml"):
        head, _, rest = text.partition(b"<!--merges-->")
        text = (
            b'<?xml version="1.0"?><worksheet xmlns="%s"><sheetData>' % _MAIN.encode()
            + head
            + b"</sheetData>"
            + rest
            + b"</worksheet>"
        )
    documents: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": text,
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, document in documents.items():
            archive.writestr(part, document)
    return out.getvalue()


FONT = "HeiseiMin-W3"  # one of the fonts that PDF readers have: not embedded, and without ToUnicode table


class Paper:
    """Draws a PDF in points from the top left, as Japanese offices' programs do."""

    def __init__(self, path: Path, size: tuple[float, float] = (595, 842), **options: Any) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.height = size[1]
        self.canvas = Canvas(str(path), pagesize=size, invariant=1, **options)

    def text(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Text whose em boxes begin at ``x`` and end at ``y``."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - y, text)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.canvas.line(x, self.height - y, to_x, self.height - to_y)

    def fill(self, x: float, y: float, to_x: float, to_y: float, grey: float = 0.85) -> None:
        """An area without border."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x, self.height - to_y, to_x - x, to_y - y, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """Ruling lines."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def table(self, y: float, xs: list[float], rows: list[list[str]], height: float = 20) -> float:
        """A ruled table; where it ends."""
        ys = [y + height * row for row in range(len(rows) + 1)]
        self.grid(xs, ys)
        for top, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                for place, line in enumerate(text.split("\n")):
                    self.text(x + 3, top + 13 + 12 * place, line)
        return ys[-1]

    def page(self) -> None:
        """End the page."""
        self.canvas.showPage()


@pytest.fixture
def draw_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Make a PDF that ``draw`` draws on a ``Paper``."""

    def _draw(draw: Callable[[Paper], None], name: str = "file.pdf", **options: Any) -> Path:
        path = tmp_path / name
        paper = Paper(path, **options)
        draw(paper)
        paper.page()
        paper.canvas.save()
        return path

    return _draw
