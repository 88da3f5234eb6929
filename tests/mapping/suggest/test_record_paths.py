from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.suggest.record_paths import json_paths, xml_paths


def test_elements_that_occur_again_and_hold_others_are_records():
    record = "<SearchResult><ProjectName>庁舎清掃</ProjectName><Category>役務</Category></SearchResult>"
    text = f"<Results><SearchResults><SearchHits>2</SearchHits>{record}{record}</SearchResults></Results>"
    assert xml_paths(text)[0] == "SearchResults/SearchResult"


def test_lone_record_is_found_too():
    assert xml_paths("<list><count>1</count><row><a>1</a><b>2</b><c/></row></list>")[0] == "row"


def test_lists_of_objects_are_records():
    text = '{"total": 2, "result": {"records": [{"件名": "a", "子": [1, 2]}]}, "recent": [{"件名": "b"}]}'
    assert json_paths(text) == ["recent", "result/records"]


def test_braces_in_texts_are_no_objects():
    assert json_paths(r'{"a": "[{\"b\": 1}]", "c": [1, 2]}') == []


@given(st.text(alphabet='<>/ab "{}[]:,\\', max_size=80))
def test_broken_markup_gives_no_path_or_some_but_no_error(text):
    assert len(xml_paths(text)) <= 3
    assert len(json_paths(text)) <= 3


def test_names_of_elements_may_be_japanese():
    record = "<案件><案件名>舗装補修工事</案件名><開札日>2025-05-20</開札日></案件>"
    assert xml_paths(f"<入札結果>{record}{record}</入札結果>")[0] == "案件"
