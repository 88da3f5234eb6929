from dataclasses import replace

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, rules

XS = [60, 200, 300, 400]
HEADER = ["件名", "落札者", "金額"]


def tables(draw_pdf, read_here, draw, **options):
    whole = read_here(draw_pdf(draw), format="pdf", **options)
    return whole.tables, whole.rows, whole


def test_a_cell_of_several_lines_keeps_its_line_breaks(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, XS, [HEADER, ["舗装工事", "架空建設㈱\n潮鳴市港町", "100"]], height=40)

    assert tables(draw_pdf, read_here, draw)[2].values == [["舗装工事", "架空建設㈱\n潮鳴市港町", "100"]]


def test_a_header_of_two_rows_with_merged_cells_is_joined(draw_pdf, read_here):
    def draw(paper):
        for y in (60, 100, 120):
            paper.line(60, y, 400, y)
        paper.line(200, 80, 400, 80)
        for x in (60, 200, 400):
            paper.line(x, 60, x, 120)
        paper.line(300, 80, 300, 120)
        paper.text(63, 85, "件名")
        paper.text(203, 73, "落札者")
        paper.text(203, 93, "名称")
        paper.text(303, 93, "所在地")
        for x, text in zip(XS, ("舗装工事", "架空建設㈱", "潮鳴市"), strict=False):
            paper.text(x + 3, 113, text)

    whole = tables(draw_pdf, read_here, draw, header_rows=2)[2]
    assert whole.names == ["件名", "落札者／名称", "落札者／所在地"]
    assert whole.values == [["舗装工事", "架空建設㈱", "潮鳴市"]]


def test_a_cell_merged_downwards_stands_for_each_row(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, XS, [HEADER])
        paper.line(60, 80, 60, 120)
        paper.line(60, 120, 400, 120)
        paper.line(200, 100, 400, 100)
        for x in (200, 300, 400):
            paper.line(x, 80, x, 120)
        paper.text(63, 103, "舗装工事")
        for y, name in ((93, "架空建設㈱"), (113, "見本工業㈱")):
            paper.text(203, y, name)
            paper.text(303, y, "100")

    whole = tables(draw_pdf, read_here, draw)[2]
    assert whole.values == [["舗装工事", "架空建設㈱", "100"], ["舗装工事", "見本工業㈱", "100"]]


def test_vertical_headings_are_read(draw_pdf, read_here):
    def draw(paper):
        paper.grid(XS, [60, 130])
        paper.grid(XS, [130, 150])
        for x, text in zip(XS, HEADER, strict=False):
            for place, character in enumerate(text):
                paper.text(x + 45, 80 + 12 * place, character)
        paper.text(63, 143, "舗装工事")
        paper.text(203, 143, "架空建設㈱")
        paper.text(303, 143, "100")

    assert tables(draw_pdf, read_here, draw)[2].names == HEADER


def test_a_running_head_and_page_numbers_do_not_part_a_table(draw_pdf, read_here):
    def draw(paper):
        for page in (1, 2):
            paper.text(60, 40, "潮鳴市　入札結果")
            paper.text(500, 40, f"{page}／2")
            paper.table(60, XS, [HEADER, [f"工事{page}", "架空建設㈱", "100"]])
            if page == 1:
                paper.page()

    found, rows, _ = tables(draw_pdf, read_here, draw)
    assert len(found) == 1
    assert [row.values[0] for row in rows[0]] == ["工事1", "件名", "工事2"]


def test_a_page_with_another_margin_goes_on_with_the_table(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, XS, [HEADER, ["工事1", "架空建設㈱", "100"]])
        paper.page()
        paper.table(60, [x + 20 for x in XS], [["工事2", "架空建設㈱", "100"]])

    assert len(tables(draw_pdf, read_here, draw)[0]) == 1


def test_tables_whose_columns_do_not_agree_stay_two(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, XS, [HEADER, ["工事1", "架空建設㈱", "100"]])
        paper.page()
        paper.table(60, [60, 150, 300, 400], [["課名", "電話", "内線"], ["契約課", "000", "0"]])

    assert len(tables(draw_pdf, read_here, draw)[0]) == 2


def test_a_page_without_table_ends_a_table(draw_pdf, read_here):
    def draw(paper):
        paper.table(60, XS, [HEADER, ["工事1", "架空建設㈱", "100"]])
        paper.page()
        paper.text(60, 60, "参考")
        paper.page()
        paper.table(60, XS, [HEADER, ["工事2", "架空建設㈱", "100"]])

    assert [table.sheet for table in tables(draw_pdf, read_here, draw)[0]] == ["1ページ 表1", "3ページ 表1"]


def test_two_tables_on_a_page_stand_in_their_order(draw_pdf, read_here):
    def draw(paper):
        paper.text(60, 50, "工事")
        paper.table(60, XS, [HEADER, ["工事1", "架空建設㈱", "100"]])
        paper.text(60, 190, "委託")
        paper.table(200, XS, [HEADER, ["委託1", "架空建設㈱", "100"]])

    found = tables(draw_pdf, read_here, draw)[0]
    assert [(table.sheet, table.title_lines) for table in found] == [
        ("1ページ 表1", ("工事",)),
        ("1ページ 表2", ("委託",)),
    ]


def test_a_table_with_too_many_columns_is_refused(draw_pdf, read_here):
    path = draw_pdf(lambda paper: paper.table(60, XS, [HEADER, ["工事1", "架空建設㈱", "100"]]))
    with pytest.raises(ReadError) as error:
        read_here(path, replace(DEFAULT, max_columns=2), format="pdf")
    assert error.value.rule is rules.TOO_MANY_COLUMNS
