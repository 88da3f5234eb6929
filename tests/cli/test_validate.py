"""``ocdsjp validate`` as people and programs meet it: exit codes, languages, formats, start-up."""

import gzip
import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from ocdsjp.cli.validate import validate

RELEASE = {
    "ocid": "ocds-abc123-990001-2025-1",
    "id": "1",
    "date": "2025-04-01T00:00:00+09:00",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "1", "title": "架空市道舗装工事"},
}
HEAVY = (
    "pandas",
    "pyarrow",
    "dagster",
    "sqlalchemy",
    "jinja2",
    "rich.progress",
    "jsonschema",
    "ocdsextensionregistry",
    "numpy",
)

app = typer.Typer()
app.command()(validate)


def _run(*args, data=None, locale="C.UTF-8"):
    environment = {"LC_ALL": locale, "LANG": "", "LC_MESSAGES": ""}
    return CliRunner(env=environment).invoke(app, [str(arg) for arg in args], input=data)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "良い.jsonl"
    path.write_text(json.dumps(RELEASE) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(RELEASE | {"date": "2025/04/01"}), encoding="utf-8")
    return path


def test_good_data_ends_with_0(good):
    result = _run(good)
    assert result.exit_code == 0
    assert "There are no errors." in result.output


def test_warnings_alone_are_no_errors(tmp_path):
    path = tmp_path / "release.json"
    path.write_text(json.dumps(RELEASE | {"foo": 1}), encoding="utf-8")
    result = _run(path)
    assert result.exit_code == 0
    assert "additional-field" in result.output


def test_bad_data_ends_with_1(good, bad):
    result = _run(good, bad)
    assert result.exit_code == 1
    assert "schema-format-date-time" in result.output


@pytest.mark.parametrize(
    "args", [["nowhere.json"], ["."], [], ["--unknown"], ["--format", "pdf", "x"], ["--kind", "x", "y"]]
)
def test_wrong_use_ends_with_2(args):
    assert _run(*args).exit_code == 2


def test_missing_file_is_named_in_the_readers_language():
    assert "読めません: nowhere.json（ファイルがありません）" in _run("nowhere.json", "--lang", "ja").stderr
    assert "cannot read nowhere.json" in _run("nowhere.json").stderr


@pytest.mark.parametrize(
    ("locale", "option", "expected"),
    [
        ("ja_JP.UTF-8", [], "エラーはありません。"),
        ("C.UTF-8", [], "There are no errors."),
        ("ja_JP.UTF-8", ["--lang", "en"], "There are no errors."),
        ("C.UTF-8", ["--lang", "ja"], "エラーはありません。"),
    ],
)
def test_language_follows_option_then_locale(good, locale, option, expected):
    assert expected in _run(good, *option, locale=locale).output


def test_standard_input_may_be_gzip():
    result = _run("-", data=gzip.compress(json.dumps(RELEASE).encode()))
    assert result.exit_code == 0
    assert "standard input: releases" in result.output


@pytest.mark.parametrize(
    "data", [b"", b'{"ocid": NaN}', b"\xff\xfe", b"[" * 5000, b"\x1f\x8b", b'{"a": "\\ud800"}', b"{} x"]
)
def test_hostile_input_is_a_finding_and_no_traceback(data):
    result = _run("-", data=data)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


def test_json_report_goes_to_a_file_at_once_or_not_at_all(bad, tmp_path):
    target = tmp_path / "report.json"
    result = _run(bad, "--format", "json", "-o", target)
    assert result.exit_code == 1
    assert json.loads(target.read_bytes())["errors"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.json", "report.json"]


def test_html_report(bad):
    result = _run(bad, "--format", "html", "--lang", "ja")
    assert result.output.startswith('<!DOCTYPE html>\n<html lang="ja">')


def test_report_that_cannot_be_written_is_wrong_use(good, tmp_path):
    result = _run(good, "-o", tmp_path / "nowhere" / "report.txt")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_kind_can_be_forced(good):
    result = _run(good, "--kind", "record")
    assert result.exit_code == 1
    assert "schema-required /releases" in result.output


def test_number_of_examples(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps(RELEASE | {"language": ""}) + "\n") * 9, encoding="utf-8")
    assert "6 more" in _run(path, "--examples", "3").output


def test_interrupt_ends_as_shells_expect(good, monkeypatch):
    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("ocdsjp.cli.validate.review", interrupted)
    assert _run(good).exit_code == 130


def test_start_up_imports_nothing_heavy(good):
    code = (
        "import sys, typer\n"
        "from ocdsjp.cli.validate import validate\n"
        "app = typer.Typer()\napp.command()(validate)\n"
        f"app([{str(good)!r}], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [name for name in HEAVY if name in done.stderr.split()]
