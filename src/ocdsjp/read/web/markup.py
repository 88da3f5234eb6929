"""HTML markup → the tables of a page: their rows, cells and spans, the headings above them, and what is hidden.

Parsed by the rules of the HTML standard (https://html.spec.whatwg.org/, by Lexbor), so that missing end tags mean what
they mean in a browser. Runs in the child process only. Where a cell stands in the grid is decided in ``spans``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ocdsjp.read.limits import Limits
from ocdsjp.read.web.cell_text import Cell, CellReader, Flags, TextRules, flags_of, joined

_DIGITS = re.compile("[ \t\r\n\f]*([0-9]{1,9})")

# https://html.spec.whatwg.org/#attr-tdth-colspan: larger spans are cut to these.
_MOST_ACROSS, _MOST_DOWN = 1_000, 65_534


@dataclass(slots=True)
class MarkupRow:
    """One row; ``hidden`` if it is not displayed."""

    cells: list[Cell]
    hidden: bool = False


@dataclass(slots=True)
class MarkupTable:
    """One table, or a list of terms (dl) as a table of two columns.

    Attributes:
        number: Its number among those of its kind on the page, 1-based.
        is_list: True for a dl.
        titles: The headings above it, from h1 down, and its caption.
        hidden: True if it is not displayed.
        node: Its element; ``rows`` reads it.
    """

    number: int
    is_list: bool
    titles: tuple[str, ...]
    hidden: bool
    node: LexborNode


class Page:
    """A parsed page.

    Args:
        content: The page in UTF-8.
        wanted: What of its text is wanted.
        limits: Bounds the cells of a table.
    """

    def __init__(self, content: bytes, wanted: TextRules, limits: Limits) -> None:
        self._document = LexborHTMLParser(content)
        self._wanted = wanted
        self._reader = CellReader(wanted, self._base_address(), limits)
        self._flags: dict[int, Flags] = {}

    def _base_address(self) -> str | None:
        """What relative links are relative to: the element base, itself relative to the page's address."""
        element = self._document.css_first("base[href]")
        href = (element.attributes.get("href") or "") if element is not None else ""
        if self._wanted.base_url is None:
            return href if href.startswith(("http://", "https://")) else None
        return joined(self._wanted.base_url, href)

    def title(self) -> str:
        """What the page calls itself; empty if it does not."""
        element = self._document.css_first("title")
        return " ".join(element.text(deep=True).split()) if element is not None else ""

    def tables(self) -> Iterator[MarkupTable]:
        """The tables and lists of terms in the order of the page, nested ones after those that they stand in."""
        counts = {True: 0, False: 0}
        outline: list[tuple[int, str]] = []
        for node in self._document.css("table, dl, h1, h2, h3, h4, h5, h6"):
            tag = node.tag or ""
            if tag not in {"table", "dl"}:
                level = int(tag[1])
                outline = [(above, text) for above, text in outline if above < level]
                if heading := self._text(node, struck=False).text:
                    outline.append((level, heading))
                continue
            is_list = tag == "dl"
            counts[is_list] += 1
            flags = self._flags_of(node)
            titles = (*(text for _, text in outline), *self._caption(node))
            yield MarkupTable(counts[is_list], is_list, titles, flags.hidden, node)

    def _caption(self, node: LexborNode) -> Iterator[str]:
        for child in node.iter():
            if child.tag == "caption" and (text := self._text(child, struck=False).text):
                yield text

    def rows(self, table: MarkupTable) -> Iterator[list[MarkupRow]]:
        """The rows of a table by groups (thead, tbody, tfoot): a cell does not reach beyond its group."""
        struck = self._flags_of(table.node).struck
        if table.is_list:
            yield [MarkupRow(cells) for cells in self._terms(table.node, struck=struck)]
            return
        groups = [child for child in table.node.iter() if child.tag in {"thead", "tbody", "tfoot"}]
        groups.sort(key=lambda group: group.tag == "tfoot")  # shown at the end wherever it is written
        for group in groups:
            flags = flags_of(group, Flags(hidden=False, struck=struck))
            yield [self._row(row, flags) for row in group.iter() if row.tag == "tr"]

    def _row(self, node: LexborNode, above: Flags) -> MarkupRow:
        flags = flags_of(node, above)
        cells = []
        for child in node.iter():
            if child.tag not in {"td", "th"}:
                continue
            own = flags_of(child, Flags(hidden=False, struck=flags.struck))
            # A cell that is not displayed takes no room in its row either.
            if not own.hidden or self._wanted.hidden:
                cells.append(self._cell(child, struck=own.struck))
        return MarkupRow(cells, flags.hidden)

    def _cell(self, node: LexborNode, *, struck: bool) -> Cell:
        cell = self._text(node, struck=struck)
        cell.heading = node.tag == "th"
        attributes = node.attributes
        if attributes:
            cell.across = max(1, _span(attributes.get("colspan"), _MOST_ACROSS))
            cell.down = _span(attributes.get("rowspan"), _MOST_DOWN)
        return cell

    def _terms(self, node: LexborNode, *, struck: bool) -> Iterator[list[Cell]]:
        """A row for each description: its term, or an empty cell for the second description of a term, and itself."""
        term: Cell | None = None
        told = True
        for child in _list_items(node):
            cell = self._text(child, struck=struck)
            if child.tag == "dt":
                if term is not None and not told:
                    yield [term, Cell(None)]
                cell.heading = True
                term, told = cell, False
            else:
                yield [Cell(None, heading=True) if told or term is None else term, cell]
                told = True
        if term is not None and not told:
            yield [term, Cell(None)]

    def _flags_of(self, node: LexborNode) -> Flags:
        """Whether an element is hidden or struck through, by itself or by what it stands in."""
        path = []
        current: LexborNode | None = node
        while current is not None and current.mem_id not in self._flags:
            path.append(current)
            current = current.parent
        flags = Flags(hidden=False, struck=False) if current is None else self._flags[current.mem_id]
        for each in reversed(path):
            flags = self._flags[each.mem_id] = flags_of(each, flags)
        return flags

    def _text(self, node: LexborNode, *, struck: bool) -> Cell:
        """A cell with the text below ``node``."""
        return self._reader.cell(node, struck=struck)


def _list_items(node: LexborNode) -> Iterator[LexborNode]:
    """The terms and descriptions of a dl, those grouped in a div as well."""
    for child in node.iter():
        if child.tag == "div":
            yield from (each for each in child.iter() if each.tag in {"dt", "dd"})
        elif child.tag in {"dt", "dd"}:
            yield child


def _span(written: str | None, most: int) -> int:
    """A span as HTML's rules for non-negative integers read it; 1 if it is none."""
    match = _DIGITS.match(written or "")
    return 1 if match is None else min(int(match[1]), most)
