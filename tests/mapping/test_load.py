"""Mapping files from disk: layouts, digests, and errors that say where."""

import shutil
from pathlib import Path

import pytest

from ocdsjp.errors import MappingError
from ocdsjp.mapping.load import load_source, source_id, sources

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"

GOOD = """\
title: {ja: 架空, en: invented}
publisher: {code: "992011"}
licence: {id: CC0-1.0}
collect: {folder: x/*.csv}
read: {format: csv}
key: {columns: [番号]}
releases:
  - phase: tender
    tag: [tender]
    fields:
      tender/title: 件名
"""
LAYOUT = """\
licence: {id: CC0-1.0}
read:
  format: excel
  header_rows: 2
key: {columns: [番号]}
releases:
  - phase: planning
    tag: [planning]
    fields:
      planning/rationale: 件名
  - phase: tender
    tag: [tender]
    fields:
      tender/title: {column: 件名, required: true}
      tender/description: 備考
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("vocabulary", "layouts", "sources/shionari"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(MAPPINGS / "vocabulary" / "sentinels.csv", tmp_path / "vocabulary")
    return tmp_path


def _load(folder, text, name="results", extra=b""):
    path = folder / "sources" / "shionari" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_source(path, folder, extra)


def _complaint(folder, text):
    with pytest.raises(MappingError) as caught:
        _load(folder, text)
    error = caught.value
    return error.rule.message("en", error.value, error.detail)


@pytest.mark.parametrize("path", list(sources(MAPPINGS)), ids=source_id)
def test_every_mapping_file_of_the_project_loads(path):
    source = load_source(path, MAPPINGS)
    assert source.id == f"{path.parent.name}/{path.stem}"
    assert len(source.digest) == 64


def test_sources_are_found_by_being_there(folder):
    _load(folder, GOOD, "results")
    _load(folder, GOOD, "amendments")
    assert [source_id(path) for path in sources(folder)] == ["shionari/amendments", "shionari/results"]


def test_a_file_lies_over_its_layout_and_releases_meet_by_phase(folder):
    (folder / "layouts" / "form.yaml").write_text(LAYOUT, encoding="utf-8")
    own = """\
extends: layouts/form
title: {ja: 架空, en: invented}
publisher: {code: "992011"}
collect: {folder: x/*.xlsx}
read: {header_rows: 3}
releases:
  - phase: tender
    fields:
      tender/description: {constant: 架空}
      tender/title: {required: false}
  - phase: award
    tag: [award]
    fields: {awards/0/value: {column: 金額, read: yen}}
"""
    mapping = _load(folder, own.replace("{constant: 架空}", "摘要")).mapping
    assert (mapping.read.format, mapping.read.header_rows) == ("excel", 3)
    assert [release.phase for release in mapping.releases] == ["planning", "tender", "award"]
    tender = mapping.releases[1].fields
    assert tender["tender/description"].column == "摘要"
    assert (tender["tender/title"].column, tender["tender/title"].required) == ("件名", False)


def test_a_missing_layout_is_named(folder):
    assert '"layouts/none"' in _complaint(folder, "extends: layouts/none\n")


def test_what_is_not_yaml_is_told_with_its_line(folder):
    assert "line 3" in _complaint(folder, "title:\n  ja: x\n ja: [\n")
    assert "results.yaml, line 1" in _complaint(folder, "- a list\n")


def test_a_file_that_is_not_utf_8_is_told_with_its_line(folder):
    path = folder / "sources" / "shionari" / "results.yaml"
    path.write_bytes(b"# invented\n" + GOOD.encode("cp932"))
    with pytest.raises(MappingError, match=r"results\.yaml, line 2: .* UTF-8"):
        load_source(path, folder)


def test_a_key_given_twice_is_an_error(folder):
    assert "line 12" in _complaint(folder, GOOD + "key: {columns: [別]}\n")


def test_a_misspelt_key_is_told_with_file_line_and_the_nearest_key(folder):
    text = GOOD.replace("tender/title: 件名", "tender/title: {colum: 件名}")
    message = _complaint(folder, text)
    assert "shionari/results.yaml, line 11" in message
    assert 'Did you mean "column"?' in message


@pytest.mark.parametrize(
    ("old", "new", "line", "near"),
    [
        ("key: {columns", "key: {colums", 6, "columns"),
        ("phase: tender", "phase: tender\n    plannd: true", 9, "planned"),
        ("read: {format: csv}", "read: {format: csv, encodng: cp932}", 5, "encoding"),
    ],
)
def test_misspelt_keys_anywhere(folder, old, new, line, near):
    message = _complaint(folder, GOOD.replace(old, new))
    assert f"line {line}" in message
    assert f'"{near}"' in message


def test_an_error_in_a_layout_is_told_with_the_layouts_line(folder):
    (folder / "layouts" / "form.yaml").write_text(LAYOUT.replace("required: true", "requird: true"), encoding="utf-8")
    own = 'extends: layouts/form\ntitle: {ja: a, en: b}\npublisher: {code: "992011"}\ncollect: {folder: x}\n'
    message = _complaint(folder, own)
    assert "layouts/form.yaml, line 14" in message
    assert '"required"' in message


def test_the_japanese_message_has_line_and_hint_too(folder):
    with pytest.raises(MappingError) as caught:
        _load(folder, GOOD.replace("key:", "kye:"))
    message = caught.value.rule.message("ja", caught.value.value, caught.value.detail)
    assert "行目" in message


def test_the_digest_changes_with_mapping_vocabulary_and_extra_but_not_with_comments(folder):
    digest = _load(folder, GOOD).digest
    assert _load(folder, f"# a remark\n{GOOD}").digest == digest
    assert _load(folder, GOOD.replace("件名", "工事名")).digest != digest
    assert _load(folder, GOOD, extra=b"x").digest != digest
    (folder / "vocabulary" / "sentinels.csv").write_text("term,where,meaning\n", encoding="utf-8")
    assert _load(folder, GOOD).digest != digest


def test_the_digest_covers_tables_named_in_alternatives(folder):
    text = GOOD.replace(
        "tender/title: 件名", "tender/procurementMethod: {first_of: [{column: 方式, term: methods}, 備考]}"
    )
    before = _load(folder, text).digest
    (folder / "vocabulary" / "methods.csv").write_text("term,procurementMethod\n一般,open\n", encoding="utf-8")
    assert _load(folder, text).digest != before
