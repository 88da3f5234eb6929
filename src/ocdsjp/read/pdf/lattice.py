"""Finds the cells that ruling lines enclose. Pure geometry: lines in, cells out; no text, no PDF.

A table is a set of lines that touch. Its elementary grid is made of all their positions; what no line separates is one
cell. So merged cells and cells of any shape come out by themselves.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ocdsjp.read.pdf.shapes import Box

NEAR = 3.0
"""Lines at most so far apart (points) are the same line, drawn cell by cell."""

_DASH = 3.5  # the gaps of dotted and dashed lines
_SHORTEST = 5.0  # shorter lines are dots, ticks and check boxes
_MOST_CELLS = 1_000_000
_MOST_CROSSINGS = 4_000_000  # level times upright lines; a page with more is a drawing


class Segment(NamedTuple):
    """A level or upright line: where it lies across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Region:
    """One cell, in units of the elementary grid (0-based, both ends included).

    Attributes:
        top, left, bottom, right: Its rows and columns.
        box: What it covers on the page.
        whole: False for a cell that is no rectangle.
    """

    top: int
    left: int
    bottom: int
    right: int
    box: Box
    whole: bool


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table.

    Attributes:
        xs, ys: Positions of its columns' and rows' borders, ascending.
        regions: Its cells, from top to bottom and from left to right.
        owners: Per elementary row and column the place of the cell in ``regions``, or -1 outside.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owners: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """What the table covers."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def region_at(self, x: float, y: float) -> int | None:
        """The place in ``regions`` of the cell around a point."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= row < len(self.owners) and 0 <= column < len(self.xs) - 1):
            return None
        owner = self.owners[row][column]
        return None if owner < 0 else owner


def find_lattices(strokes: Iterable[Box]) -> list[Lattice]:
    """The tables that ruling lines make, from top to bottom. Neither a frame around one cell nor a drawing is one."""
    level: list[Segment] = []
    upright: list[Segment] = []
    for box in strokes:
        width, height = box.right - box.left, box.bottom - box.top
        x, y = box.middle
        is_dot = max(width, height) <= _SHORTEST  # it may belong to a dotted line of either direction
        if width >= height or is_dot:
            level.append(Segment(y, box.left, box.right))
        if height >= width or is_dot:
            upright.append(Segment(x, box.top, box.bottom))
    level, upright = _joined(level), _joined(upright)
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return []
    found = (_lattice(levels, uprights) for levels, uprights in _components(level, upright))
    lattices = [lattice for lattice in found if lattice is not None and len(lattice.regions) > 1]
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """The lines that dashes and borders of single cells make together, ordered by their place."""
    lines: list[Segment] = []
    for group in _groups(sorted(segments)):
        at = sum(segment.at for segment in group) / len(group)
        group.sort(key=lambda segment: segment.start)
        start, end = group[0].start, group[0].end
        for segment in group:
            if segment.start > end + _DASH:
                lines.append(Segment(at, start, end))
                start, end = segment.start, segment.end
            else:
                start, end = min(start, segment.start), max(end, segment.end)
        lines.append(Segment(at, start, end))
    return sorted(line for line in lines if line.end - line.start >= _SHORTEST)


def _groups(ordered: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Lines that lie at the same place."""
    group: list[Segment] = []
    for segment in ordered:
        if group and segment.at - group[0].at > NEAR:
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


class _Union:
    """Disjoint sets of whole numbers."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        self._parent[self.find(one)] = self.find(other)


def _components(level: Sequence[Segment], upright: Sequence[Segment]) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """Sets of lines that touch."""
    union = _Union(len(level) + len(upright))
    heights = [segment.at for segment in level]
    for place, line in enumerate(upright):
        first, last = bisect_left(heights, line.start - NEAR), bisect_right(heights, line.end + NEAR)
        for crossing in range(first, last):
            if level[crossing].start - NEAR <= line.at <= level[crossing].end + NEAR:
                union.join(crossing, len(level) + place)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for place, line in enumerate((*level, *upright)):
        groups.setdefault(union.find(place), ([], []))[place >= len(level)].append(line)
    yield from (group for group in groups.values() if group[0] and group[1])


def _lattice(level: list[Segment], upright: list[Segment]) -> Lattice | None:
    _close(level, upright)
    xs, ys = _positions(upright), _positions(level)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MOST_CELLS:
        return None
    walls = _covered(upright, xs, ys)  # walls[i][row]: a line at xs[i] beside that row
    floors = _covered(level, ys, xs)  # floors[j][column]: a line at ys[j] under that column
    outside = rows * columns
    union = _Union(outside + 1)
    for row in range(rows):
        for column in range(columns):
            cell = row * columns + column
            if not walls[column][row]:
                union.join(cell, cell - 1 if column else outside)
            if column == columns - 1 and not walls[columns][row]:
                union.join(cell, outside)
            if not floors[row][column]:
                union.join(cell, cell - columns if row else outside)
            if row == rows - 1 and not floors[rows][column]:
                union.join(cell, outside)
    return _collected(union, xs, ys)


def _collected(union: _Union, xs: Sequence[float], ys: Sequence[float]) -> Lattice:
    """The cells as sets of elementary cells."""
    rows, columns = len(ys) - 1, len(xs) - 1
    outside = union.find(rows * columns)
    members: dict[int, list[int]] = {}
    for cell in range(rows * columns):
        root = union.find(cell)
        if root != outside:
            members.setdefault(root, []).append(cell)
    owners = [[-1] * columns for _ in range(rows)]
    regions = []
    for place, cells in enumerate(members.values()):
        for cell in cells:
            owners[cell // columns][cell % columns] = place
        top, bottom = cells[0] // columns, cells[-1] // columns
        left, right = min(cell % columns for cell in cells), max(cell % columns for cell in cells)
        box = Box(xs[left], ys[top], xs[right + 1], ys[bottom + 1])
        whole = len(cells) == (bottom - top + 1) * (right - left + 1)
        regions.append(Region(top, left, bottom, right, box, whole))
    return Lattice(tuple(xs), tuple(ys), tuple(regions), tuple(map(tuple, owners)))


def _close(level: list[Segment], upright: list[Segment]) -> None:
    """Draw the outer borders that a form leaves away (open sides are a usual style)."""
    left, right = min(line.start for line in level), max(line.end for line in level)
    top, bottom = min(line.start for line in upright), max(line.end for line in upright)
    left, right = min(left, upright[0].at), max(right, upright[-1].at)
    top, bottom = min(top, level[0].at), max(bottom, level[-1].at)
    if upright[0].at - left > NEAR:
        upright.insert(0, Segment(left, top, bottom))
    if right - upright[-1].at > NEAR:
        upright.append(Segment(right, top, bottom))
    if level[0].at - top > NEAR:
        level.insert(0, Segment(top, left, right))
    if bottom - level[-1].at > NEAR:
        level.append(Segment(bottom, left, right))


def _positions(lines: Iterable[Segment]) -> list[float]:
    return [sum(line.at for line in group) / len(group) for group in _groups(sorted(lines))]


def _covered(lines: Iterable[Segment], positions: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """Per position and interval of the other axis: whether a line lies there."""
    middles = [(start + end) / 2 for start, end in pairwise(across)]
    covered = [[False] * len(middles) for _ in positions]
    for line in lines:
        place = min(bisect_left(positions, line.at), len(positions) - 1)
        if place and line.at - positions[place - 1] < abs(positions[place] - line.at):
            place -= 1
        for interval in range(bisect_left(middles, line.start), bisect_right(middles, line.end)):
            covered[place][interval] = True
    return covered
