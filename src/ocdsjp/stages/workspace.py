"""What every stage needs: settings, lake, catalogue and engine, opened once for a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Catalog

from ocdsjp.catalog import open_catalog
from ocdsjp.engine import Engine, make_engine, relaxed_gc
from ocdsjp.lake import Lake
from ocdsjp.mapping.bodies import Bodies, load_bodies
from ocdsjp.mapping.load import Source, load_source, sources
from ocdsjp.settings import Settings

if TYPE_CHECKING:
    from ocdsjp.japan.corporations import Corporations


@dataclass(frozen=True)
class Workspace:
    """An open workspace."""

    settings: Settings
    lake: Lake
    catalog: Catalog
    engine: Engine

    def sources(self) -> list[Source]:
        """All sources that the mappings folder describes, by id."""
        return sources_of(self.settings)


_WORKERS_NEED = tuple(f"ocdsjp.stages.{stage}" for stage in ("draft", "release", "compile", "publish"))


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """Open lake and catalogue, creating them where need be, and start the engine (workers start when needed)."""
    settings.workspace.mkdir(parents=True, exist_ok=True)
    catalog = open_catalog(settings.catalog_url)
    try:
        with relaxed_gc(), make_engine(settings.engine, settings.workers, _WORKERS_NEED) as engine:
            yield Workspace(settings, Lake(settings.lake_url), catalog, engine)
    finally:
        catalog.dispose()


def bodies_table(inbox: Path) -> Path:
    """The table of bodies that an inbox may bring along."""
    return inbox / "local_governments.csv"


def corporations_path(settings: Settings) -> Path:
    """Where the index of corporations of a workspace lies, if it has one."""
    return settings.workspace / "corporations.parquet"


def sources_of(settings: Settings) -> list[Source]:
    """Every mapping file, loaded; the inbox's own bodies and the index of corporations count for drafts, too."""
    index = corporations_path(settings)
    opened = all_corporations(index)
    return all_sources(settings.mappings, settings.inbox, "" if opened is None else opened.digest)


@cache
def all_sources(mappings: Path, inbox: Path, corporations: str = "") -> list[Source]:
    """Every mapping file, loaded.

    Args:
        mappings: The mappings folder.
        inbox: Its own table of bodies counts among what drafts depend on.
        corporations: Digest of the index of corporations; the same.
    """
    table = bodies_table(inbox)
    extra = (table.read_bytes() if table.is_file() else b"") + corporations.encode()
    return [load_source(path, mappings, extra) for path in sources(mappings)]


def all_corporations(path: Path) -> "Corporations | None":
    """The index of corporations at that path, if there is one."""
    if not path.is_file():
        return None
    # An index that is replaced while this process lives is another one.
    status = path.stat()
    return _opened_index(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _opened_index(path: Path, _changed: int, _size: int) -> "Corporations":
    from ocdsjp.japan.corporations import Corporations  # noqa: PLC0415  reads Parquet; most runs have no index

    return Corporations(path)


@cache
def all_bodies(mappings: Path, inbox: Path) -> Bodies:
    """The bodies beside the local governments: of the mappings folder and of the inbox."""
    return load_bodies(mappings / "vocabulary" / "bodies.csv", bodies_table(inbox))
