"""Reads one page of a PDF: its visible characters with their places, its lines and areas. Calls PDFium.

What stands on the page is all there is to see here: no tables, no lines of text, no meaning.

PDFium (BSD, Apache-2.0) is the reader of Chrome, made for hostile files; in Python ``pypdfium2`` calls it. Not taken:
PyMuPDF (AGPL), and pdfplumber on pdfminer.six, which does not tell what a clipping path hides. That matters: a workbook
that was printed to PDF carries the text of overflowing cells, clipped away, and a real 開札録 then reads
「入札設書定比し較て…」.
"""

import ctypes
from dataclasses import dataclass, field
from math import atan2, degrees, hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits
from ocdsjp.read.pdf.objects import Painted, TextObject, address_of, painted_on
from ocdsjp.read.pdf.shapes import IDENTITY, Box, Glyph, Matrix, Page

_SLANT = 10.0  # degrees off the upright that are still upright: scanners and italics
_PRECISION = 100  # of FPDF_PageToDevice, which knows whole pixels only
_FAR = 1000.0

# Symbol fonts give their glyphs private-use code points (U+F000 + code); what they show is published: Unicode
# L2/11-052R, "Wingdings and Webdings". Only signs that forms use.
_WINGDINGS = {
    0xF06C: "●",
    0xF06E: "■",
    0xF06F: "□",
    0xF071: "❑",
    0xF0A1: "○",
    0xF0A8: "◻",
    0xF0FB: "✗",
    0xF0FC: "✓",
    0xF0FD: "☒",
    0xF0FE: "☑",
}
_UNREADABLE = "\ufffd"
_CONTROL = 0x20
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF
_SOFT_HYPHENS = frozenset({0x02, 0xFFFE})  # what PDFium gives for a hyphen at the end of a line


def read_page(handle: Any, number: int, limits: Limits) -> Page:
    """Read a page.

    Args:
        handle: The page, an ``FPDF_PAGE``.
        number: Its number, from 1.
        limits: What it may cost.

    Raises:
        ReadError: If it has too many objects or characters.
    """
    display, size = _display(handle)
    painted = painted_on(handle, number, display, size, limits)
    images = min(1.0, painted.pictures / max(1.0, size.right * size.bottom))
    page = Page(number, images=images, objects=painted.count)
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        raise ReadError(rules.PDF_BROKEN, None, reason=f"page {number}: text")
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > limits.max_page_chars:
            raise ReadError(rules.PDF_TOO_COMPLEX, count, page=number, limit=limits.max_page_chars)
        reader = _Text(text, display, painted, size, _Covers(painted.covers), page)
        raws = [raw for index in range(count) if (raw := reader.character(index)) is not None]
    finally:
        pdfium.FPDFText_ClosePage(text)
    _fill(page, raws, painted, size)
    return page


def _display(handle: Any) -> tuple[Matrix, Box]:
    """The map from the page's own coordinates to points from the top left as people see it, and its size."""
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    pixels = (max(1, round(width * _PRECISION)), max(1, round(height * _PRECISION)))

    def device(x: float, y: float) -> tuple[float, float]:
        at = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(handle, 0, 0, *pixels, 0, x, y, *at)
        return at[0].value / _PRECISION, at[1].value / _PRECISION

    (e, f), (ax, ay), (cx, cy) = device(0, 0), device(_FAR, 0), device(0, _FAR)
    linear = ((ax - e) / _FAR, (ay - f) / _FAR, (cx - e) / _FAR, (cy - f) / _FAR)
    return Matrix(*linear, e, f), Box(0, 0, width, height)


class _Raw(NamedTuple):
    """A character before it is known how the page is turned."""

    text: str
    box: Box
    run: "_Run"


class _Run(NamedTuple):
    """What characters of one run of text have in common."""

    known: TextObject
    size: float
    direction: int | None  # where it runs: 0 to the right, 1 down, 2 to the left, 3 up; None: aslant


def _fill(page: Page, raws: list[_Raw], painted: Painted, size: Box) -> None:
    """Turn the page so that most of its text stands upright."""
    turn = _upright(_main_direction(raws), size)
    upright = [raw for raw in raws if raw.run.direction is not None]
    page.glyphs = [Glyph(raw.text, turn.box(*raw.box), raw.run.size) for raw in upright]
    page.slanted = len(raws) - len(upright)
    page.strokes = [turn.box(*box) for box in painted.strokes]
    page.shades = [turn.box(*box) for box in painted.shades]
    page.shown = turn.inverse()


def _main_direction(raws: list[_Raw]) -> int:
    """The direction of most characters; of equals the most upright."""
    counts = [0, 0, 0, 0]
    for raw in raws:
        if raw.run.direction is not None and not raw.text.isspace():
            counts[raw.run.direction] += 1
    return counts.index(max(counts))


def _upright(direction: int, size: Box) -> Matrix:
    """What makes text that runs in a direction stand upright."""
    return (
        IDENTITY,
        Matrix(0, -1, 1, 0, 0, size.right),
        Matrix(-1, 0, 0, -1, size.right, size.bottom),
        Matrix(0, 1, -1, 0, size.bottom, 0),
    )[direction]


@dataclass(frozen=True, slots=True)
class _Text:
    """The characters of a page, as PDFium tells them one by one."""

    text: Any
    display: Matrix
    painted: Painted
    size: Box
    covers: "_Covers"
    page: Page
    runs: dict[int, _Run] = field(default_factory=dict)

    def character(self, index: int) -> _Raw | None:
        """One character, or None if it shows nothing; the page learns what was not seen or not known."""
        text = self.text
        if pdfium.FPDFText_IsGenerated(text, index) == 1:  # a space or line break that PDFium thinks is meant
            return None
        shown = self._shown(index)
        rect = pdfium.FS_RECTF()
        if not shown or not pdfium.FPDFText_GetLooseCharBox(text, index, rect):
            return None
        box = self.display.box(rect.left, rect.bottom, rect.right, rect.top)
        run = self._run(index)
        x, y = box.middle
        if run.known.invisible or not run.known.clip.holds(x, y) or self.covers.hide(run.known.order, x, y):
            self.page.hidden += not shown.isspace()
            return None
        self.page.unreadable += shown == _UNREADABLE
        return _Raw(shown, box, run)

    def _run(self, index: int) -> _Run:
        """The run of text that a character belongs to."""
        address = address_of(pdfium.FPDFText_GetTextObject(self.text, index))
        run = self.runs.get(address)
        if run is None:
            raw = pdfium.FS_MATRIX()
            has_matrix = bool(pdfium.FPDFText_GetMatrix(self.text, index, raw))
            matrix = Matrix(raw.a, raw.b, raw.c, raw.d).then(self.display) if has_matrix else self.display
            size = pdfium.FPDFText_GetFontSize(self.text, index) * hypot(matrix.c, matrix.d)
            unknown = TextObject(self.painted.count, self.size, invisible=False)
            run = _Run(self.painted.texts.get(address, unknown), max(1.0, size), _direction(matrix))
            self.runs[address] = run
        return run

    def _shown(self, index: int) -> str:
        """What a character shows: what its font says, U+FFFD if the font does not say, "" for a control character."""
        code = pdfium.FPDFText_GetUnicode(self.text, index)
        if code in _WINGDINGS and "wingdings" in self._font(index).lower():
            return _WINGDINGS[code]
        if pdfium.FPDFText_HasUnicodeMapError(self.text, index) == 1 or code in _SURROGATES or code > _LAST:
            return _UNREADABLE
        if code in _SOFT_HYPHENS:
            return "-"
        return chr(code) if code >= _CONTROL else ""

    def _font(self, index: int) -> str:
        buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self.text, index, buffer, len(buffer), flags)
        return buffer.value.decode("utf-8", "replace")


def _direction(matrix: Matrix) -> int | None:
    """Where text with this matrix runs on the page."""
    angle = degrees(atan2(matrix.b, matrix.a)) % 360
    nearest = round(angle / 90)
    return nearest % 4 if abs(angle - nearest * 90) <= _SLANT else None


class _Covers:
    """Areas painted over the page: what lies under a later one is not seen (黒塗り that left the text in the file)."""

    _BAND = 50.0

    def __init__(self, covers: list[tuple[int, Box]]) -> None:
        self._bands: dict[int, list[tuple[int, Box]]] = {}
        for order, box in covers:
            for band in range(int(box.top // self._BAND), int(box.bottom // self._BAND) + 1):
                self._bands.setdefault(band, []).append((order, box))

    def hide(self, order: int, x: float, y: float) -> bool:
        """True if something painted after ``order`` lies over the point."""
        band = self._bands.get(int(y // self._BAND))
        return band is not None and any(later > order and box.holds(x, y) for later, box in band)
