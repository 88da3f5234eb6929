"""Our line as a process of its own: every stage once, and what each stage did as a line of JSON on standard output.

Started by ``line.py``, which measures from outside. Nothing else is imported here, so that the memory seen is the
line's.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import Settings, now
from ocdsjp.stages.collect import collect
from ocdsjp.stages.compile import compile_
from ocdsjp.stages.draft import draft
from ocdsjp.stages.publish import publish
from ocdsjp.stages.release import release
from ocdsjp.stages.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Done:
    """A stage that has ended.

    Attributes:
        stage: Its name.
        count: How many of what it makes (files, drafts, releases, processes) it made this time.
        bytes: Size of what is there after it.
    """

    stage: str
    count: int
    bytes: int


def run(workspace: Workspace) -> Iterator[Done]:
    """All stages in the order of a run."""
    lake, public = Path(workspace.settings.lake_url), workspace.settings.public
    policy = load_policy(workspace.settings.mappings)
    sources = workspace.sources()
    digests = {source.id: source.digest for source in sources}
    collected = collect(workspace, sources, now())
    yield Done("collect", sum(one.new for one in collected), _bytes(lake / "raw"))
    files = list(draft(workspace, sources))
    refused = [file.file_error or file.held_back_reason for file in files if file.file_error or file.held_back]
    if refused:
        raise SystemExit(f"the input was refused: {refused}")
    yield Done("draft", sum(file.n_drafts for file in files), _bytes(lake / "drafts"))
    folded = list(release(workspace, policy.ocid_prefix, digests))
    yield Done("release", sum(it.n_releases for one in folded for it in one.batches), _bytes(lake / "releases"))
    compiled = list(compile_(workspace))
    yield Done("compile", sum(one.n_processes for one in compiled), _bytes(lake / "compiled"))
    published = publish(workspace, policy, digests)
    if published is None:
        raise SystemExit("nothing was published")
    yield Done("publish", sum(1 for file in published.folder.rglob("*") if file.is_file()), _bytes(public))


def _bytes(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser()
    for folder in ("workspace", "inbox", "mappings"):
        parser.add_argument(folder, type=Path)
    parser.add_argument("workers", type=int)
    given = parser.parse_args()
    settings = Settings.resolve(
        workspace=given.workspace,
        inbox=given.inbox,
        mappings=given.mappings,
        engine="processes" if given.workers > 1 else "serial",
        workers=given.workers,
        environment={},
    )
    _report(Done("start", 0, 0))
    with open_workspace(settings) as workspace:
        for done in run(workspace):
            _report(done)
    _report(Done("end", 0, 0))


def _report(done: Done) -> None:
    print(json.dumps({"stage": done.stage, "count": done.count, "bytes": done.bytes}), flush=True)


if __name__ == "__main__":
    main()
