"""Ruled tables of pages → grids: the texts of cells, merged cells, and tables that go on over several pages.

Two tables on following pages are one if their columns agree and no new words stand above the second: a heading of its
own makes a table of its own. A header that is repeated on each page is known as such later, as in any other format.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits
from ocdsjp.read.pdf.lattice import NEAR, Lattice, Region, find_lattices
from ocdsjp.read.pdf.shapes import Box, Glyph, Page
from ocdsjp.read.pdf.text import Line, lines_of, text_of
from ocdsjp.read.tables import Grid, GridRow, Labelled, Merge, Spot

_FIGURES = re.compile(r"[\d\s\-－/／]+")
_COVERED = 0.5  # a cell is shaded if an area covers so much of its width and height


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a ruled table: where it is, what it says, and whether its ground is shaded as that of labels is."""

    region: Region
    text: str
    spot: Spot
    shaded: bool


@dataclass(slots=True)
class RuledTable:
    """A ruled table of one page.

    Attributes:
        page, place: Its page and its place on that page, both from 1.
        lattice: Its borders.
        cells: Its cells, in the order of ``lattice.regions``.
        above: The lines of text between the table before, or the top of the page, and this one.
    """

    page: int
    place: int
    lattice: Lattice
    cells: list[Cell]
    above: tuple[Line, ...] = ()

    @property
    def columns(self) -> int:
        """How many columns its borders make."""
        return len(self.lattice.xs) - 1


@dataclass(frozen=True, slots=True)
class Content:
    """A page read: its tables and its lines outside of tables, both from top to bottom."""

    page: Page
    tables: tuple[RuledTable, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Filling:
    """A lattice while characters are given to its cells."""

    lattice: Lattice
    glyphs: list[list[Glyph]] = field(default_factory=list)


def content_of(page: Page) -> Content:
    """The tables and lines of a page."""
    fillings = [_Filling(lattice, [[] for _ in lattice.regions]) for lattice in find_lattices(page.strokes)]
    inner_first = sorted(fillings, key=lambda filling: _area(filling.lattice.box))
    free: list[Glyph] = []
    for glyph in page.glyphs:
        _cell_around(glyph, inner_first, free).append(glyph)
    lines = tuple(lines_of(free))
    tables = [_table(page, place, filling) for place, filling in enumerate(fillings, start=1)]
    end = 0.0
    for table in tables:
        top = table.lattice.ys[0]
        table.above = tuple(line for line in lines if end <= line.box.middle[1] < top)
        end = max(end, table.lattice.ys[-1])
    return Content(page, tuple(tables), lines)


def _cell_around(glyph: Glyph, fillings: Sequence[_Filling], free: list[Glyph]) -> list[Glyph]:
    for filling in fillings:
        place = filling.lattice.region_at(*glyph.box.middle)
        if place is not None:
            return filling.glyphs[place]
    return free


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _table(page: Page, place: int, filling: _Filling) -> RuledTable:
    cells = []
    for region, glyphs in zip(filling.lattice.regions, filling.glyphs, strict=True):
        left, top = page.millimetres(region.box.left, region.box.top)
        cells.append(Cell(region, text_of(glyphs), Spot(page.number, left, top), _is_shaded(region.box, page.shades)))
    return RuledTable(page.number, place, filling.lattice, cells)


def _is_shaded(box: Box, shades: Iterable[Box]) -> bool:
    x, y = box.middle
    for shade in shades:
        across = min(shade.right, box.right) - max(shade.left, box.left)
        if shade.holds(x, y) and across > _COVERED * (box.right - box.left):
            return True
    return False


# --- over several pages ------------------------------------------------------------------------------------------


def chains(contents: Iterable[Content]) -> Iterator[list[RuledTable]]:
    """The tables of a document, each with its continuations on the following pages."""
    open_chain: list[RuledTable] = []  # the last table of the page before, which may go on
    heads: tuple[str, ...] = ()  # what stood above the first table of that page
    for content in contents:
        tables = list(content.tables)
        head = tuple(_words(tables[0].above)) if tables else ()
        if open_chain and tables and _goes_on(open_chain[0], tables[0], heads, head):
            open_chain.append(tables.pop(0))
        if tables or not content.tables:
            if open_chain:
                yield open_chain
            for table in tables[:-1]:
                yield [table]
            open_chain = tables[-1:]
        heads = head
    if open_chain:
        yield open_chain


def _goes_on(first: RuledTable, following: RuledTable, heads: Sequence[str], head: Sequence[str]) -> bool:
    new_words = [text for text in head if text not in heads]
    return not new_words and _place_borders(following.lattice.xs, first.lattice.xs) is not None


def _words(lines: Iterable[Line]) -> Iterator[str]:
    """The pieces of lines without spaces; page numbers are none."""
    for line in lines:
        for piece in line.pieces:
            text = "".join(piece.text.split())
            if not _FIGURES.fullmatch(text):
                yield text


def _place_borders(borders: Sequence[float], among: Sequence[float]) -> list[int] | None:
    """Which border of ``among`` each of ``borders`` is, or None if the columns do not agree.

    The outermost must agree. A page without header may lack borders that only the header has.
    """
    places = []
    shift = among[0] - borders[0]  # left and right pages may have different margins
    for border in borders:
        place = min(range(len(among)), key=lambda index: abs(among[index] - border - shift))
        if abs(among[place] - border - shift) > NEAR:
            return None
        places.append(place)
    outer = places[0] == 0 and places[-1] == len(among) - 1
    return places if outer and len(set(places)) == len(places) else None


# --- grids -------------------------------------------------------------------------------------------------------


def grid_of(chain: Sequence[RuledTable], limits: Limits, beside: tuple[Labelled, ...] = ()) -> Grid:
    """The grid of a table and its continuations.

    Raises:
        ReadError: If it has too many columns.
    """
    first = chain[0]
    if first.columns > limits.max_columns:
        raise ReadError(rules.TOO_MANY_COLUMNS, first.columns, row=1, limit=limits.max_columns)
    rows: list[GridRow] = []
    merges: list[Merge] = []
    for table in chain:
        places = _place_borders(table.lattice.xs, first.lattice.xs) or list(range(table.columns + 1))
        _add_rows(table, places, first.columns, rows, merges)
    return Grid(
        sheet=f"{first.page}ページ 表{first.place}",
        rows=iter(rows),
        width=first.columns,
        merges=tuple(merges),
        titles=tuple(line.text for line in first.above),
        optional=True,
        beside=beside,
    )


def _add_rows(table: RuledTable, places: Sequence[int], width: int, rows: list[GridRow], merges: list[Merge]) -> None:
    start = len(rows) + 1  # number of its first row
    added = [GridRow(start + row, [None] * width, spots=[None] * width) for row in range(len(table.lattice.ys) - 1)]
    spots: list[list[Spot | None]] = [[None] * width for _ in added]
    for cell in table.cells:
        region = cell.region
        left, right = places[region.left], places[region.right + 1] - 1
        added[region.top].values[left] = cell.text or None
        for row in range(region.top, region.bottom + 1):
            for column in range(left, right + 1):
                spots[row][column] = cell.spot
        if region.whole and (region.bottom > region.top or right > left):
            merges.append(Merge(start + region.top, left, start + region.bottom, right))
    for grid_row, marks in zip(added, spots, strict=True):
        grid_row.spots = marks
    rows.extend(added)
