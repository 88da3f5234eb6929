import zipfile

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT
from ocdsjp.read.workbooks.prescan import prescan

_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]>'
    '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
)


def refused(path):
    with pytest.raises(ReadError) as caught:
        prescan(path, DEFAULT)
    return caught.value.rule.id


def test_sheets_are_found_by_name_through_the_relations(raw_xlsx):
    facts = prescan(raw_xlsx('<row r="2" hidden="1"><c r="B2" t="e"><v>#N/A</v></c></row>'), DEFAULT)
    assert set(facts.sheets) == {"Sheet1"}
    assert facts.sheets["Sheet1"].hidden_rows == {2}
    assert facts.sheets["Sheet1"].broken[2, 1].text == "#N/A"
    assert not facts.date_1904


def test_a_sheet_may_lie_anywhere_in_the_package(raw_xlsx):
    relations = '<Relationships><Relationship Id="rId1" Target="/other/../Odd/Place.dat"/></Relationships>'
    path = raw_xlsx(
        _ROW,
        parts={"xl/_rels/workbook.xml.rels": relations, "odd/place.dat": '<worksheet><row r="9999999"/></worksheet>'},
    )
    assert refused(path) == "cell-outside-grid"


def test_entities_are_forbidden_in_every_part(raw_xlsx):
    assert refused(raw_xlsx(BILLION_LAUGHS)) == "workbook-xml-declares-entities"
    strings = '<!DOCTYPE s [<!ENTITY a "x">]><sst/>'
    assert refused(raw_xlsx(_ROW, parts={"xl/sharedStrings.xml": strings})) == "workbook-xml-declares-entities"


def test_broken_xml_is_refused(raw_xlsx):
    assert refused(raw_xlsx('<row r="1"><c></row>')) == "workbook-broken"


def test_macros_and_links_are_noticed_and_not_refused(raw_xlsx):
    parts = {"xl/vbaProject.bin": b"\xd0\xcf", "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    facts = prescan(raw_xlsx(_ROW, parts=parts), DEFAULT)
    assert [notice.rule.id for notice in facts.notices] == ["workbook-macros-ignored", "workbook-links-ignored"]


@pytest.mark.parametrize(("part", "kind"), [("xl/workbook.bin", "xlsb"), ("content.xml", "OpenDocument"), ("a", "zip")])
def test_other_packages_are_told_by_what_they_are(tmp_path, part, kind):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(ReadError) as caught:
        prescan(path, DEFAULT)
    assert caught.value.rule.id == "file-not-a-workbook"
    assert caught.value.detail["kind"] == kind
