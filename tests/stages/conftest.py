"""An invented town, and the workspace that follows what it puts into its inbox, a stage at a time."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from ocdsjp.catalog import batches, reading
from ocdsjp.lake import read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import JST, Settings
from ocdsjp.stages.collect import collect
from ocdsjp.stages.compile import compile_
from ocdsjp.stages.draft import draft
from ocdsjp.stages.publish import publish
from ocdsjp.stages.release import release
from ocdsjp.stages.workspace import Workspace, all_sources, open_workspace

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
MAPPINGS = ROOT / "mappings"

SOURCE = "town/results"
PUBLISHER = "131130"
MAPPING = """
title: {ja: 架空の入札結果, en: Invented results}
publisher: {code: "131130"}
licence: {id: CC0-1.0}
collect: {folder: "town/*.csv"}
read: {format: csv}
key: {columns: [番号]}
no_data:
  - when: {column: 件名, equals: [土地売払い]}
    reason: {ja: 収入, en: income}
releases:
  - phase: award
    tag: [tender, award]
    date: {column: 開札日, required: true}
    fields:
      tender/title: {column: 件名, required: true}
      tender/documents/0/title: 公告
      tender/documents/0/url: 公告
      awards/*/status: {constant: active}
      awards/*/value: {column: 金額, read: yen}
      awards/*/suppliers: {organization: {name: 落札者}}
"""
HEADER = "番号,件名,開札日,落札者,金額,公告"


@dataclass
class Town:
    """A town, its inbox and mapping, and an open workspace; each look at the inbox is a day later."""

    workspace: Workspace
    day: datetime = field(default=datetime(2025, 6, 1, 9, tzinfo=JST))

    @staticmethod
    def row(number, amount=1_000, title="架空道路工事", opened="2025-05-01", notice=""):
        return f"{number},{title},{opened},架空建設株式会社,{amount},{notice}"

    def puts(self, *rows: str, name="results.csv", header=HEADER):
        """Put a table into the inbox, or another one in its place."""
        self.file(name).parent.mkdir(parents=True, exist_ok=True)
        self.file(name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")

    def file(self, name="results.csv") -> Path:
        return self.workspace.settings.inbox / "town" / name

    def maps(self, text=MAPPING, source=SOURCE):
        """Write a mapping, or another one in its place."""
        path = self.workspace.settings.mappings / "sources" / f"{source}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        all_sources.cache_clear()

    @property
    def digests(self):
        return {source.id: source.digest for source in self.workspace.sources()}

    @property
    def policy(self):
        return load_policy(self.workspace.settings.mappings)

    def collect(self):
        self.day += timedelta(days=1)
        return collect(self.workspace, self.workspace.sources(), at=self.day)

    def draft(self):
        return list(draft(self.workspace, self.workspace.sources()))

    def release(self, publishers=None):
        return list(release(self.workspace, self.policy.ocid_prefix, self.digests, publishers))

    def compile(self, publishers=None):
        return list(compile_(self.workspace, publishers))

    def publish(self):
        return publish(self.workspace, self.policy, self.digests)

    def follow(self):
        """From the inbox to the release store; gives what was folded."""
        self.collect()
        self.draft()
        return self.release()

    def chains(self):
        with reading(self.workspace.catalog) as connection:
            return batches.chains(connection)

    def released(self):
        with reading(self.workspace.catalog) as connection:
            return batches.released(connection)

    def releases(self):
        """Every release of the store, by id."""
        lines = (line for chain in self.chains().values() for batch in chain for line in self.lines(batch.path))
        return {made["id"]: made for made in (orjson.loads(load_line(line).json) for line in lines)}

    def lines(self, path):
        """The lines of a file of the lake; of none there are none."""
        return [] if path is None else list(read_lines(self.workspace.lake, path))

    def findings(self, path):
        """Effect, rule and row of each line of a findings file."""
        found = map(orjson.loads, self.lines(path))
        return [(it["effect"], it["rule"], it["row"]) for it in found]


@contextmanager
def town_in(folder: Path):
    """The project's vocabulary and policy, no source yet, and an empty workspace."""
    mappings = folder / "mappings"
    shutil.copytree(MAPPINGS / "vocabulary", mappings / "vocabulary")
    shutil.copy(MAPPINGS / "publication.yaml", mappings)
    settings = Settings.resolve(
        workspace=folder / "workspace", inbox=folder / "inbox", mappings=mappings, engine="serial", environment={}
    )
    with open_workspace(settings) as opened:
        town = Town(opened)
        town.maps()
        yield town


@pytest.fixture
def town(tmp_path):
    with town_in(tmp_path / "town") as one:
        yield one


@pytest.fixture
def other_town(tmp_path):
    """A second one, apart from the first."""
    with town_in(tmp_path / "other") as one:
        yield one


@pytest.fixture
def sample_settings(tmp_path):
    """A fresh workspace, the sample as inbox, the project's mappings, everything in this process."""
    return Settings.resolve(
        workspace=tmp_path / "workspace", inbox=SAMPLE, mappings=MAPPINGS, engine="serial", environment={}
    )


@pytest.fixture
def edited():
    """A part of the town's mapping exchanged; what is to go must be there."""

    def edit(old, new):
        assert old in MAPPING
        return MAPPING.replace(old, new)

    return edit
