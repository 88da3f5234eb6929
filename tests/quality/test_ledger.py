import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.quality.ledger import Ledger, as_document, by_source, explain, total, unbalanced

_WAYS = ("released", "quarantined", "no_data", "unchanged")


@st.composite
def balanced_entries(draw):
    rows = {f"rows_{way}": draw(st.integers(0, 10**7)) for way in _WAYS}
    yen = {f"yen_{way}": draw(st.integers(-(10**15), 10**15)) for way in _WAYS}
    return Ledger(
        source=draw(st.sampled_from("abc")),
        location=draw(st.text(max_size=3)),
        blob=draw(st.text("0123456789abcdef", min_size=2, max_size=2)),
        rows_read=sum(rows.values()),
        yen_read=sum(yen.values()),
        **rows,
        **yen,
    )


@given(st.lists(balanced_entries()))
def test_what_comes_in_goes_out(entries):
    whole = total(entries)
    assert whole.balanced
    assert unbalanced(entries) == []
    assert whole.rows_read == sum(entry.rows_read for entry in entries)
    assert whole.yen_read == sum(entry.yen_read for entry in entries)


@given(st.lists(balanced_entries()))
def test_sums_of_sources_sum_to_the_total(entries):
    assert total(by_source(entries)) == total(entries)


@given(st.lists(balanced_entries(), min_size=1), st.randoms(use_true_random=False))
def test_document_does_not_depend_on_the_order(entries, shuffler: random.Random):
    before = json.dumps(as_document(entries))
    shuffler.shuffle(entries)
    assert json.dumps(as_document(entries)) == before
    assert as_document(entries)["balanced"]


@given(balanced_entries(), st.integers(-100, 100), st.integers(-100, 100))
def test_any_difference_is_seen_and_told(entry, rows, yen):
    changed = Ledger(
        **{name: getattr(entry, name) for name in Ledger.__slots__}
        | {"rows_read": max(entry.rows_read + rows, 0), "yen_read": entry.yen_read + yen}
    )
    rows = changed.rows_read - entry.rows_read
    assert (changed.rows_difference, changed.yen_difference) == (rows, yen)
    assert changed.balanced == (rows == yen == 0)
    assert ("合いません" in explain(changed, "ja")) == (not changed.balanced)
    assert ("Not balanced" in explain(changed, "en")) == (not changed.balanced)


def test_differences_that_cancel_out_are_still_unbalanced():
    entries = [Ledger(source="a", rows_read=1), Ledger(source="a", rows_released=1)]
    assert total(entries).balanced
    assert unbalanced(entries) == entries
    assert not as_document(entries)["balanced"]


def test_explanation_in_words():
    entry = Ledger(
        source="架空市", location="入札結果.xlsx", rows_read=1200, rows_released=1000, rows_no_data=199, yen_read=-5
    )
    assert explain(entry, "ja") == (
        "架空市 入札結果.xlsx: 読んだ 1,200 行に対し リリース 1,000 + 隔離 0 + データでない 199 + 変更なし 0 行、"
        "読んだ -5 円に対し リリース 0 + 隔離 0 + データでない 0 + 変更なし 0 円。"
        "合いません: +1 行、-5 円（正は行方不明、負は出所不明）。"
    )
    assert "+1 rows, -5 yen" in explain(entry, "en")


def test_rows_cannot_be_negative():
    with pytest.raises(ValueError, match="rows_released"):
        Ledger(rows_released=-1)
