"""Records of files without rows and columns (XML, JSON, feeds, databases) as one grid whose columns have names.

A record is a tree: objects, lists and values. It becomes one row; an item's column is named by its path in the record,
``契約/契約者/名称``. What happens to lists is said at ``flatten``. How a tree is read from bytes is for the callers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value, is_empty
from ocdsjp.read.limits import Limits
from ocdsjp.read.tables import Grid, GridRow, Notice, Report
from ocdsjp.read.text.gaiji import note_gaiji

Tree: TypeAlias = "Value | Mapping[str, Tree] | list[Tree]"
"""A record as it was read. A key ``@name`` is an attribute of the thing above it, the key "" its own text."""

STEP = "/"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 60


@dataclass(slots=True)
class Record:
    """One record.

    Attributes:
        number: Its place in the file, 1 for the first; for a table of a database the rowid.
        items: Its values by path, in order.
        problem: Why it cannot be trusted as a whole, or None.
    """

    number: int
    items: dict[str, Value]
    problem: NotationError | None = None


def record_grid(
    sheet: str | None, read: Callable[[], Iterable[Record]], limits: Limits, report: Report
) -> tuple[Grid, int]:
    """The records as a grid, and how many NUL characters will be dropped from it.

    Goes through the records twice, because which columns there are shows only at the end: ``read`` is called for each
    pass. Nothing but the names of the columns is held.

    Raises:
        ReadError: If there are more columns than the limits allow; and whatever reading raises.
    """
    names: dict[str, None] = {}
    nul_count = 0
    for record in read():
        for path, value in record.items.items():
            if type(value) is str and "\0" in value:
                nul_count += value.count("\0")
            names[path] = None
        if len(names) > limits.max_columns:
            raise ReadError(rules.RECORD_TOO_WIDE, len(names), row=record.number, limit=limits.max_columns)
    grid = Grid(sheet, _rows(sheet, read(), tuple(names), limits, report), width=len(names), names=tuple(names))
    return grid, nul_count


def _rows(
    sheet: str | None, records: Iterable[Record], names: tuple[str, ...], limits: Limits, report: Report
) -> Iterator[GridRow]:
    for record in records:
        values = [safe(record.items.get(name), limits) for name in names]
        note_gaiji(sheet, record.number, values, report, names)
        yield GridRow(record.number, values, record.problem)


def note_nul(count: int, report: Report) -> None:
    """Tell of dropped NUL characters, once a file."""
    if count:
        report.nul_count = count
        report.notices.append(Notice(rules.NUL_DROPPED, value=str(count)))


def safe(value: Value, limits: Limits) -> Value:
    """``value`` as others can hold it: no text beyond the limit, no NUL, no half a character; empty text is None."""
    if type(value) is not str:
        return value
    if len(value) > limits.max_field_chars:
        return BrokenCell(rules.VALUE_TOO_LONG, value[:_SHOWN])
    if value.isascii() and "\0" not in value:
        return value or None
    if (half := _SURROGATE.search(value)) is not None:
        return BrokenCell(rules.JSON_SURROGATE, f"\\u{ord(half[0]):04x}")
    return value.replace("\0", "") or None


def flatten(tree: Tree) -> dict[str, Value]:
    """The values of a record by path.

    - An object's items are paths below it: ``{"契約者": {"名称": "…"}}`` gives ``契約者/名称``.
    - A list of plain values is one value, a line each.
    - Of a list with objects or lists the first element is at the list's own path, the second at ``path#2`` and so on:
      ``入札者/名称``, ``入札者#2/名称``.
    - What would stand at a path that is taken already stands at ``path#2``.
    """
    items: dict[str, Value] = {}
    _flatten(tree, "", items)
    return items


def _flatten(tree: Tree, path: str, items: dict[str, Value]) -> None:
    if isinstance(tree, Mapping):
        for key, child in tree.items():
            _flatten(child, _below(path, key), items)
    elif isinstance(tree, list):
        plain = [child for child in tree if not isinstance(child, Mapping | list)]
        if len(plain) == len(tree):
            _put(items, path, _joined(plain))
            return
        for number, child in enumerate(tree, start=1):
            _flatten(child, path if number == 1 else f"{path}#{number}", items)
    else:
        _put(items, path, tree)


def _below(path: str, key: str) -> str:
    if not path or not key:
        return path or key
    return path + key if key.startswith("@") else f"{path}{STEP}{key}"


def _joined(values: Sequence[Value]) -> Value:
    """A line each; a single value stays what it is, and a broken one breaks the whole."""
    shown = [value for value in values if not is_empty(value)]
    broken = next((value for value in shown if isinstance(value, BrokenCell)), None)
    if broken is not None or len(shown) <= 1:
        return broken or (shown[0] if shown else None)
    return "\n".join(str(value) for value in shown)


def _put(items: dict[str, Value], path: str, value: Value) -> None:
    number, free = 1, path
    while free in items:
        number += 1
        free = f"{path}#{number}"
    items[free] = value
