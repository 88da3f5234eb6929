"""One run over an inbox with a good source and one of each file that attacks or breaks readers; and hostile JSON.

What each attack does to unguarded readers is measured and tested file by file in ``tests/read``; here it is shown that
none of them stops a run, and that people are told.
"""

import gzip
import io
import json
import os
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
read: {{format: {format}}}
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
}

# Content of a file that is read, and the rule of what is told about it.
TOLD = {
    "nul.csv": (lambda: GOOD.replace("架空道路".encode(), "架空\0道路".encode()), "csv-nul-dropped"),
    "formula.xlsx": (lambda: saved(formula), "cell-formula-without-result"),
    "hidden.xlsx": (lambda: saved(hidden_sheet), "sheet-hidden"),
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


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, workspace_of, mappings_with):
    """The workspace after one run, and how that ended."""
    inbox = tmp_path_factory.mktemp("inbox")
    for folder in ("good", "csv", "excel", "names"):
        (inbox / folder).mkdir()
    (inbox / "good" / "results.csv").write_bytes(GOOD)
    for name, (content, _) in {**REFUSED, **TOLD}.items():
        (inbox / ("csv" if name.endswith("csv") else "excel") / name).write_bytes(content())
    for name in NAMES:
        with open(os.path.join(os.fsencode(inbox), b"names", name), "wb") as file:  # noqa: PTH118, PTH123  # Path wants text
            file.write(GOOD)
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_bytes(GOOD.replace("架空".encode(), "秘密".encode()))
    (inbox / "names" / "link.csv").symlink_to(secret)
    (inbox / "names" / "folder").symlink_to(secret.parent, target_is_directory=True)
    mappings = mappings_with(
        {
            "attack/good": _MAPPING.format(folder="good/*.csv", format="csv"),
            "attack/csv": _MAPPING.format(folder="csv/*", format="csv"),
            "attack/excel": _MAPPING.format(folder="excel/*", format="excel"),
            "attack/names": _MAPPING.format(folder="names/**/*.csv", format="csv"),
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


def test_a_formula_without_result_is_no_amount(latest):
    amounts = {
        award["value"]["amount"]
        for release in latest.compiled.values()
        if "-excel-" in release["ocid"]
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
