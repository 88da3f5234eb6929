"""The rules that ARCHITECTURE.md states and no single module can hold: only the edge asks the clock, and the page
itself names what is there. The order of imports is held by tests/test_imports.py.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ocdsjp"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

# Whatever depends on the moment or on chance would make two runs differ (design, decision 2).
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
CHANCE = {"random", "secrets", "uuid"}
ASKS_THE_CLOCK = {"src/ocdsjp/settings.py", "pipelines/sensors.py"}
ASKS_CHANCE = {"src/ocdsjp/lake/stores.py"}  # for the names of temporary files


def modules() -> list[Path]:
    return sorted([*SOURCE.rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")])


def named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Everything that a module imports, anywhere in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_edge_asks_the_clock_and_nothing_that_is_kept_asks_chance(path: Path):
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if name not in ASKS_THE_CLOCK:
        assert [call for call in calls if ".".join(call.split(".")[-2:]) in CLOCKS] == []
    if name not in ASKS_CHANCE:
        assert sorted({module.partition(".")[0] for module, _ in named(tree)} & CHANCE) == []


def test_page_names_every_package():
    folder = (path for path in SOURCE.iterdir() if path.is_dir() or path.suffix == ".py")
    packages = {"pipelines", *(path.stem for path in folder if not path.name.startswith(("_", ".")))}
    assert [package for package in sorted(packages) if f"`{package}`" not in PAGE] == []


def test_page_gives_a_reason_for_every_dependency_and_for_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *(name for group in project["project"]["optional-dependencies"].values() for name in group),
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    names = {re.match(r"[A-Za-z0-9._-]+", name)[0] for name in declared}
    section = PAGE.partition("\n## Dependencies\n")[2].partition("\n## ")[0]
    explained = {name for line in section.splitlines() if line.startswith("| `") for name in in_first_cell(line)}
    assert explained == names


def in_first_cell(line: str) -> list[str]:
    """The names in the first cell of a row of a Markdown table."""
    return re.findall(r"`([^`]+)`", line.split("|")[1])


def test_page_speaks_of_files_that_exist():
    folders = "src|tests|pipelines|mappings|schemas|scripts|docs|data/sample|benchmarks"
    paths = re.findall(rf"`((?:{folders})/[^`<>*…{{ ]*)`", PAGE)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
