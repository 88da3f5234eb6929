"""``make bench``: our line against the peer line on the same releases, in one run; how to read it is in README.md.

python -m benchmarks.line [--rows N] [--peer-rows N] [--no-peer] [--million] [--write]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fetch, peer, reading, rows
from benchmarks.meter import MEGABYTE, Command, Cost, TreeMeter, run_together

RESULTS = Path(__file__).with_name("RESULTS.md")
_MILLION = 1_000_000
_VALIDATED = 50_000


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of our line: what it made, how much lay there afterwards, what it cost."""

    name: str
    count: int
    bytes: int
    cost: Cost


def main() -> None:
    """Measure and print; with ``--write`` also into RESULTS.md."""
    parser = argparse.ArgumentParser(description="Measure our line and the peer line on the same releases.")
    parser.add_argument("--rows", type=int, default=rows.ROWS, help="rows of input (default: %(default)s)")
    parser.add_argument("--peer-rows", type=int, help="give the peer line only so many of the releases")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer line out")
    parser.add_argument("--invented", action="store_true", help="invent the rows even where the real table is at hand")
    parser.add_argument("--million", action="store_true", help="also a million rows through our line")
    parser.add_argument("--workers", type=int, default=2, help="processes of both lines (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    given = parser.parse_args()
    # Progress goes to the terminal as it is made; the same lines go into RESULTS.md at the end.
    lines = []
    for line in _report(given):
        print(line, flush=True)
        lines.append(line)
    if given.write:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _report(given: argparse.Namespace) -> Iterator[str]:
    sample = Path() if given.invented else rows.SAMPLE
    yield "# Results of `make bench`"
    yield ""
    yield f"{_machine()}; {given.workers} processes. How to read this: [README.md](README.md)."
    with tempfile.TemporaryDirectory(prefix="ocdsjp-bench-") as name:
        folder = Path(name)
        made = rows.prepare(folder, given.rows, sample)
        yield from _section(f"Our line: {made.rows:,} {made.description}")
        stages = _line(made, folder / "workspace", given.workers)
        yield from _stages(stages, made.rows)
        yield from _section("The same again, nothing changed")
        yield from _stages(_line(made, folder / "workspace", given.workers), None)
        if not given.no_peer:
            yield from _peer(folder, stages, given)
        yield from _section(f"`ocdsjp validate`, {_VALIDATED:,} releases as JSON Lines, one process")
        yield from _validation(folder)
    yield from _section("Reading, in the child")
    yield from reading.report()
    yield from _section("Fetching, from servers on loopback that answer after 20 ms")
    yield from fetch.report()
    if given.million:
        with tempfile.TemporaryDirectory(prefix="ocdsjp-bench-") as name:
            folder = Path(name)
            made = rows.prepare(folder, _MILLION, sample)
            yield from _section(f"Our line: {made.rows:,} {made.description}")
            yield from _stages(_line(made, folder / "workspace", given.workers), made.rows)
            yield from _section("The same million again, nothing changed")
            yield from _stages(_line(made, folder / "workspace", given.workers), None)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _line(made: rows.Input, workspace: Path, workers: int) -> list[Stage]:
    """Our line in a process of its own, watched from here."""
    argv = [sys.executable, "-m", "benchmarks.ours", str(workspace), str(made.inbox), str(made.mappings), str(workers)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=rows.REPOSITORY, text=True)
    stages = []
    with process, TreeMeter(process.pid) as meter:
        if process.stdout is None:
            raise RuntimeError("the line has no output")
        for text in process.stdout:
            said = json.loads(text)
            stages.append(Stage(said["stage"], said["count"], said["bytes"], meter.lap()))
    if process.returncode:
        raise RuntimeError("our line failed; see above")
    return stages


def _without_start(stages: Sequence[Stage]) -> Cost:
    """What a line costs beside starting Python and importing."""
    return sum((stage.cost for stage in stages[1:]), Cost(0.0, 0.0, 0))


def _stages(stages: Sequence[Stage], rows_in: int | None) -> Iterator[str]:
    table = [
        [it.name, f"{it.count:,}", *_figures(it.cost), _rate(rows_in, it.cost), f"{it.bytes / MEGABYTE:,.1f}"]
        for it in stages
    ]
    whole = _without_start(stages)
    table.append(["all but start", "", *_figures(whole), _rate(rows_in, whole), ""])
    yield from _table(["stage", "made", "s", "CPU s", "peak MB", "rows/s", "MB there"], table)


def _peer(folder: Path, stages: Sequence[Stage], given: argparse.Namespace) -> Iterator[str]:
    lake = folder / "workspace" / "lake"
    prepared = peer.prepare(folder / "peer", lake, given.workers, given.peer_rows)
    every = next(stage.count for stage in stages if stage.name == "release")
    share = "all" if prepared.releases == every else "a part, evenly spaced: rates compare, seconds do not"
    yield from _section(f"The peer line: {prepared.releases:,} of the same {every:,} releases ({share})")
    steps = []
    table = []
    for step in peer.run(prepared):
        steps.append(step)
        table.append([step.name, *_figures(step.cost), _rate(prepared.releases, step.cost)])
    theirs = sum((step.cost for step in steps), Cost(0.0, 0.0, 0))
    table.append(["all", *_figures(theirs), _rate(prepared.releases, theirs)])
    yield from _table(["tool", "s", "CPU s", "peak MB", "releases/s"], table)
    yield ""
    found = peer.difference(prepared, lake)
    yield f"Both lines made the same releases and compiled releases: {found or 'yes'}."
    # The peer's seconds hold the start of each tool, so ours hold our start as well.
    ours = _without_start(stages) + stages[0].cost
    yield from _section("Ratio, per release, start included")
    wall, cpu = (
        (peer_used / prepared.releases) / (our_used / every)
        for peer_used, our_used in ((theirs.seconds, ours.seconds), (theirs.cpu_seconds, ours.cpu_seconds))
    )
    table = [
        ["releases/s", f"{every / ours.seconds:,.0f}", f"{prepared.releases / theirs.seconds:,.0f}", f"{wall:.1f}"],
        [
            "releases per CPU s",
            f"{every / ours.cpu_seconds:,.0f}",
            f"{prepared.releases / theirs.cpu_seconds:,.0f}",
            f"{cpu:.1f}",
        ],
    ]
    yield from _table(["", "ours", "peer", "times"], table)


def _validation(folder: Path) -> Iterator[str]:
    """The command on releases of our line, repeated with other ids until there are enough."""
    lake, file = folder / "workspace" / "lake", folder / "releases.jsonl"
    with file.open("wb") as sink:
        written = 0
        while written < _VALIDATED:
            for _, release in peer.releases_of(lake):
                sink.write(peer.as_json(release | {"id": f"{release['id']}-{written}"}) + b"\n")
                written += 1
                if written == _VALIDATED:
                    break
    command = [str(Path(sys.executable).with_name("ocdsjp")), "validate", file.name]
    cost = run_together([Command(command, folder, folder / "validate.txt")])
    size = file.stat().st_size
    figures = [*_figures(cost), _rate(_VALIDATED, cost), f"{size / MEGABYTE / cost.seconds:,.0f}"]
    yield from _table(["s", "CPU s", "peak MB", "releases/s", "MB/s"], [figures])


def _figures(cost: Cost) -> list[str]:
    return [f"{cost.seconds:.2f}", f"{cost.cpu_seconds:.2f}", f"{cost.peak_bytes / MEGABYTE:,.0f}"]


def _rate(count: int | None, cost: Cost) -> str:
    return f"{count / cost.seconds:,.0f}" if count else ""


def _section(title: str) -> Iterator[str]:
    yield from ("", f"## {title}", "")


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table that is aligned for the terminal too: names left, figures right."""
    table = [head, *body]
    widths = [max(len(line[column]) for line in table) for column in range(len(head))]
    left = 1 if head[0] in {"stage", "tool", ""} else 0
    for number, line in enumerate(table):
        cells = [
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            rules = ["-" * width if column < left else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
            yield f"| {' | '.join(rules)} |"


if __name__ == "__main__":
    main()
