"""README.md, README.ja.md and docs/publication.md: what they show runs, on a workspace made from the sample."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from ocdsjp.cli import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
README_JA = (ROOT / "README.ja.md").read_text(encoding="utf-8")
PUBLICATION = (ROOT / "docs" / "publication.md").read_text(encoding="utf-8")

_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d+)$")
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("OCDSJP_")},
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
}


def blocks(text: str, kind: str) -> list[str]:
    """The fenced blocks of a kind."""
    return [block["text"] for block in _BLOCK.finditer(text) if block["kind"] == kind]


def commands(text: str) -> list[str]:
    """The commands of the console blocks, in order."""
    lines = (line for block in blocks(text, "console") for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def ours() -> Iterator[tuple[str, int]]:
    """The commands of ocdsjp in the README, each with the exit code that the README states."""
    for command in commands(README):
        if command.startswith("ocdsjp "):
            stated = _EXIT.search(command)
            yield _EXIT.sub("", command), int(stated[1]) if stated else 0


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ocdsjp as a user would, without a shell."""
    return subprocess.run(
        shlex.split(command), cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the repository's root after ``make run``."""
    folder: Path = tmp_path_factory.mktemp("readme")
    (folder / "data").mkdir()
    for name in ("mappings", "schemas", "data/sample"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    done = run("ocdsjp run --inbox data/sample", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_both_readmes_have_the_same_commands_in_the_same_order():
    assert commands(README) == commands(README_JA)
    assert commands(README)


@pytest.mark.parametrize(("command", "code"), list(ours()))
def test_command_of_the_readme_runs(command: str, code: int, workplace: Path, tmp_path: Path):
    # A new source is written among the mappings, which the workplace shares with the repository.
    is_new = command.startswith("ocdsjp source add")
    folder = shutil.copytree(workplace, tmp_path / "copy") if is_new else workplace
    done = run(command, folder)
    assert done.returncode == code, done.stdout + done.stderr


def test_readmes_state_what_the_sample_gives(workplace: Path):
    totals = orjson.loads((workplace / "data/public/latest/manifest.json").read_bytes())["totals"]
    processes, releases = totals["processes"], totals["releases"]
    assert f"{processes} contracting processes and {releases} releases" in README
    assert f"契約プロセス {processes} 件、リリース {releases} 件" in README_JA


@pytest.mark.parametrize("text", [README, README_JA], ids=["en", "ja"])
def test_readme_mentions_every_command(text: str):
    helped = CliRunner().invoke(app, ["--help"]).output
    names = re.findall(r"^  ([a-z]+)  ", helped.partition("Commands:")[2], re.MULTILINE)
    assert len(names) > 1
    assert [name for name in names if f"`ocdsjp {name}" not in text] == []


@pytest.mark.parametrize("text", [README, README_JA], ids=["en", "ja"])
def test_readme_mentions_every_setting_of_the_environment(text: str):
    settings = (ROOT / "src" / "ocdsjp" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(r"given\(\"([A-Z_]+)\"", settings)
    assert names
    assert [name for name in names if f"`OCDSJP_{name}`" not in text] == []


@pytest.mark.parametrize("number", range(len(blocks(PUBLICATION, "python"))))
def test_python_of_the_publication_page_runs(number: int, workplace: Path):
    code = blocks(PUBLICATION, "python")[number]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=workplace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("command", commands(PUBLICATION))
def test_command_of_the_publication_page_runs(command: str, workplace: Path):
    done = subprocess.run(
        ["sh", "-c", command], cwd=workplace, env=_ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
