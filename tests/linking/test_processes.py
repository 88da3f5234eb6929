"""Which ocid and fiscal year each key gets."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.linking.processes import Link, earliest, propose, settle
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX, make_ocid

KEYS = st.sampled_from(["case-1", "case-2", "case-3"])
YEARS = st.sampled_from(["2023", "2024", "2025", "undated"])
SOURCES = st.lists(st.dictionaries(KEYS, YEARS), max_size=5)


def proposal(years):
    return propose(PLACEHOLDER_PREFIX, "131016", years.items())


def test_a_key_gets_the_ocid_of_its_publisher_and_the_year_of_its_first_draft():
    assert propose("ocds-abc123", "131016", [("case-1", "2024"), ("case-2", "undated")]) == {
        "case-1": Link("ocds-abc123-131016-case-1", "2024"),
        "case-2": Link("ocds-abc123-131016-case-2", "undated"),
    }


def test_the_earliest_year_wins_and_a_stated_one_over_none():
    links = earliest(
        [proposal({"case-1": "undated", "case-2": "2025"}), proposal({"case-1": "2025", "case-2": "2024"})]
    )
    assert {key: link.fiscal_year for key, link in links.items()} == {"case-1": "2025", "case-2": "2024"}


@given(sources=SOURCES.flatmap(lambda sources: st.tuples(st.just(sources), st.permutations(sources))))
def test_the_order_in_which_sources_are_read_decides_nothing(sources):
    one, other = (earliest(map(proposal, order)) for order in sources)
    assert one == other


@given(sources=SOURCES)
def test_every_proposed_key_has_one_link_that_somebody_proposed(sources):
    links = earliest(map(proposal, sources))
    assert set(links) == {key for years in sources for key in years}
    assert all(any(years.get(key) == link.fiscal_year for years in sources) for key, link in links.items())
    assert all(link.ocid == make_ocid(PLACEHOLDER_PREFIX, "131016", key) for key, link in links.items())


@given(sources=SOURCES)
def test_asking_in_steps_gives_what_asking_at_once_gives(sources):
    steps = [earliest(map(proposal, sources[:count])) for count in range(len(sources) + 1)]
    assert all(
        earliest([before, proposal(years)]) == after
        for (before, after), years in zip(pairwise(steps), sources, strict=True)
    )


def test_what_the_registry_kept_wins_over_what_is_proposed():
    proposed = proposal({"case-1": "2024", "case-2": "2025"})
    settled = settle(proposed, {"case-1": ("ocds-abc123-131016-case-1", "2020")})
    assert settled == {**proposed, "case-1": Link("ocds-abc123-131016-case-1", "2020")}


def test_without_exceptions_the_proposal_itself_holds():
    proposed = proposal({"case-1": "2024"})
    assert settle(proposed, {}) is proposed
