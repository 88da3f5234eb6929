"""Opens a zip archive, a workbook's or any other, without believing it: sizes are counted while unpacking.

Nothing is written anywhere.
``zipfile`` reads the directory only. Its own unpacking stops at the recorded size, while calamine's goes on to the end
of the compressed stream, so that a lying record would hide a bomb from the one and not from the other.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.read import rules
from ocdsjp.read.limits import Limits

_CHUNK = 1 << 16
_UNPACKED_CHUNK = 1 << 20
_LOCAL_HEADER = 30  # bytes before the name, APPNOTE.TXT 4.3.7
_ENCRYPTED = 0x1  # general purpose flag, APPNOTE.TXT 4.4.4


@dataclass(frozen=True, slots=True)
class Words:
    """The rules by which an archive is refused, as they are told for one kind of archive."""

    broken: Rule
    encrypted: Rule
    bomb: Rule
    members: Rule
    lies: Rule


OF_WORKBOOKS = Words(rules.WORKBOOK_BROKEN, rules.ENCRYPTED, rules.ZIP_BOMB, rules.ZIP_MEMBERS, rules.ZIP_LIES)
OF_ARCHIVES = Words(
    rules.ARCHIVE_BROKEN,
    rules.ARCHIVE_ENCRYPTED,
    rules.ARCHIVE_BOMB,
    rules.ARCHIVE_MEMBERS,
    rules.ARCHIVE_LIES,
)


class Archive:
    """The members of an archive. Use as a context manager.

    Args:
        path: The file.
        limits: Members, bytes and ratio are held to them; the bytes over all members that are unpacked.
        words: How it is refused. Those of a workbook also refuse two parts of one name, of which programs choose
            differently.

    Raises:
        ReadError: If the archive is broken, encrypted, contradicts itself or goes over a limit.

    Attributes:
        directory: Its members in order.
        members: The same by name in small letters, as calamine compares them.
    """

    def __init__(self, path: Path, limits: Limits, words: Words = OF_WORKBOOKS) -> None:
        self._limits = limits
        self._words = words
        self._unpacked = 0
        self._file = path.open("rb")
        try:
            with zipfile.ZipFile(self._file) as archive:
                self.directory = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError) as error:
            self._file.close()
            raise ReadError(words.broken, None, reason=error) from error
        try:
            self.members = _checked(self.directory, limits, words)
        except ReadError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def unpack(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of a part in chunks of at most 1 MB.

        Raises:
            ReadError: If it is cut off, is not what the directory records, or all parts together become too large.
        """
        size = 0
        try:
            for chunk in _inflate(self._file, member, self._words):
                size += len(chunk)
                self._unpacked += len(chunk)
                if self._unpacked > self._limits.max_unzipped_bytes:
                    limit = self._limits.max_unzipped_bytes
                    raise ReadError(self._words.bomb, self._unpacked, limit=limit)
                yield chunk
        except zlib.error as error:
            raise ReadError(self._words.broken, None, reason=error) from error
        if size != member.file_size:
            raise ReadError(self._words.lies, member.filename)


def _checked(members: list[zipfile.ZipInfo], limits: Limits, words: Words) -> dict[str, zipfile.ZipInfo]:
    """The members by name in small letters, as calamine compares them."""
    if len(members) > limits.max_members:
        raise ReadError(words.members, len(members), limit=limits.max_members)
    by_name: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename.replace("\\", "/").lower()
        if name in by_name and words is OF_WORKBOOKS:  # which of the two is read depends on the reader
            raise ReadError(words.lies, member.filename)
        if member.flag_bits & _ENCRYPTED:
            raise ReadError(words.encrypted)
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ReadError(words.broken, None, reason=f"compression {member.compress_type}")
        by_name[name] = member
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_dense = unpacked > max(limits.ratio_applies_from_bytes, limits.max_ratio * packed)
    if unpacked > limits.max_unzipped_bytes or too_dense:
        raise ReadError(words.bomb, unpacked, limit=limits.max_unzipped_bytes)
    return by_name


def _inflate(file: BinaryIO, member: zipfile.ZipInfo, words: Words) -> Iterator[bytes]:
    """The real content of a part, whatever size is recorded.

    Raises:
        ReadError: If its header is not where the directory says, or the file ends before it.
        zlib.error: If the compressed stream is damaged.
    """
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise ReadError(words.lies, member.filename)
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    file.seek(name_length + extra_length, 1)
    left = member.compress_size
    stored = member.compress_type == zipfile.ZIP_STORED
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise ReadError(words.broken, None, reason="cut off")
        left -= len(packed)
        if stored:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _UNPACKED_CHUNK)
            packed = inflater.unconsumed_tail
    if not stored:
        yield inflater.flush()
        if not inflater.eof:
            raise ReadError(words.broken, None, reason="cut off")
