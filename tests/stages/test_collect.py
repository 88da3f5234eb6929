"""What a look at a source brings, and what it keeps."""

import pytest

from ocdsjp.lake import blob_path


@pytest.fixture
def seen(town):
    """Looks once; numbers of locations that are new, unchanged and gone."""

    def look():
        [one] = town.collect()
        return one.new, one.unchanged, one.gone

    return look


def test_a_file_is_new_once_and_then_unchanged(town, seen):
    town.puts(town.row(1))
    assert seen() == (1, 0, 0)
    assert seen() == (0, 1, 0)


def test_other_content_at_the_same_place_is_new_and_the_old_one_is_kept(town, seen):
    town.puts(town.row(1))
    seen()
    first = {it.blob_sha256 for it in town.draft()}
    town.puts(town.row(2))
    assert seen() == (1, 0, 0)
    second = {it.blob_sha256 for it in town.draft()}
    assert len(first | second) == 2
    assert all(town.workspace.lake.exists(blob_path(sha256)) for sha256 in first | second)


def test_a_file_that_vanished_beside_others_is_gone(town, seen):
    town.puts(town.row(1))
    town.puts(town.row(2), name="more.csv")
    assert seen() == (2, 0, 0)
    town.file("more.csv").unlink()
    assert seen() == (0, 1, 1)


def test_an_inbox_without_any_file_of_the_source_says_nothing(town, seen):
    town.puts(town.row(1))
    assert seen() == (1, 0, 0)
    town.file().unlink()
    assert seen() == (0, 0, 0)
    town.puts(town.row(1))
    assert seen() == (0, 1, 0)


def test_found_files_and_bytes_are_counted(town):
    town.puts(town.row(1))
    town.puts(town.row(2), name="more.csv")
    [one] = town.collect()
    assert one.found == 2
    assert one.bytes == town.file().stat().st_size + town.file("more.csv").stat().st_size
