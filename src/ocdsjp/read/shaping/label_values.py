"""Labels beside their values, as on detail pages, → grids of one row whose columns are the labels.

A grid of any format that has cells goes in, a grid per record comes out. Which cell is a label is said by the markup
(th, dt); without any, labels and values take turns in each row. What a label means is decided elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.read import rules
from ocdsjp.read.cells import Value, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.shaping.headers import JOINT, name_of
from ocdsjp.read.tables import Grid, GridRow, Merge

WHOLE_PAGE = "ページ"
"""What stands for the sheet's name in the shape ``page``."""

_LONGEST_LABEL = 40  # of a label before a colon in one cell: a longer one is a sentence
_PAIR = 2


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell of a row that is not covered by another.

    Attributes:
        column, value: Where it stands and what it holds.
        label: True if it is marked as a label.
        tall: True if it spans rows; ``above`` if it began in a row above.
    """

    column: int
    value: Value
    label: bool
    tall: bool = False
    above: bool = False


@dataclass(slots=True)
class _Field:
    """One label and its value, which stands in ``column`` of row ``number``."""

    label: str
    value: Value
    number: int
    column: int


@dataclass(slots=True)
class _Record:
    fields: list[_Field] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def record_grids(grids: Iterable[Grid], options: ReadOptions, limits: Limits) -> Iterator[Grid]:
    """The records of each grid, each as a grid of one row. Records of one grid have the same columns.

    A record ends where its first label comes again; in the shape ``page`` all grids together are one record. A label
    that comes twice in one record names two columns, in the end ``label`` and ``label#2``.

    Raises:
        ReadError: If a record has too many labels.
    """
    if options.shape == "page":
        found = _whole_page(grids, options)
        shaped = iter([found] if found is not None else [])
    else:
        shaped = ((grid, [record for record in _records(grid, options) if record.fields]) for grid in grids)
    for grid, records in shaped:
        names = _union([[each.label for each in record.fields] for record in records])
        if len(names) > limits.max_columns:
            raise ReadError(rules.TOO_MANY_COLUMNS, len(names), row=1, limit=limits.max_columns)
        for record in records:
            yield _grid(grid, record, names, options)


def _whole_page(grids: Iterable[Grid], options: ReadOptions) -> tuple[Grid, list[_Record]] | None:
    """All grids as one with one record, under the headings that they have in common; rows are counted on."""
    whole = _Record()
    links: dict[tuple[int, int], str] = {}
    struck: dict[tuple[int, int], bool] = {}
    parts: list[Grid] = []
    above = 0
    for grid in grids:
        rows = list(grid.rows)
        for record in _records(replace(grid, rows=iter(rows)), options):
            whole.titles.extend(record.titles)
            whole.fields.extend(replace(each, number=each.number + above) for each in record.fields)
        links.update({(row + above, column): text for (row, column), text in grid.links.items()})
        struck.update({(row + above, column): wholly for (row, column), wholly in grid.struck.items()})
        above += rows[-1].number if rows else 0
        parts.append(grid)
    if not whole.fields:
        return None
    titles = _in_common([grid.titles for grid in parts])
    page = replace(parts[0], sheet=WHOLE_PAGE, titles=titles, links=links, struck=struck, optional=False)
    return page, [whole]


def _in_common(titles: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all have, from the first on."""
    common = takewhile(lambda texts: len(set(texts)) == 1, zip(*titles, strict=False))
    return tuple(texts[0] for texts in common)


def _union(records: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """Each label of any record with its number within a record (1 for the first of that name), in their order."""
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for labels in records:
        for label, number in _numbered(labels):
            found.setdefault((match_key(label), number), (label, number))
    return list(found.values())


def _numbered(labels: Iterable[str]) -> Iterator[tuple[str, int]]:
    counts: dict[str, int] = {}
    for label in labels:
        key = match_key(label)
        counts[key] = counts.get(key, 0) + 1
        yield label, counts[key]


def _grid(grid: Grid, record: _Record, names: Sequence[tuple[str, int]], options: ReadOptions) -> Grid:
    """The record as a grid. Labels that only its neighbours have, or whose links are wanted, are blank columns."""
    first = record.fields[0]
    labels = [each.label for each in record.fields]
    by_name = {
        (match_key(label), number): each for (label, number), each in zip(_numbered(labels), record.fields, strict=True)
    }
    present = {match_key(label if number == 1 else f"{label}#{number}") for label, number in names}
    wanted = [*names, *((name, 1) for name in options.links if match_key(name) not in present)]
    found = [by_name.get((match_key(label), number)) for label, number in wanted]
    return replace(
        grid,
        rows=iter([GridRow(first.number, [None if each is None else each.value for each in found])]),
        width=len(wanted),
        names=tuple(label for label, _ in wanted),
        places=tuple((0, 0) if each is None else (each.column, each.number - first.number) for each in found),
        titles=(*grid.titles, *record.titles),
        merges=(),
        hidden_rows=frozenset(),
        hidden_columns=frozenset(),
    )


def _records(grid: Grid, options: ReadOptions) -> Iterator[_Record]:
    """The fields of a grid, divided into records."""
    record = _Record()
    first: str | None = None
    for number, spots in _rows_of_spots(grid, options):
        fields = list(_fields(number, spots, marked=bool(grid.labels)))
        if not fields:
            text = " ".join(str(spot.value).strip() for spot in spots if not spot.above and not is_empty(spot.value))
            if text:
                record.titles.append(text)
            continue
        for each in fields:
            if not each.label:
                _continue(record, each)
                continue
            key = match_key(each.label)
            if key == first and options.shape == "record":
                yield record
                record = _Record()
            first = first or key
            record.fields.append(each)
    yield record


def _continue(record: _Record, more: _Field) -> None:
    """A value without a label goes on with the value above it."""
    if record.fields and not is_empty(more.value):
        last = record.fields[-1]
        last.value = _joined([last.value, more.value])


def _rows_of_spots(grid: Grid, options: ReadOptions) -> Iterator[tuple[int, list[_Spot]]]:
    """The visible rows of a grid with their cells from left to right, among them tall ones that began above."""
    hidden = options.hidden == "skip"
    waiting = sorted(grid.merges, key=lambda merge: merge.top, reverse=True)
    opened: list[tuple[Merge, Value]] = []
    for row in grid.rows:
        opened = [(merge, value) for merge, value in opened if merge.bottom >= row.number]
        inherited = [
            _Spot(merge.left, value, (merge.top, merge.left) in grid.labels, tall=True, above=True)
            for merge, value in opened
        ]
        covered = {index for merge, _ in opened for index in range(merge.left, merge.right + 1)}
        tall: set[int] = set()
        while waiting and waiting[-1].top <= row.number:
            merge = waiting.pop()
            covered.update(range(merge.left + 1, merge.right + 1))
            if merge.top == row.number and merge.bottom > row.number and merge.left < len(row.values):
                opened.append((merge, row.values[merge.left]))
                tall.add(merge.left)
        own = [
            _Spot(index, value, (row.number, index) in grid.labels, tall=index in tall)
            for index, value in enumerate(row.values)
            if index not in covered and not (hidden and index in grid.hidden_columns)
        ]
        if not (hidden and row.number in grid.hidden_rows):
            yield row.number, sorted([*inherited, *own], key=lambda spot: spot.column)


def _fields(number: int, spots: Sequence[_Spot], *, marked: bool) -> Iterator[_Field]:
    """The labels and values of one row. None if the row is a heading, or a header above values."""
    if marked and any(spot.label for spot in spots if not spot.above):
        yield from _marked_fields(number, spots)
    elif marked:
        # Values under a label that began in a row above, or a row of nothing but values.
        labels = [spot for spot in spots if spot.label]
        if labels and len(spots) > len(labels):
            yield _Field("", _joined([spot.value for spot in spots if not spot.above]), number, spots[-1].column)
    else:
        yield from _unmarked_fields(number, spots)


def _marked_fields(number: int, spots: Sequence[_Spot]) -> Iterator[_Field]:
    """Each run of labels with the run of values after it."""
    labels: list[str] = []
    values: list[_Spot] = []
    for spot in spots:
        if spot.label and values:
            yield _field(number, labels, values)
            labels, values = [], []
        if spot.label:
            labels.append(name_of(spot.value))
        elif labels and not spot.above:
            values.append(spot)
    if values:
        yield _field(number, labels, values)


def _unmarked_fields(number: int, spots: Sequence[_Spot]) -> Iterator[_Field]:
    """Labels and values in turn; cells that span rows at the beginning stand before the labels of all of them."""
    before: list[str] = []
    cells = list(spots)
    while cells and cells[0].tall and len(cells) > _PAIR:
        before.append(name_of(cells.pop(0).value))
    cells = [spot for spot in cells if not spot.above]
    if len(cells) == 1:
        yield from _before_colon(number, cells[0])
        return
    while cells:
        label, *rest = cells
        taken = rest if len(rest) == _PAIR else rest[:1]  # three that are left: a label, a value, what belongs to it
        cells = rest[len(taken) :]
        if taken and not (is_empty(label.value) and all(is_empty(spot.value) for spot in taken)):
            yield _field(number, [*before, name_of(label.value)], taken)


def _before_colon(number: int, spot: _Spot) -> Iterator[_Field]:
    """件名：庁舎清掃 in one cell."""
    text = spot.value if isinstance(spot.value, str) else ""
    ends = [place for place in (text.find("："), text.find(":")) if 0 < place <= _LONGEST_LABEL]
    if ends and not text.startswith(("http:", "https:")):
        label, value = text[: min(ends)], text[min(ends) + 1 :].strip()
        yield _Field(name_of(label), value or None, number, spot.column)


def _field(number: int, labels: Sequence[str], values: Sequence[_Spot]) -> _Field:
    label = JOINT.join(filter(None, (text.rstrip("：:") for text in labels)))
    return _Field(label, _joined([spot.value for spot in values]), number, values[0].column)


def _joined(values: Sequence[Value]) -> Value:
    """The one value that shows something, else their texts on lines of their own."""
    shown = [value for value in values if not is_empty(value)]
    if len(shown) <= 1:
        return shown[0] if shown else None
    return "\n".join(str(value).strip() for value in shown)
