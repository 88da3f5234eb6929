"""Web pages: real ones where they lie beside the checkout, and pages as the bidding systems were seen to make them."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process

META_SJIS = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'


@pytest.fixture
def read(write, read_here):
    """Read markup in this process."""

    def _read(markup, **options):
        return read_here(write("page.html", markup), format="html", **options)

    return _read


def refused(read, markup, **options):
    with pytest.raises(ReadError) as caught:
        read(markup, **options)
    return caught.value.rule.id


# --- which tables, where, in which encoding ------------------------------------------------------------------------
LAYOUT = (
    "<table class=menu><tr><td>入札情報<td>検索</table>"
    "<table><tr><th>年度<td>令和7年度</table>"
    "<table><tr><td><table><tr><th>件名<th>落札者<tr><td>道路<td>甲</table></table>"
)


def test_only_tables_with_the_expected_columns_are_read_and_numbered_as_on_the_page(read):
    whole = read(LAYOUT, columns_expected=("件名", "落札者"))
    assert [table.sheet for table in whole.tables] == ["表4"]
    assert whole.values == [["道路", "甲"]]
    assert whole.report.notices == []
    table = whole.tables[0]
    assert table.cell(table.columns[1], whole.rows[0][0]) == "B2"


def test_a_page_without_the_expected_columns_names_those_of_the_likeliest_table(read):
    with pytest.raises(ReadError) as caught:
        read(LAYOUT, columns_expected=("件名", "落札者", "契約日"))
    assert (caught.value.rule.id, caught.value.value) == ("header-not-found", "契約日")


def test_a_table_whose_form_seems_changed_is_told(read):
    markup = "<table><tr><th>件名<th>落札者<tr><td>a<td>b</table><table><tr><th>件名<th>受注者<tr><td>c<td>d</table>"
    whole = read(markup, columns_expected=("件名", "落札者"))
    assert [table.sheet for table in whole.tables] == ["表1"]
    assert [(notice.rule.id, notice.sheet) for notice in whole.report.notices] == [("table-passed-over", "表2")]


def test_tables_are_chosen_by_number_or_by_the_heading_above(read):
    markup = "".join(
        f"<h2>{name}</h2><table><tr><th>件名<th>額<tr><td>{name}A<td>1</table>" for name in ("工事", "委託")
    )
    assert read(markup, tables=(2,)).values == [["委託A", "1"]]
    whole = read(markup, tables=("工*",), heading_rows="区分")
    assert whole.values == [["工事A", "1", "工事"]]
    assert [len(read(markup).tables), len(read(markup, tables=("*",)).tables)] == [2, 2]
    assert refused(read, markup, tables=(3,)) == "page-table-not-found"
    assert refused(read, markup, tables=("物品",)) == "page-table-not-found"
    assert refused(read, markup, tables=(2,), columns_expected=("落札者",)) == "header-not-found"


def test_hidden_tables_and_rows_follow_the_option(read):
    markup = "<table hidden><tr><th>件名<th>額<tr><td>a<td>1</table>"
    markup += "<table><tr><th>件名<th>額<tr style='display:none'><td>b<td>2<tr><td>c<td>3</table>"
    whole = read(markup)
    assert [table.sheet for table in whole.tables] == ["表2"]
    assert whole.kinds == ["HIDDEN", "DATA"]
    assert whole.report.skipped_sheets == ["表1"]
    assert [notice.rule.id for notice in whole.report.notices] == ["page-table-hidden"]
    assert len(read(markup, hidden="include").tables) == 2
    assert read(markup, tables=(1,)).values == [["a", "1"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp_ext", "utf-16"])
@pytest.mark.parametrize("meta", ["", META_SJIS, "<meta charset=utf-8>"])
def test_what_a_page_says_of_its_encoding_is_not_believed(read, codec, meta):
    markup = f"<html><head>{meta}</head><table><tr><th>件名、案件<th>落札者<tr><td>町道の舗装<td>潮鳴建設</table>"
    assert read(markup.encode(codec)).values == [["町道の舗装", "潮鳴建設"]]


def test_it_decides_only_between_encodings_that_cannot_be_told_apart(read):
    # Kanji of EUC-JP alone are half-width kana of CP932, too.
    markup = "<table><tr><th>区分<th>額<tr><td>入札<td>1</table>"
    assert refused(read, markup.encode("euc_jp")) == "encoding-ambiguous"
    assert read(b"<meta charset=EUC-JP>" + markup.encode("euc_jp")).values == [["入札", "1"]]
    assert read(META_SJIS.encode() + markup.encode("euc_jp")).report.encoding == "cp932"
    assert refused(read, b"<meta charset=utf-8>" + markup.encode("euc_jp")) == "encoding-ambiguous"


def test_private_characters_and_nul_are_told(read):
    markup = "<table><tr><th>件名<th>額<tr><td>\ue000\0川<td>1</table>"
    whole = read(markup)
    assert whole.values == [["\ue000川", "1"]]
    assert [(notice.rule.id, notice.cell) for notice in whole.report.notices] == [
        ("csv-nul-dropped", None),
        ("cell-private-characters", "A2"),
    ]


def test_struck_text_that_is_left_out_is_told(read):
    markup = "<table><tr><th>件名<th>開札日<tr><td>橋<td><s>7月1日</s>7月8日</table>"
    whole = read(markup, struck="skip")
    assert whole.values == [["橋", "7月8日"]]
    assert [(notice.rule.id, notice.value) for notice in whole.report.notices] == [
        ("page-struck-text-skipped", "7月1日")
    ]


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<title>エラー</title><p>該当なし", "page-without-table"),
        ("plain text", "page-without-table"),
        ("<dl><dt>件名<dd>道路</dl>", "page-without-table"),
        ("<table></table>", "file-empty"),
        (b"PK\x03\x04xx", "file-not-text"),
        (b"<table>\x81\x00\xff\xfe\xfd", "encoding-unknown"),
    ],
)
def test_what_is_no_page_of_tables_is_refused(read, markup, rule):
    assert refused(read, markup) == rule


# --- pages as the products make them -------------------------------------------------------------------------------
def test_supercals_names_the_body_in_a_row_above_its_cases(read):
    page = (
        f"<html><head>{META_SJIS}</head><body><form><table><tr><td>検索結果 3件</table><table border=1>"
        "<tr><th>No.<th>開札日<th>案件名<th>区分<th>入札方式<th>落札者<th>落札金額"
        "<tr><td colspan=7>令和7年度　潮鳴市　財政部　契約課"
        "<tr><td>1<td>R07-07-01<td><a href=\"javascript:detail('1')\">町道１号線舗装工事</a><td>工事<td>一般競争入札"
        "<td>潮鳴建設株式会社<br>法人番号 1234567890123<td>1,100,000円"
        "<tr><td colspan=7>令和7年度　潮鳴市　水道局"
        "<tr><td>2<td>R07-07-02<td>配水管布設工事<td>工事<td>指名競争入札<td>－<td>&nbsp;</table>"
    )
    whole = read(page.encode("cp932"), columns_expected=("案件名", "落札者", "機関"), heading_rows="機関")
    assert whole.kinds == ["NOTE", "DATA", "NOTE", "DATA"]
    data = [row.values for row in whole.rows[0] if row.kind.name == "DATA"]
    assert data[0][5:] == [
        "潮鳴建設株式会社\n法人番号 1234567890123",
        "1,100,000円",
        "令和7年度　潮鳴市　財政部　契約課",
    ]
    assert data[1][5:] == ["－", None, "令和7年度　潮鳴市　水道局"]


def test_cals05_shows_thirteen_columns_without_th(read):
    names = [
        "No",
        "入札方式",
        "工事名",
        "工事場所",
        "工種",
        "請負者",
        "予定価格",
        "契約金額",
        "開札日",
        "契約日",
        "施行箇所",
    ]
    names += ["区分", "備考"]
    cells = [
        "1",
        "一般競争",
        "河川改修工事",
        "潮鳴",
        "土木",
        "甲社",
        "",
        "5,500,000",
        "R07/07/01",
        "R07/07/05",
        "港町",
        "工事",
    ]
    page = "".join(f"<tr>{''.join(f'<td nowrap>{text}' for text in row)}" for row in (names, [*cells, ""]))
    whole = read(f"<table>{page}</table>".encode("cp932"), columns_expected=("請負者", "契約日"))
    assert whole.names == names
    assert whole.values == [[text or None for text in [*cells, ""]]]


def test_efftis_takes_two_rows_a_case_and_lies_about_its_encoding(read):
    page = (
        f"<html><head>{META_SJIS}</head><table><tr><td>入札結果一覧</table><table>"
        "<thead><tr><th rowspan=2>契約番号<th>機関<th colspan=2>件名<th>工種<th>方式<th>落札者"
        "<tr><th>開札日<th>予定価格<th>最低制限価格<th>落札金額<th>状態<th>備考</thead>"
        "<tr><td rowspan=2>2025001<td>潮鳴市<td colspan=2><a href='!kenmeiLink?keiyakuNo=1'>道路工事</a>"
        "<td>土木<td>一般<td>甲社"
        "<tr><td>2025/07/01<td>10<td>8<td>9<td>落札<td>"
        "<tr><td rowspan=2>2025002<td>潮鳴市<td colspan=2>橋梁工事<td>土木<td>一般<td>"
        "<tr><td>取止め<td><td><td><td><td></table>"
    )
    whole = read(page, rows_per_record=2, columns_expected=("契約番号", "落札金額"), links=("件名",))
    assert whole.report.encoding == "utf-8-sig"
    assert whole.names == [
        *("契約番号", "機関", "件名", "工種", "方式", "落札者"),
        *("開札日", "予定価格", "最低制限価格", "落札金額", "状態", "備考", "件名／リンク"),
    ]
    by_name = [dict(zip(whole.names, values, strict=True)) for values in whole.values]
    assert by_name[0] == by_name[0] | {"契約番号": "2025001", "件名": "道路工事", "落札者": "甲社", "落札金額": "9"}
    assert by_name[0]["件名／リンク"] == "!kenmeiLink?keiyakuNo=1"
    assert by_name[1] == by_name[1] | {"契約番号": "2025002", "開札日": "取止め", "落札者": None, "状態": None}


def test_efftis_takes_three_rows_a_notice(read):
    page = (
        "<table><tr><th rowspan=3>No<th>契約番号<th>件名<tr><th>機関<th>工種<tr><th>公告日<th>開札日"
        "<tr><td rowspan=3>1<td>2025001<td>道路工事<tr><td>潮鳴市<td>土木<tr><td>R7.6.1<td>R7.7.1"
        "<tr><td rowspan=3>2<td>2025002<td>橋梁工事<tr><td>潮鳴市<td><tr><td>R7.6.2<td>中止</table>"
    )
    whole = read(page, rows_per_record=3, columns_expected=("契約番号", "公告日"))
    assert whole.names == ["No", "契約番号", "件名", "機関", "工種", "公告日", "開札日"]
    assert whole.values == [
        ["1", "2025001", "道路工事", "潮鳴市", "土木", "R7.6.1", "R7.7.1"],
        ["2", "2025002", "橋梁工事", "潮鳴市", None, "R7.6.2", "中止"],
    ]
    table = whole.tables[0]
    assert table.cell(table.columns[6], whole.rows[0][1]) == "C9"


def test_epi_cloud_hides_a_tab_that_can_be_included(read):
    table = "<table><tr><th>契約番号<th>件名<th>開札日<tr><td>{0}<td>{0}の件<td>R7.7.1</table>"
    page = f"<div id=koji>{table.format('工事')}</div><div id=itaku style='display: none;'>{table.format('委託')}</div>"
    assert [table.sheet for table in read(page, columns_expected=("件名",)).tables] == ["表1"]
    both = read(page, columns_expected=("件名",), hidden="include")
    assert [rows[0].values[0] for rows in both.rows] == ["工事", "委託"]


def test_ppi_accepter_has_a_table_of_labels_and_one_of_bidders(read):
    page = (
        "<table><tr><th>施行番号<td>7-12<th>状態<td>落札<tr><th>工事・業務名<td colspan=3>港湾改修工事"
        "<tr><th>開札（予定）日<td>令和7年7月1日<th>予定価格<td>10,000,000円</table>"
        "<table><tr><th>業者名<th>第1回<th>第2回<th>摘要<tr><td>甲社<td>9,900,000<td><td>落札<tr><td>乙社<td>辞退<td><td></table>"
    )
    detail = read(page, shape="record", columns_expected=("施行番号", "工事・業務名"))
    assert dict(zip(detail.names, detail.values[0], strict=True)) == {
        "施行番号": "7-12",
        "状態": "落札",
        "工事・業務名": "港湾改修工事",
        "開札（予定）日": "令和7年7月1日",
        "予定価格": "10,000,000円",
    }
    bidders = read(page, columns_expected=("業者名", "第1回"))
    assert bidders.values == [["甲社", "9,900,000", None, "落札"], ["乙社", "辞退", None, None]]


def test_kobe_leaves_out_the_end_tags_of_its_rows(read):
    page = (
        "<TABLE BORDER=1><TR><TD>契約日</TD><TD>令和7年7月1日</TD><TR><TD>契約金額(税込)</TD><TD>1,100円</TD>"
        "<TR><TD>契約の相手方</TD><TD>甲社</TD></TABLE>"
    )
    whole = read(page, shape="record", columns_expected=("契約の相手方",))
    assert whole.values == [["令和7年7月1日", "1,100円", "甲社"]]


def test_yamatotakada_has_a_table_of_two_columns_for_each_case_under_its_heading(read):
    page = "".join(
        f"<h3>{name}</h3><table><tr><td>事業担当課<td>契約課<tr><td>落札業者<td>{winner}<tr><td>落札金額<td>{price}"
        "<tr><td>備考<td>なし</table>"
        for name, winner, price in [("町道1号線", "甲社", "1,000"), ("町道2号線", "不成立", "")]
    )
    whole = read(f"<h1>入札結果</h1>{page}", shape="record", columns_expected=("落札業者", "件名"), heading_rows="件名")
    assert [rows[0].values for rows in whole.rows] == [
        ["契約課", "甲社", "1,000", "なし", "町道1号線"],
        ["契約課", "不成立", None, "なし", "町道2号線"],
    ]
    assert [table.sheet for table in whole.tables] == ["表1", "表2"]


def test_sendai_strikes_out_what_was_cancelled(read):
    page = (
        "<table><tr><th>件名<th>開札日<tr class='strike'><td>校舎改修工事<td>7月1日"
        "<tr><td>庁舎清掃<td><s>7月1日</s><br>7月8日<tr><td>橋梁点検<td>7月2日</table>"
    )
    assert read(page, struck="column").values == [
        ["校舎改修工事", "7月1日", "全部"],
        ["庁舎清掃", "7月1日\n7月8日", "一部"],
        ["橋梁点検", "7月2日", None],
    ]
    assert read(page).values[0] == ["【取消線：校舎改修工事】", "【取消線：7月1日】"]


def test_a_case_of_yokohama_links_to_its_details(read):
    page = "<table><tr><th>件名<th>契約金額<tr><td><a href='p?job=Detail&no=1'>清掃</a><td>null</table>"
    whole = read(page, links=("件名",), base_url="https://keiyaku.example.jp/epco/servlet/p?job=List")
    assert whole.values == [["清掃", "null", "https://keiyaku.example.jp/epco/servlet/p?job=Detail&no=1"]]
    assert whole.names == ["件名", "契約金額", "件名／リンク"]
    assert refused(read, page, links=("件 名", "資料")) == "header-not-found"


# --- real pages ----------------------------------------------------------------------------------------------------
def test_results_of_nara_prefecture_below_a_row_of_search_conditions(shared, read_outside):
    path = shared / "samples/nara_municipalities/results_frame.html"
    whole = read_outside(path, format="html", columns_expected=("工事名", "開札日時"))
    assert [table.sheet for table in whole.tables] == ["表4"]
    assert whole.names == [
        "No.",
        "添付書類",
        "発注部局名発注所属名",
        "電子／紙",
        "入札方式",
        "業種",
        "開札日時",
        "工事名",
        "工事場所",
    ]
    assert len(whole.values) == 17
    assert set(whole.kinds) == {"DATA"}
    assert [values[0] for values in whole.values] == [str(number) for number in range(1, 18)]
    assert whole.values[1][7].startswith("【中止】")
    assert whole.values[0][6] == "R08.01.26 10:00"
    assert "年度：令和 7年度" in whole.tables[0].title_lines[0]


def test_notices_of_sakurai_in_two_tables_without_th(shared, read_outside):
    path = shared / "samples/nara_municipalities/debug_sakurai.html"
    whole = read_outside(path, format="html", columns_expected=("区分", "工事（委託）名"))
    assert [(table.sheet, len(rows)) for table, rows in zip(whole.tables, whole.rows, strict=True)] == [
        ("表1", 2),
        ("表2", 1),
    ]
    assert whole.rows[1][0].values[1] == "桜井市旧学校給食センター及び\n桜井南幼稚園解体工事"


@pytest.mark.parametrize("name", ["search_form_p6010.html", "search_frame.html"])
def test_search_forms_are_no_tables_of_cases(shared, read_outside, name):
    with pytest.raises(ReadError) as caught:
        read_outside(
            shared / "samples/nara_municipalities" / name, format="html", columns_expected=("工事名", "開札日時")
        )
    assert caught.value.rule.id == "header-not-found"


@pytest.mark.parametrize(
    ("name", "labels", "link"),
    [
        ("page_naha_proposal.html", {"業務名称": "那覇市立こども園等", "審査日": "令和8年7月28日"}, "資料"),
        ("page_pref_system.html", {"業務名称": "京都府・沖縄県税務", "提案限度額": "合計22,000千円"}, "仕様書等"),
    ],
)
def test_proposals_of_okinawa_are_lists_of_terms(shared, read_outside, name, labels, link):
    path = shared / "samples/okinawa" / name
    options = {"format": "html", "shape": "page", "columns_expected": tuple(labels), "links": (link,)}
    whole = read_outside(path, heading_rows="見出し", **options)
    assert len(whole.tables) == 1
    record = dict(zip(whole.names, whole.values[0], strict=True))
    assert all(record[label].startswith(text) for label, text in labels.items())
    assert ".pdf" in record[f"{link}／リンク"]
    assert record["見出し"]
    with pytest.raises(ReadError) as caught:
        read_outside(path, format="html")
    assert caught.value.rule.id == "page-without-table"


def test_an_index_page_without_tables_says_so(shared, read_outside):
    with pytest.raises(ReadError) as caught:
        read_outside(shared / "samples/nara_municipalities/debug_yamatokoriyama_announce.html", format="html")
    assert caught.value.rule.id == "page-without-table"


# --- laws ----------------------------------------------------------------------------------------------------------
_TEXT = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "P", "S"), exclude_characters="\ufffd"), min_size=1, max_size=6
)


def _area(row, column, down, across):
    return {(row + y, column + x) for y in range(down) for x in range(across)}


@st.composite
def _spanned(draw):
    """Areas that cover a grid, (row, column, rows, columns, text) each, and which of them have an end tag."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    free = {(row, column) for row in range(height) for column in range(width)}
    areas = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            across, down = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            while not _area(row, column, 1, across) <= free:
                across -= 1
            while not _area(row, column, down, across) <= free:
                down -= 1
            free -= _area(row, column, down, across)
            areas.append((row, column, down, across, draw(_TEXT)))
    return height, areas, draw(st.lists(st.booleans(), min_size=len(areas), max_size=len(areas)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_spanned())
def test_a_table_reads_back_whatever_its_spans_and_missing_end_tags(tmp_path, table):
    height, areas, closed = table
    markup = "<table>"
    for row in range(height):
        markup += "<tr>"
        for (top, _, down, across, text), close in zip(areas, closed, strict=True):
            if top == row:
                markup += f"<td rowspan={down} colspan={across}>{escape(text)}{'</td>' * close}"
    path = tmp_path / "page.html"
    path.write_bytes(markup.encode())
    options = ReadOptions(format="html", header="none")
    with read_tables_in_process(path, options, Report()) as tables:
        found = {
            (row.number, column.index): value
            for read in tables
            for row in read.rows()
            for column, value in zip(read.columns, row.values, strict=True)
            if value is not None
        }
    expected = {}
    for top, left, down, _, text in areas:
        # A value stands for every row that it covers, if that row has something of its own.
        for row in range(top, top + down):
            if row == top or any(other[0] == row for other in areas):
                expected[row + 1, left] = text
    assert found == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.text("<>/=\"' tableTRdhcolspanrowdlsi90&;!-\0\u3042", max_size=300).map(str.encode))
def test_whatever_the_bytes_there_are_tables_or_a_read_error(tmp_path, content):
    path = tmp_path / "page.html"
    path.write_bytes(b"<table><tr><td>" + content)
    for shape in ("table", "record", "page"):
        try:
            with read_tables_in_process(path, ReadOptions(format="html", shape=shape), Report()) as tables:
                for table in tables:
                    assert all(len(row.values) >= len(table.columns) for row in table.rows())
        except ReadError:
            pass


# --- hostile pages, in the child -----------------------------------------------------------------------------------
MILLION = 10**6
GOOD = b"<table><tr><th>a<th>b<tr><td>1<td>2</table>"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        pytest.param(b"<div>" * MILLION + GOOD, "page-nested-too-deep", id="deep div"),
        pytest.param(b"<table><tr><td>" * MILLION, "page-nested-too-deep", id="deep tables"),
        pytest.param(b"<b>" * MILLION + GOOD, "page-nested-too-deep", id="deep formatting"),
        pytest.param(b"<table><tr><td colspan=1000000000>a<td>b</table>", "table-too-many-columns", id="wide span"),
        pytest.param(b"<table>" + b"<tr><td colspan=1000>a" * 50_000, "sheet-too-large", id="many wide spans"),
        pytest.param(b"<table><tr><td>" + b"x " * MILLION, "page-cell-too-long", id="huge cell"),
        pytest.param(b" " * 100_000_000, "page-too-large", id="100 MB"),
        pytest.param(
            b"<table " + b" ".join(b"a%d" % each for each in range(MILLION)) + b"><td>a",
            "file-too-slow",
            id="attributes",
        ),
    ],
)
def test_a_hostile_page_is_one_error(write, read_outside, content, rule):
    with pytest.raises(ReadError) as caught:
        read_outside(write("page.html", content), replace(DEFAULT, html_seconds=5), format="html")
    assert caught.value.rule.id == rule


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<table><tr><th>a<th>b" + b"<tr><td rowspan=999999999>1<td>2</table>", id="tall span"),
        pytest.param(b"<p title='" + b"x" * 20_000_000 + b"'>" + GOOD, id="huge attribute"),
        pytest.param(b"<svg>" + b"<td>" * 100_000 + b"</svg>" + GOOD, id="deep svg"),
        pytest.param(b"<span>" * 900 + b"</x>" * 100_000 + GOOD, id="end tags of nothing"),
        pytest.param(GOOD + b"<!--" + b"x" * MILLION, id="open comment"),
        pytest.param(b"&#x110000;&amp" * MILLION + GOOD, id="references"),
        pytest.param(GOOD.replace(b"1", b"1\0"), id="NUL"),
        pytest.param(GOOD + b"<table><tr>" + b"<td rowspan=65534>" * 900, id="columns of nothing"),
    ],
)
def test_a_strange_page_is_read_like_any_other(write, read_outside, content):
    whole = read_outside(write("page.html", content), format="html")
    assert whole.values == [["1", "2"]]


def test_bidirectional_controls_stay_for_the_mapping_to_clean(read):
    assert read("<table><tr><th>件名<th>b<tr><td>\u202e市\u2066<td>1</table>").values == [["\u202e市\u2066", "1"]]
