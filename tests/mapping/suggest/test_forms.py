"""Headers in many wordings, made apart from the vocabulary: none is taken for what it is not."""

from collections import Counter

import pytest

from ocdsjp.mapping.suggest import suggest
from ocdsjp.paths import shipped


@pytest.fixture(scope="module")
def judged(benchmark_module, vocabularies, bodies, tmp_path_factory):
    """Per form: the suggestion, and per column its name, what was said and whether that is right."""
    answers = benchmark_module("answers")
    folder, found = tmp_path_factory.mktemp("forms"), {}
    for form in benchmark_module("forms").forms():
        path = folder / "table.csv"
        form.write(path)
        suggestion = suggest(path, shipped("mappings"), vocabularies, bodies)
        told = [
            (column.name, column.field, answers.verdict(column, form.answer.right_for(column.name)))
            for column in suggestion.columns
        ]
        found[form.name] = (form, suggestion, told)
    return found


def test_no_column_is_confidently_wrong(judged):
    assert [(name, *one) for name, (_, _, told) in judged.items() for one in told if one[2] == "wrong"] == []


def test_nearly_all_columns_are_recognised(judged):
    counts = Counter(said for _, _, told in judged.values() for _, _, said in told)
    assert counts["right"] >= 0.95 * counts.total()


def test_headers_are_found_where_they_are(judged):
    assert [name for name, (form, suggestion, _) in judged.items() if not form.answer.header_is_right(suggestion)] == []


def test_what_is_no_procurement_is_recognised_and_nothing_else(judged):
    for name, (form, suggestion, _) in judged.items():
        assert any(one.column is None for one in suggestion.no_data) == form.answer.no_data, name
