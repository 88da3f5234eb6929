"""What makes a run happen when the world changes: the inbox folder."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from pipelines.jobs import range_tags, update
from pipelines.resources import SettingsResource

_QUIET_SECONDS = 10
"""A file that changed more recently may still be copied; a half-copied workbook is a broken workbook."""

_NANOSECONDS = 1_000_000_000


@dg.sensor(job=update, minimum_interval_seconds=60)
def inbox_changed(settings: SettingsResource) -> dg.RunRequest | dg.SkipReason:
    """受信フォルダーの変化。 / A file of the inbox is new, changed or gone. The same state asks for one run only."""
    inbox = settings.resolve().inbox
    if not inbox.is_dir():
        return dg.SkipReason(f"there is no inbox {inbox}")
    files = list(_files(inbox))
    if not files:
        return dg.SkipReason(f"the inbox {inbox} is empty")
    if max(changed for _, _, changed in files) > time.time_ns() - _QUIET_SECONDS * _NANOSECONDS:
        return dg.SkipReason("a file of the inbox changed a moment ago and may not be complete")
    return dg.RunRequest(run_key=run_key(files), tags=range_tags())


def run_key(files: list[tuple[str, int, int]]) -> str:
    """The name of a state of the inbox.

    Args:
        files: Path below the inbox, size and time of the last change (ns) of every file, in order.
    """
    return f"inbox-{hashlib.sha256(repr(files).encode()).hexdigest()[:20]}"


def _files(inbox: Path) -> Iterator[tuple[str, int, int]]:
    """Every file that could be a source's, in order; not those that begin with a dot or are locks of an editor."""
    for folder, folders, names in os.walk(inbox):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith((".", "~$")) and path.is_file():
                status = path.stat()
                yield path.relative_to(inbox).as_posix(), status.st_size, status.st_mtime_ns
