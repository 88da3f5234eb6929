"""Notices → labels and values: 「１ 工事名　…」, 「(1) 工事場所：…」, a label at the left, its value to the right.

From ruled tables and from lines of text alike. What is neither a label nor its value (paragraphs, notes) is left out;
a line that has no label can be given a name by a pattern of the mapping (``read.lines``).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocdsjp.read.pdf.lattice import NEAR
from ocdsjp.read.pdf.ruled_tables import Content, RuledTable
from ocdsjp.read.pdf.shapes import Page
from ocdsjp.read.pdf.text import Line, Piece
from ocdsjp.read.shaping.captured import captured
from ocdsjp.read.tables import Labelled, Spot

_WORD = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff々]")
# （１）, (1), 1., １．, 1、, ① or a bare figure with a space behind it; 97.43 and 8.1.29 are none.
_MARK = re.compile(r"\s*(?:[（(]\s?\d{1,2}\s?[)）]|\d{1,2}\s*[．.、)）](?!\d)|\d{1,2}(?=\s)|[①-⑳])\s*")
_FIGURES = re.compile(r"[\d\s\-－―‐/／]+")
_COLON = re.compile(r"\s*[：:](?!//)\s*")
_LONGEST = 40  # a longer label is a sentence
_SENTENCE = "。"
_JOINT = "／"
_FEWEST_ALIGNED = 3  # so many values below each other make a column
_INDENT = 0.5


@dataclass(slots=True)
class _Open:
    """A label whose value may go on in the lines below."""

    label: str
    value: str
    spot: Spot
    indent: float  # lines that begin further left do not belong to it


def fields_of(content: Content) -> Iterator[Labelled]:
    """The labels and values of a page, from top to bottom."""
    below = 0.0
    for table in content.tables:
        yield from _from_lines(table.above, content.page)
        yield from _from_table(table)
        below = max(below, table.lattice.ys[-1])
    last = [line for line in content.lines if line.box.middle[1] >= below]
    if last and _FIGURES.fullmatch(last[-1].text):  # the page's number
        last.pop()
    yield from _from_lines(last, content.page)


# --- ruled tables ------------------------------------------------------------------------------------------------


def is_form(table: RuledTable) -> bool:
    """True if a table has labels beside values and no rows below a header."""
    rows = len(table.lattice.ys) - 1
    return 2 * sum(1 for _ in _from_table(table)) >= rows


def _from_table(table: RuledTable) -> Iterator[Labelled]:
    """A field per row that has a label and a value; several where shaded labels say so.

    Labels that span rows stand before those of their rows: 予定価格／税込.
    """
    for row, owners in enumerate(table.lattice.owners):
        cells = [table.cells[place] for place in dict.fromkeys(owners) if place >= 0]
        labels: list[str] = []
        if any(cell.shaded for cell in cells) and not all(cell.shaded for cell in cells):
            yield from _from_shaded(row, table, owners)
            continue
        while len(cells) > 2 and cells[0].region.bottom > cells[0].region.top:  # noqa: PLR2004  a label, a value
            labels.append(cells.pop(0).text)
        if len(cells) == 2 and cells[1].region.top == row:  # noqa: PLR2004  a label, a value
            yield _labelled((*labels, cells[0].text), cells[1].text, cells[1].spot)


def _from_shaded(row: int, table: RuledTable, owners: Sequence[int]) -> Iterator[Labelled]:
    labels: list[str] = []
    values: list[str] = []
    spot: Spot | None = None
    for place in (*dict.fromkeys(owners), None):
        cell = None if place is None or place < 0 else table.cells[place]
        if (cell is None or cell.shaded) and values:
            yield _labelled(labels, "\n".join(filter(None, values)), spot)
            labels, values, spot = [], [], None
        if cell is None:
            continue
        if cell.shaded:
            labels.append(cell.text)
        elif cell.region.top == row and labels:
            values.append(cell.text)
            spot = spot or cell.spot


def _labelled(labels: Iterable[str], value: str, spot: Spot | None) -> Labelled:
    """A field; without label if what should be one is a text."""
    names = [name for label in labels if (name := _name(label))]
    is_label = all(len(name) <= _LONGEST for name in names)
    return Labelled(_JOINT.join(names) if is_label else "", value or None, spot)


def _name(text: str) -> str:
    """A label without its number, its colon and spaces."""
    text = _MARK.sub("", text, count=1) if _MARK.match(text) else text
    return "".join(text.split()).rstrip("：:")


# --- lines of text -----------------------------------------------------------------------------------------------


def _from_lines(lines: Sequence[Line], page: Page) -> Iterator[Labelled]:
    column = _value_column(lines)
    current: _Open | None = None
    for line in lines:
        marked, pieces = _unmarked(line)
        found = _split(line, pieces, column, page, marked=marked)
        if found is None and current is not None and not marked and line.box.left >= current.indent:
            current.value = f"{current.value}\n{line.text}" if current.value else line.text
            continue
        if current is not None:
            yield from _closed(current)
        current = found
    if current is not None:
        yield from _closed(current)


def _closed(field: _Open) -> Iterator[Labelled]:
    """The field, if its label is one: no heading without a value, no note (※１), no letter of a list, no sentence."""
    name = _name(field.label)
    is_label = len(_WORD.findall(name)) > 1 and len(name) <= _LONGEST and _SENTENCE not in name
    if is_label and field.value and not name.startswith("※"):
        yield Labelled(name, field.value, field.spot)


def _value_column(lines: Sequence[Line]) -> float | None:
    """Where most values begin, if so many do that it is no chance."""
    starts = Counter(round(piece.left / NEAR) for line in lines for piece in line.pieces[1:2] + line.pieces[2:3])
    best = max(starts, key=lambda start: (starts[start], -start), default=None)
    if best is None or sum(starts[best + off] for off in (-1, 0, 1)) < _FEWEST_ALIGNED:
        return None
    return best * NEAR


def _unmarked(line: Line) -> tuple[bool, tuple[Piece, ...]]:
    """Whether a line begins with an item's number, and its pieces without that."""
    match = _MARK.match(line.text)
    if match is None:
        return False, line.pieces
    left = len("".join(match[0].split()))  # characters still to take away
    pieces = list(line.pieces)
    while left and pieces:
        own = [place for place, character in enumerate(pieces[0].text) if not character.isspace()]
        if left < len(own):
            pieces[0] = _from(pieces[0], own[left])
            break
        left -= len(own)
        pieces.pop(0)
    return True, tuple(pieces)


def _from(piece: Piece, cut: int) -> Piece:
    """What is left of a piece from a character on; its place is taken in proportion."""
    left = piece.left + (piece.right - piece.left) * cut / len(piece.text)
    return Piece(piece.text[cut:], left, piece.right, "")


def _split(line: Line, pieces: Sequence[Piece], column: float | None, page: Page, *, marked: bool) -> _Open | None:
    """The label and the beginning of the value in a line, or None if it has no label."""
    if not pieces:
        return None
    colon = _COLON.search(pieces[0].text)
    if colon is not None and 0 < colon.start() <= _LONGEST and (marked or len(pieces) == 1):
        rest = (_from(pieces[0], colon.end()),) if colon.end() < len(pieces[0].text) else ()
        return _opened(line, pieces[0].text[: colon.start()], (*rest, *pieces[1:]), page)
    aligned = next((place for place, piece in enumerate(pieces) if place and _is_at(piece, column)), None)
    if aligned is not None:
        return _opened(line, _text(pieces[:aligned]), pieces[aligned:], page)
    if not marked:
        return None
    end = 1
    # 工　期, 工 事 名: a label whose characters are spread out.
    while end < len(pieces) and len(pieces[end - 1].text) == 1 and (end == 1 or len(pieces[end].text) == 1):
        end += 1
    return _opened(line, _text(pieces[:end]), pieces[end:], page)


def _is_at(piece: Piece, column: float | None) -> bool:
    return column is not None and abs(piece.left - column) <= NEAR


def _opened(line: Line, label: str, value: Sequence[Piece], page: Page) -> _Open:
    start = value[0].left if value else line.box.left
    left, top = page.millimetres(start, line.box.top)
    indent = start - _INDENT * line.size if value else line.box.left + _INDENT * line.size
    return _Open(label, _text(value), Spot(page.number, left, top), indent)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join((piece.gap if place else "") + piece.text for place, piece in enumerate(pieces)).strip()


# --- records -----------------------------------------------------------------------------------------------------


def records_of(contents: Iterable[Content], lines: Mapping[str, str]) -> Iterator[tuple[int, tuple[Labelled, ...]]]:
    """The records of a document with the page on which each begins.

    A file may hold one notice after the other: a record ends where half of the labels of its first page stand again on
    a later one. (The annex of a notice repeats one or two of them.)

    Args:
        contents: The pages.
        lines: Names for lines without label, see ``ReadOptions``; each is a field of every record, blank if none fits.
    """
    page = 0
    fields: list[Labelled] = []
    named: dict[str, Labelled] = {}
    opening: frozenset[str] = frozenset()  # the labels of the record's first page
    for content in contents:
        found = list(fields_of(content))
        labels = frozenset(field.label for field in found)
        if opening and 2 * len(opening & labels) >= len(opening):
            yield page, _record(fields, named, lines)
            fields, named, opening = [], {}, frozenset()
        page = page if fields or named else content.page.number
        opening = opening or labels
        fields += found
        for name, pattern in lines.items():
            if name not in named and (labelled := _named(name, pattern, content)) is not None:
                named[name] = labelled
    if fields or named:
        yield page, _record(fields, named, lines)


def _record(
    fields: Sequence[Labelled], named: Mapping[str, Labelled], lines: Mapping[str, str]
) -> tuple[Labelled, ...]:
    return (*(named.get(name, Labelled(name, None)) for name in lines), *(field for field in fields if field.label))


def _named(name: str, pattern: str, content: Content) -> Labelled | None:
    for line in content.lines:
        text = captured(pattern, line.text)
        if text is not None:
            left, top = content.page.millimetres(line.box.left, line.box.top)
            return Labelled(name, text, Spot(content.page.number, left, top))
    return None
