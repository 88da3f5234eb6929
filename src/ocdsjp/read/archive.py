r"""Reads the files in a zip archive, each by its own reader, as grids whose sheet names begin with the file's name.

A name in an archive is never a path: members are taken by their place in the directory, unpacked into files without a
name, and what they are called (``../../etc/passwd``, ``C:\\…``) is only shown. Archives in archives are not opened.
"""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import clean, match_key
from ocdsjp.read import rules
from ocdsjp.read.kinds import kind_of, refuse_others
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, Report
from ocdsjp.read.zips import OF_ARCHIVES, Archive

OpenGrids: TypeAlias = Callable[[Path, ReadOptions, Limits, Report], AbstractContextManager[Iterator[Grid]]]
"""How a file of any format is opened; given by the caller, which knows all formats."""

JOINT = " › "
"""Between a member's name and the name of a sheet in it."""

_UTF8_FLAG = 0x800  # general purpose flag, APPNOTE.TXT 4.4.4
# What programs add on their own: resource forks and folder settings of macOS and Windows.
_BY_PROGRAMS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_SHOWN_NAME = 200
_FOUND = 20


@contextmanager
def open_grids(
    path: Path, options: ReadOptions, limits: Limits, report: Report, *, open_inner: OpenGrids
) -> Iterator[Iterator[Grid]]:
    """The grids of all wanted members, in the order of the archive.

    Raises:
        ReadError: If the archive is broken, encrypted, a bomb or without the members; from the grids, if a member
            cannot be read as ``options.inner`` says.
    """
    report.format = "zip"
    refuse_others(path, "zip", "zip / xlsx", "zip")
    inner = options.model_copy(update={"format": options.inner, "inner": None, "members": None})
    with Archive(path, limits, OF_ARCHIVES) as archive:
        yield _grids(archive, _wanted(archive, options), inner, limits, report, open_inner)


def _grids(  # noqa: PLR0917  all of it is needed, and by nobody else
    archive: Archive,
    members: dict[str, zipfile.ZipInfo],
    options: ReadOptions,
    limits: Limits,
    report: Report,
    open_inner: OpenGrids,
) -> Iterator[Grid]:
    for name, member in members.items():
        own = Report()
        try:
            with unpacked(archive, member) as path:
                _refuse_at_once(path, options)
                with open_inner(path, options, limits, own) as grids:
                    for grid in grids:
                        yield replace(grid, sheet=_sheet(name, grid.sheet))
        except ReadError as error:
            error.detail.setdefault("sheet", name)
            raise
        _merge(name, own, report)


def _refuse_at_once(path: Path, options: ReadOptions) -> None:
    if path.stat().st_size == 0:
        raise ReadError(rules.FILE_EMPTY)
    if options.format != "excel" and str(kind_of(path)).startswith("zip"):
        raise ReadError(rules.ARCHIVE_NESTED)


def _sheet(member: str, sheet: str | None) -> str:
    return member if sheet is None else f"{member}{JOINT}{sheet}"


def _merge(name: str, own: Report, report: Report) -> None:
    """Add what was learnt about a member."""
    report.encoding = own.encoding or report.encoding
    report.gaiji_count += own.gaiji_count
    report.nul_count += own.nul_count
    report.skipped_sheets += [_sheet(name, sheet) for sheet in own.skipped_sheets]
    report.notices += [replace(notice, sheet=_sheet(name, notice.sheet)) for notice in own.notices]


def _wanted(archive: Archive, options: ReadOptions) -> dict[str, zipfile.ZipInfo]:
    """The wanted members by the names that are shown; a second of a name is ``name#2``.

    Raises:
        ReadError: If a pattern fits none, or there are none at all.
    """
    files = [(name_of(member), member) for member in archive.directory if not member.is_dir()]
    files = [(name, member) for name, member in files if not _is_by_program(name)]
    patterns = options.members or ("*",)
    for pattern in patterns:
        if not any(_fits(name, pattern) for name, _ in files):
            found = "、".join(name for name, _ in files[:_FOUND])
            raise ReadError(rules.MEMBER_NOT_FOUND, pattern, found=found)
    wanted: dict[str, zipfile.ZipInfo] = {}
    for name, member in files:
        if any(_fits(name, pattern) for pattern in patterns):
            number, free = 1, name
            while free in wanted:
                number += 1
                free = f"{name}#{number}"
            wanted[free] = member
    return wanted


def name_of(member: zipfile.ZipInfo) -> str:
    """A member's name for people: without invisible characters, on one line, not too long.

    APPNOTE.TXT knows CP437 and UTF-8 only; Windows in Japan writes CP932 without saying so.
    """
    name = member.orig_filename
    if not member.flag_bits & _UTF8_FLAG:
        written = name.encode("cp437")  # zipfile took it for that
        for encoding in ("utf-8", "cp932"):
            try:
                name = written.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return " ".join(clean(name.replace("\\", "/")).split())[:_SHOWN_NAME]


def _is_by_program(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_BY_PROGRAMS[0]) or lower.rpartition("/")[2] in _BY_PROGRAMS


def _fits(name: str, pattern: str) -> bool:
    """Whether the whole name or its last part fits, width and case apart."""
    wanted = match_key(pattern)
    return any(fnmatchcase(match_key(each), wanted) for each in (name, name.rpartition("/")[2]))


@contextmanager
def unpacked(archive: Archive, member: zipfile.ZipInfo) -> Iterator[Path]:
    """A member as a file that no name leads to, gone at the end even if this process is killed.

    Where the system has no such files it is one in a folder of our own, under a name of our own.

    Raises:
        ReadError: If the member is broken or too large.
    """
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with os.fdopen(os.memfd_create("member"), "wb") as file:
            _fill(file, archive, member)
            yield Path(f"/proc/self/fd/{file.fileno()}")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "member"
        with path.open("wb") as file:
            _fill(file, archive, member)
        yield path


def _fill(file: BinaryIO, archive: Archive, member: zipfile.ZipInfo) -> None:
    file.writelines(archive.unpack(member))
    file.flush()
