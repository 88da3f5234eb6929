"""Starts reading processes and ends them. Knows processes and pipes; not what is read.

Where there is ``fork``, one nursery per process of ours (see ``child``) keeps an interpreter warm, so that a reader
starts in a few milliseconds; elsewhere each file gets a new interpreter.
"""

import atexit
import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO, Protocol

HAS_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")

_COMPLAINT_BYTES = 1 << 16  # what a pipe holds
_CHILD = "ocdsjp.read.process.child"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reading process ended.

    Attributes:
        code: Exit code, minus the number of the signal that ended it, or None if nobody knows.
        complaint: What it wrote to its standard error.
    """

    code: int | None
    complaint: str = ""


class Reader(Protocol):
    """A process that reads one file."""

    @property
    def out(self) -> BinaryIO:
        """Where its frames come out."""

    def end(self) -> Ending:
        """End it if it still lives, and tell how it ended. Every call gives the same answer; any thread may call."""

    def close(self) -> None:
        """End it and free its pipes."""


def launch(job: bytes) -> Reader:
    """Start a process that does ``job``."""
    if not HAS_FORK:
        return OwnInterpreter(job)
    try:
        return _nursery().start(job)
    except (BrokenPipeError, ConnectionResetError, EOFError):  # someone killed the nursery: once more with a new one
        _NURSERIES.pop(os.getpid()).close()
        return _nursery().start(job)


class OwnInterpreter:
    """A reader in an interpreter of its own: start-up takes most of a second."""

    def __init__(self, job: bytes) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module, no word from outside
            [sys.executable, "-m", _CHILD, "--once"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        assert self._process.stdin is not None  # noqa: S101  asked for above; tells the type checker
        assert self._process.stdout is not None  # noqa: S101
        self.out: BinaryIO = self._process.stdout  # type: ignore[assignment]  # typeshed: IO[bytes], a BinaryIO in fact
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(job)

    def end(self) -> Ending:
        """See ``Reader``."""
        self._process.kill()
        return Ending(self._process.wait())

    def close(self) -> None:
        """See ``Reader``."""
        self.end()
        self.out.close()


class _ForkedReader:
    """A reader that was forked by the nursery."""

    def __init__(self, nursery: "_Nursery", child: int, out: int, complaints: int) -> None:
        self.out: BinaryIO = os.fdopen(out, "rb")
        self._nursery = nursery
        self._child = child
        self._complaints = complaints
        self._lock = Lock()
        self._ending: Ending | None = None

    def end(self) -> Ending:
        """See ``Reader``."""
        with self._lock:
            if self._ending is None:
                code = self._nursery.reap(self._child)
                with os.fdopen(self._complaints, "rb") as complaints:
                    text = complaints.read(_COMPLAINT_BYTES) if code is not None else b""
                self._ending = Ending(code, text.decode("utf-8", "replace"))
            return self._ending

    def close(self) -> None:
        """See ``Reader``."""
        self.end()
        self.out.close()


class _Nursery:
    """The parent's side of the nursery: one request at a time, whichever thread asks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module, no word from outside
                [sys.executable, "-m", _CHILD, "--nursery", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=_environment(),
                process_group=0,  # Ctrl-C is for this process to handle; it then closes its readers itself
            )
        self._answers = self._control.makefile("rb")
        atexit.register(self.close)

    def start(self, job: bytes) -> Reader:
        """Have a child forked for ``job``.

        Raises:
            BrokenPipeError, ConnectionResetError, EOFError: If the nursery is dead.
        """
        out, their_out = os.pipe()
        complaints, their_complaints = os.pipe()
        try:
            # A child that complains more than the pipe holds must not wait for a listener.
            os.set_blocking(their_complaints, False)
            child = self._ask(job, (their_out, their_complaints))
        except OSError:
            os.close(out)
            os.close(complaints)
            raise
        finally:
            os.close(their_out)
            os.close(their_complaints)
        return _ForkedReader(self, child, out, complaints)

    def reap(self, child: int) -> int | None:
        """End a child; how it ended, or None if the nursery is dead (and its children with it)."""
        try:
            return self._ask(b'{"reap":%d}' % child, ())
        except OSError:
            return None

    def _ask(self, request: bytes, descriptors: tuple[int, ...]) -> int:
        with self._lock:
            if descriptors:
                socket.send_fds(self._control, [request + b"\n"], list(descriptors))
            else:
                self._control.sendall(request + b"\n")
            answer = self._answers.readline()
        if not answer:
            raise BrokenPipeError("the nursery of reading processes has ended")
        return int(answer)

    def close(self) -> None:
        """Let the nursery and its children end."""
        atexit.unregister(self.close)
        self._answers.close()
        self._control.close()
        self._process.wait()


# By process id: a fork of this process must not talk on the socket that it inherited. It keeps the object, untouched.
_NURSERIES: dict[int, _Nursery] = {}
_start_lock = Lock()


def _nursery() -> _Nursery:
    """This process's nursery, started at the first call."""
    with _start_lock:
        if os.getpid() not in _NURSERIES:
            _NURSERIES[os.getpid()] = _Nursery()
        return _NURSERIES[os.getpid()]


def _renew_lock() -> None:
    global _start_lock  # noqa: PLW0603  a lock that another thread held at the fork stays locked for ever
    _start_lock = Lock()


if HAS_FORK:
    os.register_at_fork(after_in_child=_renew_lock)


def _environment() -> dict[str, str]:
    """The environment of a reading process: the same modules, and one thread, which makes forking safe."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
    }
