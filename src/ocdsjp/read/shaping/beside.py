"""What stands around a table, or in the name of its file, and holds for each of its rows: columns after its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ocdsjp.japan.text import match_key
from ocdsjp.read.cells import column_letter
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.shaping.captured import captured
from ocdsjp.read.tables import Column, Labelled, Row, Table


def without_beside(options: ReadOptions, beside: Sequence[Labelled]) -> ReadOptions:
    """The options for the table itself: what stands around it cannot be in its header."""
    around = {match_key(label) for label in (*(field.label for field in beside), *options.lines)}
    own = tuple(name for name in options.columns_expected if match_key(name) not in around)
    return options.model_copy(update={"columns_expected": own})


def from_lines(patterns: Mapping[str, str], lines: Sequence[str]) -> tuple[Labelled, ...]:
    """What patterns find in lines of text: for each name the first line that fits; without one, a blank."""
    return tuple(
        Labelled(name, next((found for line in lines if (found := captured(pattern, line)) is not None), None))
        for name, pattern in patterns.items()
    )


def with_beside(table: Table, beside: Sequence[Labelled]) -> Table:
    """The table with a column more for each label; a label that is a column of the table already is left out."""
    taken = {match_key(column.name) for column in table.columns}
    added = [field for field in beside if match_key(field.label) not in taken]
    if not added:
        return table
    width = len(table.columns)
    columns = tuple(
        Column(field.label, column_letter(width + place), width + place) for place, field in enumerate(added)
    )
    return replace(table, columns=(*table.columns, *columns), _rows=_widened(table.rows(), width, added))


def _widened(rows: Iterator[Row], width: int, added: Sequence[Labelled]) -> Iterator[Row]:
    values, spots = [field.value for field in added], [field.spot for field in added]
    for row in rows:
        if row.problem is None:
            row.values.extend(values)
            row.spots = [*(row.spots or ()), *[None] * (width - len(row.spots or ())), *spots]
        yield row
