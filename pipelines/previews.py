"""Metadata that a person wants to see in Dagster's web interface: figures, and small tables in Markdown."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

import dagster as dg
import orjson

from ocdsjp.catalog.compiled import Compiled
from ocdsjp.lake import Lake, read_lines
from ocdsjp.publish.manifest import Manifest
from ocdsjp.quality.ledger import total
from ocdsjp.stages.collect import Collected
from ocdsjp.stages.summary import SourceSummary

_Counted = TypeVar("_Counted", Collected, SourceSummary)

_ROWS = 20
_PROCESSES = 5
_LONGEST = 40


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """A Markdown table of at most ``_ROWS`` rows."""
    every = list(rows)
    lines = [header, ["---"] * len(header), *every[:_ROWS]]
    text = "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)
    if len(every) > _ROWS:
        text += f"\n\n… {len(every) - _ROWS:,} more"
    return dg.MetadataValue.md(text)


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    text = text.replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def of_collected(found: Sequence[Collected]) -> dict[str, Any]:
    """What a look at some sources brought."""
    return {
        "files": sum(it.found for it in found),
        "new": sum(it.new for it in found),
        "gone": sum(it.gone for it in found),
        "not fetched": sum(it.failed for it in found),
        "held back": sum(not it.complete for it in found),
        "bytes": sum(it.bytes for it in found),
        "preview": table(
            ("source", "files", "new", "unchanged", "gone", "not fetched", "bytes"),
            ((it.source_id, it.found, it.new, it.unchanged, it.gone, it.failed, it.bytes) for it in _fullest(found)),
        ),
    }


def _fullest(sources: Sequence[_Counted]) -> list[_Counted]:
    """Those with files first: most sources of a run may have none, and a preview is short."""
    return sorted(sources, key=lambda it: not (it.found if isinstance(it, Collected) else it.files))


def of_drafts(sources: Sequence[SourceSummary]) -> dict[str, Any]:
    """What mapping made of some sources."""
    sums = total(it.account for it in sources)
    return {
        "dagster/row_count": sums.rows_read,
        "quarantined": sums.rows_quarantined,
        "no data": sums.rows_no_data,
        "yen": sums.yen_read,
        "left out": sum(len(it.troubles) for it in sources),
        "preview": table(
            ("source", "files", "rows", "quarantined", "no data", "yen"),
            (
                (
                    it.source,
                    it.files,
                    it.account.rows_read,
                    it.account.rows_quarantined,
                    it.account.rows_no_data,
                    it.account.yen_read,
                )
                for it in _fullest(sources)
            ),
        ),
    }


def of_releases(sources: Sequence[SourceSummary]) -> dict[str, Any]:
    """What the store holds of some sources."""
    sums = total(it.account for it in sources)
    return {
        "dagster/row_count": sum(it.releases for it in sources),
        "rows released": sums.rows_released,
        "rows unchanged": sums.rows_unchanged,
        "quarantined": sums.rows_quarantined,
        "yen": sums.yen_released,
        "preview": table(
            ("source", "releases", "rows", "unchanged", "quarantined", "yen"),
            (
                (
                    it.source,
                    it.releases,
                    it.account.rows_released,
                    it.account.rows_unchanged,
                    it.account.rows_quarantined,
                    it.account.yen_released,
                )
                for it in _fullest(sources)
            ),
        ),
    }


def of_compiled(lake: Lake, files: Sequence[Compiled]) -> dict[str, Any]:
    """The compiled releases of some publishers, with the first of them."""
    first = (orjson.loads(line) for it in files[:1] for line in islice(read_lines(lake, it.path), _PROCESSES))
    return {
        "dagster/row_count": sum(it.n_processes for it in files),
        "releases": sum(it.n_releases for it in files),
        "publishers": len({it.publisher_code for it in files}),
        "preview": table(("ocid", "title", "buyer", "status"), map(_process, first)),
    }


def _process(compiled: dict[str, Any]) -> tuple[str, str, str, str]:
    tender = compiled.get("tender", {})
    buyer = compiled.get("buyer", {})
    return compiled["ocid"], tender.get("title", ""), buyer.get("name", ""), tender.get("status", "")


def of_publication(manifest: Manifest) -> dict[str, Any]:
    """What a publication holds."""
    return {
        "dagster/row_count": manifest.totals["processes"],
        "version": manifest.version,
        "published": manifest.published,
        "preview of the placeholder prefix": manifest.preview,
        "bytes": sum(entry.bytes for entry in manifest.files.values()),
        "yen": manifest.totals["active_award_yen"],
        "preview": table(("what", "number"), manifest.totals.items()),
        "files": table(
            ("file", "bytes", "records"),
            ((path, entry.bytes, entry.records or 0) for path, entry in manifest.files.items()),
        ),
    }
