"""Where commands read from and write to: files or standard streams, whole files or none, and progress on a terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer

STANDARD = "-"
"""The name that stands for standard input or output."""

_STEP = 1000
"""Items between two updates of the progress line."""


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for ``-``.

    Raises:
        OSError: If there is no such file, or it cannot be read.
    """
    if name == STANDARD:
        yield typer.get_binary_stream("stdin")
        return
    with Path(name).open("rb") as file:
        yield file


@contextmanager
def destination(path: Path | None) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file ``path`` at the end, if no error came between; standard output for None.

    Raises:
        OSError: If the file cannot be written.
    """
    if path is None or str(path) == STANDARD:
        stream = typer.get_binary_stream("stdout")
        yield stream
        stream.flush()
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def displayed(path: Path) -> Path:
    """A path as people are shown it: relative to the current folder where it is below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@contextmanager
def counting(label: str) -> Iterator[Callable[[int], None]]:
    """A function that shows how many items are done, on a terminal only; it is cheap to call for each item."""
    if not sys.stderr.isatty():
        yield lambda _number: None
        return
    # Rich takes 60 ms to import, which only people who watch a terminal have to wait for.
    from rich.console import Console  # noqa: PLC0415 - see above

    with Console(stderr=True).status(label) as status:

        def show(number: int) -> None:
            if number % _STEP == 0:
                status.update(f"{label} {number:,}")

        yield show
