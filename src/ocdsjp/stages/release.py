"""Release: the drafts of a publisher, linked, told apart from what is already said, validated and stored.

The store of a publisher is a fold over the drafts that arrived, in order. Where the inputs of the last fold are a
prefix of today's only the new ones are folded; where they are not (a mapping was edited, a source withdrawn) the
publisher is folded anew, and the same inputs give the same files.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from itertools import groupby, islice
from typing import Any

import orjson

from ocdsjp.catalog import batches, mapped, processes, reading, writing
from ocdsjp.catalog.batches import Batch, PublisherState, Released
from ocdsjp.catalog.mapped import Arrival, drafts_path
from ocdsjp.findings import Effect, Finding, Place
from ocdsjp.lake import Lake, read_lines, write_lines
from ocdsjp.lake.partitions import Partitions
from ocdsjp.linking.processes import Link, earliest, propose, settle
from ocdsjp.mapping.drafts import Draft, load_draft, load_years
from ocdsjp.ocds.batches import BatchLine, load_line
from ocdsjp.ocds.history import Event, History, Made, content_of, with_related
from ocdsjp.ocds.ids import make_ocid
from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality.problems import Problem
from ocdsjp.quality.validation import validate_release
from ocdsjp.stages.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Input:
    """The drafts that one arrival holds of one publisher.

    Attributes:
        seq: Position in the fold.
        digests: Of the drafts, in their order.
        source_id, location, blob: Where they come from.
        arrived: When the location came to hold it (RFC 3339, +09:00).
        kept: Links that the registry keeps and that differ from those proposed now.
    """

    seq: int
    digests: tuple[str, ...]
    source_id: str
    location: str
    blob: str
    arrived: str
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One digest for all drafts."""
        return self.digests[0] if len(self.digests) == 1 else hashlib.sha256("".join(self.digests).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReleaseUnit:
    """What a worker folds: the new inputs of one publisher on top of its stored batches."""

    publisher_code: str
    prefix: str
    lake: Lake
    stored: tuple[str, ...]
    inputs: tuple[Input, ...]

    def __str__(self) -> str:
        return self.publisher_code


@dataclass(frozen=True, slots=True)
class Folded:
    """What a worker made: rows for the catalogue."""

    publisher_code: str
    batches: list[Batch]
    released: list[Released]


def release(
    workspace: Workspace, prefix: str, digests: dict[str, str], publishers: Collection[str] | None = None
) -> Iterator[Folded]:
    """Bring the release store up to date.

    Args:
        workspace: The open workspace.
        prefix: The ocid prefix.
        digests: Source id -> digest of the mapping that counts, for all sources and not only those of this run.
        publishers: Only these; None for all.
    """
    code_version = load_profile().digest
    with reading(workspace.catalog) as connection:
        inputs = _inputs(mapped.arrivals(connection, digests))
        states = batches.states(connection)
        chains = batches.chains(connection)
    wanted = (set(inputs) | set(states)) if publishers is None else set(publishers)
    after: dict[str, tuple[PublisherState, int]] = {}

    def units() -> Iterator[ReleaseUnit]:
        # Lazy, so that the next publishers are linked while workers fold the ones before.
        for code in sorted(wanted):
            mine = inputs.get(code, [])
            state = PublisherState(code, [signature(it) for it in mine], code_version)
            keep = _kept(states.get(code), state)
            if keep is None:
                continue
            if not mine:
                with writing(workspace.catalog) as connection:
                    batches.forget(connection, code)
                continue
            chain = (batch for (owner, _), chain in chains.items() if owner == code for batch in chain)
            stored = tuple(batch.path for batch in chain if batch.seq < keep)
            after[code] = (state, keep)
            linked = _link(workspace, code, prefix, mine[keep:])
            yield ReleaseUnit(code, prefix, workspace.lake, stored, linked)

    for folded in workspace.engine.map(fold, units()):
        state, keep = after[folded.publisher_code]
        with writing(workspace.catalog) as connection:
            batches.replace(connection, state, folded.batches, folded.released, keep=keep)
        yield folded


def _kept(before: PublisherState | None, now: PublisherState) -> int | None:
    """How many of the inputs are folded already and stay so; None when there is nothing to do."""
    if before is None or before.code_version != now.code_version:
        return 0
    done, wanted = list(before.inputs), list(now.inputs)
    if done == wanted:
        return None
    return len(done) if done == wanted[: len(done)] else 0


def _inputs(arrivals: Sequence[Arrival]) -> dict[str, list[Input]]:
    """The inputs of each publisher in order of arrival; what was held back or refused takes no part."""
    inputs: dict[str, list[Input]] = {}
    for arrival in arrivals:
        file = arrival.mapped
        if file.held_back or file.file_error is not None:
            continue
        for code, digests in file.drafts.items():
            mine = inputs.setdefault(code, [])
            arrived = arrival.arrived_at.isoformat()
            mine.append(Input(len(mine), tuple(digests), file.source_id, file.location, file.blob_sha256, arrived))
    return inputs


def signature(it: Input) -> str:
    """What makes an input the same as one folded before."""
    return f"{it.digest}\x1f{it.source_id}\x1f{it.location}\x1f{it.blob}\x1f{it.arrived}"


def drafts_of(lake: Lake, publisher_code: str, it: Input) -> Iterator[Draft]:
    """The drafts of one publisher and input."""
    for digest in it.digests:
        yield from map(load_draft, islice(read_lines(lake, drafts_path(publisher_code, digest)), 1, None))


def proposed_links(lake: Lake, publisher_code: str, it: Input, prefix: str) -> dict[str, Link]:
    """The links that the drafts of one publisher and input ask for. No key is in two files of an input."""
    links: dict[str, Link] = {}
    for digest in it.digests:
        years = load_years(next(read_lines(lake, drafts_path(publisher_code, digest))))
        links |= propose(prefix, publisher_code, years)
    return links


def _link(workspace: Workspace, code: str, prefix: str, inputs: Sequence[Input]) -> tuple[Input, ...]:
    """Register the processes of new inputs, and note for each input what holds instead of its own proposals."""
    proposals = [proposed_links(workspace.lake, code, it, prefix) for it in inputs]
    settled = earliest(proposals)
    linked = []
    for it, proposed in zip(inputs, proposals, strict=True):
        assignments = ((key, settled[key].ocid, settled[key].fiscal_year) for key in proposed)
        with writing(workspace.catalog) as connection:
            kept = processes.register(connection, code, assignments, it.source_id, it.digest)
        other = {key: astuple(settled[key]) for key, link in proposed.items() if settled[key] != link}
        linked.append(replace(it, kept={**other, **kept}))
    return tuple(linked)


def fold(unit: ReleaseUnit) -> Folded:
    """Fold the new inputs of a publisher; runs in a worker."""
    history = History()
    for path in unit.stored:
        for line in map(load_line, read_lines(unit.lake, path)):
            content = content_of(line.json[line.head :])
            history.note(ocid=line.ocid, source=line.source, phase=line.phase, date=line.date, content=content)
    made: list[Batch] = []
    released: list[Released] = []
    for it in unit.inputs:
        new_batches, ledger = _Step(unit, it, history).run()
        made += new_batches
        released.append(ledger)
    return Folded(unit.publisher_code, made, released)


class _Step:
    """The fold of one input: rows of one file to releases, each row and each yen accounted for."""

    def __init__(self, unit: ReleaseUnit, it: Input, history: History) -> None:
        self._unit = unit
        self._input = it
        self._history = history
        proposed = proposed_links(unit.lake, unit.publisher_code, it, unit.prefix)
        self._links = settle(proposed, it.kept)
        self._findings: list[Finding] = []
        self._rows = {"released": 0, "unchanged": 0, "invalid": 0}
        self._yen = dict(self._rows)

    def run(self) -> tuple[list[Batch], Released]:
        unit, it = self._unit, self._input
        with Partitions() as partitions:
            drafts = drafts_of(unit.lake, unit.publisher_code, it)
            for rows, group in groupby(drafts, key=lambda draft: draft.rows):
                fates = [self._release(draft, partitions) for draft in group]
                # A row counts once: what is refused outweighs what is new, and that what was known before.
                fate = next(name for name in ("invalid", "released", "unchanged") if name in fates)
                self._rows[fate] += len(rows)
            written = [
                (year, write_lines(unit.lake, f"releases/{unit.publisher_code}/{year}", partitions.lines(year)))
                for year in partitions.names()
            ]
        batches_made = [
            Batch(
                publisher_code=unit.publisher_code,
                fiscal_year=year,
                seq=it.seq,
                path=file.path,
                digest=file.digest,
                drafts_digest=it.digest,
                source_id=it.source_id,
                blob_sha256=it.blob,
                n_releases=file.lines,
                bytes=file.bytes,
            )
            for year, file in written
        ]
        return batches_made, self._ledger()

    def _release(self, draft: Draft, partitions: Partitions) -> str:
        """Make the release of a draft; its fate is released, unchanged or invalid."""
        it, link = self._input, self._links[draft.key]
        related = [(relationship, self._ocid(key)) for relationship, key in draft.related]
        body = with_related(draft.body, related)
        event = Event(link.ocid, it.source_id, draft.phase, draft.tags, draft.date, body)
        made = self._history.next(event, it.arrived)
        fate = "unchanged"
        if made is not None:
            release: dict[str, Any] = orjson.loads(made.json)
            problems = validate_release(release)
            if problems:
                self._refuse(draft, problems)
                fate = "invalid"
            else:
                self._history.note(
                    ocid=link.ocid, source=it.source_id, phase=draft.phase, date=made.date, content=made.content
                )
                partitions.add(link.fiscal_year, self._line(draft, made, link, release).dump())
                fate = "released"
        self._yen[fate] += draft.yen
        return fate

    def _line(self, draft: Draft, made: Made, link: Link, release: dict[str, Any]) -> BatchLine:
        it = self._input
        return BatchLine(
            ocid=link.ocid,
            date=made.date,
            id=made.id,
            tag=";".join(made.tags),
            head=made.head,
            weight=len(release.get("awards", ())) + len(release.get("contracts", ())),
            source=it.source_id,
            phase=draft.phase,
            blob=it.blob,
            file=it.location,
            rows=draft.rows,
            yen=draft.yen,
            json=made.json,
        )

    def _ocid(self, key: str) -> str:
        link = self._links.get(key)
        return link.ocid if link else make_ocid(self._unit.prefix, self._unit.publisher_code, key)

    def _refuse(self, draft: Draft, problems: list[Problem]) -> None:
        self._findings += refusals(draft, problems, self._input.blob, self._input.location)

    def _ledger(self) -> Released:
        it = self._input
        findings_path = None
        if self._findings:
            lines = (orjson.dumps(finding.as_dict()) for finding in self._findings)
            findings_path = write_lines(self._unit.lake, "findings", lines).path
        return Released(
            publisher_code=self._unit.publisher_code,
            seq=it.seq,
            source_id=it.source_id,
            location=it.location,
            blob_sha256=it.blob,
            drafts_digest=it.digest,
            rows_released=self._rows["released"],
            rows_unchanged=self._rows["unchanged"],
            rows_invalid=self._rows["invalid"],
            yen_released=self._yen["released"],
            yen_unchanged=self._yen["unchanged"],
            yen_invalid=self._yen["invalid"],
            findings_path=findings_path,
        )


def refusals(draft: Draft, problems: Iterable[Problem], blob: str, file: str) -> Iterator[Finding]:
    """Why a release is refused, at each row that it was made from."""
    for problem in problems:
        detail = {**problem.detail, "path": problem.path}
        for sheet, row in draft.rows:
            yield Finding(problem.rule, Effect.ROW, Place(blob, file, sheet, row), problem.value, detail)
