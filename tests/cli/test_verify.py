"""``ocdsjp verify``."""

import shutil

import pytest


@pytest.fixture
def published(ran, tmp_path):
    """A copy of the publication, to be damaged."""
    shutil.copytree(ran / "public" / "latest", tmp_path / "copy")
    return tmp_path / "copy"


def test_a_whole_publication_is_said_to_be_whole(ocdsjp, ran):
    done = ocdsjp("verify", ran / "public" / "latest", "--workers", "1")
    assert done.code == 0
    assert "its formats agree" in done.out


def test_the_folder_above_stands_for_the_latest_version(ocdsjp, ran):
    assert ocdsjp("verify", ran / "public", "--workers", "1").code == 0
    assert ocdsjp("verify", ran, "--workers", "1").out.startswith(f"{ran}/public/latest: ")


def test_several_processes_find_the_same(ocdsjp, published):
    assert ocdsjp("verify", published, "--workers", "2").code == 0


def test_a_changed_file_is_named(ocdsjp, published):
    file = published / "quarantine.csv"
    file.write_bytes(file.read_bytes() + b"x")
    done = ocdsjp("verify", published, "--workers", "1", "--lang", "ja")
    assert done.code == 1
    assert "quarantine.csv" in done.out
    assert "誤り" in done.err


def test_a_folder_without_manifest_has_faults(ocdsjp, tmp_path):
    done = ocdsjp("verify", tmp_path, "--workers", "1")
    assert done.code == 1
    assert "manifest.json" in done.out


def test_no_folder_is_wrong_use(ocdsjp, tmp_path):
    assert ocdsjp("verify", tmp_path / "nowhere").code == 2
