"""Looks through an xlsx workbook before the fast reader sees it, and refuses what would kill or fool that reader.

calamine lays a sheet out as rows x columns from the outermost values: two values in A1 and XFD1048576 (4.7 KB) abort
the process (tafia/calamine issues 433 and 693). It also tells nothing of hidden rows and columns, of cells that show an
error, and of formulas saved without result. Here a streaming XML parser without DTD learns all of it in one pass.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell
from ocdsjp.read.limits import Limits
from ocdsjp.read.tables import Notice
from ocdsjp.read.trees.safe_xml import ForbiddenError, local_name, new_parser
from ocdsjp.read.workbooks.sheet_xml import SheetScan
from ocdsjp.read.zips import Archive

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the fast reader does not tell about a sheet.

    Attributes:
        hidden_rows: Row numbers.
        hidden_columns: 0-based column indexes.
        broken: Cells that have no value, by (row number, column index).
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    broken: Mapping[tuple[int, int], BrokenCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What the prescan found.

    Attributes:
        sheets: Facts by sheet name; a sheet without entry is no worksheet.
        date_1904: True if days count from 1904.
        notices: Macros and links that were ignored.
    """

    sheets: Mapping[str, SheetFacts]
    date_1904: bool
    notices: tuple[Notice, ...]


def prescan(path: Path, limits: Limits) -> WorkbookFacts:
    """Look through every part of a workbook.

    Raises:
        ReadError: If it is no xlsx workbook, is damaged, or would take the reader down.
    """
    with Archive(path, limits) as archive:
        if _WORKBOOK not in archive.members:
            raise ReadError(rules.NOT_A_WORKBOOK, None, kind=_kind(archive.members))
        book = _Workbook()
        _parse(archive, _WORKBOOK, book.start)
        targets = _Relations()
        if _RELATIONS in archive.members:
            _parse(archive, _RELATIONS, targets.start)
        sheets: dict[str, SheetFacts] = {}
        names = {targets.paths.get(relation, ""): name for name, relation in book.sheets}
        for part, member in archive.members.items():
            if part in names:
                scan = SheetScan(limits)
                feed(archive, member, scan.parser)
                facts = SheetFacts(frozenset(scan.hidden_rows), frozenset(scan.hidden_columns), scan.finish())
                sheets[names[part]] = facts
            elif part not in {_WORKBOOK, _RELATIONS}:
                _check(archive, part, member)
        return WorkbookFacts(sheets, book.date_1904, tuple(_ignored(archive.members)))


class _Workbook:
    """xl/workbook.xml: the sheets by their relation ids, and the date system."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.date_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "sheet":
            # r:id; the prefix is the program's choice. sheetId has no prefix and another name.
            relation = next((text for key, text in attributes.items() if local_name(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr":
            self.date_1904 = attributes.get("date1904", "0") in {"1", "true"}


class _Relations:
    """xl/_rels/workbook.xml.rels: the part of each relation id, its name in small letters."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            self.paths[attributes.get("Id", "")] = path.lower()


def _parse(archive: Archive, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = new_parser()
    parser.StartElementHandler = start
    feed(archive, archive.members[part], parser)


def _check(archive: Archive, part: str, member: zipfile.ZipInfo) -> None:
    """Unpack a part that has no table: its size counts, and as XML it must not declare entities."""
    if part.endswith((".xml", ".rels")):
        feed(archive, member, new_parser())
    else:
        for _ in archive.unpack(member):
            pass


def feed(archive: Archive, member: zipfile.ZipInfo, parser: expat.XMLParserType) -> None:
    """Run a part of a workbook through a parser.

    Raises:
        ReadError: If it is not well-formed or has a document type.
    """
    try:
        for chunk in archive.unpack(member):
            parser.Parse(chunk, False)  # noqa: FBT003  positional only
        parser.Parse(b"", True)  # noqa: FBT003  positional only
    except expat.ExpatError as error:
        raise ReadError(rules.WORKBOOK_BROKEN, None, reason=f"{member.filename}: {error}") from error
    except ForbiddenError as error:
        raise ReadError(rules.XML_DTD, member.filename) from error


def _ignored(members: Mapping[str, zipfile.ZipInfo]) -> Iterator[Notice]:
    for part, member in members.items():
        if part.endswith("vbaproject.bin"):
            yield Notice(rules.MACROS_IGNORED, value=member.filename)
        elif part.startswith("xl/externallinks/") and part.endswith(".xml"):
            yield Notice(rules.LINKS_IGNORED, value=member.filename)


def _kind(members: Mapping[str, zipfile.ZipInfo]) -> str:
    if "xl/workbook.bin" in members:
        return "xlsb"
    if "content.xml" in members:
        return "OpenDocument"
    return "zip"
