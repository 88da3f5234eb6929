"""The ledger of a store: what mapping read, paired with what the folds made of it."""

import pytest

from ocdsjp.stages.account import account


@pytest.fixture
def ledger(town):
    """The entries of the town; each balances."""

    def entries(sources=None):
        made = account(town.workspace, town.digests, sources)
        assert all(entry.balanced for entry in made)
        return made

    return entries


def rows(entries):
    """Rows read, released, quarantined and unchanged, of each entry."""
    return [(it.rows_read, it.rows_released, it.rows_quarantined, it.rows_unchanged) for it in entries]


def test_each_content_of_each_location_has_an_entry_in_order_of_arrival(town, ledger):
    town.puts(town.row(1), town.row(2, notice="not an address"), town.row(3, opened=""))
    town.follow()
    town.puts(town.row(1), town.row(4), name="a.csv")
    town.follow()
    entries = ledger()
    assert [entry.location for entry in entries] == ["town/results.csv", "town/a.csv"]
    assert rows(entries) == [(3, 1, 2, 0), (2, 1, 0, 1)]


def test_a_content_that_came_back_is_paired_with_its_own_visit(town, ledger):
    for amount in (1, 2, 1, 2):
        town.puts(town.row(1, amount=amount), town.row(2))
        town.follow()
    entries = ledger()
    assert len({entry.blob for entry in entries}) == 2
    assert rows(entries) == [(2, 2, 0, 0), (2, 1, 0, 1), (2, 1, 0, 1), (2, 1, 0, 1)]
    assert [entry.yen_released for entry in entries] == [1_001, 2, 1, 2]


def test_what_is_held_back_counts_as_quarantined(town, ledger, edited):
    town.maps(edited("releases:", "expect: {rows: {min: 2}}\nreleases:"))
    town.puts(town.row(1))
    town.follow()
    [entry] = ledger()
    assert (entry.rows_quarantined, entry.yen_quarantined) == (1, 1_000)


def test_only_the_sources_that_were_asked_for(town, ledger):
    town.puts(town.row(1))
    town.follow()
    assert ledger(["village/results"]) == []
    assert len(ledger(["town/results"])) == 1
