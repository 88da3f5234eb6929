"""Tests mirror the code: src/ocdsjp/read/text/csv.py is tested in tests/read/text/test_csv.py, and so on."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOMES = {ROOT / "src" / "ocdsjp": ROOT / "tests", ROOT / "pipelines": ROOT / "tests" / "pipelines"}

ELSEWHERE = {
    # module: (where it is tested, why there)
    "src/ocdsjp/cli/__init__.py": ("tests/cli/test_main.py", "it is the command line as a whole"),
    "src/ocdsjp/catalog/migrations/env.py": ("tests/catalog/test_opening.py", "Alembic runs it, by opening"),
    "src/ocdsjp/catalog/migrations/runner.py": ("tests/catalog/test_opening.py", "opening is all that calls it"),
    "src/ocdsjp/catalog/migrations/versions/v0001_files_and_facts.py": (
        "tests/catalog/test_models.py",
        "what it makes has to be what the models say",
    ),
    "src/ocdsjp/catalog/migrations/versions/v0002_sources_on_the_web.py": (
        "tests/catalog/test_models.py",
        "the same",
    ),
    "src/ocdsjp/quality/schema_rules.py": ("tests/quality/test_validation.py", "texts, which validation speaks"),
}
WITHOUT_MODULE = {
    # test file: what it is about instead
    "tests/cli/test_main.py": "the package cli itself",
    "tests/mapping/suggest/test_forms.py": "headers in many wordings through all of the package",
    "tests/mapping/suggest/test_real_files.py": "real files through all of the package",
    "tests/mapping/test_real_samples.py": "real files through all of the package",
    "tests/read/test_read_real_files.py": "real files through all of the package",
    "tests/test_architecture.py": "the whole tree",
    "tests/test_docs.py": "the documents",
    "tests/test_imports.py": "the whole tree",
    "tests/test_mirror.py": "the whole tree",
    "tests/test_readme.py": "the documents",
    "tests/test_sample.py": "data/sample",
    "tests/test_sample_mappings.py": "data/sample and its mappings",
}
OF_DATA = ("end_to_end", "mappings", "schemas")
"""Folders of tests about data, or about everything at once."""


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def mirrored() -> dict[str, str]:
    """Each module and the place of its test."""
    return {
        shown(path): shown(tests / path.relative_to(code).with_name(f"test_{path.name}"))
        for code, tests in HOMES.items()
        for path in sorted(code.rglob("*.py"))
        if path.name != "__init__.py" or defines_something(path)
    }


def defines_something(path: Path) -> bool:
    """Whether a module has a function or class of its own, and not only a docstring and names of others."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) for node in ast.parse(path.read_text(encoding="utf-8")).body)


def test_every_module_has_a_test_file_of_its_name():
    lacking = [
        f"{module} has no {test}"
        for module, test in mirrored().items()
        if module not in ELSEWHERE and not (ROOT / test).is_file()
    ]
    assert lacking == []


def test_every_test_file_is_about_a_module_or_says_what_else():
    files = {shown(path) for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name not in OF_DATA}
    assert sorted(files - {*mirrored().values()} - {*WITHOUT_MODULE}) == []


@pytest.mark.parametrize("module", ELSEWHERE)
def test_exceptions_are_needed_and_tested_where_they_say(module):
    assert (ROOT / module).is_file()
    assert not (ROOT / mirrored()[module]).exists(), "it has a test file of its own by now"
    assert (ROOT / ELSEWHERE[module][0]).is_file()


@pytest.mark.parametrize("test", WITHOUT_MODULE)
def test_files_about_something_else_are_there(test):
    assert (ROOT / test).is_file()
