"""Reads PDF files: ruled tables as grids, and notices of labels and values as one record each.

Runs in the child process only. What a page shows is in ``pdf_page``, its tables are in ``pdf_tables``, its labels in
``pdf_labels``. Scripts, attachments, annotations and form fields are never looked at, and pictures are not recognised:
a wrong figure from a scan would look like a fact.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.pdf.labels import is_form, records_of
from ocdsjp.read.pdf.page import read_page
from ocdsjp.read.pdf.ruled_tables import Content, RuledTable, chains, content_of, grid_of
from ocdsjp.read.pdf.shapes import Page
from ocdsjp.read.tables import Grid, GridRow, Labelled, Notice, Report
from ocdsjp.read.text.gaiji import note_gaiji

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024  # ISO 32000-1, Annex H.3, note 13: readers accept it anywhere in the first 1,024 bytes
_PICTURE = 0.3  # a page without text is a scan if pictures cover so much of it,
_DRAWING = 100  # or a drawing, or text turned into outlines, if so many things are painted on it
_READABLE = 0.5  # with fewer of its characters known a file cannot be read


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """The tables or records of a file.

    Raises:
        ReadError: If it is no PDF, is encrypted, damaged or too complex, holds pictures only, or has nothing to read.
    """
    report.format = "pdf"
    contents = [content_of(page) for page in _pages(path, limits, report)]
    _refuse_unreadable([content.page for content in contents], report)
    grids = list(_grids(contents, options, limits))
    if not grids:
        raise ReadError(rules.PDF_NO_TABLE)
    for grid in grids:
        yield _with_gaiji_noted(grid, report)


def _grids(contents: list[Content], options: ReadOptions, limits: Limits) -> Iterator[Grid]:
    if options.shape == "record":
        for page, fields in records_of(contents, options.lines):
            yield _record(page, fields)
        return
    beside: Mapping[int, tuple[Labelled, ...]] = {}
    if options.shape == "form":
        beside = dict(records_of(map(_without_row_tables, contents), options.lines))
    for chain in chains(contents):
        if _wanted(chain[0], options):
            begun = max((page for page in beside if page <= chain[0].page), default=0)
            yield grid_of(chain, limits, beside.get(begun, ()))


def _wanted(table: RuledTable, options: ReadOptions) -> bool:
    """A table of one row or one column is a frame; in a form one with labels and values holds no rows."""
    if table.columns < 2 or len(table.lattice.ys) < 3:  # noqa: PLR2004  a header and a row, both of two cells
        return False
    if options.shape == "form" and is_form(table):
        return False
    name = match_key(f"{table.page}ページ 表{table.place}")
    return options.sheets is None or any(fnmatchcase(name, match_key(pattern)) for pattern in options.sheets)


def _without_row_tables(content: Content) -> Content:
    forms = tuple(table for table in content.tables if is_form(table))
    return Content(content.page, forms, content.lines)


def _record(page: int, fields: Iterable[Labelled]) -> Grid:
    fields = tuple(fields)
    row = GridRow(1, [field.value for field in fields], spots=[field.spot for field in fields])
    names = tuple(field.label for field in fields)
    return Grid(f"{page}ページ", iter((row,)), width=len(fields), names=names, optional=True)


def _with_gaiji_noted(grid: Grid, report: Report) -> Grid:
    rows = list(grid.rows)
    for row in rows:
        note_gaiji(grid.sheet, row.number, row.values, report, grid.names)
    return replace(grid, rows=iter(rows))


# --- the file ----------------------------------------------------------------------------------------------------


def _pages(path: Path, limits: Limits, report: Report) -> Iterator[Page]:
    with path.open("rb") as file:
        if _SIGNATURE not in file.read(_SIGNATURE_WITHIN):
            raise ReadError(rules.NOT_A_PDF)
    with _document(path) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > limits.max_pages:
            raise ReadError(rules.PDF_TOO_MANY_PAGES, count, limit=limits.max_pages)
        if count < 1:
            raise ReadError(rules.PDF_BROKEN, None, reason="no page")
        for index in range(count):
            handle = pdfium.FPDF_LoadPage(document, index)
            if not handle:
                raise ReadError(rules.PDF_BROKEN, None, reason=f"page {index + 1}")
            try:
                page = read_page(handle, index + 1, limits)
            finally:
                pdfium.FPDF_ClosePage(handle)
            _tell(page, report)
            yield page


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    """The file opened without a password.

    Raises:
        ReadError: If that cannot be done.
    """
    document = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise ReadError(rules.PDF_ENCRYPTED)
        raise ReadError(rules.PDF_BROKEN, None, reason=f"PDFium {error}")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _tell(page: Page, report: Report) -> None:
    """Tell what of a page was not read."""
    if page.hidden:
        report.notices.append(Notice(rules.PDF_HIDDEN_TEXT, value=str(page.hidden), detail={"page": str(page.number)}))
    if page.slanted:
        detail = {"page": str(page.number)}
        report.notices.append(Notice(rules.PDF_SLANTED_TEXT, value=str(page.slanted), detail=detail))


def _refuse_unreadable(pages: list[Page], report: Report) -> None:
    """Refuse a file whose text nobody can read; tell of single pages that are pictures.

    Raises:
        ReadError: If no page has text, or too few of the characters are known.
    """
    empty = [page for page in pages if not page.glyphs]
    if len(empty) == len(pages):
        is_blank = not any(page.objects for page in pages)
        raise ReadError(rules.FILE_EMPTY) if is_blank else ReadError(rules.PDF_IMAGE_ONLY, len(pages))
    scans = [page for page in empty if page.images >= _PICTURE or page.objects >= _DRAWING]
    report.notices += [Notice(rules.PDF_PAGE_IMAGE, value=str(page.number)) for page in scans]
    total, unreadable = sum(len(page.glyphs) for page in pages), sum(page.unreadable for page in pages)
    if unreadable > (1 - _READABLE) * total:
        raise ReadError(rules.PDF_UNREADABLE, unreadable, total=total)
