"""Imports run one way: from left to right in ``ORDER``; and Dagster stays at the edge."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"ocdsjp": ROOT / "src" / "ocdsjp", "pipelines": ROOT / "pipelines"}

ORDER = (
    {"cli"},
    {"pipelines"},
    {"stages"},
    {"publish"},
    {"indicators"},
    {"quality", "linking", "lint"},
    {"mapping"},
    {"read", "collect"},
    {"ocds"},
    {"japan"},
    {"catalog", "lake"},
    {"engine", "settings"},
    {"errors", "findings", "paths", "version"},
)
"""Left may import right. Packages of one set do not know each other, except where ``PEERS`` says so."""

PEERS = {
    ("engine", "settings"): "settings know the names of the engines",
}
ONLY_DOOR = "ocdsjp.cli.run"


class Import(NamedTuple):
    """That one module imports another; ``late``: inside a function."""

    importer: str
    imported: str
    late: bool


def module_name(package: str, path: Path) -> str:
    parts = path.relative_to(FOLDERS[package]).with_suffix("").parts
    return ".".join((package, *(part for part in parts if part != "__init__")))


def imports_in(tree: ast.Module, importer: str) -> Iterator[Import]:
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(importer, alias.name, id(node) in late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{importer} imports relatively; write the whole name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                # `from ocdsjp.catalog import blobs` imports a module, `from ocdsjp.errors import UsageError` a name.
                yield Import(importer, whole if is_module(whole) else str(node.module), id(node) in late)


def is_module(name: str) -> bool:
    package, *parts = name.split(".")
    place = FOLDERS.get(package)
    return place is not None and (
        place.joinpath(*parts).is_dir() or place.joinpath(*parts).with_suffix(".py").is_file()
    )


def every_import() -> list[Import]:
    found = []
    for package, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += imports_in(tree, module_name(package, path))
    return found


def layer(module: str) -> str:
    """The name in ``ORDER``: of ``ocdsjp.read.text.csv`` it is ``read``, of ``ocdsjp`` itself ``version``."""
    package, *rest = module.split(".")
    return "pipelines" if package == "pipelines" else rest[0] if rest else "version"


def rank(name: str) -> int:
    ranks = [number for number, names in enumerate(ORDER) if name in names]
    assert ranks, f"{name} has no place in the order of imports; give it one in tests/test_imports.py"
    return ranks[0]


def breach(one: Import) -> str | None:
    """What is wrong with an import within the project, or None."""
    if one.imported.split(".")[0] not in FOLDERS:
        return None
    left, right = layer(one.importer), layer(one.imported)
    if left == right or rank(left) < rank(right):
        return None
    # Errors, findings and paths are one family; anything else of one rank needs a reason.
    if rank(left) == rank(right) and (tuple(sorted((left, right))) in PEERS or rank(left) == len(ORDER) - 1):
        return None
    return f"{one.importer} must not import {one.imported}: {right} may not be imported by {left} (see ORDER)"


def at_the_edge(one: Import) -> str | None:
    """What is wrong with an import of Dagster or of ``pipelines`` in the library, or None."""
    if one.importer.split(".")[0] != "ocdsjp" or one.imported.split(".")[0] not in {"dagster", "pipelines"}:
        return None
    if one.importer == ONLY_DOOR and one.imported.startswith("pipelines") and one.late:
        return None
    return f"{one.importer} must not import {one.imported}: only {ONLY_DOOR} may import pipelines, inside a function"


@pytest.fixture(scope="module")
def imports():
    found = every_import()
    assert len(found) > 100
    return found


def test_imports_run_one_way(imports):
    assert [message for one in imports if (message := breach(one))] == []


def test_nothing_in_the_library_knows_dagster_but_the_run_command_when_it_runs(imports):
    assert [message for one in imports if (message := at_the_edge(one))] == []


def test_every_package_has_a_place_in_the_order():
    packages = {path.stem for path in FOLDERS["ocdsjp"].iterdir() if path.is_dir() or path.suffix == ".py"}
    assert {name for name in packages if not name.startswith(("_", "."))} - set().union(*ORDER) == set()


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("ocdsjp.read.text.csv", "ocdsjp.mapping.model"),
        ("ocdsjp.stages.publish", "ocdsjp.cli.run"),
        ("ocdsjp.quality.gate", "ocdsjp.linking.processes"),
        ("ocdsjp.catalog.blobs", "ocdsjp.lake.files"),
    ],
)
def test_an_import_against_the_order_is_named_with_both_modules_and_the_rule(importer, imported):
    message = breach(Import(importer, imported, late=True))
    assert message is not None
    assert message.startswith(f"{importer} must not import {imported}: ")


@pytest.mark.parametrize(
    "one",
    [
        Import("ocdsjp.stages.draft", "dagster", late=True),
        Import("ocdsjp.cli.run", "pipelines.local", late=False),
        Import("ocdsjp.cli.run", "dagster", late=True),
        Import("ocdsjp.cli.verify", "pipelines.local", late=True),
    ],
)
def test_dagster_outside_its_one_door_is_found(one):
    assert at_the_edge(one) is not None


def test_a_late_import_is_told_from_one_at_the_top():
    tree = ast.parse("import a\ndef f():\n    import b\n")
    assert list(imports_in(tree, "m")) == [Import("m", "a", late=False), Import("m", "b", late=True)]
