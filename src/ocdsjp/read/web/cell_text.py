"""One element of a page → its text as a reader sees it, with its links and what is struck through in it.

Spaces and line breaks as a browser lays them out; what is not displayed, and tables within, are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits

STRUCK_BEGINS, STRUCK_ENDS = "【取消線：", "】"

# Elements whose content nobody sees as text of the cell, or that are tables of their own.
_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "iframe", "title", "-comment"}
    | {"select", "datalist", "rt", "rp", "table"}
)
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "ul"}
)
_STRUCK_TAGS = frozenset({"s", "strike", "del"})
_STRUCK_CLASSES = frozenset({"strike", "strikethrough", "strike-through", "line-through"})
_NOT_DISPLAYED = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile("[ \t\r\n\f\xa0]+")
_MORE_SPACES = re.compile("  +")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")


class Struck(IntEnum):
    """How much of a cell's text is struck through."""

    NOTHING = 0
    PART = 1
    ALL = 2


@dataclass(slots=True)
class Cell:
    """One cell as it is written.

    Attributes:
        text: What it shows, lines apart by line feeds; None if it shows nothing.
        across, down: How many columns and rows it asks for; ``down`` 0 means to the end of its group of rows.
        heading: True for th and dt.
        links: Web addresses that it links to.
        struck: How much of its text is struck through.
        struck_text: That text.
    """

    text: str | None
    across: int = 1
    down: int = 1
    heading: bool = False
    links: tuple[str, ...] = ()
    struck: Struck = Struck.NOTHING
    struck_text: str = ""


@dataclass(frozen=True, slots=True)
class TextRules:
    """What of a page's text is wanted.

    Attributes:
        hidden: Whether elements that are not displayed count.
        struck: ``mark``, ``skip`` or ``column``, as in ``ReadOptions``.
        links: Whether addresses of links are wanted.
        base_url: Address of the page, or None.
    """

    hidden: bool = False
    struck: str = "mark"
    links: bool = False
    base_url: str | None = None


class CellReader:
    """Reads the text of elements of one page.

    Args:
        wanted: What of the text is wanted.
        base: What relative links are relative to, or None.
        limits: Bounds the length of a text.
    """

    def __init__(self, wanted: TextRules, base: str | None, limits: Limits) -> None:
        self._wanted = wanted
        self._base = base
        self._limits = limits

    def cell(self, node: LexborNode, *, struck: bool) -> Cell:
        """A cell with the text below ``node``; ``struck`` if that stands within something struck through.

        Raises:
            ReadError: If it is longer than the text of any cell.
        """
        child = node.first_child
        if child is None:
            return Cell(None)
        if child.tag == "-text" and child.next is None and not struck:
            return Cell(self._bounded(_SPACES.sub(" ", child.text_content or "").strip(" ")) or None)
        collector = _Collector(self._wanted, self._base)
        collector.walk(child, struck=struck)
        cell = collector.cell()
        self._bounded(cell.text or "")
        return cell

    def _bounded(self, text: str) -> str:
        """The text, unless it is longer than that of any cell.

        Raises:
            ReadError: If it is.
        """
        if len(text) > self._limits.max_field_chars:
            raise ReadError(rules.PAGE_CELL_TOO_LONG, text[:20], limit=self._limits.max_field_chars)
        return text


@dataclass(frozen=True, slots=True)
class Flags:
    """Whether an element is hidden and struck through."""

    hidden: bool
    struck: bool


def flags_of(node: LexborNode, above: Flags) -> Flags:
    """The flags of an element in one that has those ``above``."""
    attributes = node.attributes
    hidden, struck = above.hidden, above.struck or node.tag in _STRUCK_TAGS
    if attributes:
        style = attributes.get("style") or ""
        hidden = hidden or "hidden" in attributes or _NOT_DISPLAYED.search(style) is not None
        classes = (attributes.get("class") or "").lower().split()
        struck = struck or "line-through" in style.lower() or not _STRUCK_CLASSES.isdisjoint(classes)
    return above if (hidden, struck) == (above.hidden, above.struck) else Flags(hidden, struck)


_Step: TypeAlias = tuple[LexborNode | None, bool]  # an element, or None for the end of a block; struck through


@dataclass(slots=True)
class _Collector:
    """Gathers the text of one cell, with a stack of its own: markup may nest deeper than Python's."""

    wanted: TextRules
    base: str | None
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)

    def walk(self, first: LexborNode, *, struck: bool) -> None:
        """Take everything from ``first`` on to its last sibling."""
        left: list[_Step] = [(first, struck)]
        while left:
            node, within = left.pop()
            if node is None:
                self.pieces.append(("\n", within))
                continue
            after = node.next
            if after is not None:
                left.append((after, within))
            self._enter(node, left, struck=within)

    def _enter(self, node: LexborNode, left: list[_Step], *, struck: bool) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self.pieces.append((_SPACES.sub(" ", node.text_content or ""), struck))
        elif tag == "br":
            self.pieces.append(("\n", struck))
        elif tag not in _SKIPPED:
            flags = flags_of(node, Flags(hidden=False, struck=struck))
            if flags.hidden and not self.wanted.hidden:
                return
            self._note(tag, node)
            if tag in _BLOCKS:
                self.pieces.append(("\n", struck))
                left.append((None, struck))
            child = node.first_child
            if child is not None:
                left.append((child, flags.struck))

    def _note(self, tag: str, node: LexborNode) -> None:
        """Keep what an element says besides its text: the address of a link, the alternative text of an image."""
        if tag == "a" and self.wanted.links:
            address = _web_address(self.base, node.attributes.get("href"))
            if address is not None and address not in self.links:
                self.links.append(address)
        elif tag == "img" and (text := _SPACES.sub(" ", node.attributes.get("alt") or "").strip(" ")):
            self.images.append(text)

    def cell(self) -> Cell:
        """What was gathered. An image stands for a text only where there is no other."""
        struck = any(within and not text.isspace() for text, within in self.pieces if text)
        plain = any(not within and not text.isspace() for text, within in self.pieces if text)
        extent = (Struck.PART if plain else Struck.ALL) if struck else Struck.NOTHING
        text = _tidy("".join(self._runs() if struck else (text for text, _ in self.pieces)))
        if not text and not struck:
            text = _tidy("\n".join(self.images))
        gone = _tidy("".join(text for text, within in self.pieces if within)) if struck else ""
        return Cell(text or None, links=tuple(self.links), struck=extent, struck_text=gone)

    def _runs(self) -> Iterator[str]:
        """The texts, runs of struck ones as ``wanted.struck`` says."""
        run: list[str] = []
        for text, within in [*self.pieces, ("", False)]:
            if within:
                run.append(text)
                continue
            if run and self.wanted.struck == "column":
                yield "".join(run)
            elif run and self.wanted.struck == "mark" and (struck := _tidy("".join(run))):
                yield f"{STRUCK_BEGINS}{struck}{STRUCK_ENDS}"
            run = []
            yield text


def _tidy(text: str) -> str:
    """Without blank lines and without spaces around line breaks."""
    return _AROUND_BREAK.sub("\n", _MORE_SPACES.sub(" ", text)).strip(" \n")


def _web_address(base: str | None, href: str | None) -> str | None:
    """The address of a link, or None if it leads to no other page: javascript:, mailto:, a place on this page."""
    href = (href or "").strip(" \t\r\n\f")
    if not href or href.startswith("#"):
        return None
    address = href if base is None else joined(base, href)
    scheme, colon, _ = address.partition(":")
    if colon and scheme.lower() not in {"http", "https"} and "/" not in scheme and "?" not in scheme:
        return None
    return address


def joined(base: str, href: str) -> str:
    """``href`` made whole; as written where it is no address (a bracket without its pair)."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href
