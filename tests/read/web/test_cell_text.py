import pytest
from selectolax.lexbor import LexborHTMLParser

from ocdsjp.errors import ReadError
from ocdsjp.read.limits import DEFAULT
from ocdsjp.read.web.cell_text import CellReader, Struck, TextRules


def cell(content, base=None, **wanted):
    node = LexborHTMLParser(f"<table><tr><td>{content}</table>").css_first("td")
    return CellReader(TextRules(**wanted), base, DEFAULT).cell(node, struck=False)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("  道路\n   工事 ", "道路 工事"),
        ("道路<br>工事", "道路\n工事"),
        ("<p>道路</p><p>工事</p>", "道路\n工事"),
        ("道路<br><br> 工事<br>", "道路\n工事"),
        ("庁舎&nbsp;&nbsp;清掃", "庁舎 清掃"),
        ("&nbsp;", None),
        ("第７\u3000号", "第７\u3000号"),
        ("<b>道路</b><i>工事</i>", "道路工事"),
        ("道路<!-- 旧 -->工事", "道路工事"),
        ("道路<script>x()</script><style>td{}</style>工事", "道路工事"),
        ("道路<span style='color:red; DISPLAY : none'>隠</span><i hidden>隠</i>", "道路"),
        ("<select><option>令和7<option>令和8</select>", None),
        ("<img src=x alt=公告>", "公告"),
        ("公告<img src=x alt=新しいウィンドウ>", "公告"),
        ("<ruby>潮鳴<rp>(</rp><rt>しおなり</rt><rp>)</rp></ruby>市", "潮鳴市"),
        ("&#x202e;市&#8203;", "\u202e市\u200b"),
        ("", None),
    ],
)
def test_a_cell_shows_what_a_reader_of_the_page_sees(content, text):
    assert cell(content).text == text


def test_hidden_text_is_read_if_it_is_wanted():
    assert cell("道路<i hidden>隠</i>", hidden=True).text == "道路隠"


@pytest.mark.parametrize(
    "form", ["<s>{}</s>", "<del>{}</del>", "<strike>{}</strike>", "<span class='a Strike'>{}</span>"]
)
def test_text_that_is_struck_through_is_marked_and_never_read_as_if_it_were_valid(form):
    found = cell(form.format("7月1日") + "7月8日")
    assert (found.text, found.struck, found.struck_text) == ("【取消線：7月1日】7月8日", Struck.PART, "7月1日")
    assert cell(form.format("7月1日") + "7月8日", struck="skip").text == "7月8日"
    assert cell(form.format("7月1日") + "7月8日", struck="column").text == "7月1日7月8日"
    assert cell(form.format("道路<br>工事")).text == "【取消線：道路\n工事】"
    assert cell(form.format("道路")).struck is Struck.ALL


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("a.pdf", ("https://www.example.jp/k/a.pdf",)),
        ("/b?x=1:2", ("https://www.example.jp/b?x=1:2",)),
        ("//files.example.jp/c", ("https://files.example.jp/c",)),
        ("http://other.example.jp/", ("http://other.example.jp/",)),
        (" d.pdf\n", ("https://www.example.jp/k/d.pdf",)),
        ("javascript:detail('1')", ()),
        ("JavaScript:void(0)", ()),
        ("mailto:a@example.jp", ()),
        ("data:text/html,x", ()),
        ("#top", ()),
        ("", ()),
        ("http://[", ("http://[",)),
    ],
)
def test_links_are_web_addresses_made_whole(href, address):
    found = cell(f'<a href="{href}">x</a>', links=True, base="https://www.example.jp/k/index.html")
    assert found.links == address


def test_a_cell_longer_than_any_is_refused():
    for content in ("あ" * 1_000_001, "<b>" + "あ" * 1_000_001 + "</b>"):
        with pytest.raises(ReadError) as caught:
            cell(content)
        assert caught.value.rule.id == "page-cell-too-long"
