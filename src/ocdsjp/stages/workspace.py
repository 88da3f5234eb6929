"""What every stage needs: settings, lake, catalogue and engine, opened once for a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Engine as Catalog

from ocdsjp.catalog import open_catalog
from ocdsjp.engine import Engine, make_engine, relaxed_gc
from ocdsjp.lake import Lake
from ocdsjp.mapping.bodies import Bodies, load_bodies
from ocdsjp.mapping.load import Source, load_source, sources
from ocdsjp.settings import Settings


@dataclass(frozen=True)
class Workspace:
    """An open workspace."""

    settings: Settings
    lake: Lake
    catalog: Catalog
    engine: Engine

    def sources(self) -> list[Source]:
        """All sources that the mappings folder describes, by id."""
        return all_sources(self.settings.mappings, self.settings.inbox)


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


@cache
def all_sources(mappings: Path, inbox: Path) -> list[Source]:
    """Every mapping file, loaded; the inbox's own table of bodies counts among what drafts depend on."""
    table = bodies_table(inbox)
    extra = table.read_bytes() if table.is_file() else b""
    return [load_source(path, mappings, extra) for path in sources(mappings)]


@cache
def all_bodies(mappings: Path, inbox: Path) -> Bodies:
    """The bodies beside the local governments: of the mappings folder and of the inbox."""
    return load_bodies(mappings / "vocabulary" / "bodies.csv", bodies_table(inbox))
