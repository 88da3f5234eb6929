"""The reading process, ``python -m ocdsjp.read.process.child``: starts once, everything imported, and forks per file.

Nothing imports this module; ``sandbox`` starts it and speaks to it. Two ways of running:

- as a **nursery** (``--nursery FD``): over a socket come jobs, each with the descriptors to write frames and complaints
  to; a job is done in a fork of this process, which takes a few milliseconds. The nursery also reaps its children on
  request and tells how they ended. It ends, and ends them, when its parent closes the socket or dies.
- **once** (``--once``), where there is no fork: the job from standard input, frames to standard output.
"""

import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NoReturn

import orjson

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.read.formats import reader_of
from ocdsjp.read.limits import Limits
from ocdsjp.read.look import LOOK, dump
from ocdsjp.read.process import wire
from ocdsjp.read.tables import Report, Table

CHUNK_ROWS = 2_000
_CHUNK_CELLS = 200_000
_LENGTH = 4
_JOB_BYTES = 1 << 16
_HEAVY = frozenset({"excel", "html", "pdf"})  # formats whose modules take long to import


def do_job(job: bytes, out: BinaryIO) -> None:
    """Read the file of a job and write its frames.

    Ends with a report frame or an error frame. Whatever else goes wrong ends the process without either, which the
    parent can tell.
    """
    path, file_name, options, limits = wire.load_job(job)
    _restrict(limits, writes=limits.max_unzipped_bytes if options.format == "zip" else 0)
    report = Report()
    try:
        if orjson.loads(job).get(LOOK):
            _write(out, dump(import_module("ocdsjp.read.facts").file_facts(Path(path), limits)))
        else:
            with read_tables_in_process(Path(path), options, report, file_name=file_name, limits=limits) as tables:
                _write_tables(out, tables)
        last = wire.dump_report(report)
    except ReadError as error:
        last = wire.dump_error(error)
    except MemoryError:
        last = wire.dump_error(ReadError(rules.TOO_MUCH_MEMORY, None, limit=limits.child_memory_bytes))
    _write(out, last)
    out.flush()


def _write_tables(out: BinaryIO, tables: Iterator[Table]) -> None:
    for table in tables:
        _write(out, wire.dump_table(table))
        _write_rows(out, table)


def _write_rows(out: BinaryIO, table: Table) -> None:
    rows = table.rows()
    size = max(1, min(CHUNK_ROWS, _CHUNK_CELLS // max(1, len(table.columns))))
    while chunk := list(islice(rows, size)):
        _write(out, wire.dump_rows(chunk))


def _write(out: BinaryIO, frame: bytes) -> None:
    out.write(len(frame).to_bytes(_LENGTH, "big"))
    out.write(frame)


def _restrict(limits: Limits, *, writes: int = 0) -> None:
    """Bound what this process may take from here on: memory and time; it leaves no core file.

    It writes no file either, but for the members of an archive, each of at most ``writes`` bytes.
    """
    try:
        import resource  # noqa: PLC0415  does not exist on Windows
    except ImportError:
        return
    mapped = _mapped_bytes()
    _lower(resource.RLIMIT_AS, mapped + limits.child_memory_bytes)
    _lower(resource.RLIMIT_CPU, limits.child_cpu_seconds, grace=5)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, writes)


def _lower(kind: int, value: int, *, grace: int = 0) -> None:
    """Lower a limit, never raise it. Past the soft limit of CPU time comes SIGXCPU, past the hard one SIGKILL."""
    import resource  # noqa: PLC0415  does not exist on Windows

    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or value + grace < hard:
        with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(kind, (value, value + grace))


def _mapped_bytes() -> int:
    """Address space that this process has mapped already: interpreter, pandas and their libraries."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def serve(control: socket.socket) -> None:
    """Be the nursery: start and reap children until the parent is gone."""
    children: dict[int, int] = {}  # our number for a child: its process id
    born = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _JOB_BYTES, 2)
        while not message.endswith(b"\n") and (more := control.recv(_JOB_BYTES)):
            message += more
        if not message.endswith(b"\n"):
            break
        request = orjson.loads(message)
        if "reap" in request:
            answer = _reap(children.pop(request["reap"]))
        else:
            born += 1
            out, complaints = descriptors
            if request.get("options", {}).get("format") in _HEAVY:
                # Imported here once and not in every fork. Text files never wait for pandas.
                reader_of(request["options"]["format"])
            pid = os.fork()
            if pid == 0:
                control.close()
                _live(orjson.dumps(request), out, complaints)
            children[born] = pid
            os.close(out)
            os.close(complaints)
            answer = born
        control.sendall(b"%d\n" % answer)
    for pid in children.values():
        _reap(pid)


def _reap(pid: int) -> int:
    """Kill a child if it still lives, and tell how it ended: an exit code, or minus a signal."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # a child that is dead already keeps its own ending
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _live(job: bytes, out: int, complaints: int) -> NoReturn:
    """Be a child: do one job and end, without the exit handlers that belong to the nursery."""
    code = 70  # EX_SOFTWARE of sysexits.h, for a traceback
    try:
        os.dup2(complaints, 2)
        # Never closed here: its end must come with the end of the process, or the parent would kill us before we have
        # said how we end.
        do_job(job, os.fdopen(out, "wb", closefd=False))
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def main(arguments: list[str]) -> None:
    """Run as the arguments say; see the module's docstring."""
    if arguments[0] == "--once":
        do_job(sys.stdin.buffer.read(), sys.stdout.buffer)
        return
    with socket.socket(fileno=int(arguments[1])) as control:
        serve(control)


if __name__ == "__main__":
    main(sys.argv[1:])
