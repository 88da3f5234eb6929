"""A conversion on its own; what the command does with it is in tests/cli."""

import hashlib
from pathlib import Path

import orjson
import pytest

from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.stages.convert import Conversion

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "mappings"
FIRST_SEEN = "2026-04-01T09:00:00+09:00"


@pytest.fixture
def conversion():
    return Conversion(
        path=ROOT / "data" / "sample" / "hoshiakari" / "令和7年度_随意契約.csv",
        source=load_source(MAPPINGS / "sources" / "hoshiakari" / "direct-awards.yaml", MAPPINGS),
        vocabularies=load_vocabularies(MAPPINGS / "vocabulary"),
        bodies=load_bodies(ROOT / "data" / "sample" / "local_governments.csv"),
        prefix=PLACEHOLDER_PREFIX,
        first_seen=FIRST_SEEN,
    )


def test_releases_of_one_process_have_different_dates_and_undated_ones_the_given(conversion):
    releases = [orjson.loads(it) for it in conversion.run([])]
    dates = [(it["ocid"], it["date"]) for it in releases]
    assert len(set(dates)) == len(dates)
    assert FIRST_SEEN in {date for _, date in dates}


def test_planning_processes_are_linked_by_their_ocid(conversion):
    releases = [orjson.loads(it) for it in conversion.run([])]
    linked = {it["identifier"] for release in releases for it in release.get("relatedProcesses", ())}
    assert linked
    assert linked <= {it["ocid"] for it in releases}


def test_findings_are_complete_at_the_end_and_know_the_file(conversion):
    findings = []
    assert list(conversion.run(findings))
    assert {finding.place.file for finding in findings} == {"令和7年度_随意契約.csv"}
    assert {finding.place.blob for finding in findings} == {hashlib.sha256(conversion.path.read_bytes()).hexdigest()}
