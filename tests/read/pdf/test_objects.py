from contextlib import contextmanager
from dataclasses import replace

import pypdfium2.raw as pdfium
import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, rules
from ocdsjp.read.pdf.objects import painted_on
from ocdsjp.read.pdf.shapes import Box, Matrix

PAPER = Box(0, 0, 595, 842)
FROM_TOP = Matrix(1, 0, 0, -1, 0, 842)


@contextmanager
def opened(path):
    document = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    page = pdfium.FPDF_LoadPage(document, 0)
    try:
        yield page
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)


def painted(path, limits=DEFAULT):
    with opened(path) as page:
        return painted_on(page, 1, FROM_TOP, PAPER, limits)


def rounded(boxes):
    return [tuple(round(side) for side in box) for box in boxes]


def test_lines_are_strokes_from_the_top_left(draw_pdf):
    found = painted(draw_pdf(lambda paper: paper.line(60, 100, 200, 100)))
    assert rounded(found.strokes) == [(60, 100, 200, 100)]


def test_a_frame_is_four_strokes(draw_pdf):
    found = painted(draw_pdf(lambda paper: paper.canvas.rect(60, 642, 100, 50)))
    assert sorted(rounded(found.strokes)) == [
        (60, 150, 60, 200),
        (60, 150, 160, 150),
        (60, 200, 160, 200),
        (160, 150, 160, 200),
    ]


def test_a_thin_filled_area_is_a_stroke_and_a_thick_one_a_shade(draw_pdf):
    def draw(paper):
        paper.fill(60, 100, 200, 101)
        paper.fill(60, 120, 200, 140)

    found = painted(draw_pdf(draw))
    assert rounded(found.strokes) == [(60, 100, 200, 101)]
    assert rounded(found.shades) == [(60, 120, 200, 140)]


def test_a_transparent_area_hides_nothing(draw_pdf):
    def draw(paper):
        paper.canvas.setFillAlpha(0.4)
        paper.fill(60, 120, 200, 140)

    assert painted(draw_pdf(draw)).shades == []


def test_what_is_clipped_away_is_not_there(draw_pdf):
    def draw(paper):
        clip = paper.canvas.beginPath()
        clip.rect(0, 742, 100, 100)
        paper.canvas.clipPath(clip, stroke=0)
        paper.line(60, 50, 300, 50)
        paper.line(300, 50, 400, 50)
        paper.text(85, 60, "半分見える")

    found = painted(draw_pdf(draw))
    assert rounded(found.strokes) == [(60, 50, 100, 50)]
    assert [rounded([text.clip]) for text in found.texts.values()] == [[(0, 0, 100, 100)]]


def test_lines_within_a_form_stand_where_the_form_puts_them(draw_pdf):
    def draw(paper):
        paper.canvas.beginForm("frame")
        paper.canvas.line(0, 0, 100, 0)
        paper.canvas.endForm()
        paper.canvas.translate(60, 642)
        paper.canvas.doForm("frame")

    assert rounded(painted(draw_pdf(draw)).strokes) == [(60, 200, 160, 200)]


def test_too_many_objects_are_refused(draw_pdf):
    path = draw_pdf(lambda paper: paper.grid(list(range(60, 100, 10)), [60, 80]))
    with pytest.raises(ReadError) as error:
        painted(path, replace(DEFAULT, max_page_objects=3))
    assert error.value.rule is rules.PDF_TOO_COMPLEX
