"""The command line as a whole: help, version, errors in words, and how little it imports."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ocdsjp import __version__
from ocdsjp.cli import _COMMANDS, _asked, _load, in_words
from ocdsjp.errors import OcdsjpError, ReadError
from ocdsjp.findings import Rule

HEAVY = ("alembic", "dagster", "numpy", "pandas", "pipelines", "pyarrow", "sqlalchemy")
RULE = Rule("broken", "『{value}』は壊れています。", "{value} is broken.", "直してください。", "Mend it.")
RELEASE = (
    '{"ocid":"ocds-abc123-1","id":"1","date":"2025-04-01T00:00:00+09:00","tag":["tender"],'
    '"initiationType":"tender","tender":{"id":"1","title":"架空"}}'
)


def imported_by(*arguments, folder):
    """The heavy packages that a command imports in a process of its own."""
    script = (
        "import sys; from ocdsjp.cli import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print('HEAVY', *(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return done.returncode, next(it for it in done.stderr.splitlines() if it.startswith("HEAVY")).split()[1:]


def test_help_names_every_command_in_both_languages(ocdsjp):
    done = ocdsjp("--help")
    assert done.code == 0
    for name, command in _COMMANDS.items():
        assert f"  {name} " in done.out
        assert " / " in command.help


def every_command(command=None, words=()):
    """The words of each command that does something, and its help."""
    for name in _COMMANDS if command is None else command.commands:
        found = _load(name) if command is None else command.commands[name]
        if hasattr(found, "commands"):
            yield from every_command(found, (*words, name))
        else:
            yield (*words, name), found.help


HELP = dict(every_command())


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_every_command_says_its_exit_codes_and_speaks_both_languages(words):
    assert "Exit code" in HELP[words]
    assert re.search("[ぁ-ん]", HELP[words])


def test_version_is_that_of_the_package(ocdsjp):
    assert ocdsjp("--version").out == f"ocdsjp {__version__}\n"


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_every_command_has_help(ocdsjp, name):
    done = ocdsjp(name, "--help")
    assert done.code == 0
    assert "Usage: ocdsjp" in done.out
    assert _load(name) is not None


def test_a_misspelt_command_is_wrong_use_and_the_nearest_is_named(ocdsjp):
    done = ocdsjp("validat")
    assert done.code == 2
    assert "validate" in done.err


def test_help_imports_nothing_heavy(tmp_path):
    assert imported_by("--help", folder=tmp_path) == (0, [])


def test_validating_imports_nothing_heavy(tmp_path):
    file = tmp_path / "release.json"
    file.write_text(RELEASE, encoding="utf-8")
    assert imported_by("validate", file, folder=tmp_path) == (0, [])


def test_an_error_with_a_rule_is_told_in_the_language_of_the_user():
    error = ReadError(RULE, "a.xlsx")
    assert in_words(error, "ja") == "『a.xlsx』は壊れています。直してください。"
    assert in_words(error, "en") == "a.xlsx is broken. Mend it."


def test_an_error_without_a_rule_speaks_for_itself():
    assert in_words(OcdsjpError("no"), "ja") == "no"


@pytest.mark.parametrize(
    ("arguments", "speech"),
    [
        (["run"], None),
        (["run", "--lang", "ja"], "ja"),
        (["run", "--lang=en", "x"], "en"),
        (["run", "--lang"], None),
        (["run", "--lang", "fr"], None),
    ],
)
def test_the_language_of_an_error_is_the_one_that_was_asked_for(arguments, speech):
    assert _asked(arguments) == speech


def test_errors_of_ours_end_in_their_exit_code_without_a_traceback(ocdsjp, tmp_path: Path):
    done = ocdsjp("verify", tmp_path / "nowhere")
    assert done.code == 2
    assert done.err.startswith("ocdsjp: ")
    assert "Traceback" not in done.err
