"""Reads the records of an XML file as one grid for each kind of record, as a stream.

A column is named by the path of elements below the record, attributes with ``@``: ``Attachments/Attachment/Name``,
``link@href``; names as written, with their prefixes. Repeated elements follow ``records.flatten``. White space around
a text is the indentation of the file and no part of it. What the elements mean is decided elsewhere.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.parsers import expat

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.kinds import refuse_others
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, Notice, Report
from ocdsjp.read.trees.records import STEP, Record, Tree, flatten, note_nul, record_grid
from ocdsjp.read.trees.safe_xml import ForbiddenError, local_name, new_parser
from ocdsjp.read.trees.xml_text import XmlText, open_text

DEEPEST = 64
"""Deepest nesting of elements that is read. Feeds and portals need 6 to 8."""

_FOUND = 12  # paths that an error names
_COUNTED = 1_000  # paths that are counted


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """A grid for each of the declared paths of records.

    Raises:
        ReadError: If it is no XML, has a DTD, is in no known encoding, or lacks the records.
    """
    text = open_xml(path, options, report)
    nul_count = 0
    for place in options.records or ():
        scan = partial(records, text, place, limits)
        grid, count = record_grid(place, partial(_flat, scan), limits, report)
        nul_count += count
        yield grid
    note_nul(nul_count, report)
    if text.repaired:
        report.notices.append(Notice(rules.SURROGATES_JOINED, value=str(text.repaired)))


def open_xml(path: Path, options: ReadOptions, report: Report) -> XmlText:
    """The text of a file that looks like XML.

    Raises:
        ReadError: If it looks like something else, or is in no known encoding.
    """
    report.format = options.format
    refuse_others(path, "XML", "XML")
    return open_text(path, options.encoding, report)


def _flat(scan: partial[Iterator[Tree]]) -> Iterator[Record]:
    for number, tree in enumerate(scan(), start=1):
        yield Record(number, flatten(tree))


def records(text: XmlText, place: str, limits: Limits) -> Iterator[Tree]:
    """The elements at ``place`` as trees; those inside another are part of it.

    Raises:
        ReadError: If the text is no XML, has a DTD, nests too deep, or has no such element.
    """
    finder = _Finder(tuple(place.split(STEP)), limits)
    parser = new_parser("utf-8")
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    try:
        for piece in text.pieces():
            parser.Parse(piece, False)  # noqa: FBT003  positional only
            yield from finder.take()
        parser.Parse(b"", True)  # noqa: FBT003  positional only
        yield from finder.take()
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise ReadError(rules.XML_BROKEN, None, line=error.lineno, reason=reason) from error
    except ForbiddenError as error:
        raise ReadError(rules.XML_DECLARES) from error
    if not finder.found:
        raise ReadError(rules.RECORDS_NOT_FOUND, place, found=finder.candidates())


@dataclass(slots=True)
class _Element:
    """An element inside a record that is being read."""

    children: dict[str, Tree]
    text: list[str] = field(default_factory=list)

    def tree(self) -> Tree:
        text = "".join(self.text).strip() or None
        if not self.children:
            return text
        return {"": text, **self.children} if text else self.children

    def add(self, name: str, child: Tree) -> None:
        """A second child of a name makes a list of both."""
        if name not in self.children:
            self.children[name] = child
            return
        known = self.children[name]
        if isinstance(known, list):
            known.append(child)
        else:
            self.children[name] = [known, child]


class _Finder:
    """Finds records in what a parser tells, and builds their trees."""

    def __init__(self, wanted: tuple[str, ...], limits: Limits) -> None:
        self.found = 0
        self._wanted = wanted
        self._longest = limits.max_field_chars
        self._path: list[str] = []
        self._open: list[_Element] = []  # from the record down to the present element
        self._taken = 0  # characters of the present element
        self._done: list[Tree] = []
        self._paths: Counter[str] = Counter()

    def take(self) -> Iterator[Tree]:
        """The records that were completed since the last call."""
        done, self._done = self._done, []
        yield from done

    def candidates(self) -> str:
        """The paths that have elements below them, for whoever looks for the right one."""
        parents = {path.rpartition(STEP)[0] for path in self._paths}
        shown = [path for path in self._paths if path in parents][:_FOUND]
        return "、".join(f"{path} ({self._paths[path]})" for path in shown)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise ReadError(rules.TOO_DEEP, None, limit=DEEPEST)
        if self._open or self._is_record():
            self._open.append(_Element({f"@{key}": value.strip() for key, value in attributes.items()}))
            self._taken = 0
        elif not self.found:
            path = STEP.join(self._path)
            if path in self._paths or len(self._paths) < _COUNTED:
                self._paths[path] += 1

    def text(self, text: str) -> None:
        # One character more than the limit is enough to know that there are too many.
        if self._open and self._taken <= self._longest:
            self._open[-1].text.append(text[: self._longest + 1 - self._taken])
            self._taken += len(text)

    def end(self, _name: str) -> None:
        name = self._path.pop()
        if not self._open:
            return
        tree = self._open.pop().tree()
        self._taken = 0
        if self._open:
            self._open[-1].add(name, tree)
        else:
            self.found += 1
            self._done.append(tree if isinstance(tree, dict) else {"": tree})

    def _is_record(self) -> bool:
        """Whether the path ends with the wanted steps, prefixes left out or written."""
        tail = self._path[-len(self._wanted) :]
        return len(tail) == len(self._wanted) and all(
            step in {"*", name, local_name(name)} for step, name in zip(self._wanted, tail, strict=True)
        )
