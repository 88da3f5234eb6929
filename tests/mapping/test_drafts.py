"""Drafts as lines."""

from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.drafts import Draft, dump_body, dump_draft, load_draft

texts = st.text(st.characters(codec="utf-8"), max_size=20)
bodies = st.dictionaries(texts, st.one_of(texts, st.integers(-(2**53), 2**53)), max_size=5)
drafts = st.builds(
    Draft,
    publisher_code=texts,
    key=texts,
    phase=texts,
    date=st.none() | texts,
    fiscal_year=texts,
    tags=st.lists(texts, max_size=3).map(tuple),
    rows=st.lists(st.tuples(st.none() | texts, st.integers(1, 2**20)), max_size=3).map(tuple),
    yen=st.integers(0, 2**53),
    related=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    body=bodies.map(dump_body),
)


@given(drafts)
def test_a_draft_is_one_line_and_comes_back_the_same(draft):
    line = dump_draft(draft)
    assert b"\n" not in line
    assert load_draft(line) == draft


@given(drafts)
def test_the_body_travels_unchanged(draft):
    assert dump_draft(draft).endswith(b"\t" + draft.body)
