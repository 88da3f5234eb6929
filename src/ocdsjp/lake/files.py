"""``Lake``: reads and writes whole files, and names them by their content.

Knows digests, paths and compression by suffix. The lines inside a file belong to ``jsonlines``, the bytes
on a disk or in a bucket to ``stores``.
"""

import hashlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ocdsjp.errors import StoreError
from ocdsjp.lake import zstd
from ocdsjp.lake.stores import missing, open_store

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """Raw bytes as a publisher gave them.

    Attributes:
        sha256: Of the bytes, hexadecimal.
        bytes: How many they are.
    """

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Content:
    """A file named by its content.

    Attributes:
        path: Relative to the lake.
        digest: sha256 of the content before compression, hexadecimal.
        bytes: Size as stored.
    """

    path: str
    digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A file found in the lake, with its size in bytes as stored."""

    path: str
    bytes: int


def blob_path(sha256: str) -> str:
    """Where a blob lies: ``raw/sha256/ab/cdef…``; the first two digits keep folders small."""
    return f"raw/sha256/{sha256[:2]}/{sha256[2:]}"


class Lake:
    """All files of a workspace. Cheap to make and to send to a worker process: it travels as its URL.

    Paths are relative, with ``/`` between the parts. Every read of a missing file raises ``StoreError``,
    and so does a path that would leave the lake.

    Args:
        url: A local folder or an fsspec URL such as ``s3://bucket/prefix``.

    Raises:
        UsageError: If the URL's protocol is unknown or its package is not installed.
    """

    def __init__(self, url: str | PathLike[str]) -> None:
        self.url = fspath(url)
        self._store = open_store(self.url)

    def __reduce__(self) -> tuple[type["Lake"], tuple[str]]:
        """Travel to another process as the URL alone."""
        return (Lake, (self.url,))

    def __repr__(self) -> str:
        return f"Lake({self.url!r})"

    def put_blob(self, data: Path | bytes) -> Blob:
        """Keep raw bytes, or a local file's bytes, under their sha256. The same bytes again write nothing."""
        digest = _digest(_chunks(data))
        path = blob_path(digest)
        if self._store.exists(path):
            return Blob(digest, self._store.size(path))
        hasher = hashlib.sha256()
        with self._store.draft(str(PurePosixPath(path).parent)) as draft:
            for chunk in _chunks(data):
                hasher.update(chunk)
                draft.file.write(chunk)
            # The file may have changed since it was first read: the name follows what was copied.
            digest = hasher.hexdigest()
            return Blob(digest, draft.commit(blob_path(digest)))

    def write(self, path: str, data: bytes | Iterable[bytes]) -> int:
        """Write a file as it is, atomically, under a name that the caller chooses; returns its bytes."""
        path = _checked(path)
        with self._store.draft(_folder(path)) as draft:
            for chunk in (data,) if isinstance(data, bytes) else data:
                draft.file.write(chunk)
            return draft.commit(path)

    def write_content(self, prefix: str, suffix: str, chunks: Iterable[bytes]) -> Content:
        """Write ``<prefix>/<sha256 of the chunks><suffix>`` in constant memory; an existing file stays.

        A suffix that ends with ``.zst`` compresses the file. The name is of the content before that, so
        that another version of the compressor does not rename everything.
        """
        prefix = _checked(prefix)
        hasher = hashlib.sha256()
        with self._store.draft(prefix) as draft:
            writer = zstd.compressor(draft.file) if suffix.endswith(zstd.SUFFIX) else draft.file
            for chunk in chunks:
                hasher.update(chunk)
                writer.write(chunk)
            if writer is not draft.file:
                writer.close()
            digest = hasher.hexdigest()
            path = f"{prefix}/{digest}{suffix}"
            if self._store.exists(path):
                return Content(path, digest, self._store.size(path))
            return Content(path, digest, draft.commit(path))

    def open_read(self, path: str) -> BinaryIO:
        """The file's bytes as stored, to be closed by the caller."""
        try:
            return self._store.open_read(_checked(path))
        except FileNotFoundError as error:
            raise missing(path, self.url) from error

    def read_bytes(self, path: str) -> bytes:
        """All bytes of the file as stored."""
        with self.open_read(path) as file:
            return file.read()

    def read_chunks(self, path: str) -> Iterator[bytes]:
        """The file's content in pieces, decompressed if its name ends with ``.zst``, in constant memory.

        Raises:
            StoreError: If the file is missing, damaged or cut off.
        """
        with self.open_read(path) as file:
            if path.endswith(zstd.SUFFIX):
                try:
                    yield from zstd.decompressed(file)
                except StoreError as error:
                    raise StoreError(f"{path}: {error}") from error
            else:
                while chunk := file.read(_CHUNK_BYTES):
                    yield chunk

    @contextmanager
    def local_path(self, path: str) -> Iterator[Path]:
        """The file on local disk, for readers that need a path; a remote file is copied for the block."""
        if not self.exists(path):
            raise missing(path, self.url)
        with self._store.local(path) as local:
            yield local

    def exists(self, path: str) -> bool:
        """Whether the file is there, whole."""
        return self._store.exists(_checked(path))

    def size(self, path: str) -> int:
        """Bytes as stored."""
        try:
            return self._store.size(_checked(path))
        except FileNotFoundError as error:
            raise missing(path, self.url) from error

    def files(self, prefix: str = "") -> Iterator[Stored]:
        """The files under a folder, sorted by path."""
        for path in self._store.files(_checked(prefix) if prefix else ""):
            yield Stored(path, self._store.size(path))

    def unreferenced(self, referenced: AbstractSet[str], *, before: datetime) -> Iterator[Stored]:
        """Files that no catalogue row names: the waste of killed and of superseded runs.

        Args:
            referenced: Paths of all files that the catalogue names, blobs included (see ``blob_path``).
            before: Files written since then may belong to a run that has yet to commit their rows; aware,
                real time.
        """
        return self._older((path for path in self._store.files("") if path not in referenced), before)

    def leftovers(self, *, before: datetime) -> Iterator[Stored]:
        """Temporary files of killed runs; younger ones than ``before`` may still be in the making."""
        return self._older(self._store.drafts(), before)

    def delete(self, path: str) -> None:
        """Remove a file that ``unreferenced`` or ``leftovers`` named; a missing one is fine."""
        self._store.delete(_checked(path))

    def _older(self, paths: Iterable[str], before: datetime) -> Iterator[Stored]:
        for path in paths:
            try:
                if self._store.modified(path) < before:
                    yield Stored(path, self._store.size(path))
            except FileNotFoundError:
                continue  # a run that is still going has renamed its draft


def _checked(path: str) -> str:
    """The path itself; names come from codes and digests, and none of them may lead out of the lake."""
    if not path or path.startswith("/") or any(part in {"", ".", ".."} for part in path.split("/")):
        raise StoreError(f"not a path inside the lake: {path!r}")
    return path


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _chunks(data: Path | bytes) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _digest(chunks: Iterable[bytes]) -> str:
    hasher = hashlib.sha256()
    for chunk in chunks:
        hasher.update(chunk)
    return hasher.hexdigest()
