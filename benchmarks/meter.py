"""How long processes take and how much memory they hold. Knows nothing of what they do."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]  # it has no types of its own

MEGABYTE = 1_000_000

_INTERVAL_SECONDS = 0.1
"""Between two looks at all processes below one: often enough to see each, seldom enough to cost under 2 %."""

_WAIT_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work cost.

    Attributes:
        seconds: Wall time.
        cpu_seconds: Processor time of all its processes, user and system. Says more than wall time on a machine that
            does other things as well.
        peak_bytes: Largest resident set of any one process.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int

    def __add__(self, other: "Cost") -> "Cost":
        """The cost of one after the other."""
        return Cost(
            self.seconds + other.seconds,
            self.cpu_seconds + other.cpu_seconds,
            max(self.peak_bytes, other.peak_bytes),
        )


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, the folder it runs in, and the files it reads from and writes to."""

    argv: Sequence[str]
    folder: Path
    output: Path
    input: Path = Path(os.devnull)


def run_together(commands: Sequence[Command]) -> Cost:
    """Run commands at the same time and wait for all; the kernel accounts for them.

    Raises:
        RuntimeError: If a command fails; with the end of its log.
    """
    began = time.monotonic()
    running = {}
    for command in commands:
        log = command.output.with_suffix(".log")
        with command.input.open("rb") as stdin, command.output.open("wb") as stdout, log.open("wb") as stderr:
            process = subprocess.Popen(command.argv, cwd=command.folder, stdin=stdin, stdout=stdout, stderr=stderr)
        running[process.pid] = (process, log)
    cpu, peak = 0.0, 0
    while running:
        time.sleep(_WAIT_SECONDS)
        for pid, (process, log) in list(running.items()):
            # The peak that wait4 gives for a child begins with the memory of this process, so it is looked up.
            peak = max(peak, _peak(pid))
            # wait4 is the only call that says what processor time one child used.
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if not ended:
                continue
            del running[pid]
            cpu += usage.ru_utime + usage.ru_stime
            process.returncode = os.waitstatus_to_exitcode(status)  # or Popen would wait for it again
            if process.returncode:
                raise RuntimeError(f"{process.args!r} failed: {log.read_text(errors='replace')[-2000:]}")
    return Cost(time.monotonic() - began, cpu, peak)


class TreeMeter:
    """Watches a process and all that it starts, stage by stage.

    Linux keeps the peak of every process (``VmHWM``) and lets its owner reset it, so that a peak between two looks is
    not missed; elsewhere the resident set at each look counts.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._lock = threading.Lock()
        self._cpu: dict[tuple[int, float], float] = {}
        self._peak = 0
        self._mark = (time.monotonic(), 0.0)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def lap(self) -> Cost:
        """What was used since the last call, or since the start."""
        with self._lock:
            self._look()
            now, cpu = time.monotonic(), sum(self._cpu.values())
            cost = Cost(now - self._mark[0], cpu - self._mark[1], self._peak)
            self._mark, self._peak = (now, cpu), 0
            for process in self._processes():
                _reset_peak(process.pid)
            return cost

    def _watch(self) -> None:
        while not self._ended.wait(_INTERVAL_SECONDS):
            with self._lock:
                self._look()

    def _look(self) -> None:
        for process in self._processes():
            try:
                times = process.cpu_times()
                self._cpu[process.pid, process.create_time()] = times.user + times.system
                self._peak = max(self._peak, _peak(process.pid))
            except psutil.NoSuchProcess:
                continue

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _peak(pid: int) -> int:
    """The largest resident set of a process so far, in bytes; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # not Linux, or the process is gone
        return _resident(pid)
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0  # it has ended and nobody waited for it yet


def _resident(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _reset_peak(pid: int) -> None:
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # see proc(5)
    except OSError:
        return  # not Linux, or gone: the highest look of the stage will do
