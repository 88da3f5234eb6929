from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.suggest.words import HeaderWords, differs_harmlessly, skeleton
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.paths import shipped


@pytest.mark.parametrize(
    ("header", "field", "closeness"),
    [
        ("契約金額", "contracts/0/value/amount", "exact"),
        ("契　約　金　額", "contracts/0/value/amount", "exact"),
        ("契約金額（税込）", "contracts/0/value/amount", "exact"),
        ("契約の相手方の商号、又は名称", "awards/0/suppliers", "same"),
        ("※開札日", "tender/awardPeriod/startDate", "exact"),
        ("(3)工事名", "tender/title", "exact"),
        ("契約の相手方／法人番号", "awards/0/suppliers/0/id", "same"),
        ("公益法人の場合／応札・応募者数", "tender/numberOfTenderers", "part"),
        ("落札者（商号又は名称）", "awards/0/suppliers", "same"),
        ("賃貸借期間（自）", "contracts/0/period/startDate", "same"),
        ("契約期間（終）", "contracts/0/period/endDate", "same"),
    ],
)
def test_header_is_known_by_its_word(words, header, field, closeness):
    best = words.hits(header)[0]
    assert best.word.field == field
    assert best.closeness in {closeness, "exact"} if closeness == "same" else best.closeness == closeness


@pytest.mark.parametrize(
    "header",
    [
        "契約予定日",  # not the day of the contract
        "契約解除日",
        "変更前予定価格",
        "契約金額（月額）",
        "落札者（次点）",
        "契約の相手方の商号又は名称及び住所（平成26年11月時点）",
        "連帯保証人",
        "再委託先",
    ],
)
def test_word_that_only_looks_like_another_is_at_most_a_doubtful_hit(words, header):
    assert all(hit.closeness == "near" and hit.score < 75 for hit in words.hits(header))


def test_each_meaning_is_proposed_once(words):
    meanings = [(hit.word.field, hit.word.kind) for hit in words.hits("契約相手方名称（契約者名）")]
    assert len(meanings) == len(set(meanings))


def test_proposals_share_something_with_the_header(words):
    assert any(word.field.startswith("contracts/") for word in words.proposals("当該契約金額の内訳"))


@given(st.text(alphabet="契約金額（）()・の　 日／1①※\n", max_size=24))
def test_no_header_breaks_the_search(header):
    meanings = [(hit.word.field, hit.word.kind) for hit in shipped_words().hits(header)]
    assert len(meanings) == len(set(meanings))


@cache
def shipped_words() -> HeaderWords:
    """The table once for all examples."""
    return HeaderWords(load_vocabularies(shipped("mappings") / "vocabulary").table("header_words"))


@given(st.text(max_size=30))
def test_skeleton_of_a_skeleton_is_itself(text):
    once = skeleton(text)
    assert len(once) <= len(text) + 1
    assert skeleton(skeleton(once)) == skeleton(once)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("落札業者", "落札業者名", True),
        ("契約日", "変更契約日", False),
        ("契約日", "契約解除日", False),
        ("入札者", "入札者数", False),
    ],
)
def test_likeness_is_no_sameness(one, other, same):
    assert differs_harmlessly(one, other) is same


def test_text_longer_than_any_header_is_not_searched(words):
    assert words.hits("(" * 100_000) == []
    assert not words.knows("契約金額" * 10_000)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("変更契約／契約日", "contracts/0/amendments/0/date"),
        ("変更契約／変更後金額", "contracts/0/value/amount"),
        ("工期／着手", "contracts/0/period/startDate"),
        ("工期／完成", "contracts/0/period/endDate"),
        ("工事名及び工事箇所", "tender/title"),
        ("工事名（仮称）", "tender/title"),
        ("発注課（問合せ先）", "tender/procuringEntity/name"),
        ("入札参加業者（※は落札）", "bids/details/0/tenderers"),
        ("随意契約の根拠（施行令第167条の2第1項）", "tender/procurementMethodRationaleClassifications"),
    ],
)
def test_headers_of_several_parts_mean_what_their_parts_mean_together(words, header, field):
    best = words.hits(header)[0]
    assert (best.word.field, best.closeness in {"exact", "same", "part"}) == (field, True)


@pytest.mark.parametrize("header", ["落札者・落札金額", "工事名・契約金額"])
def test_name_and_figure_in_one_cell_are_no_name(words, header):
    assert all(hit.closeness == "near" for hit in words.hits(header))
