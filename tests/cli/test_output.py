import sys

import pytest

from ocdsjp.cli.output import counting, destination, displayed, opened


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), destination(path) as stream:
        stream.writelines([b"new", None])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_there_at_the_end(tmp_path):
    with destination(tmp_path / "out") as stream:
        stream.write(b"new")
        assert not (tmp_path / "out").exists()
    with opened(str(tmp_path / "out")) as stream:
        assert stream.read() == b"new"


def test_a_path_below_the_current_folder_is_shown_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert str(displayed(tmp_path / "a" / "b")) == "a/b"
    assert displayed(tmp_path.parent) == tmp_path.parent


def test_progress_is_for_terminals_only(capsys, monkeypatch):
    with counting("work") as progress:
        progress(1000)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with counting("work") as progress:
        for number in range(1, 2001):
            progress(number)
