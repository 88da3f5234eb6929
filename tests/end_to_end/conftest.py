"""The real commands in workspaces of their own, and what they publish as plain values. Nothing is replaced by a double.

The clock is the one thing that is fixed: SOURCE_DATE_EPOCH, so that dates and bytes are known.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from csv import DictReader
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
EPOCH = 1_764_000_000
"""2025-11-25T01:00:00+09:00."""

COMMAND = Path(sys.executable).with_name("ocdsjp")


def _fixtures_of(folder: str) -> ModuleType:
    """The conftest of another folder of tests, whose fixtures pytest offers to that folder alone."""
    spec = importlib.util.spec_from_file_location(f"conftest_of_{folder}", ROOT / "tests" / folder / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_catalog = _fixtures_of("catalog")
postgresql_server = _catalog.postgresql_server
postgresql_url = _catalog.postgresql_url
_collect = _fixtures_of("collect")
web = _collect.web


def environment(epoch: int = EPOCH, **more: str) -> dict[str, str]:
    """The environment of a command: that of the tests, without settings of whoever runs them."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OCDSJP_", "DAGSTER_"))}
    return {**own, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(epoch), **more}


def call(*arguments: object, code: int = 0, epoch: int = EPOCH, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``ocdsjp`` and see that it ends with ``code``."""
    ended = subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(epoch, **more),
    )
    assert ended.returncode == code, f"{ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended


@dataclass(frozen=True)
class Publication:
    """A version of a publication, read with common tools and not with ours."""

    folder: Path

    def json(self, name: str) -> Any:
        """A JSON file, unpacked if need be."""
        raw = (self.folder / name).read_bytes()
        return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)

    def lines(self, name: str = "bulk/full.jsonl.gz") -> list[dict[str, Any]]:
        """The objects of a JSON Lines file."""
        return [json.loads(line) for line in gzip.decompress((self.folder / name).read_bytes()).splitlines()]

    @cached_property
    def compiled(self) -> dict[str, dict[str, Any]]:
        """The compiled releases by ocid."""
        return {release["ocid"]: release for release in self.lines()}

    def packages(self, kind: str) -> list[str]:
        """Names of the ``releases`` or ``records`` packages."""
        return sorted(path.relative_to(self.folder).as_posix() for path in (self.folder / kind).rglob("*.json.gz"))

    @cached_property
    def releases(self) -> list[dict[str, Any]]:
        """Every release of every release package."""
        return [release for name in self.packages("releases") for release in self.json(name)["releases"]]

    def table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """A Parquet table."""
        return pd.read_parquet(self.folder / "parquet" / f"{name}.parquet", columns=columns)

    @cached_property
    def quarantine(self) -> list[dict[str, str]]:
        """The rows of quarantine.csv."""
        with (self.folder / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(DictReader(file))

    @cached_property
    def ledger(self) -> dict[str, Any]:
        """The accounting."""
        return self.json("ledger.json")

    def ledger_of(self, source: str) -> dict[str, Any]:
        """The accounting of one source."""
        return next(entry for entry in self.ledger["sources"] if entry["source"] == source)


@dataclass(frozen=True)
class Workspace:
    """A workspace folder with the inbox and the mappings that its runs use."""

    folder: Path
    inbox: Path
    mappings: Path

    def run(self, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """``ocdsjp run``; see ``call``."""
        return call(*self.command(*arguments), **options)

    def command(self, *arguments: object) -> tuple[object, ...]:
        """The arguments of ``ocdsjp run`` here, in English unless they say otherwise."""
        places = ("--workspace", self.folder, "--inbox", self.inbox, "--mappings", self.mappings)
        return ("run", *places, *(() if "--lang" in arguments else ("--lang", "en")), *arguments)

    @property
    def public(self) -> Path:
        return self.folder / "public"

    @property
    def latest(self) -> Publication:
        """The present version; not the link, which a later run would turn elsewhere."""
        return Publication((self.public / "latest").resolve())


def contents(folder: Path) -> dict[str, str]:
    """What lies in a folder: files as digests, links as where they point, folders by name."""
    return {path.relative_to(folder).as_posix(): _content(path) for path in sorted(folder.rglob("*"))}


def _content(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def ocdsjp() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``call``."""
    return call


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, str]]:
    """``contents``."""
    return contents


@pytest.fixture(scope="session")
def command_environment() -> Callable[..., dict[str, str]]:
    """``environment``."""
    return environment


@pytest.fixture(scope="session")
def workspace_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Workspace]:
    """Makes an empty workspace for an inbox and the project's mappings, or others."""

    def make(inbox: Path, mappings: Path = ROOT / "mappings") -> Workspace:
        return Workspace(tmp_path_factory.mktemp("workspace"), inbox, mappings)

    return make


@pytest.fixture(scope="session")
def mappings_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, str]], Path]:
    """Makes a mappings folder with the project's vocabulary and policy, and sources given by id as YAML."""

    def make(sources: dict[str, str]) -> Path:
        folder = tmp_path_factory.mktemp("mappings")
        shutil.copytree(ROOT / "mappings" / "vocabulary", folder / "vocabulary")
        shutil.copy(ROOT / "mappings" / "publication.yaml", folder)
        for name, text in sources.items():
            path = folder / "sources" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def sample(workspace_of: Callable[..., Workspace]) -> tuple[Workspace, subprocess.CompletedProcess[str]]:
    """``ocdsjp run --inbox data/sample`` in an empty workspace, and how it ended. Tests leave it as it is."""
    workspace = workspace_of(ROOT / "data" / "sample")
    return workspace, workspace.run()
