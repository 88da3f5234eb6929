"""Resources: where a run reads and writes, and the open workspace. Settings become values here only."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import dagster as dg
from pydantic import Field, PrivateAttr

from ocdsjp.errors import UsageError
from ocdsjp.mapping.load import Source
from ocdsjp.settings import Settings
from ocdsjp.stages.lock import alone
from ocdsjp.stages.workspace import Workspace, open_workspace
from pipelines.partitions import area_of_source


class SettingsResource(dg.ConfigurableResource):  # type: ignore[type-arg]  # the argument is for IO managers alone
    """``ocdsjp.settings.Settings`` as configuration; what is not given comes from the environment and the defaults."""

    workspace: str | None = None
    inbox: str | None = None
    mappings: str | None = None
    lake_url: str | None = None
    catalog_url: str | None = None
    public: str | None = None
    engine: str | None = None
    workers: int | None = None
    contact: str | None = None
    requests_per_second: float | None = None
    offline: bool | None = None
    ca_file: str | None = None
    allow_private_addresses: bool | None = None

    @classmethod
    def of(cls, settings: Settings, **others: Any) -> Self:
        """Exactly these settings; ``others`` are the fields that a derived resource adds."""
        return cls(
            workspace=str(settings.workspace),
            inbox=str(settings.inbox),
            mappings=str(settings.mappings),
            lake_url=settings.lake_url,
            catalog_url=settings.catalog_url,
            public=str(settings.public),
            engine=settings.engine,
            workers=settings.workers,
            contact=settings.contact,
            requests_per_second=settings.requests_per_second,
            offline=settings.offline,
            ca_file=None if settings.ca_file is None else str(settings.ca_file),
            allow_private_addresses=settings.allow_private_addresses,
            **others,
        )

    def resolve(self) -> Settings:
        """The settings as values."""
        return Settings.resolve(
            workspace=self.workspace,
            inbox=self.inbox,
            mappings=self.mappings,
            lake_url=self.lake_url,
            catalog_url=self.catalog_url,
            public=self.public,
            engine=self.engine,
            workers=self.workers,
            contact=self.contact,
            requests_per_second=self.requests_per_second,
            offline=self.offline,
            ca_file=self.ca_file,
            allow_private_addresses=self.allow_private_addresses,
        )


class WorkspaceResource(SettingsResource):
    """The workspace, held by one run at a time and open as long as that lasts.

    Attributes:
        sources: Ids of the sources that the run is about; empty for all.
    """

    sources: list[str] = Field(default=[])
    _opened: Workspace = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:  # noqa: ARG002 - its signature
        """Open the workspace; the in-process executor does so once per run.

        Raises:
            UsageError: If another run holds the workspace, or ``sources`` names one that does not exist.
        """
        settings = self.resolve()
        with alone(settings.workspace), open_workspace(settings) as workspace:
            self._opened = workspace
            named = {source.id for source in workspace.sources()}
            unknown = sorted(set(self.sources) - named)
            if unknown:
                raise UsageError(f"unknown sources: {', '.join(unknown)}")
            yield self

    @property
    def opened(self) -> Workspace:
        """The open workspace."""
        return self._opened

    @property
    def digests(self) -> dict[str, str]:
        """Source id -> digest of the mapping that counts, for all sources."""
        return {source.id: source.digest for source in self._opened.sources()}

    def within(self, areas: Collection[str]) -> list[Source]:
        """The sources of these areas that the run is about."""
        return [source for source in self.chosen() if area_of_source(source) in areas]

    def chosen(self) -> Sequence[Source]:
        """The sources that the run is about."""
        return [source for source in self._opened.sources() if not self.sources or source.id in self.sources]
