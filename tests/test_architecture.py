"""The rules that ARCHITECTURE.md states and no single module can hold: imports run one way, only the edge asks the
clock, and the page itself names what is there.
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

# From the outside in: a package may import from its own row only itself, and whatever stands in a row below.
ROWS = (
    ("cli",),
    ("pipelines",),
    ("stages",),
    ("publish",),
    ("quality", "linking"),
    ("mapping",),
    ("read", "collect"),
    ("ocds", "japan"),
    ("catalog", "lake"),
    ("engine", "settings", "paths", "errors", "findings"),
)
ORDER = {package: row for row, packages in enumerate(ROWS) for package in packages}
# ocds may use japan, which needs nothing of it; and the modules of the last row know one another.
WITHIN_A_ROW = {("ocds", "japan")} | {(one, other) for one in ROWS[-1] for other in ROWS[-1]}

# Whatever depends on the moment or on chance would make two runs differ (design, decision 2).
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
CHANCE = {"random", "secrets", "uuid"}
ASKS_THE_CLOCK = {"src/ocdsjp/settings.py", "pipelines/sensors.py"}
ASKS_CHANCE = {"src/ocdsjp/lake/stores.py"}  # for the names of temporary files


def modules() -> list[Path]:
    return sorted([*SOURCE.rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")])


def package_of(path: Path) -> str:
    """``mapping`` for src/ocdsjp/mapping/load.py, ``settings`` for src/ocdsjp/settings.py."""
    if not path.is_relative_to(SOURCE):
        return "pipelines"
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Everything that a module imports, anywhere in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The packages of the project that a module imports, with the line."""
    for name, line in named(ast.parse(path.read_text(encoding="utf-8"))):
        first, _, rest = name.partition(".")
        inner = "pipelines" if first == "pipelines" else rest.partition(".")[0]
        if first in {"ocdsjp", "pipelines"} and inner in ORDER:
            yield inner, line


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path):
    own = package_of(path)
    if own == "__init__":
        return
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {own} imports {other}; it may import from packages below it only"
        for other, line in imported(path)
        if other != own and (own, other) not in WITHIN_A_ROW and ORDER[other] <= ORDER[own]
    ]
    assert wrong == []


def test_every_package_has_its_place_in_the_order():
    assert sorted({package_of(path) for path in modules()} - {"__init__"} - set(ORDER)) == []


def test_nothing_but_run_knows_dagster():
    knowing = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"^\s*(?:from|import) (?:dagster|pipelines)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert knowing == {"cli/run.py"}


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
    assert [package for package in ORDER if f"`{package}" not in PAGE] == []


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
