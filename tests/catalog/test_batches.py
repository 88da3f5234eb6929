import pytest
from sqlalchemy.exc import IntegrityError

from ocdsjp.catalog import batches, blobs, compiled, reading, sources, writing
from ocdsjp.catalog.batches import Batch, PublisherState, Released
from ocdsjp.settings import now

CODE = "c" * 64
BLOB = "b" * 64


@pytest.fixture
def ready(catalog):
    """A catalogue that knows one source and one blob."""
    with writing(catalog) as connection:
        sources.register(connection, [sources.Source("p/one", "", "1" * 64)])
        blobs.record(connection, [(BLOB, 5)], now())
    return catalog


def a_batch(seq, fiscal_year="2025", publisher="131016", mark="first"):
    path = f"releases/{publisher}/{fiscal_year}/{mark}{seq}.jsonl.zst"
    return Batch(publisher, fiscal_year, seq, path, "e" * 64, "d" * 64, "p/one", BLOB, 3, 4 * 10**10)


def a_line(seq, publisher="131016"):
    return Released(publisher, seq, "p/one", "x", BLOB, "d" * 64, 3, 1, 0, 5 * 10**12, 10, 0, f"findings/{seq}")


def fold(catalog, inputs, new, lines, *, keep=0, publisher="131016"):
    with writing(catalog) as connection:
        batches.replace(connection, PublisherState(publisher, inputs, CODE), new, lines, keep=keep)


def paths(catalog, **choice):
    with reading(catalog) as connection:
        found = batches.chains(connection, **choice)
    return {unit: [batch.path.rsplit("/", 1)[1].split(".")[0] for batch in chain] for unit, chain in found.items()}


def test_a_first_fold_comes_back_equal(ready):
    fold(ready, ["d1"], [a_batch(0)], [a_line(0)])
    with reading(ready) as connection:
        assert batches.chains(connection) == {("131016", "2025"): [a_batch(0)]}
        assert batches.released(connection) == batches.released(connection, "p/one") == [a_line(0)]
        assert batches.released(connection, "p/two") == []
        assert batches.states(connection) == {"131016": PublisherState("131016", ["d1"], CODE)}


def test_a_chain_grows_when_inputs_follow_and_keeps_what_was_not_folded_again(ready):
    fold(ready, ["d1"], [a_batch(0), a_batch(0, "undated")], [a_line(0)])
    fold(ready, ["d1", "d2"], [a_batch(1)], [a_line(1)], keep=1)
    assert paths(ready) == {("131016", "2025"): ["first0", "first1"], ("131016", "undated"): ["first0"]}
    with reading(ready) as connection:
        assert batches.released(connection) == [a_line(0), a_line(1)]


def test_a_rebuild_replaces_the_whole_chain_of_this_publisher_alone(ready):
    fold(ready, ["d1"], [a_batch(0, publisher="271004")], [a_line(0, "271004")], publisher="271004")
    fold(ready, ["d1", "d2"], [a_batch(0), a_batch(1)], [a_line(0), a_line(1)])
    fold(ready, ["d3"], [a_batch(0, mark="second")], [a_line(0)])
    assert paths(ready) == {("131016", "2025"): ["second0"], ("271004", "2025"): ["first0"]}
    assert paths(ready, publisher_code="271004") == {("271004", "2025"): ["first0"]}
    assert paths(ready, fiscal_year="2024") == {}


def test_a_replacement_that_fails_leaves_the_old_chain(ready):
    fold(ready, ["d1"], [a_batch(0)], [a_line(0)])
    with pytest.raises(IntegrityError):
        fold(ready, ["d9"], [a_batch(0, mark="second"), a_batch(0, mark="second")], [])
    assert paths(ready) == {("131016", "2025"): ["first0"]}
    with reading(ready) as connection:
        assert batches.states(connection)["131016"].inputs == ["d1"]


def test_a_publisher_without_inputs_is_forgotten(ready):
    fold(ready, ["d1"], [a_batch(0)], [a_line(0)])
    with writing(ready) as connection:
        batches.forget(connection, "131016")
        assert batches.chains(connection) == {}
        assert batches.released(connection) == []
        assert batches.states(connection) == {}


def test_compiled_files_of_units_without_batches_are_pruned(ready):
    fold(ready, ["d1"], [a_batch(0)], [])
    units = [compiled.Compiled("131016", year, "i" * 64, f"c/{year}", "e" * 64, 2, 3) for year in ("2024", "2025")]
    with writing(ready) as connection:
        compiled.record(connection, units)
        assert compiled.prune(connection) == 1
        assert compiled.listing(connection) == {("131016", "2025"): units[1]}
