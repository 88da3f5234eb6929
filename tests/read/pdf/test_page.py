from contextlib import contextmanager
from dataclasses import replace

import pypdfium2.raw as pdfium
import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, rules
from ocdsjp.read.pdf.page import read_page


@contextmanager
def opened(path):
    document = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    page = pdfium.FPDF_LoadPage(document, 0)
    try:
        yield page
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)


def read(path, limits=DEFAULT):
    with opened(path) as handle:
        return read_page(handle, 1, limits)


def text(page):
    return "".join(glyph.text for glyph in page.glyphs)


def test_japanese_text_of_a_font_without_unicode_table_is_read(draw_pdf):
    page = read(draw_pdf(lambda paper: paper.text(60, 100, "㈱髙橋組　①～㎡")))
    assert text(page) == "㈱髙橋組　①～㎡"
    assert page.unreadable == 0


def test_a_character_has_its_em_box_and_size(draw_pdf):
    page = read(draw_pdf(lambda paper: paper.text(60, 100, "工事", 12)))
    first, second = page.glyphs
    assert first.box.left == pytest.approx(60, abs=0.1)
    assert second.box.left == pytest.approx(72, abs=0.1)
    assert first.box.top < 100
    assert first.size == pytest.approx(12)


def test_clipped_text_is_counted_and_not_read(draw_pdf):
    # 開札録 printed from Excel: a long text in a narrow cell is cut off, and still in the file.
    def draw(paper):
        paper.text(60, 100, "17,430,000円")
        clip = paper.canvas.beginPath()
        clip.rect(60, 730, 5, 20)
        paper.canvas.clipPath(clip, stroke=0)
        paper.text(80, 100, "設定していません")

    page = read(draw_pdf(draw))
    assert text(page) == "17,430,000円"
    assert page.hidden == 8


def test_text_of_a_page_that_is_turned_comes_upright(draw_pdf):
    def draw(paper):
        paper.canvas.translate(595, 0)
        paper.canvas.rotate(90)
        paper.height = 595
        paper.text(60, 100, "工事名")

    page = read(draw_pdf(draw))
    assert [round(glyph.box.left) for glyph in page.glyphs] == [60, 70, 80]
    assert page.millimetres(page.glyphs[0].box.left, 100) == (35, round((842 - 60) * 25.4 / 72))


def test_slanted_text_is_counted_and_left_out(draw_pdf):
    def draw(paper):
        paper.text(60, 100, "工事名")
        paper.canvas.rotate(30)
        paper.text(500, 700, "見本")

    page = read(draw_pdf(draw))
    assert text(page) == "工事名"
    assert page.slanted == 2


def test_characters_whose_font_does_not_tell_them_are_counted(write):
    page = read(write("file.pdf", nameless_font()))
    assert page.unreadable == 2
    assert text(page) == "\ufffd\ufffd"


def nameless_font() -> bytes:
    """A page with two glyphs of an embedded font whose encoding says nothing about characters."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 8 0 R >>",
        b"<< /Length 44 >>\nstream\nBT /F 10 Tf 60 700 Td <00010002> Tj ET       \nendstream",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo 9 0 R /DW 1000 /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 880 /Descent -120 >>",
        b"<< /Font << /F 5 0 R >> >>",
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
    ]
    out = b"%PDF-1.7\n"
    for number, content in enumerate(objects, start=1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return out + b"trailer\n<< /Size 10 /Root 1 0 R >>\n%%EOF"


def test_too_many_characters_are_refused(draw_pdf):
    path = draw_pdf(lambda paper: paper.text(60, 100, "工事名"))
    with pytest.raises(ReadError) as error:
        read(path, replace(DEFAULT, max_page_chars=2))
    assert error.value.rule is rules.PDF_TOO_COMPLEX


def test_pictures_count_by_what_they_cover(draw_pdf, tmp_path):
    picture = tmp_path / "scan.ppm"
    picture.write_bytes(b"P6 4 4 255\n" + bytes(48))
    page = read(draw_pdf(lambda paper: paper.canvas.drawImage(str(picture), 0, 0, 595, 421)))
    assert page.images == pytest.approx(0.5, abs=0.01)
