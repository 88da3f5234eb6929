"""What pydantic finds, in words."""

import pytest
from pydantic import ValidationError

from ocdsjp.mapping.explain import explain, nearest
from ocdsjp.mapping.locate import Origins
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.vocabulary import TERM_UNKNOWN

TEXT = """\
titel: {ja: a, en: b}
publisher: {code: 992011}
licence: {id: CC-BY}
collect: {folder: x}
read: {format: csv, header_rows: many}
key: {columns: []}
releases:
  - phase: tender
    tag: [tender]
    fields: {tender/title: {column: a, constant: b}}
"""


def _messages(path, content, language):
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ValidationError) as caught:
        Mapping.model_validate(content)
    found = explain(caught.value, Origins((path,), content))
    return [error.rule.message(language, error.value, error.detail) for error in found]


@pytest.fixture
def content():
    return {
        "titel": {"ja": "a", "en": "b"},
        "publisher": {"code": 992011},
        "licence": {"id": "CC-BY"},
        "collect": {"folder": "x"},
        "read": {"format": "csv", "header_rows": "many"},
        "key": {"columns": []},
        "releases": [
            {"phase": "tender", "tag": ["tender"], "fields": {"tender/title": {"column": "a", "constant": "b"}}}
        ],
    }


def test_everything_that_is_wrong_is_told_once_with_its_line(tmp_path, content):
    english = _messages(tmp_path / "own.yaml", content, "en")
    lines = sorted(int(message.split("line ")[1].split(",")[0]) for message in english)
    assert lines == [1, 1, 2, 3, 5, 6, 10]
    assert 'Did you mean "title"?' in english[0]


def test_japanese_words_for_what_mapping_files_meet(tmp_path, content):
    japanese = "\n".join(_messages(tmp_path / "own.yaml", content, "ja"))
    for words in ("知らないキー", "必要なキー", "文字列で", "使える値は", "整数で", "少なくとも 1 つ"):
        assert words in japanese


def test_no_hint_is_better_than_a_wrong_one():
    assert nearest("xyz", ("column", "constant")) == ("", "")
    assert nearest("tem", (TERM_UNKNOWN.id, "term"))[1] == 'Did you mean "term"?'
