"""Reads a file in a child process that may die: the public way to read any file from outside.

The child parses; this process only receives rows. A crash, a kill by the system, a timeout and too much memory all
become a ``ReadError`` like any other, and the run goes on.

``multiprocessing`` is not used, for three reasons: its children import the caller's main module again (the whole
command line, per file), it refuses to work in daemonic processes (workers of Dask), and its fork server is state shared
with whoever else uses it. Instead a *nursery* (see ``child``) belongs to this module alone.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.limits import DEFAULT, Limits, check_size
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.process import wire
from ocdsjp.read.process.launch import Reader, launch
from ocdsjp.read.tables import Report, Row, Table

_LENGTH = 4
# Rows of 200,000 cells take 2 to 20 MB; more than this is no frame of ours.
_LONGEST_FRAME = 1 << 30
_MEMORY_SIGNS = ("memory allocation of", "MemoryError", "capacity overflow", "bad_alloc")
_SHOWN = 200
# What reading a frame raises that no child of ours has written: one that a hostile file has taken over might.
_GARBLED = (AttributeError, IndexError, KeyError, TypeError, ValueError)
# Windows has neither; there a child's exit code is never negative.
_SIGKILL = getattr(signal, "SIGKILL", 0)
_SIGXCPU = getattr(signal, "SIGXCPU", 0)


class OpenFile(Iterator[Table]):
    """The tables of a file that is being read, in the order of the file.

    Attributes:
        file_name: The name that people know.
        report: What the reader learnt; complete when the last row of the last table has been taken.
    """

    def __init__(self, reader: Reader, file_name: str, limits: Limits) -> None:
        self.file_name = file_name
        self.report = Report()
        self._reader = reader
        self._limits = limits
        self._frames = self._receive()
        self._next: Table | None = None  # the next table, met while looking for rows
        self._taken = 0
        self._ended = False

    def __next__(self) -> Table:
        for _ in self._rows(self._taken):
            pass
        while self._next is None:
            if self._ended:
                raise StopIteration
            self._step()
        table, self._next = self._next, None
        self._taken += 1
        return table

    def _rows(self, number: int) -> Iterator[Row]:
        """The rows of the ``number``-th table, as long as it is the one being read."""
        while number == self._taken and self._next is None and not self._ended:
            yield from self._step()

    def _step(self) -> Iterator[Row]:
        """Take one frame; its rows, if it has any."""
        letter, body = next(self._frames)
        try:
            return self._understand(letter, body)
        except _GARBLED as error:
            self._ended = True
            raise ReadError(rules.CRASHED, None, reason="garbled answer") from error

    def _understand(self, letter: bytes, body: bytes) -> Iterator[Row]:
        if letter in {wire.PLAIN_ROWS, wire.TYPED_ROWS}:
            return wire.load_rows(letter, body)
        if letter == wire.TABLE:
            self._next = wire.load_table(body, self._rows(self._taken + 1))
        elif letter == wire.REPORT:
            wire.load_report(body, self.report)
            self._ended = True
        else:
            self._ended = True
            raise wire.load_error(body)
        return iter(())

    def _receive(self) -> Iterator[tuple[bytes, bytes]]:
        """The frames. Only the time spent waiting for them counts against the child.

        Raises:
            ReadError: If the child ended, or was ended, without a last word.
        """
        left = self._limits.child_wall_seconds
        while True:
            began = monotonic()
            timer = Timer(left, self._reader.end)
            timer.daemon = True
            timer.start()
            try:
                frame = self._frame()
            finally:
                timer.cancel()
            left -= monotonic() - began
            if frame is None:
                self._ended = True
                raise self._obituary(timed_out=left <= 0)
            yield frame[:1], frame[1:]

    def _frame(self) -> bytes | None:
        """The next whole frame, or None if the child is gone."""
        header = self._reader.out.read(_LENGTH)
        length = int.from_bytes(header, "big")
        if len(header) < _LENGTH or length > _LONGEST_FRAME:
            return None
        frame = self._reader.out.read(length)
        return frame if len(frame) == length else None

    def _obituary(self, *, timed_out: bool) -> ReadError:
        """Why the child left no last word."""
        limits = self._limits
        ending = self._reader.end()
        if timed_out or ending.code == -_SIGXCPU:
            return ReadError(rules.TOO_SLOW, None, limit=limits.child_wall_seconds)
        if ending.code == -_SIGKILL or any(sign in ending.complaint for sign in _MEMORY_SIGNS):
            # Nobody of ours killed it: that was the system, short of memory.
            return ReadError(rules.TOO_MUCH_MEMORY, None, limit=limits.child_memory_bytes)
        lines = [line.strip() for line in ending.complaint.splitlines() if line.strip()]
        reason = lines[-1][:_SHOWN] if lines else f"exit {ending.code}"
        return ReadError(rules.CRASHED, None, reason=reason)


@contextmanager
def open_tables(path: Path, options: ReadOptions, *, file_name: str, limits: Limits = DEFAULT) -> Iterator[OpenFile]:
    """Read a file from outside. The block gets an iterator of its tables; leaving it ends the child.

    Args:
        path: The bytes, on this machine.
        options: How the publisher writes them.
        file_name: The name that people know; ``path`` may be a blob without a telling name.
        limits: What the file may cost.

    Raises:
        ReadError: At once, from the tables or from their rows, if the file cannot be read; it says why in both
            languages. Rows that came before are then void.
    """
    size = check_size(path, limits)
    if size == 0:
        raise ReadError(rules.FILE_EMPTY)
    limits = limits.of_format(options.format)
    reader = launch(wire.dump_job(str(path), file_name, options, limits))
    try:
        yield OpenFile(reader, file_name, limits)
    finally:
        reader.close()
