"""Rows of cells with spans → a grid, by the table model of the HTML standard. Knows nothing of markup.

https://html.spec.whatwg.org/#forming-a-table: a cell takes the first free place of its row, a span of rows ends with
its group of rows. Costs follow the cells that are there, never the spans that they ask for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import Value
from ocdsjp.read.limits import Limits
from ocdsjp.read.tables import GridRow, Merge
from ocdsjp.read.web.cell_text import Cell, Struck
from ocdsjp.read.web.markup import MarkupRow


@dataclass(slots=True)
class Layout:
    """Where the cells of a table stand: the parts of a ``Grid``.

    Attributes:
        rows: A row per row of the table, those that show nothing included; a row ends with its last own cell.
        width: Number of columns.
        merges: Cells that span.
        hidden_rows: Numbers of hidden rows.
        links, labels, struck: As in ``Grid``.
        struck_texts: What is struck through, in order.
    """

    rows: list[GridRow] = field(default_factory=list)
    width: int = 0
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    labels: set[tuple[int, int]] = field(default_factory=set)
    struck: dict[tuple[int, int], bool] = field(default_factory=dict)
    struck_texts: list[str] = field(default_factory=list)


def lay_out(groups: Iterable[Sequence[MarkupRow]], limits: Limits) -> Layout:
    """Give every cell its place.

    Raises:
        ReadError: If there are too many columns, cells or spans for any table of this world.
    """
    layout = Layout()
    cells = 0
    for group in groups:
        last = len(layout.rows) + len(group)
        taken: list[int] = []  # by column, the number of the last row that a cell from above reaches
        for row in group:
            number = len(layout.rows) + 1
            values = _place(row.cells, number, last, taken, layout, limits)
            layout.rows.append(GridRow(number, values))
            if row.hidden:
                layout.hidden_rows.add(number)
            # Where no cell begins there is no column: a title may span more of them than the table has.
            layout.width = max(layout.width, len(values))
            cells += len(taken)
            if cells > limits.max_cells:
                raise ReadError(
                    rules.SHEET_TOO_LARGE,
                    None,
                    rows=number,
                    columns=layout.width,
                    limit=limits.max_cells,
                    max_columns=limits.max_columns,
                )
    return layout


def _place(  # noqa: PLR0917  all of one step of one loop
    cells: Sequence[Cell], number: int, last: int, taken: list[int], layout: Layout, limits: Limits
) -> list[Value]:
    """The values of one row; ``taken`` and ``layout`` learn of its cells."""
    values: list[Value] = []
    column = 0
    for cell in cells:
        while column < len(taken) and taken[column] >= number:
            column += 1
        end = column + cell.across
        if end > limits.max_columns:
            raise ReadError(rules.TOO_MANY_COLUMNS, end, row=number, limit=limits.max_columns)
        bottom = last if cell.down == 0 else min(number + cell.down - 1, last)
        taken.extend([0] * (end - len(taken)))
        for index in range(column, end):
            taken[index] = max(taken[index], bottom)
        values.extend([None] * (column + 1 - len(values)))
        values[column] = cell.text
        _note(cell, Merge(number, column, bottom, end - 1), layout, limits)
        column = end
    return values


def _note(cell: Cell, area: Merge, layout: Layout, limits: Limits) -> None:
    """Keep what is known of a cell besides its text."""
    place = (area.top, area.left)
    if area.bottom > area.top or area.right > area.left:
        layout.merges.append(area)
        if len(layout.merges) > limits.max_merges:
            raise ReadError(rules.MERGE_TOO_LARGE, f"{area.top}:{area.left}")
    if cell.heading:
        layout.labels.add(place)
    if cell.links:
        layout.links[place] = "\n".join(cell.links)
    if cell.struck is not Struck.NOTHING:
        layout.struck[place] = cell.struck is Struck.ALL
        layout.struck_texts.append(cell.struck_text)
