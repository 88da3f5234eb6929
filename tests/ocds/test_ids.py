"""Identifiers: pure functions, readable where possible, never colliding by width or spelling."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.ocds.ids import digest, is_prefix, make_ocid, party_id, process_key, release_id

texts = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize(
    ("text", "right"), [("ocds-abc123", True), ("ocds-ABC123", False), ("ocds-abc12", False), ("ocds-abc123\n", False)]
)
def test_the_form_of_a_prefix(text, right):
    assert is_prefix(text) is right


def test_a_short_ascii_number_stays_readable():
    assert process_key("ebid", ("26000013828",)) == "ebid-26000013828"
    assert process_key("case", ("R7-K-01",)) == "case-R7-K-01"


def test_width_and_spaces_of_a_retyped_name_make_no_other_process():
    assert process_key("case", ("架空 工事（その１）",)) == process_key("case", ("架空工事(その1)",))


@given(st.lists(texts, min_size=1, max_size=3).map(tuple))
def test_keys_are_safe_in_addresses_and_file_names(parts):
    assert re.fullmatch(r"case-[A-Za-z0-9._-]{1,48}", process_key("case", parts))


@given(texts, texts)
def test_where_one_part_ends_matters(one, other):
    if one:
        assert digest(one, other) != digest(one + other)


def test_the_same_number_of_two_bodies_is_two_processes():
    assert make_ocid("ocds-abc123", "992011", "case-1") == "ocds-abc123-992011-case-1"
    assert make_ocid("ocds-abc123", "993018", "case-1") != make_ocid("ocds-abc123", "992011", "case-1")


def test_a_release_id_stands_for_all_that_the_release_says():
    whole = ("ocds-abc123-1", "2025-04-01T00:00:00+09:00", ("tender",), b"{}")
    assert release_id(*whole) == release_id(*whole)
    for position, other in enumerate(("ocds-abc123-2", "2025-04-02T00:00:00+09:00", ("award",), b"[]")):
        assert release_id(*[other if place == position else part for place, part in enumerate(whole)]) != release_id(
            *whole
        )


def test_parties_are_known_by_number_else_by_name_within_their_publisher():
    assert party_id("992011", "架空商店", "8999900000001") == "JP-JCN-8999900000001"
    assert party_id("992011", "架空商店", None).startswith("992011-")
    assert party_id("992011", "架空商店", None) != party_id("993018", "架空商店", None)
