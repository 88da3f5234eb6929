"""Sorts lines into several files at once, in bounded memory."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_BUDGET_BYTES = 48 << 20


class Partitions:
    """Lines by name, in the order in which they were added; beyond a budget they wait in temporary files.

    Use it as a context manager: the temporary files go with it.
    """

    def __init__(self, budget: int = _BUDGET_BYTES) -> None:
        self._budget = budget
        self._held: dict[str, list[bytes]] = {}
        self._bytes = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[str, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, name: str, line: bytes) -> None:
        """Put a line (without line feed) under a name."""
        self._held.setdefault(name, []).append(line)
        self._bytes += len(line)
        if self._bytes > self._budget:
            self._spill()

    def names(self) -> list[str]:
        """The names so far, sorted."""
        return sorted({*self._held, *self._files})

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines under a name, without line feeds."""
        path = self._files.get(name)
        if path is not None:
            with path.open("rb") as file:
                for line in file:
                    yield line[:-1]
        yield from self._held.get(name, ())

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ocdsjp-lines-")
        for name, lines in self._held.items():
            # Names may hold anything; the files are numbered.
            path = self._files.setdefault(name, Path(self._folder.name) / str(len(self._files)))
            with path.open("ab") as file:
                file.writelines(line + b"\n" for line in lines)
        self._held.clear()
        self._bytes = 0
