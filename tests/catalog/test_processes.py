import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocdsjp.catalog import open_catalog, processes, reading, writing
from ocdsjp.errors import StoreError

DRAFTS = "d" * 64


def assignments(count: int, fiscal_year: str = "2025", publisher: str = "131016"):
    return [(f"k{i}", f"ocds-xxxxxx-{publisher}-k{i}", fiscal_year) for i in range(count)]


def register(catalog, proposed, publisher="131016"):
    with writing(catalog) as connection:
        return processes.register(connection, publisher, proposed, "somewhere/tenders", DRAFTS)


def test_new_keys_are_kept_as_proposed(catalog):
    assert register(catalog, assignments(3)) == {}
    with reading(catalog) as connection:
        assert processes.count(connection) == 3
        assert processes.find(connection, "ocds-xxxxxx-131016-k1") == processes.Process(
            "131016", "k1", "ocds-xxxxxx-131016-k1", "2025", "somewhere/tenders", DRAFTS
        )
        assert processes.find(connection, "ocds-xxxxxx-131016-k9") is None


def test_registering_again_changes_nothing_and_has_no_exceptions(catalog):
    register(catalog, assignments(3))
    assert register(catalog, assignments(4)) == {}
    with reading(catalog) as connection:
        assert processes.count(connection) == 4


def test_the_first_assignment_of_a_key_stays_and_is_reported(catalog):
    register(catalog, assignments(2))
    later = [("k1", "ocds-xxxxxx-131016-k1", "2026"), ("k2", "ocds-xxxxxx-131016-k2", "2026")]
    assert register(catalog, later) == {"k1": ("ocds-xxxxxx-131016-k1", "2025")}
    assert register(catalog, later) == {"k1": ("ocds-xxxxxx-131016-k1", "2025")}


def test_a_key_proposed_twice_at_once_keeps_the_first(catalog):
    proposed = [("k", "ocds-xxxxxx-131016-k", year) for year in ("2025", "2024")]
    assert register(catalog, proposed) == {"k": ("ocds-xxxxxx-131016-k", "2025")}


def test_an_ocid_never_belongs_to_two_keys(catalog):
    register(catalog, [("k1", "ocds-xxxxxx-131016-k", "2025")])
    with pytest.raises(StoreError, match="publisher 131016 already belongs to another key"):
        register(catalog, [("k2", "ocds-xxxxxx-131016-k", "2025")])
    with reading(catalog) as connection:
        assert processes.count(connection) == 1


def test_publishers_have_keys_of_their_own(catalog):
    register(catalog, assignments(2))
    assert register(catalog, assignments(2, "2020", "271004"), "271004") == {}


def test_more_keys_than_one_statement_can_carry(catalog):
    assert register(catalog, iter(assignments(12_001))) == {}
    exceptions = register(catalog, iter(assignments(12_002, "2026")))
    assert len(exceptions) == 12_001
    assert exceptions["k12000"] == ("ocds-xxxxxx-131016-k12000", "2025")


KEYS = st.sampled_from(["k1", "k2", "k3", "工事-1", "k'4"])
CALLS = st.lists(st.lists(st.tuples(KEYS, st.sampled_from(["2024", "2025", "undated"])), max_size=6), max_size=5)


@given(calls=CALLS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exceptions_are_where_a_dictionary_that_never_forgets_differs(calls, tmp_path_factory):
    catalog = open_catalog(f"sqlite:///{tmp_path_factory.mktemp('registry')}/catalog.db")
    kept: dict[str, tuple[str, str]] = {}
    for call in calls:
        proposed = [(key, f"ocds-xxxxxx-131016-{key}", fiscal_year) for key, fiscal_year in call]
        for key, ocid, fiscal_year in proposed:
            kept.setdefault(key, (ocid, fiscal_year))
        differing = {key: kept[key] for key, ocid, year in proposed if kept[key] != (ocid, year)}
        assert register(catalog, proposed) == differing
    catalog.dispose()
