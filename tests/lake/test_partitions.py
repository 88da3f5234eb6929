"""Lines by name: the budget decides where they wait, never what comes back."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.lake.partitions import Partitions

# Names may hold anything; lines hold no line feed.
NAMES = st.sampled_from(["131016", "undated", "../up", ""])
LINES = st.lists(st.tuples(NAMES, st.binary().map(lambda raw: raw.replace(b"\n", b""))))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder in which temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def sorted_out(lines, budget):
    with Partitions(budget) as partitions:
        for name, line in lines:
            partitions.add(name, line)
        return {name: list(partitions.lines(name)) for name in partitions.names()}


@given(lines=LINES, budget=st.integers(0, 20))
def test_each_name_has_its_lines_in_the_order_in_which_they_came_spilt_or_not(lines, budget):
    wanted = {name: [line for other, line in lines if other == name] for name in sorted({name for name, _ in lines})}
    assert sorted_out(lines, budget) == sorted_out(lines, 1 << 20) == wanted


def test_a_name_without_lines_has_none():
    with Partitions() as partitions:
        assert partitions.names() == []
        assert list(partitions.lines("131016")) == []


def test_lines_may_be_added_after_others_were_read(temporary):
    with Partitions(budget=3) as partitions:
        for line in (b"one", b"two", b"three"):
            partitions.add("a", line)
        assert list(partitions.lines("a")) == [b"one", b"two", b"three"]
        partitions.add("a", b"4")
        assert list(partitions.lines("a")) == [b"one", b"two", b"three", b"4"]
        assert held_in(temporary)


def test_within_the_budget_no_file_is_made(temporary):
    with Partitions(budget=3) as partitions:
        partitions.add("a", b"one")
        assert held_in(temporary) == []


def test_temporary_files_are_gone_after_the_block_even_when_that_raises(temporary):
    def work(partitions):
        partitions.add("a", b"one")
        assert held_in(temporary)
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"), Partitions(budget=0) as partitions:
        work(partitions)
    assert held_in(temporary) == []


def held_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())
