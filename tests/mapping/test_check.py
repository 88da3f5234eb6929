"""What can be told of a mapping file without data."""

import shutil
from pathlib import Path

import pytest

from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import source_id, sources
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "mappings"

GOOD = """\
title: {ja: 架空, en: invented}
publisher: {code: "110001"}
licence: {id: CC0-1.0}
collect: {folder: x/*.csv}
read: {format: csv}
key: {columns: [番号]}
blocks:
  rounds:
    - {constants: {round: 1}, columns: {amount: 第１回}}
releases:
  - phase: award
    tag: [tender, award]
    fields:
      tender/title: 件名
      tender/procurementMethod: {column: 方式, term: procurement_methods}
      tender/mainProcurementCategory: {constant: works}
      bids/details/*/round: {constant: $round}
      bids/details/*/value: {column: $amount, read: yen}
      awards/*/suppliers: {organization: {name: 落札者}}
    sections:
      bids/details: {per: rounds, when: {column: $amount, blank: false}}
"""


@pytest.fixture(scope="module")
def checker():
    table = ROOT / "data" / "sample" / "local_governments.csv"
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv", table)
    return Checker(MAPPINGS, load_vocabularies(MAPPINGS / "vocabulary"), bodies, load_profile())


@pytest.fixture
def flaws(checker, tmp_path):
    def of(old="", new=""):
        assert old in GOOD
        place = tmp_path / "shionari"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        path = place / "results.yaml"
        path.write_text(GOOD.replace(old, new) if old else GOOD, encoding="utf-8")
        return [(error.rule.id, int(error.detail["line"]), error.value) for error in checker.check(path)]

    return of


@pytest.mark.parametrize("path", list(sources(MAPPINGS)), ids=source_id)
def test_every_mapping_file_of_the_project_is_right(path, checker):
    assert [error.rule.message("en", error.value, error.detail) for error in checker.check(path)] == []


def test_a_right_file_has_no_flaws(flaws):
    assert flaws() == []


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ("tender/title", "tender/titel", ("mapping-path-unknown", 14, "titel")),
        ("{constant: works}", "{constant: work}", ("mapping-code-unlisted", 16, "work")),
        ("read: yen}", "read: date}", ("mapping-path-unfit", 18, "date")),
        ("awards/*/suppliers", "awards/*/title", ("mapping-path-unfit", 19, "organization")),
        ("term: procurement_methods", "term: procurement_method", ("mapping-table-missing", 15, "procurement_method")),
        ("procurement_methods}", "procurement_methods, take: x}", ("mapping-take-missing", 15, "x")),
        ("{constant: $round}", "{constant: $roundd}", ("mapping-alias-unknown", 17, "roundd")),
        ("value: {column: $amount", "value: {column: $amont", ("mapping-alias-unknown", 18, "amont")),
        ("name: 落札者", "name: $name", ("mapping-alias-unknown", 19, "name")),
        ("per: rounds", "per: round", ("mapping-block-unknown", 21, "round")),
        ("    sections:\n", "    sections:\n      contracts: {}\n", ("mapping-section-unused", 21, "contracts")),
        ("[tender, award]", "[tender, awrad]", ("mapping-tag-unknown", 12, "awrad")),
        ("[tender, award]", "[compiled]", ("mapping-tag-unknown", 12, "compiled")),
        ('"110001"', '"110002"', ("mapping-publisher-unknown", 2, "110002")),
        (
            "tender/title: 件名\n",
            "tender/title: 件名\n      awards/0/title: 件名\n",
            ("mapping-path-twice", 15, "awards"),
        ),
        ("tender/title: 件名", "tender/title: {colum: 件名}", ("mapping-invalid", 14, "this key is not known")),
    ],
)
def test_each_kind_of_mistake_is_told_with_its_line(flaws, old, new, flaw):
    assert flaw in flaws(old, new)


def test_mistakes_in_alternatives_are_found_too(flaws):
    found = flaws(
        "{column: 方式, term: procurement_methods}", "{first_of: [{constant: opne}, {column: 方式, term: none}]}"
    )
    assert ("mapping-code-unlisted", 15, "opne") in found
    assert ("mapping-table-missing", 15, "none") in found


def test_a_vocabulary_table_whose_codes_are_not_those_of_the_path_is_told(flaws):
    found = flaws("tender/procurementMethod:", "tender/status:")
    assert ("mapping-take-missing", 15, "status") in found
    found = flaws(
        "{column: 方式, term: procurement_methods}", "{column: 方式, term: procurement_methods, take: awardCriteria}"
    )
    assert ("mapping-code-unlisted", 15, "ratedCriteria") in found


def test_messages_name_file_line_and_the_nearest_word_in_both_languages(checker, tmp_path):
    (tmp_path / "shionari").mkdir()
    path = tmp_path / "shionari" / "results.yaml"
    path.write_text(GOOD.replace("tender/title", "tender/titel"), encoding="utf-8")
    [error] = checker.check(path)
    english, japanese = (error.rule.message(language, error.value, error.detail) for language in ("en", "ja"))
    assert english.startswith("shionari/results.yaml, line 14")
    assert 'Did you mean "title"?' in english
    assert japanese.startswith("shionari/results.yaml の 14 行目")
    assert "『title』ではありませんか。" in japanese


def test_a_file_that_cannot_be_loaded_has_one_flaw(checker, tmp_path):
    path = tmp_path / "results.yaml"
    path.write_text("title: [", encoding="utf-8")
    assert [error.rule.id for error in checker.check(path)] == ["mapping-not-yaml"]
