from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.suggest.evidence import Examiner
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.paths import shipped


@pytest.mark.parametrize(
    ("test", "cells"),
    [
        ("date", ["令和7年5月20日", "R7.9.2", "2025/5/20", date(2025, 5, 20), "20250520"]),
        ("moment", ["令和7年5月20日 午後1時30分", "2025/5/20 10:00"]),
        ("span", ["令和7年4月から令和8年3月まで", "第１四半期"]),
        ("yearless", ["第１四半期", "4月上旬"]),
        ("yen", ["18,920,000円", "１，０００", 29169000]),
        ("corporate_number", ["7000020992011", 1010001000006]),
        ("company", ["架空建設株式会社", "（株）見本", "㈱潮鳴", "架空・見本特定建設工事共同企業体"]),
        ("several", ["（株）見本\n㈱潮鳴", "架空株式会社\n見本有限会社"]),
        ("section", ["水道課", "架空県土整備事務所"]),
        ("body", ["潮鳴市", "東京都"]),
        ("address", ["海原県潮鳴市港町1番地", "港町 地内"]),
        ("method", ["一般競争入札", "随意契約", "公募型プロポーザル"]),
        ("category", ["工事", "委託"]),
        ("law", ["地方自治法施行令第167条の2第1項第2号"]),
        ("url", ["https://www.example.jp/a.pdf", "ｈｔｔｐｓ：／／www.example.jp/"]),
        ("won", ["落札", "落 札"]),
        ("work", ["港見通り舗装補修工事", "庁舎清掃業務"]),
        ("serial", [45017, 45018.0]),
    ],
)
def test_values_are_known_for_what_they_are(examine, test, cells):
    assert examine(cells).share(test) == 1


@pytest.mark.parametrize(
    ("test", "cells"),
    [
        ("date", [45017, "12345", "港町"]),
        ("yen", ["7000020992011", "架空建設", "0000123"]),
        ("corporate_number", ["7000020992012", "11"]),
        ("several", ["架空建設株式会社\n海原県潮鳴市港町1番地"]),
        ("company", ["水道課", "100"]),
        ("body", ["水道課"]),
    ],
)
def test_values_are_not_taken_for_what_they_are_not(examine, test, cells):
    assert examine(cells).share(test) == 0


def test_words_for_missing_values_count_apart_from_values(examine):
    found = examine(["架空建設株式会社", "不調", "－", None, "  "])
    assert (found.rows, found.filled, sum(found.words.values())) == (5, 1, 2)
    assert found.share("company") == 1


def test_column_that_counts_its_rows_shows_it(examine):
    assert examine(["1", "2", "3", "4"]).counts_up
    assert not examine(["101", "108", "115"]).counts_up


def test_empty_column_has_no_evidence(examine):
    found = examine([None, "", "　"])
    assert (found.filled, found.shares, found.examples) == (0, {}, ())


@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(allow_nan=False)), max_size=12))
def test_shares_are_between_none_and_all(cells):
    found = shipped_examiner().examine(cells)
    assert all(0 <= share <= 1 for share in found.shares.values())
    assert found.filled <= found.rows == len(cells)


@cache
def shipped_examiner() -> Examiner:
    """One for all examples."""
    return Examiner(load_vocabularies(shipped("mappings") / "vocabulary"), Bodies())


def test_endless_cell_is_looked_at_only_at_its_beginning(examine):
    found = examine(["都" * 1_000_000, "件" * 1_000_000])
    assert found.length == 400
