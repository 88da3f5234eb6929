"""Reads the tables of a web page as grids: decoding, choosing among the tables, and nothing of markup itself.

Runs in the child process only. ``markup`` knows elements, ``spans`` knows where a cell stands; which of the tables are
the source's is decided by their headers, where all formats are alike.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions, python_codec
from ocdsjp.read.tables import Grid, Notice, Report
from ocdsjp.read.text.encodings import Survey, survey
from ocdsjp.read.text.gaiji import note_gaiji
from ocdsjp.read.web.cell_text import TextRules
from ocdsjp.read.web.markup import MarkupTable, Page
from ocdsjp.read.web.nesting import refuse_deep
from ocdsjp.read.web.spans import Layout, lay_out

_CHARSET = re.compile(rb"<meta[^>]{0,500}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
# The standard looks for it in the first 1024 bytes; https://html.spec.whatwg.org/#determining-the-character-encoding
_CHARSET_WITHIN = 1_024
_TOLD = 100  # characters of a title in a message


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """The tables of a page in its order, and in the shapes ``record`` and ``page`` its lists of terms, each as a grid.

    Raises:
        ReadError: If it is no text, in no known encoding, built to harm, or has no table at all.
    """
    size = path.stat().st_size
    if size > limits.max_html_bytes:
        raise ReadError(rules.PAGE_TOO_LARGE, size, limit=limits.max_html_bytes)
    report.format = "html"
    found = _survey(path, options.encoding)
    report.encoding = found.encoding
    report.nul_count = found.nul_count
    if found.nul_count:
        report.notices.append(Notice(rules.NUL_DROPPED, value=str(found.nul_count)))
    content = path.read_bytes().decode(found.encoding).replace("\0", "").encode()
    refuse_deep(content)
    wanted = TextRules(options.hidden == "include", options.struck, bool(options.links), options.base_url)
    page = Page(content, wanted, limits)
    tables = [table for table in page.tables() if options.shape != "table" or not table.is_list]
    if not tables:
        raise ReadError(rules.NO_TABLE_ON_PAGE, page.title()[:_TOLD])
    for table in _chosen(tables, options, report):
        layout = lay_out(page.rows(table), limits)
        if found.unreadable:
            for row in layout.rows:
                note_gaiji(_name(table), row.number, row.values, report)
        _tell_struck(table, layout, options, report)
        yield _grid(table, layout, options)


def _survey(path: Path, declared: str | None) -> Survey:
    """The encoding: as of any text file; what the page says of itself decides only where two are possible.

    Pages of a widely used bidding system declare Shift_JIS and are UTF-8, so that such words come last.
    """
    try:
        return survey(path, declared)
    except ReadError as error:
        if error.rule is not rules.ENCODING_AMBIGUOUS:
            raise
        with path.open("rb") as file:
            match = _CHARSET.search(file.read(_CHARSET_WITHIN))
        codec = python_codec(match[1].decode("ascii")) if match else None
        if codec not in {"cp932", "euc_jp"}:
            raise
        return survey(path, codec)


def _name(table: MarkupTable) -> str:
    """``表2``, the second table of the page; ``定義リスト1`` for the first list of terms."""
    return f"{'定義リスト' if table.is_list else '表'}{table.number}"


def _chosen(tables: list[MarkupTable], options: ReadOptions, report: Report) -> Iterator[MarkupTable]:
    """The tables that ``options`` name, all if they name none; hidden ones only if those are included or numbered.

    Raises:
        ReadError: If a number or pattern fits none.
    """
    for wish in options.tables or ():
        if not any(_fits(table, wish) for table in tables):
            found = "、".join(" ".join((_name(table), *table.titles[-1:])) for table in tables)
            raise ReadError(rules.TABLE_NOT_FOUND, wish, found=found[: 10 * _TOLD])
    for table in tables:
        if options.tables is not None and not any(_fits(table, wish) for wish in options.tables):
            continue
        named = options.tables is not None and table.number in options.tables and not table.is_list
        if table.hidden and not named and options.hidden == "skip":
            report.skipped_sheets.append(_name(table))
            report.notices.append(Notice(rules.TABLE_HIDDEN, _name(table), value=_name(table)))
        else:
            yield table


def _fits(table: MarkupTable, wish: int | str) -> bool:
    """Whether a table has this number, or a heading that is or fits this pattern, width and case apart."""
    if isinstance(wish, int):
        return wish == table.number and not table.is_list
    pattern = match_key(wish)
    return any(pattern == key or fnmatchcase(key, pattern) for key in map(match_key, table.titles))


def _tell_struck(table: MarkupTable, layout: Layout, options: ReadOptions, report: Report) -> None:
    """Tell of text that was left out, once for a table."""
    if options.struck == "skip" and layout.struck:
        texts = "、".join(layout.struck_texts[:_TOLD])
        report.notices.append(Notice(rules.STRUCK_SKIPPED, _name(table), value=texts[:_TOLD]))


def _grid(table: MarkupTable, layout: Layout, options: ReadOptions) -> Grid:
    return Grid(
        sheet=_name(table),
        rows=iter(layout.rows),
        width=layout.width,
        merges=tuple(layout.merges),
        hidden_rows=frozenset(layout.hidden_rows),
        titles=table.titles,
        links=layout.links,
        struck=layout.struck,
        labels=frozenset(layout.labels),
        # A table that the mapping names by number has to be as the mapping says.
        optional=options.tables is None or table.number not in options.tables,
    )
