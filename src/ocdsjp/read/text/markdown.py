"""Reads the pipe tables of a Markdown file (GitHub's notation) as grids, one for each table.

``<br>`` is a line break in a cell. Emphasis stays as written, because ``*`` marks winners in lists of bidders; only a
cell that is bold as a whole loses its marks. Rows that follow a table after other text, without a header of their own,
go on with that table: so are lists continued after a remark. A row's number is its line in the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import Value
from ocdsjp.read.kinds import refuse_others
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, GridRow, Report
from ocdsjp.read.text.encodings import survey
from ocdsjp.read.text.gaiji import note_gaiji
from ocdsjp.read.trees.records import note_nul, safe

# An escaped sign, a tag or an entity, whichever comes first: https://spec.commonmark.org/0.31.2/#backslash-escapes
_INLINE = re.compile(
    r"\\([!-/:-@\[-`{-~])|</?[a-zA-Z][^<>]{0,200}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SHOWN_LINE = 100
_SHOWN = 1_000  # characters of a list of tables in an error
_BOLD = re.compile(r"(\*\*|__)(?!\s)([^*_]+)(?<!\s)\1")
_QUOTED = re.compile(r"^[\s>]*\|?|\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class _Table:
    """One table: the headings above it, and its rows with their lines."""

    titles: tuple[str, ...]
    rows: list[GridRow]
    width: int


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """The tables of a file in its order.

    Raises:
        ReadError: If it is no text or in no known encoding.
    """
    report.format = options.format
    size = path.stat().st_size
    if size > limits.max_html_bytes:
        raise ReadError(rules.PAGE_TOO_LARGE, size, limit=limits.max_html_bytes)
    refuse_others(path, "Markdown", None, "XML", "JSON")  # text may begin with a bracket or a tag
    found = survey(path, options.encoding)
    report.encoding = found.encoding
    with path.open(encoding=found.encoding) as file:
        text = file.read()
    note_nul(found.nul_count, report)
    tables = list(enumerate(_Reader(text.replace("\0", ""), limits).tables(), start=1))
    if not tables:
        raise ReadError(rules.NO_TABLE_ON_PAGE, text.strip().partition("\n")[0][:_SHOWN_LINE])
    for wish in options.tables or ():
        if not any(_fits(number, table, wish) for number, table in tables):
            shown = "、".join(" ".join((f"表{number}", *table.titles[-1:])) for number, table in tables)
            raise ReadError(rules.TABLE_NOT_FOUND, wish, found=shown[:_SHOWN])
    for number, table in tables:
        if options.tables is None or any(_fits(number, table, wish) for wish in options.tables):
            yield _grid(f"表{number}", table, options, report)


def _fits(number: int, table: "_Table", wish: int | str) -> bool:
    """Whether a table has this number, or stands under a heading that fits this pattern."""
    if isinstance(wish, int):
        return wish == number
    return any(fnmatchcase(match_key(title), match_key(wish)) for title in table.titles)


def _grid(sheet: str, table: "_Table", options: ReadOptions, report: Report) -> Grid:
    for row in table.rows:
        note_gaiji(sheet, row.number, row.values, report)
    return Grid(sheet, iter(table.rows), width=table.width, titles=table.titles, optional=options.tables is None)


class _Reader:
    """Finds tables among the blocks of a text."""

    def __init__(self, text: str, limits: Limits) -> None:
        # Of inline notations only escapes are wanted; they are resolved in ``_cell``.
        self._parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable("inline")
        self._lines = text.split("\n")
        self._text = text
        self._limits = limits

    def tables(self) -> Iterator[_Table]:
        """The tables, each with the rows that go on after other text."""
        outline: list[tuple[int, str]] = []
        table: _Table | None = None
        tokens = self._parser.parse(self._text)
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                level = int(token.tag[1])
                outline = [(above, text) for above, text in outline if above < level]
                outline.append((level, tokens[index + 1].content.strip()))
                if table is not None:
                    yield table
                table = None
            elif token.type == "table_open":
                if table is not None:
                    yield table
                rows = list(self._rows(tokens[index:], 0))
                table = _Table(tuple(text for _, text in outline), rows, max(len(row.values) for row in rows[:1]))
            elif token.type == "paragraph_open" and table is not None and token.map is not None:
                table.rows += self._continued(token.map[0], tokens[index + 1].content, table.width)
        if table is not None:
            yield table

    def _rows(self, tokens: Sequence[Token], shift: int) -> Iterator[GridRow]:
        """The rows of the table that begins with the first token."""
        cells: list[Value] = []
        for token in tokens:
            if token.type == "table_close":
                return
            if token.type == "tr_open":
                cells = []
                line = (token.map[0] if token.map else 0) + shift
            elif token.type == "inline":
                cells.append(self._cell(token.content))
            elif token.type == "tr_close":
                yield GridRow(line + 1, cells, self._problem(line, len(cells)))

    def _problem(self, line: int, width: int) -> NotationError | None:
        """GitHub drops the cells of a row beyond its header; here their row is not trusted."""
        found = len(_PIPE.split(_QUOTED.sub("", self._lines[line])))
        return NotationError(rules.ROW_TOO_LONG, None, expected=width, found=found) if found > width else None

    def _continued(self, first: int, content: str, width: int) -> Iterator[GridRow]:
        """The pipe rows in a paragraph, as rows of a table of that width."""
        lines = content.splitlines()
        if not lines or not all(line.strip().startswith("|") for line in lines):
            return
        made = "\n".join(("| x " * width + "|", "|---" * width + "|", *lines))
        tokens = self._parser.parse(made)
        rows = list(self._rows(tokens, first - 2)) if tokens and tokens[0].type == "table_open" else []
        yield from rows[1:]

    def _cell(self, content: str) -> Value:
        text = content.strip()
        if (bold := _BOLD.fullmatch(text)) is not None:
            text = bold[2]
        text = _INLINE.sub(_shown, text)
        return safe("\n".join(line.strip() for line in text.split("\n")).strip(), self._limits)


def _shown(match: re.Match[str]) -> str:
    """What a notation inside a cell shows."""
    if match[1] is not None:
        return match[1]
    if match[0].startswith("<"):
        return "\n" if _BREAK.fullmatch(match[0]) else ""
    return unescape(match[0])
