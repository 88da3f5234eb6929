"""``ocdsjp compile`` as people and programs meet it."""

import gzip
import json

import pytest
import typer
from typer.testing import CliRunner

from ocdsjp.cli.compile import compile_
from ocdsjp.quality.validation import validate_release

TENDER = {
    "ocid": "ocds-abc123-990001-2025-1",
    "id": "1",
    "date": "2025-04-01T00:00:00+09:00",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "1", "title": "架空市道舗装工事", "status": "active"},
}
AWARD = TENDER | {
    "id": "2",
    "date": "2025-05-01T00:00:00+09:00",
    "tag": ["award"],
    "tender": {"id": "1", "status": "complete"},
    "awards": [{"id": "1", "status": "active"}],
}
OTHER = TENDER | {"ocid": "ocds-abc123-990001-2025-0"}

app = typer.Typer()
app.command("compile")(compile_)


def _run(*args, data=None):
    return CliRunner(env={"LC_ALL": "C.UTF-8"}).invoke(app, [str(arg) for arg in args], input=data)


@pytest.fixture
def releases(tmp_path):
    path = tmp_path / "releases.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(each) for each in (AWARD, TENDER, OTHER)).encode()))
    return path


def test_releases_become_one_line_a_process_in_the_order_of_ocid(releases):
    result = _run(releases)
    assert result.exit_code == 0
    other, compiled = map(json.loads, result.stdout.splitlines())
    assert other["ocid"] < compiled["ocid"]
    assert compiled["tag"] == ["compiled"]
    assert compiled["tender"] == {"id": "1", "title": "架空市道舗装工事", "status": "complete"}
    assert compiled["awards"] == [{"id": "1", "status": "active"}]


def test_output_file_and_standard_input(releases, tmp_path):
    target = tmp_path / "compiled.jsonl"
    result = _run("-", "-o", target, data=releases.read_bytes())
    assert result.exit_code == 0
    assert result.stdout == ""
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2


def test_repeated_dates_are_warned_of_and_compiled(tmp_path):
    path = tmp_path / "releases.jsonl"
    path.write_text(
        "\n".join(json.dumps(each) for each in (TENDER, AWARD | {"date": TENDER["date"]})), encoding="utf-8"
    )
    result = _run(path, "--lang", "ja")
    assert result.exit_code == 0
    assert "警告" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_many_warnings_are_counted(tmp_path):
    path = tmp_path / "releases.jsonl"
    pairs = [TENDER | {"ocid": f"ocds-abc123-{number}", "id": each} for number in range(30) for each in "ab"]
    path.write_text("\n".join(map(json.dumps, pairs)), encoding="utf-8")
    assert "10 more warnings" in _run(path).stderr


@pytest.mark.parametrize("data", [b"not json", b"", b'{"a": 1}', b'{"ocid": "x"'])
def test_data_that_cannot_be_merged_ends_with_1_and_leaves_no_file(data, tmp_path):
    target = tmp_path / "compiled.jsonl"
    result = _run("-", "-o", target, data=data)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("ocdsjp compile: ")
    assert list(tmp_path.iterdir()) == []


def test_wrong_use_ends_with_2(releases, tmp_path):
    assert _run(releases, "nowhere.json").exit_code == 2
    assert "ファイルがありません" in _run("nowhere.json", "--lang", "ja").stderr
    assert _run().exit_code == 2
    assert _run(releases, "-o", tmp_path / "nowhere" / "x.jsonl").exit_code == 2


def test_compiled_releases_are_valid(releases):
    for line in _run(releases).stdout.splitlines():
        assert validate_release(json.loads(line)) == []
