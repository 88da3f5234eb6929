"""Files of a publication while they are written: hashed and counted as the bytes pass, and on disk when closed."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a publication.

    Attributes:
        path: Relative to the publication, with ``/``.
        bytes, sha256: Of the file as it is.
        media_type: Its media type.
        records: Number of releases, records, lines or rows in it; None for metadata.
    """

    path: str
    bytes: int
    sha256: str
    media_type: str
    records: int | None

    def as_dict(self) -> dict[str, str | int | None]:
        """As the manifest lists it."""
        return {
            "path": self.path,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "mediaType": self.media_type,
            "records": self.records,
        }


def media_type(path: str) -> str:
    """The media type that goes with a file's suffix."""
    return MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream")


class HashingFile:
    """A binary file open for writing that hashes and counts what it is given."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._hasher = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> int:
        """Write all of ``data``."""
        self._hasher.update(data)
        self._bytes += len(data)
        return self._file.write(data)

    @property
    def closed(self) -> bool:
        """Whether the file was closed; pyarrow asks."""
        return self._file.closed

    def flush(self) -> None:
        """Hand everything to the operating system; pyarrow calls it."""
        self._file.flush()

    def close(self) -> None:
        """Write everything to the disk and close."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def entry(self, path: str, records: int | None) -> FileEntry:
        """What the manifest says of the file."""
        return FileEntry(path, self._bytes, self._hasher.hexdigest(), media_type(path), records)


@contextmanager
def output(root: Path, path: str) -> Iterator[HashingFile]:
    """The file ``path`` under ``root``, its folders made, closed when the block ends."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    file = HashingFile(target)
    try:
        yield file
    finally:
        file.close()


def write_file(root: Path, path: str, data: bytes, records: int | None = None) -> FileEntry:
    """Write a whole file that is in memory."""
    with output(root, path) as file:
        file.write(data)
    return file.entry(path, records)
