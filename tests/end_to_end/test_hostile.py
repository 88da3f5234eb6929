"""One run over an inbox with a good source and one of each file that attacks or breaks readers; and hostile JSON.

What each attack does to unguarded readers is measured and tested file by file in ``tests/read``; here it is shown that
none of them stops a run, and that people are told.
"""

import gzip
import io
import json
import os
import sqlite3
import struct
import warnings
import zipfile

import openpyxl
import pytest

pytestmark = pytest.mark.slow

_TABLE = "番号,件名,開札日,落札者,金額\n"
_ROWS = "1,架空道路工事,2025-05-20,架空建設株式会社,1000\n2,架空橋梁工事,2025-06-20,架空土木株式会社,2000\n"
GOOD = (_TABLE + _ROWS).encode()

_MAPPING = """
title: {{ja: 架空の見本, en: An invented sample}}
publisher: {{code: "131130"}}
licence: {{id: CC0-1.0}}
collect: {{folder: "{folder}"}}
read: {read}
key: {{columns: [番号]}}
releases:
  - phase: award
    tag: [tender, award]
    date: {{column: 開札日}}
    fields:
      tender/title: 件名
      awards/*/status: {{constant: active}}
      awards/*/value: {{column: 金額, read: yen}}
      awards/*/suppliers: {{organization: {{name: 落札者}}}}
"""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(sheet: str, *, before: str = "", after: str = "", **parts: bytes) -> bytes:
    """A workbook of one sheet from the XML of its rows: what no spreadsheet program would write."""
    documents = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}">'
        f"<sheetData>{sheet}</sheetData>{after}</worksheet>",
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, document in documents.items():
            archive.writestr(name, document)
    return out.getvalue()


def saved(fill) -> bytes:
    """A workbook as a program writes it, with the good table on its first sheet, further changed by ``fill``."""
    made = openpyxl.Workbook()
    for line in (_TABLE + _ROWS).splitlines():
        made.active.append(line.split(","))
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def hidden_sheet(made: openpyxl.Workbook) -> None:
    sheet = made.create_sheet("下書き")
    sheet.append(["番号", "件名", "開札日", "落札者", "金額"])
    sheet.append(["99", "公表前の案件", "2025-05-20", "公表前の業者", 1])
    sheet.sheet_state = "hidden"


def formula(made: openpyxl.Workbook) -> None:
    made.active["E2"] = "=SUM(1,999)"  # openpyxl stores no result beside it


# ---- the same table in other formats

_LINES = [line.split(",") for line in (_TABLE + _ROWS).splitlines()]
_RECORDS = [dict(zip(_LINES[0], line, strict=True)) for line in _LINES[1:]]


def elements(records=_RECORDS, head: str = "") -> str:
    rows = ("".join(f"<{name}>{text}</{name}>" for name, text in record.items()) for record in records)
    return f"{head}<表>{''.join(f'<行>{row}</行>' for row in rows)}</表>"


def objects(**changes: str) -> str:
    """The records as JSON, the second with other values, given as JSON."""
    first, second = ({name: json.dumps(text) for name, text in record.items()} for record in _RECORDS)
    texts = (",".join(f'"{name}":{text}' for name, text in record.items()) for record in (first, second | changes))
    return '{"結果": [{%s}, {%s}]}' % tuple(texts)  # noqa: UP031  braces are what it is made of


def marked(*more: str) -> str:
    return "\n".join(
        ("|" + "|".join(_LINES[0]) + "|", "|--|--|--|--|--|", *("|" + "|".join(row) + "|" for row in _LINES[1:]), *more)
    )


def page(body: str = "") -> str:
    rows = ("<tr>" + "".join(f"<td>{text}" for text in line) for line in _LINES)
    return f"<!doctype html><meta charset=utf-8><title>結果</title><table>{''.join(rows)}</table>{body}"


def packed(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # two members of one name
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def misstated(data: bytes) -> bytes:
    """An archive whose directory says that its first member is small."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", 5) + data[place + 4 :]


def locked(data: bytes) -> bytes:
    """An archive whose directory says that its members are encrypted."""
    place = data.index(b"PK\x01\x02") + 8
    return data[:place] + b"\1" + data[place + 1 :]


def database(script: str = "", rows=_LINES[1:], table: str = "番号, 件名, 開札日, 落札者, 金額") -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE 結果 ({table})")
    connection.executemany("INSERT INTO 結果 VALUES (?, ?, ?, ?, ?)", rows)
    connection.executescript(script)
    connection.commit()
    try:
        return connection.serialize()
    finally:
        connection.close()


def without_text(data: bytes) -> bytes:
    """A database with a binary value in place of a title."""
    return database(rows=[_LINES[1], [*_LINES[2][:1], data, *_LINES[2][2:]]])


_PAIR = "\ud83d\ude00".encode("utf-8", "surrogatepass")
_ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'

# Content of the file, and the rule by which the whole file is refused.
REFUSED = {
    "zip-bomb.xlsx": (lambda: book(_ONE, **{"xl/media/a.bin": bytes(294_000_000)}), "workbook-unpacks-too-large"),
    "corners.xlsx": (
        lambda: book(_ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "sheet-too-large",
    ),
    "merge.xlsx": (
        lambda: book(_ONE, after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "merge-too-large",
    ),
    "outside-grid.xlsx": (lambda: book('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "cell-outside-grid"),
    "dtd.xlsx": (lambda: book(_ONE, before='<!DOCTYPE w [<!ENTITY a "ha">]>'), "workbook-xml-declares-entities"),
    "cut.xlsx": (lambda: saved(hidden_sheet)[:-40], "workbook-broken"),
    "password.xlsx": (
        lambda: _OLE + bytes(2_000) + "EncryptedPackage".encode("utf-16-le"),
        "workbook-encrypted",
    ),
    "no-bytes.xlsx": (lambda: b"", "file-empty"),
    "page.xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "file-not-a-workbook"),
    "no-bytes.csv": (lambda: b"", "file-empty"),
    "million-columns.csv": (lambda: b"a," * 1_000_000, "table-too-many-columns"),
    "huge-field.csv": (lambda: GOOD + b"3," + b"x" * 1_100_000 + b",,,\n", "csv-field-too-long"),
    "endless-line.csv": (lambda: GOOD + b"x" * 11_000_000, "csv-line-too-long"),
    "open-quote.csv": (lambda: GOOD + '3,"閉じない,2025-07-01,,\n'.encode() * 5_000, "csv-quote-open"),
    "mixed-encodings.csv": (lambda: GOOD + "3,漢字①,,,\n".encode("cp932"), "encoding-unknown"),
    "other-columns.csv": ("番号,名前\n1,架空\n".encode, "header-not-found"),
    "laughs.xml": (
        lambda: elements(head='<!DOCTYPE 表 [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>').encode(),
        "xml-declares-entities",
    ),
    "quadratic.xml": (
        lambda: elements(head=f'<!DOCTYPE 表 [<!ENTITY a "{"x" * 99_000}">]>').encode(),
        "xml-declares-entities",
    ),
    "outside.xml": (
        lambda: elements(head='<!DOCTYPE 表 [<!ENTITY a SYSTEM "file:///etc/passwd">]>').encode(),
        "xml-declares-entities",
    ),
    "network.xml": (
        lambda: elements(head='<!DOCTYPE 表 SYSTEM "http://127.0.0.1:9/x.dtd">').encode(),
        "xml-declares-entities",
    ),
    "deep.xml": (lambda: b"<a>" * 200_000, "elements-too-deep"),
    "unclosed.xml": (elements()[:-5].encode, "xml-broken"),
    "control.xml": (lambda: elements().replace("架空道路", "架空\x0b道路").encode(), "xml-broken"),
    "many-names.xml": (
        f"<表><行>{''.join(f'<x{number}/>' for number in range(5_000))}</行></表>".encode,
        "record-too-many-items",
    ),
    "answer.xml": (lambda: b"<!doctype html><title>503</title>", "file-of-other-kind"),
    "error.xml": ("<Results><Error>期間が長すぎます</Error></Results>".encode, "records-not-found"),
    "half.json": (objects()[:-20].encode, "json-truncated"),
    "deep.json": (lambda: b'{"x": ' + b"[" * 200_000, "json-too-deep"),
    "after.json": ((objects() + " x").encode, "json-trailing-data"),
    "twice.json": ((objects()[:-1] + ',"結果":[]}').encode, "json-duplicate-key"),
    "endless.json": (lambda: b'{"x": "' + b"x" * 40_000_000, "json-text-too-long"),
    "answer.json": (lambda: b"<html>502</html>", "file-of-other-kind"),
    "moved.json": (lambda: b'{"data": []}', "records-not-found"),
    "bomb.zip": (lambda: packed(("a.csv", bytes(294_000_000))), "archive-unpacks-too-large"),
    "hidden-bomb.zip": (lambda: misstated(packed(("a.csv", bytes(294_000_000)))), "archive-unpacks-too-large"),
    "contradicts.zip": (lambda: misstated(packed(("a.csv", GOOD))), "archive-sizes-contradict"),
    "locked.zip": (lambda: locked(packed(("a.csv", GOOD))), "archive-encrypted"),
    "cut.zip": (lambda: packed(("a.csv", GOOD))[:-30], "archive-broken"),
    "many.zip": (lambda: packed(*((f"{number}.csv", "") for number in range(3_000))), "archive-too-many-members"),
    "nested.zip": (lambda: packed(("a.zip", packed(("a.csv", GOOD)))), "archive-in-archive"),
    "empty.zip": (packed, "archive-member-not-found"),
    "one-bad.zip": (lambda: packed(("a.csv", GOOD), ("b.csv", "漢字".encode() + b"\xff")), "encoding-unknown"),
    "answer.db": (lambda: b"<html>503</html>", "file-of-other-kind"),
    "torn.db": (lambda: database()[:4_500], "database-broken"),
    "two-tables.db": (lambda: database("CREATE TABLE 別 (a)"), "database-table-not-chosen"),
    "calculates.db": (
        lambda: database(table="番号, 件名, 開札日, 落札者, 金額, 罠 AS (zeroblob(999999999))"),
        "database-broken",
    ),
    "no-table.md": ("# 入札結果\n\nありません。\n".encode, "page-without-table"),
    "answer.md": (lambda: b"<html>503</html>", "file-of-other-kind"),
    "no-table.html": (lambda: b"<!doctype html><title>503 Service Unavailable</title>", "page-without-table"),
    "deep.html": (lambda: page("<div>" * 300_000).encode(), "page-nested-too-deep"),
    "answer.pdf": (lambda: b"<html>503</html>", "file-not-a-pdf"),
}

# Content of a file that is read, and the rule of what is told about it.
TOLD = {
    "nul.csv": (lambda: GOOD.replace("架空道路".encode(), "架空\0道路".encode()), "csv-nul-dropped"),
    "formula.xlsx": (lambda: saved(formula), "cell-formula-without-result"),
    "hidden.xlsx": (lambda: saved(hidden_sheet), "sheet-hidden"),
    "huge.xml": (lambda: elements().replace("架空道路", "長" * 2_000_000).encode(), "value-too-long"),
    "halves.xml": (lambda: elements().encode().replace("架空道路".encode(), _PAIR), "surrogates-joined"),
    "says-sjis.xml": (
        lambda: elements(head='<?xml version="1.0" encoding="Shift_JIS"?>').encode(),
        "encoding-contradicts-declaration",
    ),
    "nan.json": (lambda: objects(金額="NaN").encode(), "cell-number-not-finite"),
    "overflow.json": (lambda: objects(金額="1e999").encode(), "cell-number-not-finite"),
    "digits.json": (lambda: objects(金額="9" * 5_000).encode(), "money-too-large"),
    "half-a-character.json": (lambda: objects(件名='"\\ud800"').encode(), "json-lone-surrogate"),
    "nul.json": (lambda: objects(件名='"架空\\u0000橋"').encode(), "csv-nul-dropped"),
    "huge.json": (lambda: objects(件名='"%s"' % ("長" * 2_000_000)).encode(), "value-too-long"),
    "nul.zip": (
        lambda: packed(("a.csv", GOOD.replace("架空道路".encode(), "架空\0道路".encode()))),
        "csv-nul-dropped",
    ),
    "binary.db": (lambda: without_text(b"\xff\xfe\0"), "value-not-text"),
}

# Content of a file of three rows, of which the last is refused, and the rule.
ROWS = {
    "stray-quote.csv": (lambda: GOOD + '3,"甲"乙,2025-07-01,,\n'.encode(), "csv-quote-broken"),
    "long-row.csv": (lambda: GOOD + "3,甲,2025-07-01,乙,1,2\n".encode(), "csv-row-too-long"),
    "no-such-day.csv": (lambda: GOOD + "3,甲,令和6年4月31日,乙,1\n".encode(), "date-invalid"),
    "no-such-year.csv": (lambda: GOOD + "3,甲,平成32年4月1日,乙,1\n".encode(), None),
    "which-year.csv": (lambda: GOOD + "3,甲,6/4/1,乙,1\n".encode(), "date-ambiguous-year"),
    "long-words.csv": (
        # What sets careless patterns going for ever: long runs of what they repeat, and an end that does not fit.
        lambda: (
            GOOD
            + ",".join(
                ("3", "(" * 60_000, "令和" + "9" * 60_000 + "年", "株式会社" * 30_000 + " ", "1" * 60_000)
            ).encode()
            + b"\n"
        ),
        None,
    ),
    "key-twice.json": (
        (
            objects()[:-2] + ',{"番号":"3","番号":"4","件名":"甲","開札日":"2025-07-01","落札者":"乙","金額":"1"}]}'
        ).encode,
        "json-duplicate-key",
    ),
    "no-object.json": ((objects()[:-2] + ',"3"]}').encode, "record-not-an-object"),
    "wide-row.md": (lambda: marked("|3|甲|2025-07-01|乙|1|2|").encode(), "csv-row-too-long"),
}

# Content of a file whose two rows are read, though it tries to be more, or is everyday dirt.
HARMLESS = {
    "slip.zip": lambda: packed(("../../../evil.csv", GOOD)),
    "roots.zip": lambda: packed(("/etc/passwd", GOOD)),
    "drive.zip": lambda: packed(("C:\\Windows\\evil.csv", GOOD)),
    "cp932-name.zip": lambda: packed(("x" * 12, GOOD)).replace(b"x" * 12, "入札結果".encode("cp932") + b".csv"),
    "code.db": lambda: database(
        f"CREATE VIEW 罠 AS {_ENDLESS}; CREATE TRIGGER t BEFORE INSERT ON 結果 BEGIN SELECT load_extension('x'); END"
    ),
    "script.html": lambda: page("<script>document.write('<table>')</script>").encode(),
    "unclosed.html": lambda: page().replace("</table>", "").encode(),
    "mixed-lines.csv": lambda: GOOD.replace(b"\n", b"\r\n", 1).replace(
        "架空道路工事".encode(), '"架空\n道路工事"'.encode()
    ),
    "notes.csv": lambda: "入札結果\n\n".encode() + GOOD + "合計,,,,3000\n※税抜,,,,\n".encode(),
}

# Names that hurt: formulas, markup, line breaks, direction marks, and the bytes of a CP932 name.
NAMES = [
    b"=cmd|'calc'!A0.csv",
    b"<script>alert(1)</script>.csv".replace(b"/", b"_"),
    b"two\nlines.csv",
    "\u202egnp.csv".encode(),
    b"..csv",
    b"%2e%2e%2fescape.csv",
    ("あ" * 80 + ".csv").encode(),
    "入札結果.csv".encode("cp932"),
]


# How each kind of file is declared to be; the kind is the ending of its name.
READ = {
    "csv": "{format: csv}",
    "xlsx": "{format: excel}",
    "xml": "{format: xml, records: 表/行}",
    "json": "{format: json, records: 結果}",
    "zip": "{format: zip, inner: csv}",
    "db": "{format: sqlite}",
    "md": "{format: markdown}",
    "html": "{format: html}",
    "pdf": "{format: pdf}",
}


def folder_of(name: str) -> str:
    ending = name.rpartition(".")[2]
    return "xlsx" if ending == "xls" else ending


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, workspace_of, mappings_with):
    """The workspace after one run, and how that ended."""
    inbox = tmp_path_factory.mktemp("inbox")
    for folder in ("good", "names", *READ):
        (inbox / folder).mkdir()
    (inbox / "good" / "results.csv").write_bytes(GOOD)
    contents = {name: content for name, (content, _) in {**REFUSED, **TOLD, **ROWS}.items()} | HARMLESS
    for name, content in contents.items():
        (inbox / folder_of(name) / name).write_bytes(content())
    for name in NAMES:
        with open(os.path.join(os.fsencode(inbox), b"names", name), "wb") as file:  # noqa: PTH118, PTH123  # Path wants text
            file.write(GOOD)
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_bytes(GOOD.replace("架空".encode(), "秘密".encode()))
    (inbox / "names" / "link.csv").symlink_to(secret)
    (inbox / "names" / "folder").symlink_to(secret.parent, target_is_directory=True)
    mappings = mappings_with(
        {
            "attack/good": _MAPPING.format(folder="good/*.csv", read="{format: csv}"),
            "attack/names": _MAPPING.format(folder="names/**/*.csv", read="{format: csv}"),
            **{f"attack/{name}": _MAPPING.format(folder=f"{name}/*", read=read) for name, read in READ.items()},
        }
    )
    workspace = workspace_of(inbox, mappings)
    return workspace, workspace.run()


@pytest.fixture(scope="module")
def latest(outcome):
    return outcome[0].latest


def test_the_run_ends_well_and_names_every_file_that_was_left_out(outcome):
    _, ended = outcome
    assert f"files left out of the publication: {len(REFUSED)}" in ended.stdout
    for name, (_, rule) in REFUSED.items():
        # A message may hold the bytes of a file; the name and the rule stand on its one line.
        assert any(name in line for line in ended.stdout.splitlines()), (name, rule)


def test_the_good_source_is_published_whole(latest):
    assert latest.ledger_of("attack/good")["rows_released"] == 2
    assert latest.ledger["balanced"]
    titles = {
        release["tender"]["title"]: release["awards"][0]["value"]["amount"]
        for release in latest.compiled.values()
        if "-good-" in release["ocid"]
    }
    assert titles == {"架空道路工事": 1000, "架空橋梁工事": 2000}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_one_entry_in_quarantine_in_both_languages(latest, name):
    [entry] = [row for row in latest.quarantine if row["file"].endswith(f"/{name}")]
    assert (entry["effect"], entry["rule"]) == ("file", REFUSED[name][1])
    for language in ("ja", "en"):
        message = entry[f"message_{language}"]
        assert name in message
        assert entry["rule"] in message
        assert "{" not in message
        assert len(message) < 1_000


@pytest.mark.parametrize("name", TOLD)
def test_a_file_with_a_flaw_is_read_and_the_flaw_is_told(latest, name):
    told = [row for row in latest.quarantine if row["file"].endswith(f"/{name}")]
    assert [(row["effect"], row["rule"]) for row in told] == [("review", TOLD[name][1])]
    [entry] = [entry for entry in latest.ledger["entries"] if entry["location"].endswith(f"/{name}")]
    assert (entry["rows_read"], entry["rows_quarantined"]) == (2, 0)


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_one_entry_in_quarantine_and_the_others_go_on(latest, name):
    [entry] = [entry for entry in latest.ledger["entries"] if entry["location"].endswith(f"/{name}")]
    assert (entry["rows_read"], entry["rows_quarantined"]) == (3, 1)
    told = [row for row in latest.quarantine if row["file"].endswith(f"/{name}") and row["effect"] == "row"]
    assert len({row["row"] for row in told}) == 1
    for row in told:
        assert ROWS[name][1] in {None, row["rule"]}
        for language in ("ja", "en"):
            assert 20 < len(row[f"message_{language}"]) < 3_000


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_dangerous_is_read_as_what_it_is(latest, name):
    [entry] = [entry for entry in latest.ledger["entries"] if entry["location"].endswith(f"/{name}")]
    assert (entry["rows_read"] - entry["rows_no_data"], entry["rows_quarantined"]) == (2, 0)
    told = [row["rule"] for row in latest.quarantine if row["file"].endswith(f"/{name}")]
    assert set(told) <= {"structural-row"}


def test_no_member_of_an_archive_was_written_anywhere(outcome):
    workspace, _ = outcome
    for folder in (workspace.folder, workspace.inbox, workspace.inbox.parent):
        assert not [path for path in folder.rglob("*") if path.name in {"evil.csv", "passwd"}]


def test_a_formula_without_result_is_no_amount(latest):
    amounts = {
        award["value"]["amount"]
        for release in latest.compiled.values()
        if "-xlsx-" in release["ocid"]
        for award in release["awards"]
        if "value" in award
    }
    assert amounts <= {1000, 2000}


def test_what_a_publisher_hid_and_what_lies_outside_the_inbox_is_nowhere(latest):
    texts = json.dumps(list(latest.compiled.values()), ensure_ascii=False)
    assert "公表前" not in texts
    assert "秘密" not in texts


def test_files_with_names_that_hurt_are_read_and_their_names_stay_harmless(latest):
    entries = [entry for entry in latest.ledger["entries"] if entry["source"] == "attack/names"]
    # A name that begins with a dot is not a file of a source.
    assert len(entries) == len(NAMES) - 1
    assert sum(entry["rows_released"] + entry["rows_unchanged"] for entry in entries) == 2 * len(entries)
    published = {path.name for path in latest.folder.rglob("*")}
    assert not any(sign in name for name in published for sign in "=<>|\n\u202e")


def test_no_cell_of_quarantine_begins_a_formula(latest):
    assert not [cell for row in latest.quarantine for cell in row.values() if cell[:1] in set("=+-@＝＋－＠\t\r")]


def test_verify_finds_nothing_and_the_next_run_changes_nothing(ocdsjp, outcome, tree):
    workspace, _ = outcome
    ocdsjp("verify", workspace.public)
    before = tree(workspace.public)
    again = workspace.run()
    assert tree(workspace.public) == before
    assert "map: 0 " in again.stderr


# ---- JSON

_RELEASE = (
    '{"ocid":"ocds-213czf-1","id":"1","date":"2025-04-01T00:00:00+09:00","tag":["tender"],"initiationType":"tender",'
    '"tender":{"id":"1","title":"%s","value":{"amount":%s,"currency":"JPY"}}}'
)
_FRAME = (
    '{"uri":"https://example.org/1","version":"1.1","publishedDate":"2025-04-01T00:00:00+09:00",'
    '"publisher":{"name":"x"},"releases":[%s]}'
)


def package(title: str = "a", amount: str = "1") -> str:
    return _FRAME % (_RELEASE % (title, amount))


HOSTILE_JSON = {
    "nan": (package(amount="NaN"), "json-number-not-finite"),
    "overflow": (package(amount="1e999"), "json-number-not-finite"),
    "digits": (package(amount="9" * 5_000), "json-number-too-large"),
    "inexact": (package(amount="18446744073709551617"), "json-number-too-large"),
    "deep": ('{"releases":[' + "[" * 100_000, "json-too-deep"),
    "duplicate": (package().replace('"id":"1","date"', '"id":"1","id":"2","date"'), "json-duplicate-key"),
    "surrogate": (package(title="\\ud800"), "json-lone-surrogate"),
    "nul": (package(title="a\\u0000"), "json-nul"),
    "trailing": (package() + " x", "json-trailing-data"),
    "truncated": (package()[:-40], "json-truncated"),
    "cp932": (package(title="契約").encode("cp932"), "encoding-not-utf-8"),
    "mark": ("\ufeff" + package(), "byte-order-mark"),
    "page": ("<html></html>", "not-json"),
    "nothing": ("", "file-empty"),
    "broken-gzip": (b"\x1f\x8bnonsense", "gzip-broken"),
}


def test_hostile_json_ends_validate_with_exit_code_1_and_a_finding_in_both_languages(ocdsjp, tmp_path):
    for name, (text, _) in HOSTILE_JSON.items():
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    ended = ocdsjp("validate", "--format", "json", *(tmp_path / name for name in HOSTILE_JSON), code=1)
    report = json.loads(ended.stdout)
    told = {
        (os.path.basename(place["file"]), finding["rule"])  # noqa: PTH119  # a name in a report, not a path of ours
        for finding in report["findings"]
        for place in finding["examples"]
    }
    assert told >= {(name, rule) for name, (_, rule) in HOSTILE_JSON.items()}
    assert [file for file in report["files"] if not file["errors"]] == []
    for finding in report["findings"]:
        for language in ("ja", "en"):
            assert 20 < len(finding[f"message_{language}"]) < 1_000
            assert "{" not in finding[f"message_{language}"]


def test_a_gzip_bomb_ends_validate_with_exit_code_1(ocdsjp, tmp_path):
    bomb = tmp_path / "bomb.json.gz"
    bomb.write_bytes(gzip.compress(b'{"releases":["' + b"0" * 300_000_000 + b'"]}', 1))
    assert "longer than" in ocdsjp("validate", "--lang", "en", bomb, code=1).stdout
    assert "超えています" in ocdsjp("validate", "--lang", "ja", bomb, code=1).stdout
