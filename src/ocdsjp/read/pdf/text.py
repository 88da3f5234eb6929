"""Puts the characters of a page together: lines, the pieces of a line, and the text of a cell. Pure geometry.

Spaces are those that the file has, and one where a gap is as wide as a third of a character. Nothing is corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ocdsjp.read.pdf.shapes import Box, Glyph, Matrix

WIDE = 0.8
"""From this gap on (in characters) two pieces of a line are apart, as a label and its value are."""

_GAP = 0.3
_STEP = 0.35  # how far (in characters) the next character may be off the axis on which text runs
_CLOSE = 1.3  # lines of horizontal text are further apart than the characters of vertical text
_MANY = 2
_IDEOGRAPHIC_SPACE = "\u3000"
_DOWN = Matrix(0, -1, 1, 0, 0, 0)  # text that runs down, its lines from right to left
_UP = Matrix(0, 1, -1, 0, 0, 0)  # text that runs up, its lines from left to right


class Piece(NamedTuple):
    """A part of a line without wide gaps.

    Attributes:
        text: What it says.
        left, right: Where it begins and ends.
        gap: What stands between it and the piece before: one space, or nothing at the beginning of a line.
    """

    text: str
    left: float
    right: float
    gap: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    Attributes:
        pieces: Its parts, from left to right; at least one.
        box: What it covers.
        size: Its font size, the largest of its characters.
    """

    pieces: tuple[Piece, ...]
    box: Box
    size: float

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.gap + piece.text for piece in self.pieces)


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines that characters make, from top to bottom."""
    rows: list[list[Glyph]] = []
    band = Box(0, 0, 0, 0)
    shown = [glyph for glyph in glyphs if not glyph.text.isspace()]
    for glyph in sorted(shown, key=lambda glyph: glyph.box.middle[1]):
        middle = glyph.box.middle[1]
        # A raised note (※１) lies within the height of its neighbours, or they around its middle.
        if rows and (
            band.top <= middle <= band.bottom or glyph.box.top <= (band.top + band.bottom) / 2 <= glyph.box.bottom
        ):
            rows[-1].append(glyph)
            if glyph.box.bottom - glyph.box.top > band.bottom - band.top:
                band = glyph.box
        else:
            rows.append([glyph])
            band = glyph.box
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    return [_line(row, spaces) for row in rows]


def _beside(one: Box, other: Box) -> bool:
    return other.top <= one.middle[1] <= other.bottom


def _line(row: list[Glyph], spaces: Sequence[Glyph]) -> Line:
    row.sort(key=lambda glyph: glyph.box.left)
    top, bottom = min(glyph.box.top for glyph in row), max(glyph.box.bottom for glyph in row)
    size = max(glyph.size for glyph in row)
    own = [space for space in spaces if top <= space.box.middle[1] <= bottom]
    pieces: list[Piece] = []
    text, left, gap = row[0].text, row[0].box.left, ""
    for before, glyph in pairwise(row):
        apart = (glyph.box.left - before.box.right) / max(before.size, glyph.size)
        between = _between(before, glyph, own, apart)
        if apart >= WIDE:
            pieces.append(Piece(text, left, before.box.right, gap))
            text, left, gap = glyph.text, glyph.box.left, between or " "
        else:
            text += between + glyph.text
    pieces.append(Piece(text, left, row[-1].box.right, gap))
    box = Box(pieces[0].left, top, max(glyph.box.right for glyph in row), bottom)
    return Line(tuple(pieces), box, size)


def _between(before: Glyph, after: Glyph, spaces: Sequence[Glyph], apart: float) -> str:
    """The space between two characters: one of those that the file has there, or one for a gap."""
    start, end = before.box.middle[0], after.box.middle[0]
    found = {space.text for space in spaces if start < space.box.middle[0] < end}
    if _IDEOGRAPHIC_SPACE in found:
        return _IDEOGRAPHIC_SPACE
    return " " if found or apart >= _GAP else ""


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell, a line below the other; vertical text is read as such."""
    return "\n".join(line.text for line in lines_of(_turned(glyphs)))


def _turned(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The characters turned so that they run to the right, if they run down (縦書き) or up.

    Where text runs shows in the order in which it was painted: a single column, or columns whose characters follow
    each other closely. Figures below each other are a list and no word.
    """
    shown = [glyph for glyph in glyphs if not glyph.text.isspace()]
    right = down = up = 0
    close = 0
    for before, after in pairwise(shown):
        (x, y), (next_x, next_y) = before.box.middle, after.box.middle
        size = max(before.size, after.size)
        if abs(next_y - y) <= _STEP * size and next_x > x:
            right += 1
        elif abs(next_x - x) <= _STEP * size and next_y != y:
            down += next_y > y
            up += next_y < y
            close += abs(next_y - y) <= _CLOSE * size
    is_upright = bool(down or up) and (right == 0 or close > _MANY * right)
    if not is_upright or all(glyph.text.isascii() for glyph in shown):
        return glyphs
    turn = _DOWN if down >= up else _UP
    return [glyph._replace(box=turn.box(*glyph.box)) for glyph in glyphs]
