"""Draft: every new content of a source, read and mapped into drafts and findings."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import orjson

from ocdsjp.catalog import mapped, reading, writing
from ocdsjp.catalog.mapped import MappedFile
from ocdsjp.errors import MappingError, ReadError
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.lake import Lake, blob_path, write_lines
from ocdsjp.lake.partitions import Partitions
from ocdsjp.mapping.drafts import dump_draft, dump_years
from ocdsjp.mapping.execute import Executor, Origin, Tally
from ocdsjp.mapping.load import Source
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.read import ReadOptions, Report, open_tables
from ocdsjp.stages.workspace import Workspace, all_bodies

TOO_MANY_ROWS = Rule(
    id="file-more-rows-than-expected",
    ja="データ行が {value} 行あり、expect の上限 {most} 行を超えています。",
    en="The file has {value} rows of data, more than the {most} that expect allows for.",
    mend_ja="公開には加えました。同じ行が二度入っていないかを確かめ、正しければ expect を直してください。",
    mend_en="It is published all the same. Check that no row is in it twice, or correct expect if the number is right.",
)


_FINDINGS = "findings"


@dataclass(frozen=True)
class DraftUnit:
    """One content of one location of one source, to be read and mapped by a worker."""

    source: Source
    location: str
    blob: str
    lake: Lake
    mappings: Path
    inbox: Path

    def __str__(self) -> str:
        return f"{self.source.id}: {self.location}"


def draft(workspace: Workspace, sources: Sequence[Source]) -> Iterator[MappedFile]:
    """Map what was not mapped yet, and give each file's accounting as soon as it is committed."""
    with reading(workspace.catalog) as connection:
        units = [
            DraftUnit(
                source,
                pending.location,
                pending.blob_sha256,
                workspace.lake,
                workspace.settings.mappings,
                workspace.settings.inbox,
            )
            for source in sources
            for pending in mapped.pending(connection, source.id, source.digest)
        ]
    for result in workspace.engine.map(draft_file, units):
        with writing(workspace.catalog) as connection:
            mapped.record(connection, [result])
        yield result


@dataclass(slots=True)
class _Outcome:
    """What became of one file."""

    tally: Tally = field(default_factory=Tally)
    findings_path: str | None = None
    drafts: dict[str, str] = field(default_factory=dict)
    count: int = 0
    error: str | None = None


def draft_file(unit: DraftUnit) -> MappedFile:
    """Read and map one file; runs in a worker."""
    origin = Origin(unit.source.id, unit.blob, unit.location)
    vocabularies = load_vocabularies(unit.mappings / "vocabulary")
    bodies = all_bodies(unit.mappings, unit.inbox)
    mapping = unit.source.mapping
    outcome = _Outcome()
    with ExitStack() as stack:
        partitions, findings = stack.enter_context(Partitions()), stack.enter_context(Partitions())

        def report(finding: Finding) -> None:
            findings.add(_FINDINGS, orjson.dumps(finding.as_dict()))

        executor = Executor(mapping, origin, vocabularies, bodies, report=report)
        path = stack.enter_context(unit.lake.local_path(blob_path(unit.blob)))
        try:
            with open_tables(path, read_options(mapping), file_name=unit.location) as tables:
                for one in executor.drafts(tables):
                    partitions.add(one.publisher_code, dump_draft(one))
                learnt = tables.report
        except (ReadError, MappingError) as error:
            # The file as a whole cannot be trusted; whatever was read of it before is void.
            place = Place(unit.blob, unit.location)
            refusal = Finding(error.rule, Effect.FILE, place, error.value, error.detail)
            outcome.error = refusal.message("en")
            outcome.findings_path = write_lines(unit.lake, _FINDINGS, [orjson.dumps(refusal.as_dict())]).path
        else:
            outcome.tally = executor.tally
            for finding in (*noticed(learnt, unit.blob, unit.location), *_too_many(executor.tally, unit)):
                report(finding)
            if findings.names():
                outcome.findings_path = write_lines(unit.lake, _FINDINGS, findings.lines(_FINDINGS)).path
            for code in partitions.names():
                lines = chain([dump_years(partitions.lines(code))], partitions.lines(code))
                written = write_lines(unit.lake, f"drafts/{code}", lines)
                outcome.drafts[code] = written.digest
                outcome.count += written.lines - 1
    return _mapped(unit, mapping, outcome)


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


def _too_many(tally: Tally, unit: DraftUnit) -> Iterator[Finding]:
    """A warning when there are more rows than the mapping holds plausible."""
    most, rows = unit.source.mapping.expect.rows.max, tally.rows_drafted + tally.rows_quarantined
    if most is not None and rows > most:
        detail = {"most": str(most)}
        yield Finding(TOO_MANY_ROWS, Effect.REVIEW, Place(unit.blob, unit.location), str(rows), detail)


def _mapped(unit: DraftUnit, mapping: Mapping, outcome: _Outcome) -> MappedFile:
    tally = outcome.tally
    least = mapping.expect.rows.min
    data_rows = tally.rows_drafted + tally.rows_quarantined
    held_back = outcome.error is None and least is not None and data_rows < least
    return MappedFile(
        source_id=unit.source.id,
        location=unit.location,
        blob_sha256=unit.blob,
        mapping_digest=unit.source.digest,
        drafts=outcome.drafts,
        findings_path=outcome.findings_path,
        n_drafts=outcome.count,
        rows_read=tally.rows_read,
        rows_drafted=tally.rows_drafted,
        rows_quarantined=tally.rows_quarantined,
        rows_no_data=tally.rows_no_data,
        yen_read=tally.yen_read,
        yen_drafted=tally.yen_drafted,
        yen_quarantined=tally.yen_quarantined,
        yen_no_data=tally.yen_no_data,
        held_back=held_back,
        held_back_reason=f"rows: {data_rows} < {least}" if held_back else None,
        file_error=outcome.error,
    )
