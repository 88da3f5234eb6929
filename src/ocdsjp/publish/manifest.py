"""manifest.json: every file of a publication with its size, digest and number of records, and what it was made from.

The manifest lists all files but itself. ``verify`` compares it with what is there.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ocdsjp.errors import PublicationError
from ocdsjp.publish.meta import PublicationMeta
from ocdsjp.publish.outputs import FileEntry

PATH = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read: the facts that others need, and the files by path."""

    version: str
    published: str
    preview: bool
    generator: str
    totals: dict[str, int]
    files: dict[str, FileEntry]


def manifest_json(
    meta: PublicationMeta,
    version: str,
    *,
    totals: Mapping[str, int],
    inputs: Mapping[str, Any],
    files: Iterable[FileEntry],
) -> bytes:
    """manifest.json.

    Args:
        meta: Facts of the publication.
        version: Name of its folder.
        totals: What it holds.
        inputs: What it was made from: digests of mappings, blobs; JSON values, no clock.
        files: All its files.
    """
    ordered = sorted(files, key=lambda entry: entry.path)
    manifest = {
        "version": version,
        "published": meta.published,
        "preview": meta.preview,
        "generator": meta.generator,
        "publisher": {"name": meta.publisher_name, "uri": meta.publisher_uri},
        "license": meta.licence.url,
        "totals": dict(totals),
        "inputs": dict(inputs),
        "files": [entry.as_dict() for entry in ordered],
    }
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n"


def read_manifest(directory: Path) -> Manifest:
    """The manifest of the publication in ``directory``.

    Raises:
        PublicationError: If there is none, or it cannot be understood.
    """
    path = directory / PATH
    try:
        content = orjson.loads(path.read_bytes())
        return Manifest(
            version=content["version"],
            published=content["published"],
            preview=content["preview"],
            generator=content["generator"],
            totals=content["totals"],
            files={
                file["path"]: FileEntry(file["path"], file["bytes"], file["sha256"], file["mediaType"], file["records"])
                for file in content["files"]
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PublicationError(f"{path} is no manifest of a publication: {error}") from error


def digest(directory: Path) -> str:
    """sha256 of the manifest, hexadecimal: stands for the whole publication, since the manifest holds all digests."""
    return hashlib.sha256((directory / PATH).read_bytes()).hexdigest()
