"""The fold of a publisher: what is new, what is refused, what is kept, and that no way there matters."""

from collections import Counter

import pytest

from ocdsjp.catalog import batches, writing

PUBLISHER = "131130"


def fates(folded):
    """Rows released, unchanged and refused, of each input that was folded."""
    [one] = folded
    return [(line.rows_released, line.rows_unchanged, line.rows_invalid) for line in one.released]


def by_process(releases):
    """Tags and dates of the releases of each ocid, in order of their dates."""
    made = sorted(releases.values(), key=lambda it: it["date"])
    return {ocid: [it["tag"] for it in made if it["ocid"] == ocid] for ocid in sorted({it["ocid"] for it in made})}


@pytest.fixture
def ocid(town):
    return lambda number: f"{town.policy.ocid_prefix}-{PUBLISHER}-results-{number}"


def test_what_is_folded_is_not_folded_again(town):
    town.puts(town.row(1), town.row(2))
    assert fates(town.follow()) == [(2, 0, 0)]
    before = town.chains()
    assert town.release() == []
    assert town.follow() == []
    assert town.chains() == before


def test_only_new_inputs_are_folded_and_only_what_changed_makes_a_release(town, ocid):
    town.puts(town.row(1), town.row(2))
    town.follow()
    first = town.releases()
    town.puts(town.row(1), town.row(2, amount=2_500), town.row(3))
    assert fates(town.follow()) == [(2, 1, 0)]
    assert first.items() <= town.releases().items()
    assert by_process(town.releases()) == {
        ocid(1): [["tender", "award"]],
        ocid(2): [["tender", "award"], ["tenderUpdate", "awardUpdate"]],
        ocid(3): [["tender", "award"]],
    }


def test_a_refused_release_is_a_finding_and_leaves_no_trace(town, ocid):
    town.puts(town.row(1), town.row(2, notice="not an address"))
    [folded] = town.follow()
    assert fates([folded]) == [(1, 0, 1)]
    [line] = folded.released
    assert (line.yen_released, line.yen_invalid) == (1_000, 1_000)
    assert {(effect, row) for effect, _, row in town.findings(line.findings_path)} == {("row", 3)}
    assert list(by_process(town.releases())) == [ocid(1)]
    town.puts(town.row(1), town.row(2, notice="https://example.org/2"))
    assert fates(town.follow()) == [(1, 1, 0)]
    assert by_process(town.releases())[ocid(2)] == [["tender", "award"]], "nothing came before that it could update"


def test_what_is_held_back_takes_no_part_and_what_was_there_stays(town, edited):
    town.maps(edited("releases:", "expect: {rows: {min: 2}}\nreleases:"))
    town.puts(town.row(1), town.row(2))
    town.follow()
    before = town.releases()
    town.puts(town.row(3))
    assert town.follow() == []
    assert town.releases() == before


def test_an_edited_mapping_folds_anew_under_the_same_ocids(town, edited):
    town.puts(town.row(1), town.row(2, opened="2024-05-01"))
    town.follow()
    before, years = town.releases(), list(town.chains())
    town.maps(edited("awards/*/status: {constant: active}", "awards/*/status: {constant: pending}"))
    town.draft()
    assert fates(town.release()) == [(2, 0, 0)]
    after = town.releases()
    assert before.keys().isdisjoint(after)
    assert list(by_process(after)) == list(by_process(before))
    assert list(town.chains()) == years
    town.maps()
    assert fates(town.release()) == [(2, 0, 0)]
    assert town.releases() == before


def test_following_a_source_gives_what_folding_from_the_beginning_gives(town):
    town.puts(town.row(1), town.row(2))
    town.follow()
    town.puts(town.row(1, amount=5), town.row(2), town.row(3, opened="2024-05-01"), town.row(4, notice="nowhere"))
    town.follow()
    town.puts(town.row(4), name="more.csv")
    town.follow()
    followed, told = town.chains(), town.released()
    with writing(town.workspace.catalog) as connection:
        batches.forget(connection, PUBLISHER)
    assert fates(town.release()) == [(2, 0, 0), (2, 1, 1), (1, 0, 0)]
    assert (town.chains(), town.released()) == (followed, told)


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_a_process_stays_in_the_earliest_year_whatever_its_files_are_called(town, ocid, names):
    early, late = names
    town.puts(town.row(1, opened="2024-05-01", amount=1), name=early)
    town.puts(town.row(1, opened="2025-05-01", amount=2), name=late)
    town.follow()
    assert list(town.chains()) == [(PUBLISHER, "2024")]
    assert Counter(it["ocid"] for it in town.releases().values()) == {ocid(1): 2}


def test_a_year_once_given_stays_when_an_earlier_one_turns_up(town):
    town.puts(town.row(1))
    town.follow()
    town.puts(town.row(1, opened="2023-05-01"))
    town.follow()
    assert list(town.chains()) == [(PUBLISHER, "2025")]


def test_publishers_that_were_not_asked_for_wait(town):
    town.puts(town.row(1))
    town.collect()
    town.draft()
    assert town.release(publishers=["131016"]) == []
    assert [it.publisher_code for it in town.release(publishers=[PUBLISHER])] == [PUBLISHER]


def test_without_its_mapping_a_publisher_is_withdrawn_and_comes_back_as_it_was(town):
    town.puts(town.row(1))
    town.follow()
    before = town.chains()
    path = town.workspace.settings.mappings / "sources" / "town" / "results.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    town.maps(text, source="village/results")
    assert town.release() == []
    assert town.chains() == {}
    town.maps(text)
    town.release()
    assert town.chains() == before
