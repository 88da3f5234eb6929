import sqlite3
import zipfile

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.mapping.suggest.formats import known_formats, read_options_of

LINES = "件名,契約日,契約金額\n町道補修工事,R7.5.1,1000\n庁舎清掃,R7.5.2,2000\n"


def first(path):
    return read_options_of(path)[0]


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (LINES, "utf-8", {"format": "csv", "encoding": "utf-8-sig"}),
        (LINES, "utf-8-sig", {"format": "csv", "encoding": "utf-8-sig"}),
        (LINES, "cp932", {"format": "csv", "encoding": "cp932"}),
        (LINES.replace(",", "\t"), "utf-8", {"format": "tsv", "encoding": "utf-8-sig"}),
        (LINES.replace(",", ";"), "utf-8", {"format": "csv", "encoding": "utf-8-sig", "delimiter": ";"}),
        ("| 件名 | 金額 |\n|---|---|\n| 町道補修 | 1000 |\n", "utf-8", {"format": "markdown"}),
        ("<html><table><tr><td>1</td></tr></table></html>", "utf-8", {"format": "html"}),
        ('[{"件名": "町道補修"}]', "utf-8", {"format": "json"}),
        ("<rss version='2.0'><channel></channel></rss>", "utf-8", {"format": "rss"}),
    ],
)
def test_text_is_known_by_its_content_and_not_by_its_name(tmp_path, text, encoding, expected):
    path = tmp_path / "名前は.bin"
    path.write_bytes(text.encode(encoding))
    assert first(path).model_dump(exclude_defaults=True, exclude_unset=True) == expected


def test_xml_comes_with_the_place_of_its_records(tmp_path):
    path = tmp_path / "a"
    path.write_text("<r><row><a>1</a><b>2</b></row><row><a>1</a><b>2</b></row></r>", encoding="utf-8")
    assert (first(path).format, first(path).records) == ("xml", ("row",))


def test_archive_is_told_from_a_workbook(tmp_path):
    archive, workbook = tmp_path / "a", tmp_path / "b"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("落札実績.csv", LINES)
    with zipfile.ZipFile(workbook, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    assert (first(archive).format, first(archive).inner) == ("zip", "csv")
    assert first(workbook).format == "excel"


def test_database_is_known(tmp_path):
    path = tmp_path / "a"
    with sqlite3.connect(path) as database:
        database.execute("create table contracts (title text)")
    database.close()
    assert first(path).format == "sqlite"


def test_picture_is_refused_with_a_remedy(tmp_path):
    path = tmp_path / "scan.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(ReadError) as refused:
        read_options_of(path)
    assert refused.value.rule.id == "suggest-format-unknown"
    assert "CSV" in refused.value.rule.mend_ja


def test_formats_are_those_of_the_reader():
    assert {"csv", "tsv", "excel"} <= set(known_formats())


def test_file_of_line_breaks_is_known_at_once(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"\n" * 60_000)
    assert first(path).format == "csv"
