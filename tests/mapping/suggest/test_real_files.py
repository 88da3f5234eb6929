"""Every real sample with a table: the right answers are stated by hand in ``answers``."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ocdsjp.errors import MappingError
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.suggest import suggest, to_mapping_yaml
from ocdsjp.ocds.profile import load_profile
from ocdsjp.paths import shipped

FILES = [
    file
    for path in sorted((Path(__file__).parent / "answers").glob("*.yaml"))
    for one in YAML(typ="safe").load(path)
    for file in one["files"]
]


@pytest.fixture(scope="module")
def answer_for(benchmark_module):
    return {file: answer for answer in benchmark_module("answers").answers() for file in answer.files}


@pytest.mark.parametrize("file", FILES)
def test_suggestion_for_a_real_file_is_right_or_honestly_open(  # noqa: PLR0917  fixtures
    shared, benchmark_module, answer_for, vocabularies, bodies, tmp_path, file
):
    answers, answer = benchmark_module("answers"), answer_for[file]
    suggestion = suggest(shared / "samples" / file, shipped("mappings"), vocabularies, bodies)
    score = answers.scored(suggestion, answer)
    assert score.wrong == ()
    assert answer.header_is_right(suggestion)
    if answer.no_data:
        assert any(one.column is None for one in suggestion.no_data)
    if answer.publisher is not None:
        assert answer.publisher in {suggestion.publisher.code, suggestion.publisher.column}
    assert flaws(suggestion, tmp_path, vocabularies, bodies) == []


def flaws(suggestion, tmp_path, vocabularies, bodies) -> list[MappingError]:
    mappings = tmp_path / "mappings"
    (mappings / "sources" / "place").mkdir(parents=True)
    for name in ("layouts", "vocabulary"):
        (mappings / name).symlink_to(shipped("mappings") / name)
    path = mappings / "sources" / "place" / "draft.yaml"
    path.write_text(to_mapping_yaml(suggestion), encoding="utf-8")
    return Checker(mappings, vocabularies, bodies, load_profile()).check(path)
