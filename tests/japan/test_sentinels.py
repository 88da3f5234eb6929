"""Sentinels."""

import csv

import pytest

from ocdsjp.japan.sentinels import Meaning, Sentinels, Where
from ocdsjp.paths import shipped


@pytest.fixture(scope="module")
def sentinels() -> Sentinels:
    with (shipped("mappings") / "vocabulary/sentinels.csv").open(encoding="utf-8", newline="") as file:
        return Sentinels(csv.DictReader(file))


@pytest.mark.parametrize(
    ("cell", "where", "meaning"),
    [
        ("不調", "winner", Meaning.UNSUCCESSFUL),
        (" 不　調 ", "winner", Meaning.UNSUCCESSFUL),
        ("不成立", "amount", Meaning.UNSUCCESSFUL),
        ("中止", "winner", Meaning.CANCELLED),
        ("取止", "date", Meaning.CANCELLED),
        ("取止め・不調", "winner", Meaning.NONE),
        ("辞退", "bid", Meaning.WITHDRAWN_BID),
        ("無効", "bid", Meaning.DISQUALIFIED),
        ("失格", "bid", Meaning.DISQUALIFIED),
        ("不参", "bid", Meaning.ABSENT),
        ("欠席", "bid", Meaning.ABSENT),
        ("事後公表", "amount", Meaning.DISCLOSED_LATER),
        ("落札決定後に公表", "amount", Meaning.DISCLOSED_LATER),
        ("非公開", "amount", Meaning.UNDISCLOSED),
        ("該当なし", "winner", Meaning.NOT_APPLICABLE),
        ("********", "winner", Meaning.MASKED),
        ("＊＊", "amount", Meaning.MASKED),
        ("null", "winner", Meaning.NONE),
        ("-", "winner", Meaning.NONE),
        ("－", "amount", Meaning.NONE),
        ("―", "date", Meaning.NONE),
        ("---", "bid", Meaning.NONE),
    ],
)
def test_words_that_stand_for_no_value_are_known(sentinels, cell, where, meaning):
    found = sentinels.find(cell, where)
    assert found is not None
    assert found.meaning is meaning


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ("株式会社見本", "winner"),
        ("落札", "winner"),
        ("決定", "bid"),
        ("辞退", "winner"),
        ("0", "amount"),
        (0, "amount"),
        (1000, "amount"),
        ("11", "amount"),
        ("", "winner"),
        (None, "winner"),
        ("中止", "name_prefix"),
    ],
)
def test_values_results_and_blanks_are_no_sentinels(sentinels, cell, where):
    assert sentinels.find(cell, where) is None


def test_a_bracketed_word_in_front_of_a_title_is_taken_off(sentinels):
    found, title = sentinels.take_prefix("【中止】 見本橋補修工事")
    assert found is not None
    assert (found.meaning, title) == (Meaning.CANCELLED, "見本橋補修工事")
    assert sentinels.find("【中止】見本橋補修工事", Where.NAME_PREFIX) == found


@pytest.mark.parametrize("title", ["【再公告】見本橋補修工事", "見本橋補修工事【中止】", "見本橋補修工事"])
def test_other_titles_stay_whole(sentinels, title):
    assert sentinels.take_prefix(title) == (None, title)


def test_a_vocabulary_that_contradicts_itself_is_refused():
    lines = [
        {"term": "取止", "where": "winner", "meaning": "cancelled"},
        {"term": " 取止", "where": "winner", "meaning": "unsuccessful"},
    ]
    with pytest.raises(ValueError, match="cancelled or unsuccessful"):
        Sentinels(lines)


def test_an_unknown_meaning_is_refused():
    with pytest.raises(ValueError, match="gone"):
        Sentinels([{"term": "取止", "where": "winner", "meaning": "gone"}])
