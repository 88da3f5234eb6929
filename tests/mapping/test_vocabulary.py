"""Terms and their codes."""

import pytest

from ocdsjp.errors import MappingError, UsageError
from ocdsjp.mapping.vocabulary import Vocabulary, load_vocabularies


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sentinels.csv").write_text("term,where,meaning\n不調,winner,unsuccessful\n", "utf-8")
    (tmp_path / "methods.csv").write_text("term,procurementMethod,reviewed\n一般競争入札,open,yes\n", "utf-8")
    (tmp_path / "statuses.csv").write_text("term,where,code\n辞退,bid,withdrawn\n", "utf-8")
    (tmp_path / "legal_bases.csv").write_text(
        "term,id,reviewed\n第1項第1号,1,yes\n第1項,0,yes\n第2項,2,no\n第3項,3,yes\n", "utf-8"
    )
    return tmp_path


def test_a_folder_without_tables_is_wrong_use_and_the_message_says_what_to_copy(tmp_path):
    with pytest.raises(UsageError, match=r"begin with a copy of .*mappings"):
        load_vocabularies(tmp_path / "vocabulary")


def test_terms_are_found_whatever_their_width_and_spaces_and_never_by_likeness(folder):
    table = load_vocabularies(folder).table("methods")
    assert table.find("一般 競争　入札")["procurementMethod"] == "open"
    assert table.find("一般競争") is None


def test_where_tells_equal_terms_apart(folder):
    table = load_vocabularies(folder).table("statuses")
    assert table.find("辞退", "bid")["code"] == "withdrawn"
    assert table.find("辞退", "tender") is None
    assert table.find("辞退") is None


def test_search_finds_reviewed_terms_in_a_sentence_the_longest_first(folder):
    table = load_vocabularies(folder).table("legal_bases")
    assert [entry["id"] for entry in table.search("第１項第１号及び第3項による（第2項は除く）")] == ["1", "3"]


def test_an_item_that_a_text_cites_in_two_spellings_is_found_once():
    entries = {
        ("", term): {"term": term, "id": number, "reviewed": "yes", "source": term}
        for term, number in {"29条の3第4項": "4", "29の3-4": "4", "99条の2": "99-2"}.items()
    }
    found = Vocabulary("laws", entries).search("29条の3第4項（29の3-4）と99条の2")
    assert [entry["id"] for entry in found] == ["4", "99-2"]


def test_an_unknown_table_is_an_error_of_the_mapping(folder):
    with pytest.raises(MappingError) as caught:
        load_vocabularies(folder).table("none")
    assert caught.value.rule.id == "vocabulary-missing"


def test_sentinels_come_along(folder):
    assert load_vocabularies(folder).sentinels.find("不調", "winner") is not None
