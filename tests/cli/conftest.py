"""The command line as people meet it, in this process, and a workspace that was run once on the sample."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from ocdsjp.cli import main

ROOT = Path(__file__).resolve().parents[2]


class Done(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


def call(arguments):
    """Run the command line; returns its exit code."""
    before = sys.argv
    sys.argv = ["ocdsjp", *map(str, arguments)]
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    finally:
        sys.argv = before
    return 0


@pytest.fixture
def ocdsjp(monkeypatch, capfdbinary):
    """Runs a command in English, unless it says otherwise."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in [name for name in os.environ if name.startswith("OCDSJP_")]:
        monkeypatch.delenv(name)

    def run(*arguments):
        capfdbinary.readouterr()
        code = call(arguments)
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return run


@pytest.fixture(scope="session")
def sample():
    """The options that name the sample's inbox and the project's mappings."""
    return ("--inbox", ROOT / "data" / "sample", "--mappings", ROOT / "mappings")


@pytest.fixture(scope="session")
def ran(tmp_path_factory, sample):
    """A workspace that ``ocdsjp run`` made from the sample; not to be changed."""
    folder = tmp_path_factory.mktemp("ran") / "workspace"
    assert call(("run", "--workspace", folder, *sample, "--engine", "serial")) == 0
    return folder
