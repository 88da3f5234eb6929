"""The first rows of a file through a mapping, cell by cell: what is read from where, and what releases come of it.

For people who write mappings. Pure: the caller opens the file and prints; nothing is stored and no ocid is given away
(those shown begin with the placeholder prefix).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from ocdsjp.errors import NotationError
from ocdsjp.findings import Finding, Place
from ocdsjp.japan.text import cell_text
from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.cells import FileDays, as_cell
from ocdsjp.mapping.drafts import Draft
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.load import Source
from ocdsjp.mapping.periods import stated_fiscal_year
from ocdsjp.mapping.plan import BoundRelease, Getter, Plan, Problems, Values
from ocdsjp.mapping.trees import Unit
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.ocds.build import Party
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX, make_ocid
from ocdsjp.read.tables import Row, RowKind, Table


@dataclass(frozen=True, slots=True)
class Trace:
    """One field of one row.

    Attributes:
        phase: The release that it goes into.
        path: The OCDS path, ``*`` for the element that the row or block makes.
        cells: Address and text of each cell that was looked at, conditions included.
        value: What was read, as plain JSON values; None when there is nothing.
        problems: What kept a cell from being read.
    """

    phase: str
    path: str
    cells: tuple[tuple[str, str], ...]
    value: Any
    problems: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RowPreview:
    """One row: its number, its kind, and its fields (none for rows that are no data)."""

    number: int
    kind: RowKind
    traces: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The first rows of one table.

    Attributes:
        sheet: Sheet name, or None for text files.
        columns: Address letter and name of each column.
        rows: The rows.
        releases: The releases that they make; ``date`` is None where the day on which a file is first seen counts.
        findings: All that there is to say about them, unused columns included.
    """

    sheet: str | None
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowPreview, ...]
    releases: tuple[dict[str, Any], ...]
    findings: tuple[Finding, ...]


def preview(
    source: Source, tables: Iterable[Table], file: str, vocabularies: Vocabularies, bodies: Bodies, *, rows: int
) -> Iterator[TablePreview]:
    """Preview the first rows of each table.

    Args:
        source: The mapping.
        tables: The tables of a file, while it is open.
        file: The file's name, for places.
        vocabularies: The reviewed tables.
        bodies: The bodies beside the local governments.
        rows: How many rows of each table; a group of rows that goes on beyond them is shown as far as it goes.

    Raises:
        MappingError: If a table lacks a column that the mapping needs.
    """
    origin = Origin(source.id, "", file)
    for table in tables:
        first = list(islice(table.rows(), rows))
        fiscal_year = stated_fiscal_year(source.mapping.fiscal_year, table.title_lines, file)
        plan = Plan(source.mapping, table.columns, vocabularies, FileDays(table.date_1904, fiscal_year))
        executor = Executor(source.mapping, origin, vocabularies, bodies)
        again = Table(table.sheet, table.columns, table.title_lines, table.date_1904, iter(first))
        drafts = list(executor.drafts([again]))
        yield TablePreview(
            sheet=table.sheet,
            columns=tuple((column.letter, column.name) for column in table.columns),
            rows=tuple(_row(plan, table, row, file) for row in first),
            releases=tuple(map(_release, drafts)),
            findings=tuple(executor.findings),
        )


class _Watched(Sequence[Any]):
    """A row's values that remember which of them were looked at."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.looked: dict[int, None] = {}

    def __getitem__(self, index: Any) -> Any:
        self.looked[index] = None
        return self._values[index]

    def __len__(self) -> int:
        return len(self._values)


def _row(plan: Plan, table: Table, row: Row, file: str) -> RowPreview:
    traces: tuple[Trace, ...] = ()
    if row.kind is RowKind.DATA and row.problem is None:
        found = (
            _trace(release, path, getter, table, row, file)
            for release in plan.releases
            if release.applies(row.values)
            for path, getter in _fields(release, row.values)
        )
        # Constants come from no cell.
        traces = tuple(trace for trace in found if trace.cells)
    return RowPreview(row.number, row.kind, traces)


def _fields(release: BoundRelease, values: Values) -> Iterator[tuple[str, Getter]]:
    """Every field of a release for one row."""
    if release.date is not None:
        yield "date", release.date
    for path, getter in release.fields:
        yield "/".join(path), getter
    for section in release.sections:
        for applies, fields in section.elements:
            if applies(values):
                for path, getter, _ in fields:
                    yield "/".join((*section.path, "*", *path)), getter


def _trace(  # noqa: PLR0917  all of one step of one loop
    release: BoundRelease, path: str, getter: Getter, table: Table, row: Row, file: str
) -> Trace:
    watched, problems = _Watched(row.values), list[Any]()
    value = getter(watched, problems)
    return Trace(
        phase=release.declaration.phase,
        path=path,
        cells=tuple((table.cell(table.columns[index], row), shown(row.values[index])) for index in watched.looked),
        value=_plain(value),
        problems=tuple(_findings(problems, table, row, file)),
    )


def _findings(problems: Problems, table: Table, row: Row, file: str) -> Iterator[Finding]:
    for one in problems:
        cell = None if one.column is None else table.cell(table.columns[one.column], row)
        yield Finding(one.rule, one.effect, Place("", file, table.sheet, row.number, cell), one.value, one.detail)


def shown(cell: Any) -> str:
    """A cell as its author saw it; what no parser accepts is shown in Python's words."""
    try:
        return cell_text(as_cell(cell))
    except NotationError:
        return repr(cell)


def _plain(value: Any) -> Any:
    """A read value as plain JSON values."""
    if isinstance(value, Party):
        return {name: part for name, part in value._asdict().items() if part}
    if isinstance(value, Unit):
        return " ".join(filter(None, (value.name, value.unit)))
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value


def _release(draft: Draft) -> dict[str, Any]:
    ocid = make_ocid(PLACEHOLDER_PREFIX, draft.publisher_code, draft.key)
    return {"ocid": ocid, "date": draft.date, "tag": list(draft.tags), **orjson.loads(draft.body)}
