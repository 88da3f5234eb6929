"""``ocdsjp run`` as an operator meets it."""

import csv
import shutil

import orjson
import pytest

from ocdsjp.cli import run as command
from ocdsjp.errors import PublicationError
from ocdsjp.stages.lock import alone
from ocdsjp.stages.watcher import Watcher


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def again(ran, tmp_path):
    """A copy of the workspace, to be run again."""
    shutil.copytree(ran, tmp_path / "workspace", symlinks=True)
    return tmp_path / "workspace"


@pytest.fixture
def inbox(sample, tmp_path):
    """A copy of the sample, to be changed."""
    shutil.copytree(sample[1], tmp_path / "inbox")
    return tmp_path / "inbox"


def test_the_summary_agrees_with_the_manifest(ocdsjp, again, sample):
    done = ocdsjp("run", "--workspace", again, *sample, "--engine", "serial")
    assert done.code == 0
    totals = orjson.loads((again / "public" / "latest" / "manifest.json").read_bytes())["totals"]
    assert f"{totals['processes']:,} contracting processes, {totals['releases']:,} releases" in done.out
    assert f"{totals['active_award_yen']:,} yen" in done.out
    assert str(again / "public" / "latest") in done.out
    assert "shionari/results" in done.out
    assert "preview" in done.out
    table = again / "public" / "latest" / "quarantine.csv"
    lines = len(list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))) - 1
    assert f"{table} ({lines} lines)" in done.out


def test_running_again_changes_no_published_byte(ocdsjp, again, sample):
    before = bytes_of(again / "public")
    assert ocdsjp("run", "--workspace", again, *sample, "--engine", "serial").code == 0
    assert bytes_of(again / "public") == before


def test_it_speaks_japanese(ocdsjp, again, sample):
    done = ocdsjp("run", "--workspace", again, *sample, "--engine", "serial", "--lang", "ja")
    assert "契約プロセス" in done.out
    assert "隔離" in done.out
    assert "収集" in done.err


def test_outside_a_terminal_progress_is_a_line_per_stage(ocdsjp, again, sample):
    done = ocdsjp("run", "--workspace", again, *sample, "--engine", "serial")
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["collect", "map", "release", "compile", "publish"]
    assert "\x1b" not in done.err + done.out


def test_a_broken_file_is_left_out_and_named_and_the_run_goes_on(ocdsjp, again, sample, inbox):
    (inbox / "muteki" / "令和8年度_契約一覧.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    done = ocdsjp("run", "--workspace", again, "--inbox", inbox, *sample[2:], "--engine", "serial")
    assert done.code == 0
    assert "files left out of the publication: 1" in done.out
    assert "令和8年度_契約一覧.xlsx" in done.out


def test_an_unknown_source_is_wrong_use_and_the_nearest_is_named(ocdsjp, tmp_path, sample):
    done = ocdsjp("run", "--workspace", tmp_path, *sample, "shionari/result")
    assert done.code == 2
    assert "did you mean shionari/results?" in done.err


def test_a_missing_inbox_is_wrong_use(ocdsjp, tmp_path):
    done = ocdsjp("run", "--workspace", tmp_path, "--inbox", tmp_path / "nowhere")
    assert done.code == 2
    assert "there is no inbox" in done.err


def test_an_inbox_without_any_known_file_is_wrong_use(ocdsjp, tmp_path, sample):
    (tmp_path / "inbox").mkdir()
    done = ocdsjp("run", "--workspace", tmp_path, "--inbox", tmp_path / "inbox", *sample[2:])
    assert done.code == 2
    assert "holds no file" in done.err


def test_an_unknown_engine_is_wrong_use(ocdsjp, tmp_path, sample):
    assert ocdsjp("run", "--workspace", tmp_path, *sample, "--engine", "magic").code == 2


def test_a_workspace_in_use_is_refused_with_the_number_of_the_process(ocdsjp, again, sample):
    with alone(again):
        done = ocdsjp("run", "--workspace", again, *sample, "--engine", "serial")
    assert done.code == 2
    assert "another run (process " in done.err


def test_a_blocked_run_says_which_check_failed_and_why(ocdsjp, again, sample, monkeypatch):
    def block(_settings, _chosen, _names, progress: Watcher):
        progress.failed("every_row_and_yen_accounted_for", "one row is lost")

    monkeypatch.setattr(command, "_execute", block)
    done = ocdsjp("run", "--workspace", again, *sample)
    assert done.code == 1
    assert "every_row_and_yen_accounted_for" in done.err
    assert "one row is lost" in done.err


def test_a_refused_publication_ends_with_one(ocdsjp, again, sample, monkeypatch):
    def refuse(*_):
        raise PublicationError("formats disagree")

    monkeypatch.setattr(command, "_execute", refuse)
    done = ocdsjp("run", "--workspace", again, *sample)
    assert done.code == 1
    assert "formats disagree" in done.err
    assert "the last publication is as it was" in done.err


def test_an_interrupted_run_says_that_it_can_go_on(ocdsjp, again, sample, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_execute", stop)
    done = ocdsjp("run", "--workspace", again, *sample)
    assert done.code == 130
    assert "goes on from there" in done.err
