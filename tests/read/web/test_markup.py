import pytest

from ocdsjp.read.limits import DEFAULT
from ocdsjp.read.web.cell_text import TextRules
from ocdsjp.read.web.markup import Page


def page(markup, **wanted):
    return Page(markup.encode(), TextRules(**wanted), DEFAULT)


def rows(markup, **wanted):
    """The rows of the first table, all groups together."""
    opened = page(markup, **wanted)
    return [row for group in opened.rows(next(opened.tables())) for row in group]


def test_a_nested_table_is_a_table_of_its_own():
    opened = page("<table><tr><td>外<table><tr><td>内</table></table>")
    outer, inner = opened.tables()
    assert [opened.rows(outer), opened.rows(inner)]
    texts = [[row.cells[0].text for group in opened.rows(table) for row in group] for table in (outer, inner)]
    assert texts == [["外"], ["内"]]
    assert (outer.number, inner.number) == (1, 2)


def test_missing_end_tags_mean_what_they_mean_in_a_browser():
    found = rows("<table><tr><th>件名<td>甲<tr><th>金額<td>乙<b>丙")
    assert [[each.text for each in row.cells] for row in found] == [["件名", "甲"], ["金額", "乙丙"]]
    assert [each.heading for each in found[0].cells] == [True, False]


@pytest.mark.parametrize(
    ("written", "across"),
    [("3", 3), (" 2x", 2), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("1000000000", 1_000), ("9" * 5_000, 1_000)],
)
def test_spans_are_read_and_cut_as_the_standard_says(written, across):
    assert rows(f"<table><tr><td colspan='{written}'>a</table>")[0].cells[0].across == across


def test_a_footer_comes_last_wherever_it_is_written():
    found = rows("<table><tfoot><tr><td>合計</tfoot><tbody><tr><td>1</table>")
    assert [row.cells[0].text for row in found] == ["1", "合計"]


def test_hidden_rows_and_tables_are_marked_and_hidden_cells_take_no_room():
    found = rows("<table><tr hidden><td>1<tr><td style='display:none'>x<td>2</table>")
    assert [(row.hidden, [each.text for each in row.cells]) for row in found] == [(True, ["1"]), (False, ["2"])]
    tables = page("<div style='display:none'><table><tr><td>1</table></div><table><tr><td>2</table>").tables()
    assert [table.hidden for table in tables] == [True, False]


def test_a_row_that_is_struck_through_strikes_its_cells():
    found = rows("<table><tr class=strike><td>1<td>橋<br>梁<td><tr><td>2</table>")
    assert [each.text for each in found[0].cells] == ["【取消線：1】", "【取消線：橋\n梁】", None]
    assert found[1].cells[0].text == "2"


def test_the_base_of_a_page_counts_and_without_any_base_links_stay_as_written():
    base = "<base href='/files/'>"
    found = rows(f"{base}<table><tr><td><a href=a.pdf>x</a>", links=True, base_url="https://www.example.jp/k/")
    assert found[0].cells[0].links == ("https://www.example.jp/files/a.pdf",)
    found = rows(f"{base}<table><tr><td><a href=a.pdf>x</a><a href=a.pdf>y</a><a href=b.pdf>z</a>", links=True)
    assert found[0].cells[0].links == ("a.pdf", "b.pdf")


def test_the_headings_above_a_table_are_its_titles():
    tables = list(
        page(
            "<h1>入札結果</h1><h2>令和7年度</h2><h3>工事</h3><table><caption>4月</caption></table>"
            "<table></table><h2>令和<br>6年度</h2><dl></dl><h4> </h4><table></table>"
        ).tables()
    )
    assert [table.titles for table in tables] == [
        ("入札結果", "令和7年度", "工事", "4月"),
        ("入札結果", "令和7年度", "工事"),
        ("入札結果", "令和\n6年度"),
        ("入札結果", "令和\n6年度"),
    ]
    assert [(table.number, table.is_list) for table in tables] == [(1, False), (2, False), (1, True), (3, False)]


def test_a_list_of_terms_is_a_table_of_two_columns():
    found = rows("<dl><div><dt>件名<dd>甲</div><dt>場所<dt>期間<dd>乙<dd>丙<dt>備考</dl>")
    assert [[each.text for each in row.cells] for row in found] == [
        ["件名", "甲"],
        ["場所", None],
        ["期間", "乙"],
        [None, "丙"],
        ["備考", None],
    ]


def test_a_title_says_what_the_page_is():
    assert page("<title> 検索\n結果 </title>").title() == "検索 結果"
    assert page("<p>").title() == ""
