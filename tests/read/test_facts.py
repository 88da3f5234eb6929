"""What is learnt of a file beside its tables."""

import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ocdsjp.read.facts import file_facts
from ocdsjp.read.limits import DEFAULT
from ocdsjp.read.look import Drawn

DRAWING = """<xdr:wsDr xmlns:xdr="d"><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>9</xdr:colOff>
<xdr:row>4</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>7</xdr:row></xdr:to><xdr:sp><xdr:txBody/></xdr:sp>
</xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:grpSp>
<xdr:pic/><xdr:pic/></xdr:grpSp></xdr:oneCellAnchor>
<xdr:absoluteAnchor><xdr:graphicFrame/></xdr:absoluteAnchor></xdr:wsDr>"""
RELS = """<Relationships xmlns="r"><Relationship Id="rId1" Type="http://x/drawing" Target="../drawings/drawing1.xml"/>
<Relationship Id="rId2" Type="http://x/drawing" Target="http://outside/x" TargetMode="External"/></Relationships>"""


def facts(path):
    return file_facts(path, DEFAULT)


def test_a_workbook_tells_of_each_sheet(save_book):
    def fill(book):
        sheet = book.active
        sheet.append(["a", "b", "=1"])
        sheet["A2"], sheet["B2"] = "x", "y"
        sheet["A2"].font = Font(strike=True)
        sheet["B2"].comment = Comment("memo", "me")
        sheet.merge_cells("A3:B3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        book.create_sheet("裏").sheet_state = "veryHidden"

    first, second = facts(save_book(fill)).sheets
    assert (first.name, first.visible, second.name, second.visible) == ("Sheet", True, "裏", False)
    assert (first.merges, first.formulas, first.struck) == (("A3:B3",), ("C1",), ("A2",))
    assert (first.hidden_rows, first.hidden_columns) == ((2,), (2,))
    assert first.drawn == (Drawn("comment", "B2"),)


def test_drawings_are_told_with_their_corner(raw_xlsx):
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": RELS, "xl/drawings/drawing1.xml": DRAWING}
    path = raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', parts=parts)
    assert facts(path).sheets[0].drawn == (Drawn("shape", "C5"), Drawn("picture", "A1"), Drawn("chart"))


def test_the_old_format_tells_no_formulas(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_merge(0, 1, 0, 2, "a")
    sheet.row(3).hidden = True
    sheet.write(3, 0, "b")
    book.save(str(tmp_path / "t.xls"))
    [found] = facts(tmp_path / "t.xls").sheets
    assert (found.merges, found.hidden_rows, found.formulas) == (("A1:C2",), (4,), None)


def test_a_text_file_tells_encoding_line_breaks_and_long_records(write):
    found = facts(write("t.csv", '\ufeffa,b,\n1,"x\ny",\n2,z\n3,p,q,r\n'))
    assert (found.format, found.encoding, found.bom) == ("csv", "utf-8-sig", True)
    assert found.broken_lines == ((2, 1),)
    assert (found.width, found.long_records) == (2, ((5, 4),))


def test_a_title_above_the_header_is_no_measure_of_width(write):
    found = facts(write("t.csv", "入札結果\na,b,c\n1,2,3\n4,5,6\n7,8,9,0\n"))
    assert (found.width, found.long_records) == (3, ((5, 4),))
