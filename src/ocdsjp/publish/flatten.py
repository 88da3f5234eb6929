"""Compiled releases become rows of the flat tables, a batch at a time, column by column.

Everything is driven by ``tables``: where a row stands, where a column's value stands in it, and how it is taken:

- ``value``: the value itself;
- ``count``, ``first``, ``sum``, ``join``, ``has X``: of the values at a path through arrays, which may filter them
  (``awards[status=active]/value/amount``);
- ``section``: the place of the row; ``releases``: the number of releases of the process; ``unit``: the publisher or
  the fiscal year.

Working by column makes it fast: a column is one list comprehension over a batch, not a call per value.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from ocdsjp.errors import PublicationError
from ocdsjp.publish.meta import Unit
from ocdsjp.publish.tables import FLAT_TABLES, Column, Table

Json = dict[str, Any]
Rows = tuple[list[Json], list[Json], list[Json], list[str]]  # roots, parents, rows, sections: of equal length

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WHOLE_KINDS = {"yen", "count"}
_WHOLE_TYPES = frozenset({int, type(None)})
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<key>\w+)=(?P<wanted>\w+)\])?")


class Times(dict[str | None, int | None]):
    """RFC 3339 text → microseconds since 1970 UTC, remembered: publications repeat few times many times."""

    _LIMIT = 500_000

    def __init__(self) -> None:
        super().__init__({None: None})

    def __missing__(self, text: str) -> int:
        if len(self) > self._LIMIT:
            self.clear()
            self[None] = None
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(f"{text!r} has no offset")
        self[text] = micros = (moment - _EPOCH) // _MICROSECOND
        return micros


_times = Times()


def flatten(unit: Unit, compiled: Sequence[Json], release_counts: Sequence[int]) -> dict[str, pa.RecordBatch]:
    """The rows of a batch of compiled releases, by table; tables without rows are left out.

    Args:
        unit: The publisher and fiscal year that all of them belong to.
        compiled: Compiled releases, valid, in the order in which rows are wanted.
        release_counts: The number of releases of each.

    Raises:
        PublicationError: If a value does not fit its column.
    """
    expanded: dict[str, Rows] = {}
    batches = {}
    for table in FLAT_TABLES:
        rows = _rows_of(table, compiled, expanded)
        if rows[2]:
            batches[table.name] = _batch(table, rows, unit, release_counts)
    return batches


def count_rows(compiled: Sequence[Json]) -> dict[str, int]:
    """How many rows each flat table has for these compiled releases."""
    expanded: dict[str, Rows] = {}
    return {
        table.name: sum(len(_expand(path, compiled, expanded)[2]) for path in table.row_paths) for table in FLAT_TABLES
    }


# ---- rows


def _rows_of(table: Table, compiled: Sequence[Json], expanded: dict[str, Rows]) -> Rows:
    if len(table.row_paths) == 1:
        return _expand(table.row_paths[0], compiled, expanded)
    parts = [_expand(path, compiled, expanded) for path in table.row_paths]
    # By process first, then by section: the order of the other tables.
    position = {id(root): index for index, root in enumerate(compiled)}
    merged = [row for part in parts for row in zip(*part, strict=True)]
    merged.sort(key=lambda row: position[id(row[0])])
    roots, parents, rows, sections = zip(*merged, strict=True) if merged else ((), (), (), ())
    return list(roots), list(parents), list(rows), list(sections)


def _expand(path: str, compiled: Sequence[Json], expanded: dict[str, Rows]) -> Rows:
    """All objects at a path, each with its root, with the object that it belongs to, and with that one's path."""
    if path in expanded:
        return expanded[path]
    if not path:
        found: Rows = (list(compiled), list(compiled), list(compiled), [""] * len(compiled))
    else:
        found = _step(path, compiled, expanded)
    expanded[path] = found
    return found


def _step(path: str, compiled: Sequence[Json], expanded: dict[str, Rows]) -> Rows:
    above, _, name = path.rpartition("/")
    roots: list[Json] = []
    parents: list[Json] = []
    rows: list[Json] = []
    upper = _expand(above, compiled, expanded)
    for root, grandparent, owner, _section in zip(*upper, strict=True):
        value = owner.get(name)
        if not value:
            continue
        # contracts/implementation has no id of its own: what stands in it belongs to the contract.
        parent = grandparent if above.endswith("implementation") else owner
        for row in value if isinstance(value, list) else (value,):
            roots.append(root)
            parents.append(parent)
            rows.append(row)
    return roots, parents, rows, [above] * len(rows)


# ---- columns


def _batch(table: Table, rows: Rows, unit: Unit, release_counts: Sequence[int]) -> pa.RecordBatch:
    reached: dict[tuple[int, str], Any] = {}
    arrays = []
    for column in table.columns:
        try:
            arrays.append(_array(column, rows, unit, release_counts, reached))
        except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
            raise PublicationError(
                f"{table.name}.{column.name} of {unit.publisher_code}/{unit.fiscal_year}: {error}"
            ) from error
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _array(
    column: Column, rows: Rows, unit: Unit, release_counts: Sequence[int], reached: dict[tuple[int, str], Any]
) -> pa.Array:
    roots, parents, own, sections = rows
    if column.how == "unit":
        value = unit.publisher_code if column.kind == "code" else unit.year
        return pa.repeat(pa.scalar(value, column.arrow_type), len(own))
    if column.how == "section":
        return pa.array(sections, column.arrow_type)
    if column.how == "releases":
        return pa.array(release_counts, column.arrow_type)
    base, path = _base(column.path)
    objects = (roots, parents, own)[base]
    values: list[Any] | None
    if column.how == "value":
        values = _values(base, path, objects, reached)
    else:
        kind, _, argument = column.how.partition(" ")
        found = _gathered(base, path, objects, reached)
        gather = _GATHERERS[kind]
        values = [gather(each, argument) for each in found] if found else _nothing(kind, len(objects))
    if values is None:
        return pa.nulls(len(own), column.arrow_type)
    if column.kind == "time":
        values = [_times[value] for value in values]
    elif column.kind in _WHOLE_KINDS and not _WHOLE_TYPES.issuperset(map(type, values)):
        values = [_whole(value) for value in values]
    return pa.array(values, column.arrow_type)


def _nothing(kind: str, length: int) -> list[Any] | None:
    """What gathering gives where there is nothing to gather; None for nulls throughout."""
    blank = _GATHERERS[kind]((), "")
    return None if blank is None else [blank] * length


def _whole(value: float | None) -> int | None:
    """A number without a fraction; pyarrow would cut the fraction off in silence."""
    if value is None:
        return None
    if value != int(value):
        raise ValueError(f"{value} is not a whole number")
    return int(value)


def _base(path: str) -> tuple[int, str]:
    for base, prefix in ((2, "./"), (1, "../")):
        if path.startswith(prefix):
            return base, path.removeprefix(prefix)
    return 0, path


def _values(base: int, path: str, objects: list[Json], reached: dict[tuple[int, str], Any]) -> list[Any] | None:
    """The value at a path through objects (no arrays), None where there is none; shared prefixes are walked once.

    Returns:
        None when not one of the objects has anything on the way, which is so of most columns of most sources.
    """
    above, _, name = path.rpartition("/")
    if not above:
        return [item.get(name) for item in objects]
    key = base, above
    if key in reached:
        holders = reached[key]
    else:
        holders = _values(base, above, objects, reached)
        if holders is not None and not any(holders):
            holders = None
        reached[key] = holders
    if holders is None:
        return None
    return [None if holder is None else holder.get(name) for holder in holders]


# ---- values through arrays


def _gathered(base: int, path: str, objects: list[Json], reached: dict[tuple[int, str], Any]) -> list[Sequence[Any]]:
    """All values at a path that may lead through arrays and filter their elements, for each object.

    Returns:
        An empty list when not one of the objects has any.
    """
    if (base, f"*{path}") in reached:
        known: list[Sequence[Any]] = reached[base, f"*{path}"]
        return known
    above, _, step = path.rpartition("/")
    match = _STEP.fullmatch(step)
    if match is None:
        raise ValueError(f"{step!r} is no step of a path")
    name, key, wanted = match.groups()
    if above:
        holders = _gathered(base, above, objects, reached)
        found = [_flat([holder.get(name) for holder in held]) if held else () for held in holders]
    else:
        found = [_flat((item.get(name),)) for item in objects]
    if key:
        found = [tuple(value for value in values if value.get(key) == wanted) for values in found]
    if not any(found):
        found = []
    reached[base, f"*{path}"] = found
    return found


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    """Values that may be arrays, as one sequence without nulls."""
    if len(values) == 1:
        value = values[0]
        return value if isinstance(value, list) else () if value is None else values
    flat: list[Any] = []
    for value in values:
        if isinstance(value, list):
            flat += value
        elif value is not None:
            flat.append(value)
    return flat


# Sums are null, not 0, when no amount is known: blank and nought are different facts.
_GATHERERS: dict[str, Callable[[Sequence[Any], str], Any]] = {
    "count": lambda values, _: len(values),
    "first": lambda values, _: values[0] if values else None,
    "sum": lambda values, _: sum(values) if values else None,
    "join": lambda values, _: ";".join(values) or None,
    "has": lambda values, wanted: wanted in values,
}


def in_batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """``items`` in lists of ``size``."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
