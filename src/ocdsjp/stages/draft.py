"""Draft: every new content of a source, read and mapped into drafts and findings."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import orjson

from ocdsjp.catalog import mapped, reading, writing
from ocdsjp.catalog.mapped import MappedFile, Pending
from ocdsjp.errors import MappingError, ReadError
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.lake import Lake, blob_path, read_lines, write_lines
from ocdsjp.lake.partitions import Partitions
from ocdsjp.mapping.drafts import dump_draft, dump_years
from ocdsjp.mapping.execute import Executor, Origin, Tally
from ocdsjp.mapping.load import Source
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.read import ReadOptions, Report, open_tables
from ocdsjp.stages.workspace import Workspace, all_bodies, all_corporations, corporations_path

TOO_MANY_ROWS = Rule(
    id="file-more-rows-than-expected",
    ja="データ行が {value} 行あり、expect の上限 {most} 行を超えています。",
    en="The file has {value} rows of data, more than the {most} that expect allows for.",
    mend_ja="公開には加えました。同じ行が二度入っていないかを確かめ、正しければ expect を直してください。",
    mend_en="It is published all the same. Check that no row is in it twice, or correct expect if the number is right.",
)


_FINDINGS = "findings"
_LARGE_BYTES = 4 << 20
_PARTS = 2
"""A large file is mapped in two parts at once. Both read all of it, which costs a fifth of the work; what the parts
are depends on the file alone, so the result does not depend on the number of workers."""


@dataclass(frozen=True)
class DraftUnit:
    """One content of one location of one source, or a part of it, to be read and mapped by a worker."""

    source: Source
    location: str
    blob: str
    part: tuple[int, int]
    lake: Lake
    mappings: Path
    inbox: Path
    corporations: Path

    def __str__(self) -> str:
        return f"{self.source.id}: {self.location}"


@dataclass(slots=True)
class Drafted:
    """What a worker made of a unit."""

    tally: Tally = field(default_factory=Tally)
    findings_path: str | None = None
    drafts: dict[str, str] = field(default_factory=dict)
    count: int = 0
    error: str | None = None


def draft(workspace: Workspace, sources: Sequence[Source]) -> Iterator[MappedFile]:
    """Map what was not mapped yet, and give each file's accounting as soon as it is committed."""
    with reading(workspace.catalog) as connection:
        units = [
            unit
            for source in sources
            for pending in mapped.pending(connection, source.id, source.digest)
            for unit in _units(workspace, source, pending)
        ]
    parts: list[Drafted] = []
    for unit, outcome in zip(units, workspace.engine.map(draft_part, units), strict=True):
        parts.append(outcome)
        if len(parts) == unit.part[1]:
            result = _mapped(unit, parts)
            with writing(workspace.catalog) as connection:
                mapped.record(connection, [result])
            yield result
            parts = []


def _units(workspace: Workspace, source: Source, pending: Pending) -> list[DraftUnit]:
    count = _PARTS if workspace.lake.size(blob_path(pending.blob_sha256)) > _LARGE_BYTES else 1
    settings = workspace.settings
    return [
        DraftUnit(
            source,
            pending.location,
            pending.blob_sha256,
            (index, count),
            workspace.lake,
            settings.mappings,
            settings.inbox,
            corporations_path(settings),
        )
        for index in range(count)
    ]


def draft_part(unit: DraftUnit) -> Drafted:
    """Read and map one file, or one part of it; runs in a worker."""
    origin = Origin(unit.source.id, unit.blob, unit.location)
    vocabularies = load_vocabularies(unit.mappings / "vocabulary")
    bodies = all_bodies(unit.mappings, unit.inbox)
    mapping = unit.source.mapping
    outcome = Drafted()
    with ExitStack() as stack:
        partitions, findings = stack.enter_context(Partitions()), stack.enter_context(Partitions())

        def report(finding: Finding) -> None:
            findings.add(_FINDINGS, orjson.dumps(finding.as_dict()))

        corporations = all_corporations(unit.corporations)
        executor = Executor(
            mapping, origin, vocabularies, bodies, report=report, corporations=corporations, part=unit.part
        )
        path = stack.enter_context(unit.lake.local_path(blob_path(unit.blob)))
        try:
            with open_tables(path, read_options(mapping), file_name=unit.location) as tables:
                for one in executor.drafts(tables):
                    partitions.add(one.publisher_code, dump_draft(one))
                learnt = tables.report
        except (ReadError, MappingError) as error:
            # The file as a whole cannot be trusted; whatever was read of it before is void.
            place = Place(unit.blob, unit.location, error.detail.get("sheet"))
            refusal = Finding(error.rule, Effect.FILE, place, error.value, error.detail)
            outcome.error = refusal.message("en")
            outcome.findings_path = write_lines(unit.lake, _FINDINGS, [orjson.dumps(refusal.as_dict())]).path
        else:
            outcome.tally = executor.tally
            if unit.part[0] == 0:
                for finding in noticed(learnt, unit.blob, unit.location):
                    report(finding)
            if findings.names():
                outcome.findings_path = write_lines(unit.lake, _FINDINGS, findings.lines(_FINDINGS)).path
            for code in partitions.names():
                lines = chain([dump_years(partitions.lines(code))], partitions.lines(code))
                written = write_lines(unit.lake, f"drafts/{code}", lines)
                outcome.drafts[code] = written.digest
                outcome.count += written.lines - 1
    return outcome


def read_options(mapping: Mapping) -> ReadOptions:
    """The mapping's reading options, told which columns tell the header from the lines above it."""
    if mapping.read.columns_expected:
        return mapping.read
    return mapping.read.model_copy(update={"columns_expected": mapping.needed_columns()})


def noticed(report: Report, blob: str, file: str) -> Iterator[Finding]:
    """What the reader noticed, as findings."""
    for notice in report.notices:
        place = Place(blob, file, notice.sheet, notice.row, notice.cell)
        yield Finding(notice.rule, Effect.REVIEW, place, notice.value, notice.detail)


def _mapped(unit: DraftUnit, parts: Sequence[Drafted]) -> MappedFile:
    """The row of a file, from all its parts."""
    error = next((part.error for part in parts if part.error is not None), None)
    tally, drafts, paths = Tally(), dict[str, list[str]](), list[str]()
    if error is None:
        for part in parts:
            tally += part.tally
            for code, digest in part.drafts.items():
                drafts.setdefault(code, []).append(digest)
            paths += [part.findings_path] if part.findings_path else []
        warning = _too_many(tally, unit)
        if warning is not None:
            paths.append(write_lines(unit.lake, _FINDINGS, [orjson.dumps(warning.as_dict())]).path)
    else:
        paths = [part.findings_path for part in parts if part.error == error and part.findings_path][:1]
    expected = unit.source.mapping.expect.rows.min
    held_back = error is None and expected is not None and tally.rows_of_data < expected
    return MappedFile(
        source_id=unit.source.id,
        location=unit.location,
        blob_sha256=unit.blob,
        mapping_digest=unit.source.digest,
        drafts=drafts,
        findings_path=_joined(unit.lake, paths),
        n_drafts=sum(part.count for part in parts) if error is None else 0,
        rows_read=tally.rows_read,
        rows_drafted=tally.rows_drafted,
        rows_quarantined=tally.rows_quarantined,
        rows_no_data=tally.rows_no_data,
        yen_read=tally.yen_read,
        yen_drafted=tally.yen_drafted,
        yen_quarantined=tally.yen_quarantined,
        yen_no_data=tally.yen_no_data,
        held_back=held_back,
        held_back_reason=f"rows: {tally.rows_of_data} < {expected}" if held_back else None,
        file_error=error,
    )


def _joined(lake: Lake, paths: Sequence[str]) -> str | None:
    """One findings file for several."""
    if len(paths) < 2:  # noqa: PLR2004  # two make several
        return paths[0] if paths else None
    return write_lines(lake, _FINDINGS, chain.from_iterable(read_lines(lake, path) for path in paths)).path


def _too_many(tally: Tally, unit: DraftUnit) -> Finding | None:
    """A warning when there are more rows than the mapping holds plausible."""
    most = unit.source.mapping.expect.rows.max
    if most is None or tally.rows_of_data <= most:
        return None
    place = Place(unit.blob, unit.location)
    return Finding(TOO_MANY_ROWS, Effect.REVIEW, place, str(tally.rows_of_data), {"most": str(most)})
