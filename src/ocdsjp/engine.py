"""Spreads units of work over processes and hands the results back in the order of the units.

Belongs here: how a function meets its units. What a unit is and what is done with it belongs to ``stages``;
workers get paths and return paths, they never touch the catalogue.
"""

import gc
import multiprocessing
import os
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from ocdsjp.errors import OcdsjpError, UsageError

ENGINES = ("serial", "processes")

_IN_FLIGHT_PER_WORKER = 4
"""Units handed out ahead of the first unfinished one: enough that a slow unit does not leave the others
idle, few enough that the waiting results stay small."""

_NAME_LENGTH = 200
_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_HEAVY_BYTES = 400_000_000
"""Workers that grew beyond this do not live to see the next map: freed memory stays with a process, and what one
stage needed for a large file would come on top of what the next one needs."""
_GC_THRESHOLD = (100_000, 50, 1_000)

Unit = TypeVar("Unit")
Result = TypeVar("Result")


class Engine(Protocol):
    """Applies a function to units. Use it as a context manager around all the maps of a run."""

    def map(self, function: Callable[[Unit], Result], units: Iterable[Unit]) -> Iterator[Result]:
        """The results in the order of the units, made as they are asked for.

        The first error is raised as it is, with a note that names its unit by ``str(unit)``; no later unit
        is begun.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def make_engine(name: str, workers: int, preload: Sequence[str] = ()) -> Engine:
    """The engine called ``name``.

    Args:
        name: One of ``ENGINES``.
        workers: How many units are worked on at the same time.
        preload: Modules that workers need; imported once for all of them where the system can.

    Raises:
        UsageError: If there is no such engine.
    """
    if name == "serial":
        return Serial()
    if name == "processes":
        return Processes(workers, preload)
    raise UsageError(f"unknown engine {name}: choose one of {', '.join(ENGINES)}")


class Serial:
    """One unit after the other, in this process."""

    def map(self, function: Callable[[Unit], Result], units: Iterable[Unit]) -> Iterator[Result]:
        """See ``Engine.map``."""
        for unit in units:
            with _naming(unit):
                result = function(unit)
            yield result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class Processes:
    """A pool of worker processes, started when first needed and kept for the following maps.

    Functions must stand in a module (or be a ``functools.partial`` of one); units and results travel by
    pickle. Workers may have child processes of their own. They are not forked from this process, which may
    hold threads and locks, but from a server that has only imported what they need. A lifeline, a pipe whose
    other end only this process holds, ends them at once when this process is killed, interrupted or leaves
    the ``with`` block by an error: all that they write is atomic.
    """

    def __init__(self, workers: int, preload: Sequence[str] = ()) -> None:
        if workers < 1:
            raise UsageError(f"the number of workers must be at least 1, not {workers}")
        self._workers = workers
        self._preload = preload
        self._pool: _Pool | None = None

    def map(self, function: Callable[[Unit], Result], units: Iterable[Unit]) -> Iterator[Result]:
        """See ``Engine.map``. A single unit is worked on here: starting a worker costs more than it saves.

        Raises:
            OcdsjpError: If a worker dies; the message names the units that were being worked on.
        """
        remaining = iter(units)
        head = list(islice(remaining, 2))
        if len(head) < 2:  # noqa: PLR2004 - two is where a second worker starts to matter
            return Serial().map(function, head)
        return self._map(function, chain(head, remaining))

    def _map(self, function: Callable[[Unit], Result], units: Iterator[Unit]) -> Iterator[Result]:
        if self._pool is None:
            self._pool = _Pool(self._workers, self._preload)
        pool, executor = self._pool, self._pool.executor
        pending: deque[tuple[Unit, Future[tuple[Result, int]]]] = deque()
        try:
            for unit in units:
                future = executor.submit(_weighed, function, unit)
                pool.unfinished.add(future)
                future.add_done_callback(pool.unfinished.discard)
                pending.append((unit, future))
                if len(pending) >= self._workers * _IN_FLIGHT_PER_WORKER:
                    yield pool.weigh(_first_result(pending))
            while pending:
                yield pool.weigh(_first_result(pending))
            if pool.heavy:
                self._stop(at_once=False)
        except BrokenProcessPool as error:
            self._stop(at_once=True)
            raise OcdsjpError(_obituary(_lost_units(pending)[: self._workers])) from error
        finally:
            for _, future in pending:
                future.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop(at_once=kind is not None)

    def _stop(self, *, at_once: bool) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop(at_once=at_once)


class _Pool:
    """The executor together with the lifeline of its workers."""

    def __init__(self, workers: int, preload: Sequence[str]) -> None:
        context = _context(preload)
        self._watched, self._held = context.Pipe(duplex=False)
        self.executor = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_start_worker, initargs=(self._watched,)
        )
        self.unfinished: set[Future[Any]] = set()
        self.heavy = False

    def weigh(self, weighed: tuple[Result, int]) -> Result:
        """The result, when the size that the worker had reached is noted."""
        result, peak = weighed
        self.heavy = self.heavy or peak > _HEAVY_BYTES
        return result

    def stop(self, *, at_once: bool) -> None:
        """End the workers: idle ones at once, the others when their units are done or in the middle of them.

        Idle workers end by the lifeline, too: taking their interpreters down in order took most of a second.
        """
        if not at_once:
            wait(list(self.unfinished))
        self._held.close()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self._watched.close()


def _context(preload: Sequence[str]) -> BaseContext:
    """How workers are started: forked from a server that imports once, or, where there is none, one by one.

    Importing takes most of a second, each unit 0.13 ms. The server stays until this process ends, idle.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


@contextmanager
def relaxed_gc() -> Iterator[None]:
    """Let the cyclic garbage collector of this process look seldom while stages run.

    They make many small objects and hardly a cycle; looking for cycles took a quarter of the time of a run.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_GC_THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _start_worker(lifeline: Connection) -> None:
    gc.freeze()  # what is imported by now stays
    gc.set_threshold(*_GC_THRESHOLD)
    # Ctrl-C reaches every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, args=(lifeline,), name="lifeline", daemon=True).start()


def _weighed(function: Callable[[Unit], Result], unit: Unit) -> tuple[Result, int]:
    """The result of a unit, and the largest resident set that this worker ever had."""
    return function(unit), _peak_bytes()


def _peak_bytes() -> int:
    """The high-water mark of this process's memory as Linux keeps it, 0 elsewhere.

    Not ``getrusage``: its figure begins with the size of the process that started this one.
    """
    try:
        status = _STATUS.read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = _PEAK.search(status)
    return int(found[1]) * 1024 if found else 0


def _die_with_parent(lifeline: Connection) -> None:
    lifeline.poll(None)  # returns at the end of file only: nobody ever writes
    os._exit(1)


def _first_result(pending: deque[tuple[Unit, Future[Result]]]) -> Result:
    """Wait for the oldest unit. It stays in ``pending`` if it fails, to be found among the lost ones."""
    unit, future = pending[0]
    with _naming(unit):
        result = future.result()
    pending.popleft()
    return result


def _lost_units(pending: Iterable[tuple[Unit, Future[Result]]]) -> list[Unit]:
    """The units that the broken pool left unfinished, oldest first: the workers took them in this order."""
    pairs = list(pending)
    wait([future for _, future in pairs])
    return [unit for unit, future in pairs if isinstance(future.exception(), BrokenProcessPool)]


def _obituary(suspects: list[Unit]) -> str:
    names = " | ".join(_name(unit) for unit in suspects) or "no unit"
    return f"a worker process died (killed, or out of memory) while these were being worked on: {names}"


@contextmanager
def _naming(unit: object) -> Iterator[None]:
    """Attach the unit's name to any error; the error's type and place stay what they are."""
    try:
        yield
    except BrokenProcessPool:
        raise  # the unit that waited need not be the one that broke the pool
    except Exception as error:
        error.add_note(f"unit: {_name(unit)}")
        raise


def _name(unit: object) -> str:
    text = str(unit)
    return text if len(text) <= _NAME_LENGTH else f"{text[: _NAME_LENGTH - 1]}…"
