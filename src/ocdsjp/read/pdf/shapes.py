"""What a page of a PDF consists of, as plain shapes: boxes, characters, lines, areas. No PDF and no reading here.

Coordinates are points (1/72 inch) from the top left of the page as it is read, that is turned so that most of its text
stands upright; x grows to the right and y downwards.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

_MM_PER_POINT = 25.4 / 72


class Box(NamedTuple):
    """A rectangle; top and bottom count downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """True if the point is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Glyph(NamedTuple):
    """One character: its text, its em box and its font size in points."""

    text: str
    box: Box
    size: float


class Matrix(NamedTuple):
    """An affine map as PDF writes it: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The upright rectangle around where a rectangle goes."""
        if not self.b and not self.c:  # nearly always, and there are thousands of them
            x, to_x = self.a * left + self.e, self.a * right + self.e
            y, to_y = self.d * bottom + self.f, self.d * top + self.f
            return Box(min(to_x, x), min(to_y, y), max(x, to_x), max(y, to_y))
        corners = [self.point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def then(self, after: "Matrix") -> "Matrix":
        """This map and another one after it."""
        a, b = after.point(self.a, self.b)
        c, d = after.point(self.c, self.d)
        e, f = after.point(self.e, self.f)
        return Matrix(a - after.e, b - after.f, c - after.e, d - after.f, e, f)

    def inverse(self) -> "Matrix":
        """The way back of a turn by quarters, whose linear part is orthogonal."""
        e, f = self.a * self.e + self.b * self.f, self.c * self.e + self.d * self.f
        return Matrix(self.a, self.c, self.b, self.d, -e, -f)


IDENTITY = Matrix()


@dataclass(slots=True)
class Page:
    """What one page shows.

    Attributes:
        number: 1-based.
        glyphs: Its visible characters in the order in which they were painted.
        strokes: Ruling lines, as thin rectangles.
        shades: Filled areas that are no lines.
        images: How much of the page pictures cover, 0 to 1.
        objects: How many things are painted on it, of any kind.
        hidden: Characters that are there and not seen: clipped, invisible, or under something painted over them.
        slanted: Characters that stand aslant (watermarks), left out.
        unreadable: Characters whose font does not say which they are.
        shown: Where a point of this page is on the page as people see it.
    """

    number: int
    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    images: float = 0.0
    objects: int = 0
    hidden: int = 0
    slanted: int = 0
    unreadable: int = 0
    shown: Matrix = IDENTITY

    def millimetres(self, x: float, y: float) -> tuple[int, int]:
        """How far a point is from the left and from the top edge of the page as people see it, in millimetres."""
        left, top = self.shown.point(x, y)
        return round(left * _MM_PER_POINT), round(top * _MM_PER_POINT)
