"""What is painted on a page of a PDF: ruling lines, shaded areas, pictures, and where text is cut off. Calls PDFium.

Text itself is read in ``pdf_page``; what lines make a table is found in ``lattice``. Coordinates are points from the
top left of the page as people see it.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits
from ocdsjp.read.pdf.shapes import IDENTITY, Box, Matrix

THIN = 2.0
"""What is at most so thick (points) is a ruling line, however it was painted: many programs fill thin rectangles."""

_DEEPEST = 12  # forms within forms; programs write 1 to 3
_OPAQUE = 255
_WHOLE = 0.8  # of the page; seals and logos cover far less
_INVISIBLE = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})


@dataclass(frozen=True, slots=True)
class TextObject:
    """A run of text: its place in the order of painting, what of it is not cut off, whether it is painted at all."""

    order: int
    clip: Box
    invisible: bool


@dataclass(slots=True)
class Painted:
    """The objects of a page, in the order in which they are painted.

    Attributes:
        strokes: Ruling lines, as thin rectangles.
        shades: Opaque areas that are no lines.
        covers: What hides the text below it, with its place in the order: those areas, and pictures of a whole page
            (some programs for scans put the text that they recognised under the picture).
        texts: Runs of text by the address of their object in this process.
        pictures: The area that pictures cover, in square points.
        count: How many objects there are.
    """

    strokes: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    texts: dict[int, TextObject] = field(default_factory=dict)
    pictures: float = 0.0
    count: int = 0


def painted_on(handle: Any, number: int, display: Matrix, size: Box, limits: Limits) -> Painted:
    """Everything that is painted on a page.

    Args:
        handle: The page, an ``FPDF_PAGE``.
        number: Its number.
        display: The map from its own coordinates to those of the page as people see it.
        size: The page as people see it.
        limits: How many objects it may have.

    Raises:
        ReadError: If it has more.
    """
    walk = _Walk(number, size, limits, Painted())
    for index in range(walk.allowed(pdfium.FPDFPage_CountObjects(handle))):
        walk.visit(pdfium.FPDFPage_GetObject(handle, index), display, 0)
    return walk.painted


def address_of(item: Any) -> int:
    """The address of an object of PDFium, by which ``Painted.texts`` knows it."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


@dataclass(frozen=True, slots=True)
class _Walk:
    number: int
    page: Box
    limits: Limits
    painted: Painted

    def allowed(self, count: int) -> int:
        """``count``, if so many objects are allowed."""
        if count > self.limits.max_page_objects:
            raise ReadError(rules.PDF_TOO_COMPLEX, count, page=self.number, limit=self.limits.max_page_objects)
        return max(0, count)

    def visit(self, item: Any, outer: Matrix, depth: int) -> None:
        """Keep what matters of an object; forms hold objects of their own."""
        painted = self.painted
        painted.count = self.allowed(painted.count + 1)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE
            painted.texts[address_of(item)] = TextObject(painted.count, self._clip(item, outer), invisible)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._picture(item, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _matrix(item).then(outer)
            for index in range(self.allowed(pdfium.FPDFFormObj_CountObjects(item))):
                self.visit(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, item: Any, outer: Matrix) -> None:
        """The lines and the area of a path."""
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, mode, stroked) or not (mode.value or stroked.value):
            return
        painted = self.painted
        clip = self._clip(item, outer)
        for points, is_straight in _subpaths(item, _matrix(item).then(outer)):
            box = _cut(_around(points), clip)
            if box is None:
                continue
            if min(box.right - box.left, box.bottom - box.top) <= THIN:
                painted.strokes.append(box)
                continue
            if mode.value and is_straight and _is_opaque(item):
                painted.shades.append(box)
                painted.covers.append((painted.count, box))
            if stroked.value and is_straight:
                painted.strokes.extend(cut for side in _sides(points) if (cut := _cut(side, clip)) is not None)

    def _picture(self, item: Any, outer: Matrix) -> None:
        """A picture. Some programs paint dotted lines as rows of tiny ones."""
        sides = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(item, *sides):
            return
        left, bottom, right, top = (side.value for side in sides)
        box = _cut(outer.box(left, bottom, right, top), self._clip(item, outer))
        if box is None:
            return
        if min(box.right - box.left, box.bottom - box.top) <= THIN:
            self.painted.strokes.append(box)
            return
        area = (box.right - box.left) * (box.bottom - box.top)
        self.painted.pictures += area
        if area >= _WHOLE * self.page.right * self.page.bottom:
            self.painted.covers.append((self.painted.count, box))

    def _clip(self, item: Any, outer: Matrix) -> Box:
        """The rectangle within which an object is seen: that of the page, or less."""
        path = pdfium.FPDFPageObj_GetClipPath(item)
        seen = self.page
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(max(0, pdfium.FPDFClipPath_CountPaths(path) if path else 0)):
            points = []
            for place in range(max(0, pdfium.FPDFClipPath_CountPathSegments(path, index))):
                segment = pdfium.FPDFClipPath_GetPathSegment(path, index, place)
                if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                    points.append(outer.point(x.value, y.value))
            if points:
                seen = _cut(_around(points), seen) or _NOWHERE
        return seen


_NOWHERE = Box(0, 0, -1, -1)


def _subpaths(item: Any, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each part of a path, and whether it has no curves."""
    points: list[tuple[float, float]] = []
    is_straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, is_straight
            points, is_straight = [], True
        is_straight = is_straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.point(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, is_straight


def _sides(points: list[tuple[float, float]]) -> Iterator[Box]:
    """The upright and level sides of a stroked outline."""
    for start, end in pairwise(points):
        side = _around((start, end))
        if start != end and min(side.right - side.left, side.bottom - side.top) <= THIN:
            yield side


def _is_opaque(item: Any) -> bool:
    if pdfium.FPDFPageObj_HasTransparency(item):  # a marker pen: text is seen through it
        return False
    colour = [ctypes.c_uint() for _ in range(4)]
    return not pdfium.FPDFPageObj_GetFillColor(item, *colour) or colour[3].value == _OPAQUE


def _around(points: Iterable[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _cut(box: Box, clip: Box) -> Box | None:
    """What is left of a rectangle inside a clip, or None."""
    cut = Box(
        max(box.left, clip.left), max(box.top, clip.top), min(box.right, clip.right), min(box.bottom, clip.bottom)
    )
    return cut if cut.left <= cut.right and cut.top <= cut.bottom else None


def _matrix(item: Any) -> Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, raw):
        return IDENTITY
    return Matrix(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)
