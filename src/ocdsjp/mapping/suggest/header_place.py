"""Where the header of a grid is: which row, how many rows, and rows under it that are neither header nor data.

Looks at words and shapes only; which file they came from does not matter here. The reader then names the columns.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ocdsjp.japan.text import cell_text, match_key
from ocdsjp.mapping.cells import as_cell
from ocdsjp.read.cells import Value
from ocdsjp.read.tables import Row

HIGHEST = 4
"""Rows that a header spans at most; the forms of ministries have three."""

_SEARCHED = 60
_CONTRAST = 0.1
_FEWEST_COUNTERS = 3
_LONGEST_NAME = 60
_NEARLY_FULL = 1.5
_DATA = re.compile(
    r"[-+△▲]?[¥￥]?[\d,.]+[円%％]?|(?:令和|平成|昭和|[RHSrhs])\s*[\d元]+\s*[年./-].*|\d{4}\s*[年/.-]\s*\d{1,2}.*"
    r"|https?://.*|[-－―ー‐*＊]+|第?\d+号?|true|false|TRUE|FALSE|有|無|○|×"
)
_COUNTER = re.compile(r"[（(]?\d{1,2}[)）]?|[①-⑳]|[A-Z]|[ａ-ｚＡ-Ｚ]")
_UNIT_ONLY = re.compile(r"[（(](?:単位[:：]?)?(?:円|千円|百万円|税込み?|税抜き?|税別|%|％|者|社|件)[^）)]*[）)]")


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Where a header stands.

    Attributes:
        row: Number of its first row, 1-based, as a spreadsheet counts.
        rows: How many rows it spans.
        skip: Rows between it and the data: column numbers, units.
        known: How many of its names the vocabulary knows.
        first: Position of its first row among the rows looked at.
        stacked: Whether each record takes as many rows as the header, each cell of which then is a column.
    """

    row: int
    rows: int
    skip: int
    known: int
    first: int
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as texts."""

    number: int
    cells: tuple[str, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        return tuple(index for index, text in enumerate(self.cells) if text)


def find_place(rows: Sequence[Row], is_known: Callable[[str], bool]) -> HeaderPlace | None:
    """The place of the header among the first rows of a grid, or None where there is none.

    Args:
        rows: The first rows as they stand, title lines included.
        is_known: Whether the vocabulary knows a header text.
    """
    lines = [_Line(row.number, tuple(_text(value) for value in row.values)) for row in rows[:_SEARCHED]]
    width = max((len(line.shown) for line in lines), default=0)
    best: tuple[float, int] | None = None
    for start, line in enumerate(lines):
        score = _score(line, lines[start + 1 :], width, is_known)
        if score is not None and (best is None or score > best[0]):
            best = (score, start)
    if best is None:
        return None
    start = best[1]
    # Cells merged downwards make the lower rows of a header look the fuller ones.
    while start > 0 and _is_upper(lines[start - 1], lines[start], is_known):
        start -= 1
    height, stack = _height(lines[start:], is_known), 1
    if height == 1:
        # Of rows that head records together any may look the best.
        tops = range(max(0, start - HIGHEST + 1), start + 1)
        stack, start = next(
            ((size, top) for top in tops if (size := _stack(lines[top:], is_known)) > start - top), (1, start)
        )
        height = max(height, stack)
    skip = _skipped(lines[start + height :])
    known = sum(1 for line in lines[start : start + height] for text in set(line.cells) if text and is_known(text))
    return HeaderPlace(lines[start].number, height, skip, known, start, stack > 1)


def _text(value: Value) -> str:
    return re.sub(r"\s+", "", cell_text(as_cell(value)))


def _score(line: _Line, below: Sequence[_Line], width: int, is_known: Callable[[str], bool]) -> float | None:
    """How much a row looks like the first row of a header; None: not at all."""
    shown = [line.cells[index] for index in line.shown]
    if len(shown) < min(2, width) or not below:
        return None
    data = sum(1 for text in shown if is_data(text))
    known = sum(1 for text in set(shown) if is_known(text))
    if data > len(shown) / 4 and data >= known:
        return None
    if max(map(len, shown)) > _LONGEST_NAME and not known:
        return None
    if not known and len(set(shown)) < len(shown) * 0.6:
        return None
    under = [text for other in below[:12] for text in other.cells if text]
    contrast = sum(1 for text in under if is_data(text)) / len(under) if under else 0
    if not known and not (contrast > _CONTRAST and len(shown) * 2 > width):
        return None
    return 3 * known - 2 * data + len(shown) / max(1, width) * 2 + contrast


def _is_upper(line: _Line, below: _Line, is_known: Callable[[str], bool]) -> bool:
    """Whether the row above belongs to the same header."""
    shown = [line.cells[index] for index in line.shown]
    named = sum(1 for text in set(shown) if is_known(text))
    return len(shown) > 1 and named > 0 and not any(map(is_data, shown)) and _continues([line], below, is_known)


def is_data(text: str) -> bool:
    """Whether a text is a value rather than a name: a figure, a date, an address of the web, a mark."""
    return _DATA.fullmatch(text) is not None


def _height(lines: Sequence[_Line], is_known: Callable[[str], bool]) -> int:
    """How many rows from the first one on belong to the header."""
    height = 1
    while height < min(HIGHEST, len(lines) - 1) and _continues(lines[:height], lines[height], is_known):
        height += 1
    return height


def _stack(lines: Sequence[_Line], is_known: Callable[[str], bool]) -> int:
    """How many full rows of different names stand on each other, as bidding systems head records of several rows."""
    widest = max(len(line.shown) for line in lines[: 2 * HIGHEST])
    seen: set[str] = set()
    height = 0
    for line in lines[:HIGHEST]:
        names = [line.cells[index] for index in line.shown]
        known = sum(1 for name in names if is_known(name))
        new = len(set(names)) == len(names) and not seen.intersection(names)
        full = len(names) > 1 and len(names) * _NEARLY_FULL >= widest
        if not names or not new or not full or known * 2 < len(names) or any(map(is_data, names)):
            break
        seen.update(names)
        height += 1
    return height if _records(lines[height:], height) else 1


def _records(lines: Sequence[_Line], height: int) -> bool:
    """Whether the rows below a header are records of that many rows: none is left over."""
    return height > 1 and len(lines) >= height and (len(lines) % height == 0 or len(lines) >= _SEARCHED - HIGHEST * 2)


def _continues(header: Sequence[_Line], line: _Line, is_known: Callable[[str], bool]) -> bool:
    """Whether a row still belongs to the header.

    Its cells repeat those above (merged downwards), or stand under a heading that spans several columns, or where the
    header is still empty; none is data.
    """
    above = header[-1].cells
    own = [index for index in line.shown if index >= len(above) or line.cells[index] != above[index]]
    if not own or any(is_data(line.cells[index]) for index in own):
        return False
    if any(len(line.cells[index]) > _LONGEST_NAME for index in own):
        return False
    spanning = 0
    for index in own:
        over = above[index] if index < len(above) else ""
        if over and not _spans(above, index, own) and not _repeats(header, index):
            if _UNIT_ONLY.fullmatch(line.cells[index]) is None:
                return False
            continue  # a unit or tax mark below a name of its own: it may stand there beside spanned names
        spanning += 1
    if len(own) == len(line.shown) and len(own) > len([text for text in above if text]):
        # Fuller than the row above: a title above a header, or data under a lone heading, unless these are names.
        return sum(1 for index in own if is_known(line.cells[index])) * 2 >= len(own)
    return spanning > 0


def _spans(above: Sequence[str], index: int, own: Sequence[int]) -> bool:
    """Whether the heading over a cell spans further cells of this row: those under the empty cells on its right."""
    end = index + 1
    while end < len(above) and not above[end]:
        end += 1
    return any(index < other < end for other in own)


def _repeats(header: Sequence[_Line], index: int) -> bool:
    """Whether the text over a cell stands over its neighbour too, as a merge filled to the right does."""
    cells = header[-1].cells
    over = cells[index] if index < len(cells) else ""
    left = cells[index - 1] if index > 0 else ""
    right = cells[index + 1] if index + 1 < len(cells) else ""
    return bool(over) and over in {left, right}


def _skipped(lines: Sequence[_Line]) -> int:
    """Rows right under the header that number its columns or state units."""
    skip = 0
    for line in lines[:2]:
        texts = [line.cells[index] for index in line.shown]
        counters = [match_key(text) for text in texts if _COUNTER.fullmatch(text)]
        numbered = (
            len(texts) >= _FEWEST_COUNTERS and len(counters) == len(texts) and len(set(counters)) == len(counters)
        )
        units = bool(texts) and all(_UNIT_ONLY.fullmatch(text) for text in texts)
        if not (numbered and _ascending(counters)) and not units:
            break
        skip += 1
    return skip


def _ascending(counters: Sequence[str]) -> bool:
    """Whether counters run 1, 2, 3 or a, b, c from the left."""
    figures = [re.sub(r"[()（）]", "", text) for text in counters]
    if all(text.isdigit() for text in figures):
        numbers = [int(text) for text in figures]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1
    return figures == sorted(figures) and figures[0] in {"a", "①", "1"}
