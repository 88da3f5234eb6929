from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, Limits, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process

_PORTAL = """<?xml version="1.0" encoding="UTF-8"?>
<Results><Version>1.0</Version><SearchResults><SearchHits>2</SearchHits>
<SearchResult><ResultId>1</ResultId><ProjectName>橋梁点検</ProjectName>
  <Attachments><Attachment><Name>公告</Name><Uri>u1</Uri></Attachment>
  <Attachment><Name>仕様書</Name><Uri>u2</Uri></Attachment></Attachments></SearchResult>
<SearchResult><ProjectName><![CDATA[ 除雪 <1> ]]></ProjectName><ResultId>2</ResultId><Item>a</Item><Item>b</Item>
</SearchResult></SearchResults></Results>"""


def refused(read_here, path, **options):
    with pytest.raises(ReadError) as caught:
        read_here(path, format="xml", **{"records": "r", **options})
    return caught.value


def test_records_are_rows_and_their_elements_columns(write, read_outside):
    whole = read_outside(write("a.xml", _PORTAL), format="xml", records="SearchResults/SearchResult")
    assert whole.names == [
        "ResultId",
        "ProjectName",
        "Attachments/Attachment/Name",
        "Attachments/Attachment/Uri",
        "Attachments/Attachment#2/Name",
        "Attachments/Attachment#2/Uri",
        "Item",
    ]
    assert whole.values == [
        ["1", "橋梁点検", "公告", "u1", "仕様書", "u2", None],
        ["2", "除雪 <1>", *[None] * 4, "a\nb"],
    ]
    table, row = whole.tables[0], whole.rows[0][1]
    assert (table.sheet, row.number, table.cell(table.columns[1], row)) == (
        "SearchResults/SearchResult",
        2,
        "[2]/ProjectName",
    )


def test_attributes_prefixes_and_mixed_text(write, read_here):
    whole = read_here(
        write("a.xml", '<x:l xmlns:x="u"><x:r id="7">ab<x:k lang="ja">c</x:k>de</x:r></x:l>'),
        format="xml",
        records="l/r",
    )
    assert (whole.names, whole.values) == (["A", "@id", "x:k", "x:k@lang"], [["abde", "7", "c", "ja"]])


def test_a_record_inside_a_record_is_part_of_it(write, read_here):
    whole = read_here(write("a.xml", "<l><r><r><a>1</a></r></r><r><a>2</a></r></l>"), format="xml", records="r")
    assert (whole.names, whole.values) == (["r/a", "a"], [["1", None], [None, "2"]])


def test_several_paths_make_several_tables(write, read_here):
    whole = read_here(write("a.xml", "<l><a><x>1</x></a><b><y>2</y></b></l>"), format="xml", records=["l/a", "*/b"])
    assert [(table.sheet, rows[0].values) for table, rows in zip(whole.tables, whole.rows, strict=True)] == [
        ("l/a", ["1"]),
        ("*/b", ["2"]),
    ]


def test_rows_of_records_are_neither_totals_nor_footnotes(write, read_here):
    body = "<r><a>合計</a><b>1</b><c>2</c></r><r><a>※注</a></r>"
    assert read_here(write("a.xml", f"<l>{body}</l>"), format="xml", records="r").kinds == ["DATA", "DATA"]


def test_a_huge_text_costs_its_own_item_and_no_other(write, read_outside):
    document = "<l><r><n>1</n><d>" + "<![CDATA[" + "長" * 3_000_000 + "]]></d></r><r><n>2</n><d>短</d></r></l>"
    whole = read_outside(write("a.xml", document), format="xml", records="r")
    assert [row.values[0] for row in whole.rows[0]] == ["1", "2"]
    assert (whole.values[0][1].rule.id, whole.values[1][1]) == ("value-too-long", "短")


def test_surrogate_pairs_are_put_right_and_told(write, read_outside):
    pair = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    whole = read_outside(write("a.xml", b"<l><r><a>x" + pair + b"</a></r></l>"), format="xml", records="r")
    assert whole.values == [["x😀"]]
    assert [(told.rule.id, told.value) for told in whole.report.notices] == [("surrogates-joined", "1")]


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        ('<!DOCTYPE l [<!ENTITY a "x">]><l><r>&a;</r></l>', "xml-declares-entities"),
        ('<!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd"><l><r/></l>', "xml-declares-entities"),
        ("<!DOCTYPE html><html><body><r/></body></html>", "file-of-other-kind"),
        ("件名,金額\n", "file-of-other-kind"),
        ('{"r": 1}', "file-of-other-kind"),
        ("<l><r></l>", "xml-broken"),
        ("<l><r/>", "xml-broken"),
        ("<l><r>\x0b</r></l>", "xml-broken"),
        ("<l><r>&undefined;</r></l>", "xml-broken"),
        ("<d>" * 100_000, "elements-too-deep"),
        ("<l><q><a/></q></l>", "records-not-found"),
        ("<l/>", "records-not-found"),
    ],
)
def test_what_is_no_such_document_is_refused(write, read_here, document, rule):
    assert refused(read_here, write("a.xml", document)).rule.id == rule


def test_who_looks_for_records_is_told_what_there_is(write, read_here):
    error = refused(read_here, write("a.xml", "<l><q><a/></q><q><a/></q></l>"))
    assert error.detail["found"] == "l (1)、l/q (2)"


def test_the_line_of_a_mistake_is_told(write, read_here):
    assert refused(read_here, write("a.xml", "<l>\n<r>\n</l>")).detail["line"] == "3"


def test_a_record_with_too_many_items_is_refused(write, read_here):
    document = "<l><r>" + "".join(f"<a{number}>x</a{number}>" for number in range(1_001)) + "</r></l>"
    assert refused(read_here, write("a.xml", document)).rule.id == "record-too-many-items"


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12)
_RECORD = st.dictionaries(st.sampled_from(["件名", "金額", "x-1", "a.b"]), _TEXT, min_size=1)


@given(st.lists(_RECORD, min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-16"]))
def test_rows_written_as_xml_are_read_as_they_were(tmp_path_factory, records, encoding):
    body = "".join(
        "<r>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in record.items()) + "</r>"
        for record in records
    )
    path = tmp_path_factory.mktemp("xml") / "a.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?><l>{body}</l>'.encode(encoding))
    assert rows_of(path, records) == [
        [record.get(name, "").strip() or None for name in names_of(records)] for record in records
    ]


def names_of(records):
    return list(dict.fromkeys(name for record in records for name in record))


def rows_of(path, records):
    """Those that show something; the others are no rows of a table."""
    found = [[None] * len(names_of(records)) for _ in records]
    try:
        with read_tables_in_process(path, ReadOptions(format="xml", records="r"), Report(), limits=DEFAULT) as tables:
            for table in tables:
                for row in table.rows():
                    found[row.number - 1] = row.values
    except ReadError as error:
        assert error.rule.id == "file-empty"  # noqa: PT017  nothing but blank texts was drawn
    return found


@given(_TEXT)
def test_attributes_are_read_as_they_were(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("xml") / "a.xml"
    path.write_text(f"<l><r a={quoteattr('x' + text + 'x')}/></l>", encoding="utf-8")
    with read_tables_in_process(path, ReadOptions(format="xml", records="r"), Report(), limits=Limits()) as tables:
        [[row]] = [list(table.rows()) for table in tables]
    assert row.values == [f"x{text}x"]
