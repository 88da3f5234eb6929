"""Asset checks: what has to hold before the next stage may begin. Pure functions; the assets call them in their bodies.

They run in the step of their asset and not in one of their own, because only there is known what the run was about.
A blocking check that fails keeps everything after its asset from running, so the last good publication stays.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import dagster as dg
import orjson

from ocdsjp.catalog.batches import Batch
from ocdsjp.errors import PublicationError
from ocdsjp.lake import Lake, read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.publish.manifest import Manifest
from ocdsjp.quality.ledger import Ledger, explain, total, unbalanced
from ocdsjp.quality.validation import validate_release
from ocdsjp.stages.summary import Trouble

COUNTS = dg.AssetCheckSpec(
    "counts_as_expected",
    asset="drafts",
    description="Every file was readable and had as many rows as its mapping expects. A file that fails is left out "
    "of the publication and what its source said before stays, so this warns and does not block.",
)
ACCOUNTED = dg.AssetCheckSpec(
    "every_row_and_yen_accounted_for",
    asset="releases",
    blocking=True,
    description="For each file: rows read = rows in releases + quarantined + no data + unchanged; the same in yen.",
)
VALID = dg.AssetCheckSpec(
    "stored_releases_valid",
    asset="releases",
    blocking=True,
    description="Releases that this run stored, read back, are valid against the patched OCDS schema.",
)
AGREE = dg.AssetCheckSpec(
    "published_formats_agree",
    asset="publication",
    blocking=True,
    description="Every format was read again and agrees with the others, the manifest and the ledger before it was "
    "published, and every published file is still there in its size.",
)

_SHOWN = 10
_SAMPLED_BATCHES = 200
_SAMPLED_PER_BATCH = 5


def counts(troubles: Sequence[Trouble]) -> dg.AssetCheckResult:
    """``COUNTS``: fails, as a warning, when a file does not count."""
    return dg.AssetCheckResult(
        check_name=COUNTS.name,
        asset_key=COUNTS.asset_key,
        passed=not troubles,
        severity=dg.AssetCheckSeverity.WARN,
        description=_listed(f"{trouble.source}: {trouble.en}" for trouble in troubles),
        metadata={
            "files left out": len(troubles),
            "messages": dg.MetadataValue.md("\n".join(f"- {it.source}: {it.ja}" for it in troubles[:_SHOWN])),
        },
    )


def accounted(entries: Sequence[Ledger]) -> dg.AssetCheckResult:
    """``ACCOUNTED``: fails when the books of a file do not balance."""
    wrong = unbalanced(entries)
    sums = total(entries)
    return dg.AssetCheckResult(
        check_name=ACCOUNTED.name,
        asset_key=ACCOUNTED.asset_key,
        passed=not wrong,
        description=_listed(explain(entry, "en") for entry in wrong),
        metadata={
            "files": len(entries),
            "rows": sums.rows_read,
            "yen": sums.yen_read,
            "account": explain(sums, "en"),
        },
    )


def valid(lake: Lake, batches: Sequence[Batch], refused: int) -> dg.AssetCheckResult:
    """``VALID``: reads back the first releases of new batches, a bounded number, and validates them once more.

    Args:
        lake: Where the batches lie.
        batches: Those that this run wrote.
        refused: Rows whose releases the gate refused, for the metadata.
    """
    checked, wrong = 0, []
    for batch in batches[:_SAMPLED_BATCHES]:
        for line in map(load_line, islice(read_lines(lake, batch.path), _SAMPLED_PER_BATCH)):
            checked += 1
            problems = validate_release(orjson.loads(line.json))
            wrong += [f"{line.ocid} {line.id}: {problem.path} breaks {problem.rule.id}" for problem in problems]
    return dg.AssetCheckResult(
        check_name=VALID.name,
        asset_key=VALID.asset_key,
        passed=not wrong,
        description=_listed(wrong),
        metadata={
            "releases stored": sum(batch.n_releases for batch in batches),
            "releases validated again": checked,
            "rows refused": refused,
        },
    )


def agree(folder: Path, manifest: Manifest) -> dg.AssetCheckResult:
    """``AGREE`` for a publication that passed the gate: its files are as large as the manifest says.

    The gate (``publish.verify``) read everything before the version was published and a version never changes, so
    re-reading it in every run would cost much and find what ``ocdsjp verify`` finds.
    """
    wrong = [path for path, entry in manifest.files.items() if _size(folder / path) != entry.bytes]
    return dg.AssetCheckResult(
        check_name=AGREE.name,
        asset_key=AGREE.asset_key,
        passed=not wrong,
        description=_listed(
            f"{folder / path} was changed or removed after it was published; remove the folder and run again"
            for path in wrong
        ),
        metadata={"version": manifest.version, "files": len(manifest.files)},
    )


def disagree(error: PublicationError) -> dg.AssetCheckResult:
    """``AGREE`` for what the gate refused."""
    return dg.AssetCheckResult(check_name=AGREE.name, asset_key=AGREE.asset_key, passed=False, description=str(error))


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _listed(messages: Iterable[str]) -> str | None:
    every = list(messages)
    more = [f"… {len(every) - _SHOWN} more"] if len(every) > _SHOWN else []
    return "\n".join([*every[:_SHOWN], *more]) or None
