import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report, RowKind, open_tables, rules
from ocdsjp.read.direct import read_tables_in_process

XS = [60, 260, 360, 460]
HEADER = ["件名", "落札者", "落札金額"]
ROWS = [
    ["港見通り舗装補修工事", "架空建設㈱", "18,920,000"],
    ["町営住宅外壁改修工事", "見本工業㈱", "9,900,000"],
    ["汐見橋補修工事", "不調", "－"],
]
NOTICE = [
    "１　工事名　　　港見通り舗装補修工事",
    "２　工事場所　　潮鳴市港町一丁目地内",
    "３　工　期　　　契約日の翌日から令和８年３月３１日まで",
    "４　予定価格　　１８，９２０，０００円（税込）",
]


def results(paper, rows=ROWS, title="潮鳴市　入札結果一覧"):
    paper.text(60, 60, title, 14)
    paper.table(80, XS, [HEADER, *rows])


def code_of(call, *arguments, **options):
    with pytest.raises(ReadError) as error:
        call(*arguments, **options)
    return error.value.rule


def test_a_ruled_table_is_a_table_with_the_text_above_it_as_title(draw_pdf, read_outside):
    whole = read_outside(draw_pdf(results), format="pdf", columns_expected=("件名", "落札金額"))
    assert whole.names == HEADER
    assert whole.values == ROWS
    assert whole.tables[0].sheet == "1ページ 表1"
    assert whole.tables[0].title_lines == ("潮鳴市　入札結果一覧",)
    assert whole.report.format == "pdf"


def test_the_address_of_a_cell_leads_to_the_place_on_paper(draw_pdf, read_outside):
    whole = read_outside(draw_pdf(results), format="pdf")
    table, row = whole.tables[0], whole.rows[0][1]
    # Its cell begins 360 points from the left and 80 + 2 * 20 from the top.
    assert table.cell(table.columns[2], row) == "C3（1ページ 左127mm 上42mm）"


def test_a_table_over_several_pages_is_one_table(draw_pdf, read_outside):
    def draw(paper):
        results(paper, ROWS[:1])
        paper.page()
        paper.table(60, XS, [HEADER, ROWS[1]])  # the header again, as Excel prints it
        paper.page()
        paper.table(60, XS, [ROWS[2]])  # without header, as Word does

    whole = read_outside(draw_pdf(draw), format="pdf", columns_expected=("件名",))
    assert len(whole.tables) == 1
    assert [row.values for row in whole.rows[0] if row.kind is RowKind.DATA] == ROWS
    assert whole.kinds == ["DATA", "REPEATED_HEADER", "DATA", "DATA"]
    last = whole.rows[0][-1]
    assert whole.tables[0].cell(whole.tables[0].columns[0], last) == "A5（3ページ 左21mm 上21mm）"


def test_a_new_heading_makes_a_new_table(draw_pdf, read_outside):
    def draw(paper):
        results(paper, ROWS[:1], "令和６年度")
        paper.page()
        results(paper, ROWS[1:2], "令和７年度")

    whole = read_outside(draw_pdf(draw), format="pdf")
    assert [table.sheet for table in whole.tables] == ["1ページ 表1", "2ページ 表1"]
    assert [table.title_lines for table in whole.tables] == [("令和６年度",), ("令和７年度",)]


def test_tables_without_the_expected_columns_are_passed_over(draw_pdf, read_outside):
    def draw(paper):
        paper.table(60, XS, [["課名", "電話", "内線"], ["契約課", "000", "0"]])
        paper.table(200, XS, [HEADER, *ROWS])

    whole = read_outside(draw_pdf(draw), format="pdf", columns_expected=("落札者",))
    assert [table.sheet for table in whole.tables] == ["1ページ 表2"]


def test_sheets_choose_tables_by_page_and_place(draw_pdf, read_outside):
    def draw(paper):
        results(paper, ROWS[:1], "工事")
        paper.page()
        results(paper, ROWS[1:], "委託")

    whole = read_outside(draw_pdf(draw), format="pdf", sheets=("2ページ*",))
    assert whole.values == ROWS[1:]


def test_a_notice_is_one_row_of_labels(draw_pdf, read_outside):
    def draw(paper):
        paper.text(60, 60, "潮鳴市公告　第７号")
        for place, line in enumerate(NOTICE):
            paper.text(60, 100 + 20 * place, line)

    whole = read_outside(draw_pdf(draw), format="pdf", shape="record", lines={"公告番号": "潮鳴市公告{*}"})
    assert dict(zip(whole.names, whole.values[0], strict=True)) == {
        "公告番号": "第７号",
        "工事名": "港見通り舗装補修工事",
        "工事場所": "潮鳴市港町一丁目地内",
        "工期": "契約日の翌日から令和８年３月３１日まで",
        "予定価格": "１８，９２０，０００円（税込）",
    }
    table = whole.tables[0]
    assert table.sheet == "1ページ"
    assert re.fullmatch(r"\[1\]/予定価格（1ページ 左\d+mm 上5[0-9]mm）", table.cell(table.columns[4], whole.rows[0][0]))


def test_one_notice_after_the_other_makes_a_record_each(draw_pdf, read_outside):
    def draw(paper):
        for number in (1, 2):
            paper.text(60, 60, f"(1)　件名　　業務その{number}")
            paper.text(60, 80, f"(2)　場所　　港町{number}番地")
            if number == 1:
                paper.page()

    whole = read_outside(draw_pdf(draw), format="pdf", shape="record")
    assert [table.sheet for table in whole.tables] == ["1ページ", "2ページ"]
    assert [rows[0].values for rows in whole.rows] == [["業務その1", "港町1番地"], ["業務その2", "港町2番地"]]


def test_a_form_gives_its_labels_to_each_row_of_its_table(draw_pdf, read_outside):
    def draw(paper):
        paper.text(60, 60, "１．件名　　港見通り舗装補修工事")
        paper.text(60, 80, "２．契約番号　　７０１")
        paper.table(
            120, XS, [["入札者", "結果", "入札金額"], ["架空建設㈱", "落札", "100"], ["見本工業㈱", "2", "120"]]
        )

    whole = read_outside(
        draw_pdf(draw), format="pdf", shape="form", columns_expected=("入札者", "契約番号"), lines={"日付": "{令和*日}"}
    )
    assert whole.names == ["入札者", "結果", "入札金額", "日付", "件名", "契約番号"]
    assert whole.values == [
        ["架空建設㈱", "落札", "100", None, "港見通り舗装補修工事", "７０１"],
        ["見本工業㈱", "2", "120", None, "港見通り舗装補修工事", "７０１"],
    ]


def test_a_page_that_lies_on_its_side_is_read_as_people_turn_it(draw_pdf, read_outside):
    def draw(paper):
        paper.canvas.translate(595, 0)
        paper.canvas.rotate(90)
        paper.height = 595
        results(paper)

    whole = read_outside(draw_pdf(draw), format="pdf", columns_expected=("件名",))
    assert whole.values == ROWS
    # 360 points along the text, 120 across it: as it is shown 120 from the left and 842 - 360 from the top.
    table, row = whole.tables[0], whole.rows[0][1]
    assert table.cell(table.columns[2], row) == "C3（1ページ 左42mm 上170mm）"


def test_a_page_with_a_rotation_is_read_as_it_is_shown(draw_pdf, read_outside):
    def draw(paper):
        paper.canvas.setPageRotation(90)
        paper.canvas.translate(595, 0)
        paper.canvas.rotate(90)
        paper.height = 595
        results(paper)

    whole = read_outside(draw_pdf(draw), format="pdf", columns_expected=("件名",))
    assert whole.values == ROWS
    table, row = whole.tables[0], whole.rows[0][1]
    assert table.cell(table.columns[2], row) == "C3（1ページ 左127mm 上42mm）"


def test_a_picture_of_a_table_is_refused_with_advice(draw_pdf, read_outside, tmp_path):
    path = draw_pdf(lambda paper: paper.canvas.drawImage(scan(tmp_path), 0, 0, 595, 842))
    with pytest.raises(ReadError) as error:
        read_outside(path, format="pdf")
    assert error.value.rule is rules.PDF_IMAGE_ONLY
    assert "Excel または CSV" in rules.PDF_IMAGE_ONLY.message("ja", error.value.value, error.value.detail)


def test_the_invisible_text_of_a_scan_does_not_count_as_text(draw_pdf, read_outside, tmp_path):
    def draw(paper):
        paper.canvas.drawImage(scan(tmp_path), 0, 0, 595, 842)
        text = paper.canvas.beginText(60, 700)
        text.setTextRenderMode(3)
        text.setFont("HeiseiMin-W3", 10)
        text.textLine("港見通り舗装補修工事")
        paper.canvas.drawText(text)

    assert code_of(read_outside, draw_pdf(draw), format="pdf") is rules.PDF_IMAGE_ONLY


def test_text_under_the_picture_of_a_scan_does_not_count_as_text(draw_pdf, read_outside, tmp_path):
    def draw(paper):
        results(paper)
        paper.canvas.drawImage(scan(tmp_path), 0, 0, 595, 842)

    assert code_of(read_outside, draw_pdf(draw), format="pdf") is rules.PDF_IMAGE_ONLY


def test_text_turned_into_outlines_is_refused_as_a_picture(draw_pdf, read_outside):
    assert code_of(read_outside, draw_pdf(lambda paper: paper.grid(XS, [60, 80])), format="pdf") is rules.PDF_IMAGE_ONLY


def test_a_scanned_page_among_others_is_told(draw_pdf, read_outside, tmp_path):
    def draw(paper):
        results(paper)
        paper.page()
        paper.canvas.drawImage(scan(tmp_path), 0, 0, 595, 842)

    notices = read_outside(draw_pdf(draw), format="pdf").report.notices
    assert [(notice.rule, notice.value) for notice in notices] == [(rules.PDF_PAGE_IMAGE, "2")]


def scan(folder: Path) -> ImageReader:
    path = folder / "scan.ppm"
    path.write_bytes(b"P6 40 60 255\n" + bytes(range(240)) * 30)
    return ImageReader(str(path))


def test_text_under_a_black_bar_is_not_read_and_told(draw_pdf, read_outside):
    def draw(paper):
        results(paper)
        paper.fill(262, 102, 358, 118, grey=0)

    whole = read_outside(draw_pdf(draw), format="pdf")
    assert whole.values[0] == ["港見通り舗装補修工事", None, "18,920,000"]
    assert [(notice.rule, notice.value) for notice in whole.report.notices] == [(rules.PDF_HIDDEN_TEXT, "5")]


def test_a_shaded_cell_does_not_hide_its_text(draw_pdf, read_outside):
    def draw(paper):
        paper.fill(60, 80, 460, 100)
        results(paper)

    assert read_outside(draw_pdf(draw), format="pdf").names == HEADER


def test_a_watermark_is_left_out_and_told(draw_pdf, read_outside):
    def draw(paper):
        results(paper)
        paper.canvas.saveState()
        paper.canvas.translate(200, 700)
        paper.canvas.rotate(40)
        paper.canvas.drawString(0, 0, "見本")
        paper.canvas.restoreState()

    whole = read_outside(draw_pdf(draw), format="pdf")
    assert whole.values == ROWS
    assert [(notice.rule, notice.value) for notice in whole.report.notices] == [(rules.PDF_SLANTED_TEXT, "2")]


def test_gaiji_are_kept_counted_and_told(draw_pdf, read_outside):
    whole = read_outside(draw_pdf(lambda paper: results(paper, [["\ue000橋補修工事", "架空㈱", "1"]])), format="pdf")
    assert whole.report.gaiji_count == 1


def test_an_encrypted_file_is_refused_with_advice(draw_pdf, read_outside):
    path = draw_pdf(results, encrypt=StandardEncryption("himitsu", strength=128))
    assert code_of(read_outside, path, format="pdf") is rules.PDF_ENCRYPTED


def test_a_file_that_opens_without_password_is_read_even_if_changing_it_needs_one(draw_pdf, read_outside):
    path = draw_pdf(results, encrypt=StandardEncryption("", ownerPassword="himitsu", canModify=0))
    assert read_outside(path, format="pdf").values == ROWS


def test_a_page_without_table_is_refused(draw_pdf, read_outside):
    path = draw_pdf(lambda paper: paper.text(60, 60, "お知らせ"))
    assert code_of(read_outside, path, format="pdf") is rules.PDF_NO_TABLE


def test_an_empty_page_is_an_empty_file(draw_pdf, read_outside):
    assert code_of(read_outside, draw_pdf(lambda _: None), format="pdf") is rules.FILE_EMPTY


def test_metadata_is_never_told(draw_pdf, read_outside):
    # Authors of real notices are officials' names.
    def draw(paper):
        paper.canvas.setAuthor("見本太郎")
        results(paper)

    assert "見本太郎" not in repr(read_outside(draw_pdf(draw), format="pdf"))


# --- hostile files -----------------------------------------------------------------------------------------------


def pdf(*objects: bytes, root: int = 1, tail: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1, with a proper cross-reference table."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, tail, start)
    return out + trailer


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"


def stream(content: bytes, *, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def form_in_itself() -> bytes:
    page = PAGE.replace(b"/Contents", b"/Resources << /XObject << /A 5 0 R >> >> /Contents")
    inner = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R >> >>"
    return pdf(CATALOG, PAGES, page, stream(b"/A Do"), stream(b"/A Do /A Do", entries=inner))


HOSTILE = {
    "no PDF": (b"GIF89a" + b"x" * 2000, rules.NOT_A_PDF),
    "the signature alone": (b"%PDF-1.7\n", rules.PDF_BROKEN),
    "cut off": (pdf(CATALOG, PAGES, PAGE, stream(b""))[:150], rules.PDF_BROKEN),
    "no pages": (pdf(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), rules.PDF_BROKEN),
    "pages within themselves": (pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"), None),
    "a count that is not true": (
        pdf(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 999999999 >>", PAGE, stream(b"")),
        None,
    ),
    "a cross-reference that points to itself": (
        pdf(CATALOG, PAGES, PAGE, stream(b""), tail=b"/Prev 9 /XRefStm 9"),
        None,
    ),
    "a form within itself": (form_in_itself(), None),
    "a script and a file inside": (
        pdf(
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
            b"/Names << /EmbeddedFiles << /Names [(x) 5 0 R] >> >> >>",
            PAGES,
            PAGE,
            stream(b""),
            b"<< /Type /Filespec /F (/etc/passwd) >>",
        ),
        rules.FILE_EMPTY,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_error(name, write, read_outside):
    content, rule = HOSTILE[name]
    found = code_of(read_outside, write("file.pdf", content), format="pdf")
    assert rule is None or found is rule


def test_a_stream_that_unpacks_to_gigabytes_is_one_error(write, read_outside):
    packer, packed = zlib.compressobj(9), b""
    for _ in range(600):
        packed += packer.compress(b"0 0 m 9 9 l S " * 75_000)
    packed += packer.flush()
    content = stream(zlib.compress(packed, 9), entries=b"/Filter [/FlateDecode /FlateDecode]")
    assert len(content) < 1_000_000
    limits = replace(DEFAULT, child_memory_bytes=600_000_000, child_cpu_seconds=20)
    found = code_of(read_outside, write("bomb.pdf", pdf(CATALOG, PAGES, PAGE, content)), limits, format="pdf")
    assert found in {rules.PDF_TOO_COMPLEX, rules.TOO_MUCH_MEMORY, rules.CRASHED, rules.TOO_SLOW, rules.FILE_EMPTY}


def test_a_million_objects_on_a_page_are_too_many(write, read_outside):
    content = stream(b"0 0 m 9 9 l S " * 250_000)
    found = code_of(read_outside, write("file.pdf", pdf(CATALOG, PAGES, PAGE, content)), format="pdf")
    assert found is rules.PDF_TOO_COMPLEX


def test_too_many_pages_are_refused(draw_pdf, read_outside):
    def draw(paper):
        paper.page()
        results(paper)

    limits = replace(DEFAULT, max_pages=1)
    assert code_of(read_outside, draw_pdf(draw), limits, format="pdf") is rules.PDF_TOO_MANY_PAGES


def test_a_file_with_a_foot_before_its_head_is_read(draw_pdf, write, read_outside):
    # Mail gateways put lines before the signature.
    content = draw_pdf(results).read_bytes()
    assert read_outside(write("mail.pdf", b"X-Header: 1\r\n\r\n" + content), format="pdf").values == ROWS


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_but_never_more(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "file.pdf"
    good = bytearray(pdf(CATALOG, PAGES, PAGE, stream(b"BT ET 0 0 m 100 0 l S")))
    for _ in range(data.draw(st.integers(1, 5))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(good)
    with open_tables(path, ReadOptions(format="pdf"), file_name="file.pdf") as tables, pytest.raises(ReadError):
        list(tables)


def test_the_same_file_reads_the_same_here_and_in_the_child(draw_pdf, read_outside):
    path = draw_pdf(results)
    with read_tables_in_process(path, ReadOptions(format="pdf"), Report()) as tables:
        [table] = tables
        here = [(row.number, row.values, row.spots) for row in table.rows()]
    assert here == [(row.number, row.values, row.spots) for row in read_outside(path, format="pdf").rows[0]]
