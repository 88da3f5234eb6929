"""Looks how a file is made (see ``look``). Runs in the child process only, under its limits.

xlsx is read by streaming XML parsers without DTD, xls by xlrd, text by the reader of CSV itself. Element and attribute
names: ECMA-376 Part 1, 18.3.1 (sheets), 18.8 (styles), 20.5 (drawings).
"""

import io
import posixpath
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import cell_ref, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.look import MOST, Drawn, FileLook, SheetLook
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Report
from ocdsjp.read.text import csv
from ocdsjp.read.trees.safe_xml import local_name, new_parser
from ocdsjp.read.workbooks.prescan import feed
from ocdsjp.read.zips import Archive

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_TRUE = frozenset({"1", "true"})
_FALSE = frozenset({"0", "false"})
_DRAWN = {"pic": "picture", "sp": "shape", "cxnSp": "shape", "graphicFrame": "chart"}
_ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_WIDEST = 16_384

_Start = Callable[[str, dict[str, str]], None]


def file_facts(path: Path, limits: Limits) -> FileLook:
    """The facts of a workbook or a text file.

    Raises:
        ReadError: If it is neither, or damaged.
    """
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head.startswith(_ZIP):
        return _xlsx(path, limits)
    if head == _OLE:
        return _xls(path)
    return _text(path, limits, bom=head.startswith(_BOMS))


# --- text ---------------------------------------------------------------------------------------------------------


def _text(path: Path, limits: Limits, *, bom: bool) -> FileLook:
    report = Report()
    broken: list[tuple[int, int]] = []
    widths: list[tuple[int, int]] = []
    with csv.open_grid(path, ReadOptions(format="csv"), limits, report) as grid:
        for row in grid.rows:
            filled = max((index + 1 for index, value in enumerate(row.values) if not is_empty(value)), default=0)
            widths.append((row.number, filled))
            for index, value in enumerate(row.values):
                if isinstance(value, str) and len(broken) < MOST and len(value.strip().splitlines()) > 1:
                    broken.append((row.number, index))
    common = Counter(width for _, width in widths if width > 1)
    # The most usual width, of equals the smaller; records are too long only if nearly all others agree.
    usual = min(common, key=lambda width: (-common[width], width), default=0)
    header = next((width for _, width in widths if width >= usual > 1), 0)
    long = tuple((number, width) for number, width in widths if width > header >= usual > 1)
    return FileLook(
        format="csv",
        encoding=report.encoding,
        bom=bom,
        sheets=(SheetLook(None, formulas=()),),
        broken_lines=tuple(broken),
        long_records=long[:MOST],
        width=usual,
    )


# --- xls ----------------------------------------------------------------------------------------------------------


def _xls(path: Path) -> FileLook:
    import xlrd  # noqa: PLC0415  only for this format

    from ocdsjp.read.workbooks.excel import XLRD_ERRORS  # noqa: PLC0415  brings pandas

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO())
    except XLRD_ERRORS as error:
        raise ReadError(rules.WORKBOOK_BROKEN, None, reason=f"{type(error).__name__}: {error}") from error
    return FileLook(format="xls", sheets=tuple(_xls_sheet(sheet) for sheet in book.sheets()))


def _xls_sheet(sheet: Any) -> SheetLook:
    """Facts of an ``xlrd.sheet.Sheet`` (xlrd has no types)."""
    merges = (
        f"{cell_ref(left, top + 1)}:{cell_ref(right - 1, bottom)}" for top, bottom, left, right in sheet.merged_cells
    )
    return SheetLook(
        name=sheet.name,
        visible=sheet.visibility == 0,
        merges=tuple(merges)[:MOST],
        hidden_rows=tuple(sorted(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden))[:MOST],
        hidden_columns=tuple(sorted(column for column, info in sheet.colinfo_map.items() if info.hidden))[:MOST],
    )


# --- xlsx ---------------------------------------------------------------------------------------------------------


def _xlsx(path: Path, limits: Limits) -> FileLook:
    with Archive(path, limits) as archive:
        if _WORKBOOK not in archive.members:
            raise ReadError(rules.NOT_A_WORKBOOK, None, kind="zip")
        book = _Book()
        _feed(archive, _WORKBOOK, book.start)
        related = _relations(archive, _WORKBOOK)
        struck = _Styles()
        if _STYLES in archive.members:
            _feed(archive, _STYLES, struck.start, struck.end)
        sheets = tuple(
            _xlsx_sheet(archive, name, related[relation][1], struck.struck, visible=visible)
            for name, relation, visible in book.sheets
            if relation in related and related[relation][1] in archive.members
        )
        return FileLook(format="xlsx", sheets=sheets)


def _xlsx_sheet(archive: Archive, name: str, part: str, struck: frozenset[int], *, visible: bool) -> SheetLook:
    scan = _Sheet(struck)
    _feed(archive, part, scan.start)
    drawn = [Drawn("control")] * scan.controls
    for kind, target in _relations(archive, part).values():
        if target not in archive.members:
            continue
        if kind.endswith("/drawing"):
            drawing = _Drawing()
            _feed(archive, target, drawing.start, drawing.end, drawing.data)
            drawn += drawing.found
        elif kind.endswith("/comments"):
            comments = _Comments()
            _feed(archive, target, comments.start)
            drawn += comments.found
    return SheetLook(
        name=name,
        visible=visible,
        merges=tuple(scan.merges[:MOST]),
        hidden_rows=tuple(scan.hidden_rows[:MOST]),
        hidden_columns=tuple(sorted(scan.hidden_columns)[:MOST]),
        formulas=tuple(scan.formulas[:MOST]),
        drawn=tuple(drawn[:MOST]),
        struck=tuple(scan.struck[:MOST]),
    )


class _Comments:
    """A part of comments: the cells that have one."""

    def __init__(self) -> None:
        self.found: list[Drawn] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "comment":
            self.found.append(Drawn("comment", attributes.get("ref")))


class _Book:
    """xl/workbook.xml: name, relation id and visibility of each sheet."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "sheet":
            relation = next((text for key, text in attributes.items() if local_name(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") == "visible"))


class _Styles:
    """xl/styles.xml: which cell formats show text with a line through it."""

    def __init__(self) -> None:
        self._fonts: list[bool] = []
        self._inside = ""
        self._formats: list[int] = []

    @property
    def struck(self) -> frozenset[int]:
        return frozenset(
            number for number, font in enumerate(self._formats) if font < len(self._fonts) and self._fonts[font]
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name in {"fonts", "cellXfs"}:
            self._inside = name
        elif self._inside == "fonts" and name == "font":
            self._fonts.append(False)
        elif self._inside == "fonts" and name == "strike" and self._fonts:
            self._fonts[-1] = attributes.get("val", "1") not in _FALSE
        elif self._inside == "cellXfs" and name == "xf":
            font = attributes.get("fontId", "0")
            self._formats.append(int(font) if font.isdecimal() else 0)

    def end(self, tag: str) -> None:
        if local_name(tag) == self._inside:
            self._inside = ""


class _Sheet:
    """A worksheet: merges, formulas, what is hidden, what is struck through. Cells that hold nothing do not count."""

    def __init__(self, struck_formats: frozenset[int]) -> None:
        self._struck_formats = struck_formats
        self._ref = ""
        self._format = ""
        self._row = 0
        self.merges: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.formulas: list[str] = []
        self.struck: list[str] = []
        self.controls = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "c":
            self._ref, self._format = attributes.get("r", ""), attributes.get("s", "")
        elif name in {"v", "is", "f"}:
            self._content(name)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number[:9]) if number.isdecimal() else self._row + 1
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.append(self._row)
        elif name == "mergeCell":
            self.merges.append(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            self._hide(attributes.get("min", ""), attributes.get("max", ""))
        elif name in {"oleObject", "control"}:
            self.controls += 1

    def _content(self, name: str) -> None:
        if name == "f" and len(self.formulas) < MOST and self._ref:
            self.formulas.append(self._ref)
        if name != "f" and self._format.isdecimal() and int(self._format) in self._struck_formats and self._ref:
            self.struck.append(self._ref)

    def _hide(self, first: str, last: str) -> None:
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(int(first) - 1, min(int(last), _WIDEST)))


class _Drawing:
    """A drawing part: each picture, shape and chart with the cell at its upper left corner."""

    def __init__(self) -> None:
        self.found: list[Drawn] = []
        self._at: dict[str, str] = {}
        self._from = False
        self._collects = ""
        self._taken = True

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name in _ANCHORS:
            self._at, self._taken = {}, False
        elif name == "from":
            self._from = True
        elif self._from and name in {"col", "row"}:
            self._collects = name
        elif name in _DRAWN and not self._taken:
            self._taken = True  # of a group the first stands for all
            self.found.append(Drawn(_DRAWN[name], self._cell()))

    def end(self, tag: str) -> None:
        name = local_name(tag)
        if name == "from":
            self._from = False
        self._collects = ""

    def data(self, text: str) -> None:
        if self._collects:
            self._at[self._collects] = self._at.get(self._collects, "") + text.strip()

    def _cell(self) -> str | None:
        column, row = self._at.get("col", ""), self._at.get("row", "")
        return cell_ref(int(column[:6]), int(row[:9]) + 1) if column.isdecimal() and row.isdecimal() else None


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Of a part: relation id → kind and target, the target's name in small letters."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            whole = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/").lower()
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), whole)

    if rels in archive.members:
        _feed(archive, rels, start)
    return found


def _feed(
    archive: Archive,
    part: str,
    start: _Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    feed(archive, archive.members[part], parser)
