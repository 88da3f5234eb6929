"""A new source from one file: its parts."""

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ocdsjp.errors import FetchError, MappingError, NotationError, ReadError, UsageError
from ocdsjp.findings import Effect
from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.suggest import suggest
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile
from ocdsjp.settings import Settings
from ocdsjp.stages import adding

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS, SAMPLE = ROOT / "mappings", ROOT / "data" / "sample"
FILE = SAMPLE / "shionari" / "令和7年度_入札結果.csv"
TERMS = adding.Terms("CC0-1.0", None, date(2026, 11, 21))


@pytest.fixture(scope="module")
def checker():
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv", SAMPLE / "local_governments.csv")
    return Checker(MAPPINGS, load_vocabularies(MAPPINGS / "vocabulary"), bodies, load_profile())


@pytest.fixture(scope="module")
def found(checker):
    return suggest(FILE, MAPPINGS, checker.vocabularies, checker.bodies, publisher="992011")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("992011", "992011"),
        (" 潮鳴市 ", "992011"),
        ("潮鳴市（架空）", "992011"),
        ("海原県潮鳴市", "992011"),
        ("99201", "992011"),
        ("011002", "011002"),
        ("札幌市", "011002"),
        ("北海道札幌市", "011002"),
        ("00S1", "00S1"),
    ],
)
def test_a_municipality_is_found_by_name_or_code(checker, text, code):
    if text == "99201":  # five digits are completed for bodies of the table alone
        with pytest.raises(NotationError):
            adding.find_body("9920", checker.bodies)
    assert adding.find_body(text, checker.bodies).code == code


@pytest.mark.parametrize("text", ["府中市", "無い市", "999999", "abc", "012026"])
def test_a_municipality_that_is_unknown_or_not_the_only_one_is_refused(checker, text):
    with pytest.raises(NotationError):
        adding.find_body(text, checker.bodies)


def test_a_name_is_proposed_that_is_still_free(checker, found, tmp_path):
    body = checker.bodies.by_code("992011")
    first = adding.free_name(found, body, tmp_path)
    assert first.startswith("992011/")
    adding.write_new(adding.mapping_path(first, tmp_path), "a: 1\n")
    assert adding.free_name(found, body, tmp_path) == f"{first}-2"
    assert adding.free_name(found, None, tmp_path).startswith("several/")


@pytest.mark.parametrize("name", ["a", "a/b/c", "../x/y", "A/b", "a/.b", "潮鳴/結果", "a/", "/a/b", "a/b.yaml"])
def test_a_name_that_is_no_name_is_refused(name, tmp_path):
    with pytest.raises(UsageError):
        adding.mapping_path(name, tmp_path)


def test_nothing_is_ever_written_over(tmp_path):
    path = adding.mapping_path("a/b", tmp_path)
    adding.write_new(path, "first\n")
    with pytest.raises(UsageError):
        adding.write_new(path, "second\n")
    with pytest.raises(UsageError):
        adding.mapping_path("a/b", tmp_path)
    assert path.read_text(encoding="utf-8") == "first\n"
    assert [each.name for each in path.parent.iterdir()] == ["b.yaml"]


def test_a_folder_that_cannot_be_written_to_is_wrong_use(tmp_path):
    (tmp_path / "sources").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError):
        adding.write_new(tmp_path / "sources" / "a" / "b.yaml", "x")


def test_files_are_collected_from_where_they_are(tmp_path):
    inbox = tmp_path / "inbox"
    assert adding.collected_from("https://example.jp/a.csv", "p/d", "a.csv", inbox) == {
        "http": {"url": "https://example.jp/a.csv"}
    }
    assert adding.collected_from(str(inbox / "x" / "a[1].csv"), "p/d", "a[1].csv", inbox) == {"folder": "x/a[[]1].csv"}
    assert adding.collected_from(str(tmp_path / "か\u3099.csv"), "p/d", "が.csv", inbox) == {"folder": "p/が.csv"}


def test_a_draft_with_the_answers_is_right_and_gives_releases(checker, found):
    collect = {"folder": "shionari/*.csv"}
    text = adding.mapping_text(found, TERMS, collect)
    assert YAML(typ="safe").load(text)["licence"] == {"id": "CC0-1.0", "observed": "2026-11-21"}
    assert "利用条件を見て" not in text
    trial = adding.try_out(text, "992011/results", (FILE, FILE.name), checker)
    assert trial.flaws == ()
    assert trial.releases > 10
    assert trial.rows == adding.TRIED_ROWS
    assert all(finding.effect is not Effect.NO_DATA for finding in trial.findings)


def test_a_draft_says_how_the_files_to_come_are_found_too(found):
    assert "put * in place of what changes\ncollect:" in adding.mapping_text(found, TERMS, {"folder": "x.csv"})
    web = adding.mapping_text(found, TERMS, {"http": {"url": "https://example.jp/a.csv"}})
    assert "put * in place" not in web


def test_rows_that_are_no_procurement_are_counted_apart_from_what_to_look_at(checker, found):
    text = adding.mapping_text(found, TERMS, {"folder": "x"})
    text = text.replace("equals: [売払い]", "blank: false")  # of the column 区分: no row is procurement any more
    trial = adding.try_out(text, "a/b", (FILE, FILE.name), checker)
    assert (trial.releases, trial.no_data) == (0, adding.TRIED_ROWS)


def test_a_draft_with_mistakes_is_told(checker, found):
    text = adding.mapping_text(found, TERMS, {"folder": "x"}).replace("tender/title:", "tender/titel:")
    trial = adding.try_out(text, "a/b", (FILE, FILE.name), checker)
    assert [flaw.rule.id for flaw in trial.flaws] == ["mapping-path-unknown"]


def test_a_draft_that_does_not_fit_its_file_is_told(checker, found, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="cp932")
    text = adding.mapping_text(found, TERMS, {"folder": "x"})
    with pytest.raises((ReadError, MappingError)):
        adding.try_out(text, "a/b", (other, other.name), checker)


def test_a_file_at_hand_is_taken_as_it_is_and_one_that_is_not_is_wrong_use(tmp_path):
    settings = Settings.resolve(workspace=tmp_path, environment={})
    with adding.at_hand(str(FILE), settings) as (path, name):
        assert (path, name) == (FILE, FILE.name)
    with pytest.raises(UsageError), adding.at_hand(str(tmp_path / "no.csv"), settings):
        pass


def test_the_web_is_left_alone_offline_and_without_a_contact(tmp_path):
    url = "http://127.0.0.1:9/a.csv"
    with (
        pytest.raises(UsageError),
        adding.at_hand(url, Settings.resolve(workspace=tmp_path, offline=True, contact="a@example.jp")),
    ):
        pass
    with pytest.raises(FetchError), adding.at_hand(url, Settings.resolve(workspace=tmp_path, environment={})):
        pass
