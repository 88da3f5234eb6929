"""Release packages by publisher and fiscal year, record packages by publisher, cut into parts of bearable size.

Limits: https://standard.open-contracting.org/1.1/en/guidance/build/hosting/ (10 MB zipped, 1 GB unzipped, 250,000
awards or contracts a file). What stands around the items is ``ocds.packages``' business.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from ocdsjp.ocds.packages import Frame, PackageMetadata, Publisher, record_package, release_package
from ocdsjp.publish.fragments import FragmentRef, Index
from ocdsjp.publish.joined import JoinJob, Located
from ocdsjp.publish.meta import PublicationMeta

MAX_BYTES = 10_000_000
MAX_UNZIPPED = 1_000_000_000
MAX_WEIGHT = 250_000
_FRAME_BYTES = 20_000  # kept free for what stands around the items

Kind = Literal["releases", "records"]


def plan_packages(fragments: Sequence[tuple[FragmentRef, Index]], meta: PublicationMeta) -> Iterator[JoinJob]:
    """The jobs of all packages. ``fragments`` are sorted by unit."""
    for ref, index in fragments:
        stem = f"releases/{ref.unit.publisher_code}/{ref.unit.fiscal_year}"
        pieces = [(ref.path, piece) for piece in index.releases]
        yield from _package_jobs("releases", stem, pieces, ref.updated or meta.published, meta)
    for code, group in groupby(fragments, key=lambda item: item[0].unit.publisher_code):
        members = list(group)
        pieces = [(ref.path, piece) for ref, index in members for piece in index.records]
        updated = max(ref.updated or meta.published for ref, _ in members)
        yield from _package_jobs("records", f"records/{code}", pieces, updated, meta)


def _package_jobs(
    kind: Kind, stem: str, pieces: Iterable[Located], published: str, meta: PublicationMeta
) -> Iterator[JoinJob]:
    for number, part in enumerate(split(pieces), start=1):
        path = f"{stem}.json.gz" if number == 1 else f"{stem}-{number}.json.gz"
        around = frame(kind, path, published, meta)
        yield JoinJob(path, tuple(part), around.head, around.separator, around.tail)


def split(
    pieces: Iterable[Located], *, max_bytes: int = MAX_BYTES, max_weight: int = MAX_WEIGHT
) -> Iterator[list[Located]]:
    """The pieces in parts under the limits, in order; a piece that alone exceeds one is a part of its own."""
    part: list[Located] = []
    size = length = weight = 0
    for located in pieces:
        piece = located[1]
        over = (
            size + piece.size > max_bytes - _FRAME_BYTES
            or length + piece.length > MAX_UNZIPPED - _FRAME_BYTES
            or weight + piece.weight > max_weight
        )
        if part and over:
            yield part
            part, size, length, weight = [], 0, 0, 0
        part.append(located)
        size += piece.size
        length += piece.length
        weight += piece.weight
    if part:
        yield part


def frame(kind: Kind, path: str, published: str, meta: PublicationMeta) -> Frame:
    """What stands around the items of the package at ``path``."""
    metadata = PackageMetadata(
        uri=f"{meta.base_url}/{path}",
        published_date=published,
        publisher=Publisher(meta.publisher_name, uri=meta.publisher_uri),
        extensions=meta.extensions,
        license=meta.licence.url,
        publication_policy=meta.policy_url,
    )
    return release_package(metadata) if kind == "releases" else record_package(metadata)
