"""Judges one file: opens it in the reading child, lays its sheets out as pages, and runs every check over them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.lint import cell_checks, column_checks, layout_checks
from ocdsjp.lint.page import Line, Page, page_of
from ocdsjp.lint.remark import Remark, at
from ocdsjp.lint.standard import STANDARDS
from ocdsjp.read import ReadOptions, open_tables
from ocdsjp.read.cells import cell_ref
from ocdsjp.read.look import FileLook, SheetLook, look

NOT_DIRECT = Rule(
    "L1-01",
    "ファイルの形式が {kind} です。",
    "The format of the file is {kind}.",
    "元の表を CSV か Excel（.xlsx）で公開してください。",
    "Publish the table itself as CSV or Excel (.xlsx).",
)
OLD_EXCEL = Rule(
    "L1-01",
    "古い Excel の形式（.xls）です。",
    "It is in the old format of Excel (.xls).",
    "「名前を付けて保存」で .xlsx か CSV にしてください。",
    "Save it as .xlsx or CSV.",
)
BROKEN_LINES = Rule(
    "L1-14",
    "1つの値の中に改行があり、1件が複数の行に分かれています。",
    "Values hold line breaks, so that a record takes several lines.",
    "値の中の改行を削除してください。",
    "Delete the line breaks within values.",
)
LONG_RECORDS = Rule(
    "L1-15",
    "見出しの列数（{width}）より値の多い行があります。カンマを含む値が引用符で囲まれていないおそれがあります。",
    "Records have more values than the header has columns ({width}); a value with a comma may lack its quotes.",
    'カンマを含む値を " で囲んでください。',
    'Put values that hold a comma into ".',
)

OTHER_FORMAT = Rule(
    "lint-format",
    "{kind} は点検できません。点検するのは CSV と Excel（xlsx、xls）の表です。",
    "{kind} is not judged: tables in CSV and Excel (xlsx, xls) are.",
    "zip は展開して、中のファイルを指定してください。",
    "Unpack a zip archive and name the files in it.",
)

MOST_ROWS = 200_000
"""How many rows of a sheet are judged; a form repeats itself long before."""

_CHECKS: Sequence[Callable[[Page], Iterator[Remark]]] = (
    layout_checks.several_tables,
    layout_checks.blank_rows,
    layout_checks.blank_columns,
    layout_checks.header_again,
    layout_checks.totals,
    layout_checks.notes,
    layout_checks.names,
    layout_checks.drawn,
    layout_checks.struck,
    layout_checks.merged,
    layout_checks.hidden,
    layout_checks.formulas,
    layout_checks.late_header,
    layout_checks.wide,
    cell_checks.spaces,
    cell_checks.several_things,
    cell_checks.dependent,
    cell_checks.omitted,
    cell_checks.other,
    cell_checks.eras,
    column_checks.blank_and_zero,
    column_checks.numbers,
    column_checks.unlike,
    column_checks.marks,
    column_checks.units,
    column_checks.areas,
)
_OF_WORKBOOKS = frozenset({"L1-10", "L1-11", "L1-12", "L1-13", "L2-06"})
_OF_TEXT = frozenset({"L1-14", "L1-15"})
_UNTOLD_BY_XLS = frozenset({"L1-10", "L1-11", "L2-06"})  # xlrd tells nothing of them
# Signatures of what people publish in place of tables; Word and PowerPoint are zip or OLE files as Excel is.
_SIGNATURES = ((b"%PDF-", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"{\\rtf", "RTF"))
# What machines read, but the rules say nothing of: not to be taken for text with commas.
_OTHERS = {".json": "JSON", ".jsonl": "JSON Lines", ".md": "Markdown", ".xml": "XML", ".zip": "zip"}
_OFFICE = {".doc": "Word", ".docx": "Word", ".ppt": "PowerPoint", ".pptx": "PowerPoint", ".jtd": "一太郎"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of a file.

    Attributes:
        file: Its name.
        format: ``csv``, ``xlsx``, ``xls``, or what else it is.
        encoding: Of a text file, as Python calls it.
        sheets: How many sheets it has.
        rows: How many rows were judged.
        remarks: What it does otherwise than the rules ask, by number of the rule, then in the order of the file.
        judged: Numbers of the rules that were judged; of a file that is no table, the one about that alone.
        left: Numbers of the rules that a person has to look at; none of a file that is no table.
    """

    file: str
    format: str
    encoding: str | None
    sheets: int
    rows: int
    remarks: tuple[Remark, ...]
    judged: tuple[str, ...]
    left: tuple[str, ...]


def judge(path: Path) -> Verdict:
    """Judge a file.

    Raises:
        ReadError: If it is a table's format, and cannot be read, or one that the rules say nothing of.
    """
    kind = _no_table(path)
    if kind is not None:
        remark = Remark(NOT_DIRECT, detail={"kind": kind})
        return Verdict(path.name, kind, None, 0, 0, (remark,), ("L1-01",), ())
    other = _other(path)
    if other is not None:
        raise ReadError(OTHER_FORMAT, kind=other)
    facts = look(path)
    pages = list(_pages(path, facts))
    remarks = [*_of_file(facts), *(remark for page in pages for check in _CHECKS for remark in check(page))]
    unjudged = _unjudged(facts.format)
    return Verdict(
        file=path.name,
        format=facts.format,
        encoding=facts.encoding,
        sheets=len(facts.sheets),
        rows=sum(len(page.lines) for page in pages),
        remarks=tuple(sorted(remarks, key=lambda remark: remark.rule.id)),
        judged=tuple(number for number in STANDARDS if number not in unjudged),
        left=tuple(number for number in STANDARDS if number in unjudged and number not in _foreign(facts.format)),
    )


def _no_table(path: Path) -> str | None:
    """What a file is that is no table: by its first bytes, for office documents by its name."""
    with path.open("rb") as file:
        head = file.read(1024)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return _OFFICE.get(path.suffix.lower()) if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else None


def _other(path: Path) -> str | None:
    """What a file is that machines read, but that is no table of text or of a workbook."""
    with path.open("rb") as file:
        head = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"SQLite format 3\x00"):
        return "SQLite"
    return "XML" if head.startswith(b"<") else _OTHERS.get(path.suffix.lower())


def _pages(path: Path, facts: FileLook) -> Iterator[Page]:
    """The visible sheets that show something."""
    is_text = facts.format == "csv"
    looks = {sheet.name: sheet for sheet in facts.sheets if sheet.visible}
    if not looks:
        return
    options = ReadOptions(
        format="csv" if is_text else "excel",
        encoding=facts.encoding if is_text else None,
        header="none",
        hidden="include",
    )
    try:
        with open_tables(path, options, file_name=path.name) as tables:
            for table in tables:
                if table.sheet in looks:
                    rows = (Line(row.number, row.kind, tuple(row.values)) for row in islice(table.rows(), MOST_ROWS))
                    yield page_of(looks[table.sheet], rows, is_text=is_text)
    except ReadError as error:
        if error.rule.id != "file-empty":
            raise


def _of_file(facts: FileLook) -> Iterator[Remark]:
    """What concerns the file, or a text file's records."""
    if facts.format == "xls":
        yield Remark(OLD_EXCEL)
    hidden = [sheet for sheet in facts.sheets if not sheet.visible]
    yield from (_hidden(sheet) for sheet in hidden)
    yield from at(BROKEN_LINES, None, (cell_ref(column, line) for line, column in facts.broken_lines))
    long = [f"{line}:{line}" for line, _ in facts.long_records]
    yield from at(LONG_RECORDS, None, long, width=facts.width)


def _hidden(sheet: SheetLook) -> Remark:
    return Remark(layout_checks.HIDDEN_SHEET, sheet.name)


def _unjudged(kind: str) -> frozenset[str]:
    by_people = frozenset(number for number, standard in STANDARDS.items() if not standard.judged)
    return by_people | _foreign(kind) | (_UNTOLD_BY_XLS if kind == "xls" else frozenset())


def _foreign(kind: str) -> frozenset[str]:
    """The rules that are about other formats."""
    return _OF_WORKBOOKS if kind == "csv" else _OF_TEXT
