"""Explain: every release of a process with the rows that it was made from, read again from the raw file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ocdsjp.catalog import batches, processes, reading
from ocdsjp.catalog.processes import Process
from ocdsjp.errors import MappingError, ReadError, UsageError
from ocdsjp.lake import blob_path, read_lines
from ocdsjp.mapping.load import Source
from ocdsjp.mapping.preview import preview, shown
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.batches import BatchLine, load_line
from ocdsjp.read import Row, Table, open_tables
from ocdsjp.stages.draft import read_options
from ocdsjp.stages.workspace import Workspace, all_bodies

_File = tuple[str, str, str]
_Place = tuple[str | None, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its publisher wrote it.

    Attributes:
        ref: Its address, such as ``F27``.
        header: Its column's name.
        text: What it says.
        paths: The OCDS paths that today's mapping reads from it.
    """

    ref: str
    header: str
    text: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a file; without cells where the file cannot be read by today's mapping any more."""

    sheet: str | None
    row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A release and where it comes from.

    Attributes:
        release: The release.
        source, phase: Who says it, about which event.
        blob, file: The raw file: sha256, and its name at the source.
        rows: The rows that it was made from.
    """

    release: dict[str, Any]
    source: str
    phase: str
    blob: str
    file: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A contracting process as the registry has it, and its releases, oldest first."""

    process: Process
    releases: tuple[Origin, ...]


def explain(workspace: Workspace, ocid: str) -> Explanation:
    """Where the releases of a process come from.

    Raises:
        UsageError: If the registry has no such ocid.
    """
    with reading(workspace.catalog) as connection:
        process = processes.find(connection, ocid)
        if process is None:
            raise UsageError(f"no contracting process has the ocid {ocid} / この ocid の案件はありません")
        chain = batches.chains(connection, process.publisher_code, process.fiscal_year)
    needle = orjson.dumps(ocid)
    found = (
        load_line(line)
        for batch in chain.get((process.publisher_code, process.fiscal_year), [])
        for line in read_lines(workspace.lake, batch.path)
        if needle in line  # most lines need not be parsed
    )
    lines = sorted(line for line in found if line.ocid == ocid)
    rows = _rows(workspace, lines)
    return Explanation(process, tuple(_origin(line, rows) for line in lines))


def _origin(line: BatchLine, rows: Mapping[tuple[_File, str, _Place], SourceRow]) -> Origin:
    file = (line.source, line.blob, line.file)
    places = [(sheet, row) for sheet, row in line.rows]
    phase, _, _ = line.phase.partition(":")  # without the number of the event; see ``Draft.phase``
    return Origin(
        release=orjson.loads(line.json),
        source=line.source,
        phase=line.phase,
        blob=line.blob,
        file=line.file,
        rows=tuple(rows.get((file, phase, place), SourceRow(*place, ())) for place in places),
    )


def _rows(workspace: Workspace, lines: Sequence[BatchLine]) -> dict[tuple[_File, str, _Place], SourceRow]:
    """The rows behind the lines, by file, phase and place; each file is read once."""
    sources = {source.id: source for source in workspace.sources()}
    wanted: dict[_File, set[_Place]] = {}
    for line in lines:
        wanted.setdefault((line.source, line.blob, line.file), set()).update((sheet, row) for sheet, row in line.rows)
    found = {}
    for file, places in wanted.items():
        source = sources.get(file[0])
        if source is None:
            continue  # its mapping was taken away
        try:
            for phase, row in _read(workspace, source, file, places):
                found[file, phase, (row.sheet, row.row)] = row
        except (ReadError, MappingError):
            continue  # it was readable once; today's mapping says otherwise, and the rows stay without cells
    return found


def _read(workspace: Workspace, source: Source, file: _File, places: set[_Place]) -> Iterator[tuple[str, SourceRow]]:
    """The wanted rows of one file, once for each phase that the mapping knows."""
    _, blob, name = file
    settings = workspace.settings
    vocabularies = load_vocabularies(settings.mappings / "vocabulary")
    bodies = all_bodies(settings.mappings, settings.inbox)
    phases = dict.fromkeys(release.phase for release in source.mapping.releases)
    with (
        workspace.lake.local_path(blob_path(blob)) as path,
        open_tables(path, read_options(source.mapping), file_name=name) as tables,
    ):
        for table in tables:
            rows = [row for row in table.rows() if (table.sheet, row.number) in places]
            again = Table(table.sheet, table.columns, table.title_lines, table.date_1904, iter(rows))
            [traced] = preview(source, [again], name, vocabularies, bodies, rows=len(rows))
            for row, traces in zip(rows, traced.rows, strict=True):
                for phase in phases:
                    paths: dict[str, list[str]] = {}
                    for trace in traces.traces:
                        if trace.phase == phase and trace.value is not None:
                            for ref, _ in trace.cells:
                                paths.setdefault(ref, []).append(trace.path)
                    yield phase, SourceRow(table.sheet, row.number, tuple(_cells(table, row, paths)))


def _cells(table: Table, row: Row, paths: Mapping[str, Sequence[str]]) -> Iterator[Cell]:
    """The cells of a row that say something."""
    for column in table.columns:
        text = shown(row.values[column.index])
        if text.strip():
            ref = table.cell(column, row)
            yield Cell(ref, column.name, text, tuple(paths.get(ref, ())))
