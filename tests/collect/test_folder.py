"""The folder connector: which files of an inbox belong to a source, and what they are called."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from ocdsjp.collect.folder import Folder, find_files
from ocdsjp.errors import MappingError
from ocdsjp.settings import JST


def put(inbox: Path, *names: str | bytes) -> None:
    """Files that hold their own names."""
    for name in names:
        path = Path(os.fsdecode(os.path.join(os.fsencode(inbox), os.fsencode(name))))  # noqa: PTH118  # Path wants text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(name))


def locations(inbox: Path, pattern: str) -> list[str]:
    return [file.location for file in find_files(inbox, pattern)]


def test_files_come_sorted_by_their_path_below_the_inbox(tmp_path):
    put(tmp_path, "b/2.csv", "a/1.csv", "a/notes.txt")
    assert locations(tmp_path, "*/*.csv") == ["a/1.csv", "b/2.csv"]


def test_what_editors_leave_behind_is_no_file_of_a_source(tmp_path):
    put(tmp_path, "~$open.xlsx", ".hidden.xlsx", "table.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert locations(tmp_path, "*.xlsx") == ["table.xlsx"]


def test_links_within_the_inbox_are_followed_and_links_out_of_it_are_not(tmp_path):
    put(tmp_path, "elsewhere/secret.csv", "inbox/table.csv")
    inbox = tmp_path / "inbox"
    (inbox / "again.csv").symlink_to(inbox / "table.csv")
    (inbox / "out.csv").symlink_to(tmp_path / "elsewhere" / "secret.csv")
    (inbox / "folder").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert locations(inbox, "**/*.csv") == ["again.csv", "table.csv"]
    assert locations(inbox, "folder/*.csv") == []


@pytest.mark.parametrize("pattern", ["/etc/*", "../*.csv", "a/../../*.csv"])
def test_a_pattern_that_leaves_the_inbox_is_an_error_of_the_mapping(tmp_path, pattern):
    with pytest.raises(MappingError):
        locations(tmp_path, pattern)


def test_a_name_in_cp932_is_read_and_any_other_bytes_are_spelt_out(tmp_path):
    put(tmp_path, "入札/".encode() + "結果.csv".encode("cp932"), b"\x81.csv")
    assert locations(tmp_path, "*/*.csv") == ["入札/結果.csv"]
    assert locations(tmp_path, "*.csv") == [r"\x81.csv"]
    assert all(file.path.read_bytes() for file in find_files(tmp_path, "**/*.csv"))


def test_two_names_that_read_alike_are_two_locations(tmp_path):
    put(tmp_path, "結果.csv", "結果.csv".encode("cp932"))
    found = locations(tmp_path, "*.csv")
    assert len(set(found)) == 2
    assert "結果.csv" in found


def test_a_look_at_a_folder_gives_every_file_and_asks_nobody(tmp_path, client):
    put(tmp_path, "town/b.csv", "town/a.csv")
    folder = Folder(tmp_path, "town/*.csv")
    found = list(folder.look(client, {}, datetime(2025, 11, 21, tzinfo=JST)))
    assert [(it.location, it.path) for it in found] == [
        ("town/a.csv", tmp_path / "town" / "a.csv"),
        ("town/b.csv", tmp_path / "town" / "b.csv"),
    ]
    assert folder.lists_everything
    assert (folder.hosts, folder.max_requests) == (frozenset(), None)
