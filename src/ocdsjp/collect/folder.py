"""The folder connector: files below the inbox that match a source's pattern."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from ocdsjp.collect.client import Client
from ocdsjp.collect.sighting import Known, Sighted
from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule

OUTSIDE = Rule(
    id="folder-outside-inbox",
    ja="collect の folder『{value}』は受信フォルダーの外を指しています。",
    en='The folder "{value}" of collect points outside the inbox.',
    mend_ja="受信フォルダーからの相対パスを書いてください。",
    mend_en="Write a path relative to the inbox.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a source.

    Attributes:
        location: Its path below the inbox, with ``/`` on every system; always text, whatever bytes its name has.
        path: Where it lies.
    """

    location: str
    path: Path


@dataclass(frozen=True)
class Folder:
    """See ``sighting.Connector``.

    Attributes:
        inbox: The folder against which the pattern resolves.
        pattern: As the mapping declares it.
    """

    inbox: Path
    pattern: str

    @property
    def hosts(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def lists_everything(self) -> bool:
        """Yes: a file that is there no longer has been taken away."""
        return True

    @property
    def max_requests(self) -> int | None:
        """None are made."""
        return None

    def look(self, client: Client, known: Mapping[str, Known], at: datetime) -> Iterator[Sighted]:  # noqa: ARG002
        """Every file that matches.

        Raises:
            MappingError: If the pattern leads out of the inbox.
        """
        for file in find_files(self.inbox, self.pattern):
            yield Sighted(file.location, file.path)


def find_files(inbox: Path, pattern: str) -> Iterator[Found]:
    """The files below ``inbox`` that match ``pattern``, sorted by location.

    Links out of the inbox and names that editors leave behind (``~$…``, ``.…``) are not files of a source.

    Raises:
        MappingError: If the pattern is absolute or climbs out of the inbox.
    """
    wanted = PurePosixPath(pattern)
    if wanted.is_absolute() or ".." in wanted.parts:
        raise MappingError(OUTSIDE, pattern)
    root = inbox.resolve()
    taken: set[str] = set()
    for path in sorted(root.glob(pattern)):
        if path.name.startswith((".", "~$")) or not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        parts = path.relative_to(root).parts
        location = "/".join(map(_readable, parts))
        if location in taken:
            location = "/".join(map(_escaped, parts))
        taken.add(location)
        yield Found(location, path)


def _readable(name: str) -> str:
    """A file name as text: one that is not UTF-8 is read as CP932, in which old archives of Windows keep names."""
    try:
        os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        try:
            return os.fsencode(name).decode("cp932")
        except UnicodeDecodeError:
            return _escaped(name)
    return name


def _escaped(name: str) -> str:
    """A file name with its bytes that are no UTF-8 spelt out: not pretty, but never the name of another file."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
