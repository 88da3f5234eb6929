"""Summary: what the workspace holds of each source, and what went wrong, for people who look at a run."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from ocdsjp.catalog import batches, fetches, mapped, reading
from ocdsjp.catalog import sources as catalog_sources
from ocdsjp.catalog.fetches import Fetch
from ocdsjp.catalog.mapped import Arrival, MappedFile
from ocdsjp.catalog.sources import Source
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.lake import Lake, read_lines
from ocdsjp.quality.ledger import Ledger, by_source
from ocdsjp.stages.account import entries
from ocdsjp.stages.collect import ENOUGH_PERCENT
from ocdsjp.stages.workspace import Workspace

HELD_BACK = Rule(
    id="file-held-back",
    ja="データ行が {value} 行しかなく、expect の下限 {least} 行に足りないため、このファイルは公開に加えませんでした。",
    en="The file has {value} rows of data, fewer than the {least} that expect asks for, so it is not published.",
    mend_ja="前回までの内容はそのままです。取り直すか、件数が正しければ expect を直してください。",
    mend_en="What was published before stays. Fetch it again, or correct expect if the number is right.",
)

LOOK_INCOMPLETE = Rule(
    id="source-held-back",
    ja="{asked} 件のうち {value} 件しか取得できず、{percent}% に足りないため、新しい分は公開に加えませんでした。",
    en="Only {value} of {asked} requests were answered, fewer than {percent}%, so what is new is not published.",
    mend_ja="前回までの内容はそのままです。次の実行で続きから取得します。",
    mend_en="What was published before stays. The next run goes on from there.",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that does not count (refused as a whole, held back, not fetched), with why and how to mend it."""

    source: str
    location: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What the workspace holds of one source.

    Attributes:
        source: Its id.
        files: Locations that ever had content.
        releases: Releases in the store that come from it.
        account: Its rows and yen.
        troubles: Those of its files whose last content does not count.
        failures: What the last look could not fetch; first, where it is so, that too little was fetched to count.
    """

    source: str
    files: int
    releases: int
    account: Ledger
    troubles: tuple[Trouble, ...]
    failures: tuple[Trouble, ...] = ()


def summarise(
    workspace: Workspace, digests: Mapping[str, str], sources: Collection[str] | None = None
) -> list[SourceSummary]:
    """Read the summary of each source from the catalogue, in the order of their ids.

    Args:
        workspace: The open workspace.
        digests: Source id -> digest of the mapping that counts, for all sources.
        sources: Only these; None for all.
    """
    wanted = sorted(digests if sources is None else sources)
    with reading(workspace.catalog) as connection:
        looked_at = [it for it in catalog_sources.listing(connection) if it.id in set(wanted)]
        failed = fetches.failures(connection, wanted)
        arrivals = mapped.arrivals(connection, digests)
        released = batches.released(connection)
        chains = batches.chains(connection)
    releases = Counter[str]()
    for chain in chains.values():
        for batch in chain:
            releases[batch.source_id] += batch.n_releases
    accounts = {entry.source: entry for entry in by_source(entries(arrivals, released))}
    failures: dict[str, list[Trouble]] = {name: [] for name in wanted}
    for trouble in (*map(incomplete, filter(lambda it: not it.complete, looked_at)), *map(not_fetched, failed)):
        failures[trouble.source].append(trouble)
    summaries = (
        _of_source(workspace.lake, name, arrivals, releases[name], accounts.get(name, Ledger(source=name)))
        for name in wanted
    )
    return [replace(it, failures=tuple(failures[it.source])) for it in summaries]


def _of_source(lake: Lake, source: str, arrivals: Sequence[Arrival], releases: int, account: Ledger) -> SourceSummary:
    # In order of arrival, so the last content of a location wins.
    files = {it.mapped.location: it.mapped for it in arrivals if it.mapped.source_id == source}
    troubles = tuple(trouble for file in files.values() for trouble in troubles_of(lake, file))
    return SourceSummary(source, len(files), releases, account, troubles)


def incomplete(source: Source) -> Trouble:
    """That the last look at a source does not count."""
    detail = {"asked": str(source.asked or 0), "percent": str(ENOUGH_PERCENT)}
    finding = Finding(LOOK_INCOMPLETE, Effect.FILE, Place("", source.id), str(source.answered or 0), detail)
    return Trouble(source.id, source.id, finding.message("ja"), finding.message("en"))


def not_fetched(fetch: Fetch) -> Trouble:
    """That a location could not be fetched."""
    return Trouble(fetch.source_id, fetch.location, fetch.message_ja or "", fetch.message or "")


def troubles_of(lake: Lake, file: MappedFile) -> Iterator[Trouble]:
    """Why a file does not count; nothing if it does."""
    if file.held_back:
        # The reason is `rows: <found> < <least>`, as ``stages.draft`` writes it.
        found, _, least = (file.held_back_reason or "").removeprefix("rows: ").partition(" < ")
        finding = Finding(HELD_BACK, Effect.FILE, Place(file.blob_sha256, file.location), found, {"least": least})
        yield Trouble(file.source_id, file.location, finding.message("ja"), finding.message("en"))
    if file.file_error is not None and file.findings_path is not None:
        for line in map(orjson.loads, read_lines(lake, file.findings_path)):
            if line["effect"] == Effect.FILE:
                yield Trouble(file.source_id, file.location, line["message_ja"], line["message_en"])
