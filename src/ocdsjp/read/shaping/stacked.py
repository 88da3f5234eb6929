"""Records of several rows → a grid with a row per record. Runs before the header is read, on grids of every format.

Bidding systems show a case in two or three rows under a header of as many: each cell of the header is then a column.
Where the rows of a record do not fit together the record is a problem; nothing is shifted to make it fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from ocdsjp.errors import NotationError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import Value, is_empty
from ocdsjp.read.options import HeaderAt, ReadOptions
from ocdsjp.read.shaping.extras import extra_names
from ocdsjp.read.shaping.headers import SEARCHED_ROWS, name_of, words
from ocdsjp.read.shaping.merges import DownwardMerges
from ocdsjp.read.tables import Grid, GridRow

_Place = tuple[int, int]  # column index, and how many rows below the first of its record
_SHOWN = 100


def stacked(grid: Grid, options: ReadOptions) -> tuple[Grid, ReadOptions]:
    """The grid with its header and each record in one row, and the options with which to read that.

    Rows above the header stay as they are. Of a grid that is too short for its header nothing is changed.
    """
    height = options.rows_per_record
    deepest = options.header.row + height if isinstance(options.header, HeaderAt) else 0
    rows = iter(grid.rows)
    searched = list(islice(rows, max(SEARCHED_ROWS, deepest)))
    header_rows = options.header.rows if isinstance(options.header, HeaderAt) else height
    if options.header == "none":
        start = header_rows = 0
    else:
        start = _start(searched, options, header_rows)
    header = searched[start : start + header_rows]
    width = grid.width or max((len(row.values) for row in searched), default=0)
    places = _places(header, grid, width, height)
    first = start + header_rows + options.skip_rows_after_header
    body = chain(searched[first:], rows)
    titles = (replace(row, values=list(row.values)) for row in searched[:start])
    head = [GridRow(header[0].number, _names(header, places))] if header else []
    stack = _Stack(grid, places, height, words(header[0].values) if header else {})
    new = replace(
        grid,
        rows=chain(titles, head, stack.records(body)),
        width=len(places),
        merges=(),
        places=tuple(places),
        hidden_columns=frozenset(index for index, (column, _) in enumerate(places) if column in grid.hidden_columns),
    )
    changes: dict[str, object] = {"rows_per_record": 1, "header_rows": 1, "skip_rows_after_header": 0}
    if header:
        changes["header"] = HeaderAt.model_construct(row=header[0].number, rows=1)
    return new, options.model_copy(update=changes)


def _start(rows: Sequence[GridRow], options: ReadOptions, height: int) -> int:
    """Where the header begins: the declared place, the rows with most of the expected names, or the first full row."""
    if isinstance(options.header, HeaderAt):
        wanted = options.header.row
        return next((place for place, row in enumerate(rows) if row.number >= wanted), 0)
    added = set(map(match_key, extra_names(options)))
    expected = {match_key(name) for name in options.columns_expected} - added
    best, most = 0, 0
    for start, row in enumerate(rows):
        if not words(row.values):
            continue
        window = rows[start : start + height]
        if not expected:
            if sum(not is_empty(value) for value in row.values) > 1:
                return start
            continue
        names = {match_key(text) for each in window for text in words(each.values).values()}
        if (found := len(expected & names)) > most:
            best, most = start, found
    return best


def _places(header: Sequence[GridRow], grid: Grid, width: int, height: int) -> list[_Place]:
    """The cells of a record that are columns, row by row: those of the header that no other cell covers.

    Rows of the record beyond the header have a column under each of its columns.
    """
    numbers = {row.number: below for below, row in enumerate(header)}
    covered: set[_Place] = set()
    for merge in grid.merges:
        if merge.top in numbers:
            for number in range(merge.top, min(merge.bottom, header[-1].number) + 1):
                covered.update((index, numbers[number]) for index in range(merge.left, min(merge.right + 1, width)))
            covered.discard((merge.left, numbers[merge.top]))
    places = [
        (index, below)
        for below, row in enumerate(header)
        for index in range(width if below == 0 else len(row.values))
        if (index, below) not in covered
    ]
    return places + [(index, below) for below in range(len(header), height) for index in range(width)]


def _names(header: Sequence[GridRow], places: Iterable[_Place]) -> list[Value]:
    """The texts of the header at the places of the columns."""
    names: list[Value] = []
    for index, below in places:
        values = header[min(below, len(header) - 1)].values
        names.append(name_of(values[index]) or None if index < len(values) else None)
    return names


@dataclass(slots=True)
class _Stack:
    """Puts the rows of each record into one.

    Attributes:
        grid: The grid as it stands.
        places: The cells of a record that are columns.
        height: How many rows a record takes.
        head: Texts of the first row of the header, to know it again.
    """

    grid: Grid
    places: Sequence[_Place]
    height: int
    head: dict[int, str]

    def records(self, rows: Iterable[GridRow]) -> Iterator[GridRow]:
        """A row per record; rows of one cell between records (headings, notes) and totals stay rows of their own."""
        merges = DownwardMerges(self.grid.merges)
        wide = {merge.top for merge in self.grid.merges if merge.left == 0 and merge.right + 1 >= self._width()}
        known = set(self.places)
        block: list[GridRow] = []
        for row in rows:
            lost = [(index, value) for index, value in enumerate(row.values) if not is_empty(value)]
            alone = len(lost) == 1 and (not block or row.number in wide)
            if block and (alone or (self.head and words(row.values) == self.head)):
                yield self._record(block)
                block = []
            if not block and (not lost or alone):
                if lost:
                    yield GridRow(row.number, self._flat([row]), row.problem)
                continue
            below = len(block)
            stray = next((value for index, value in lost if (index, below) not in known), None)
            if stray is not None and row.problem is None:
                row.problem = NotationError(rules.RECORD_CELL_LOST, str(stray)[:_SHOWN])
            merges.fill(row.number, row.values)
            block.append(row)
            if len(block) == self.height:
                yield self._record(block)
                block = []
        if block:
            yield self._record(block)

    def _width(self) -> int:
        return self.grid.width or max((index for index, _ in self.places), default=0) + 1

    def _record(self, block: Sequence[GridRow]) -> GridRow:
        problem = next((row.problem for row in block if row.problem is not None), None)
        if problem is None and (len(block) < self.height or self._cut(block)):
            problem = NotationError(rules.RECORD_BROKEN, None, rows=self.height, found=len(block))
        return GridRow(block[0].number, self._flat(block), problem)

    def _cut(self, block: Sequence[GridRow]) -> bool:
        """Whether a cell begins within the record and ends beyond it: then the record begins elsewhere."""
        inside, last = {row.number for row in block[1:]}, block[-1].number
        return any(merge.top in inside and merge.bottom > last for merge in self.grid.merges)

    def _flat(self, block: Sequence[GridRow]) -> list[Value]:
        """The values of a record at the places of the columns."""
        return [
            block[below].values[index] if below < len(block) and index < len(block[below].values) else None
            for index, below in self.places
        ]
