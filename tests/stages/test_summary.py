"""Why a file does not count, in both languages."""

from dataclasses import replace
from datetime import datetime

import orjson
import pytest

from ocdsjp.catalog.fetches import Fetch
from ocdsjp.catalog.mapped import MappedFile
from ocdsjp.catalog.sources import Source
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.lake import Lake, write_lines
from ocdsjp.settings import JST
from ocdsjp.stages.summary import incomplete, not_fetched, summarise, troubles_of

GOOD = MappedFile(
    source_id="a/b",
    location="a.csv",
    blob_sha256="",
    mapping_digest="",
    findings_path=None,
    n_drafts=0,
    drafts={},
    rows_read=0,
    rows_drafted=0,
    rows_quarantined=0,
    rows_no_data=0,
    yen_read=0,
    yen_drafted=0,
    yen_quarantined=0,
    yen_no_data=0,
)
AT = datetime(2025, 11, 21, 4, tzinfo=JST)
BROKEN = Rule("broken", "壊れています。", "It is broken.", "直してください。", "Mend it.")


@pytest.fixture
def lake(tmp_path):
    return Lake(str(tmp_path))


def test_a_good_file_is_no_trouble(lake):
    assert list(troubles_of(lake, GOOD)) == []


def test_a_file_held_back_says_how_many_rows_it_has_and_should_have(lake):
    [trouble] = troubles_of(lake, replace(GOOD, held_back=True, held_back_reason="rows: 3 < 300"))
    assert "3 行しかなく" in trouble.ja
    assert "下限 300 行" in trouble.ja
    assert trouble.en.startswith("a.csv: The file has 3 rows of data, fewer than the 300 ")


def test_a_refused_file_says_what_is_wrong_with_it_and_not_what_to_review(lake):
    findings = [
        Finding(BROKEN, Effect.REVIEW, Place("", "a.csv", row=1)),
        Finding(BROKEN, Effect.FILE, Place("", "a.csv")),
    ]
    written = write_lines(lake, "findings", (orjson.dumps(it.as_dict()) for it in findings))
    [trouble] = troubles_of(lake, replace(GOOD, file_error="broken", findings_path=written.path))
    assert trouble.ja == "a.csv: 壊れています。直してください。（規則 broken）"
    assert trouble.en == "a.csv: It is broken. Mend it. (rule broken)"


def test_a_look_that_does_not_count_says_how_much_was_answered():
    source = Source("a/b", "t", "", last_run_at=AT, asked=10, answered=4)
    trouble = incomplete(source)
    assert trouble.ja.startswith("a/b: 10 件のうち 4 件しか取得できず、85% に足りないため")
    assert trouble.en.startswith("a/b: Only 4 of 10 requests were answered, fewer than 85%")


def test_a_location_that_could_not_be_fetched_says_why_as_it_was_noted():
    fetch = Fetch("a/b", "https://city.example.jp/a", None, AT, "failed", None, None, "no answer", "応答なし")
    trouble = not_fetched(fetch)
    assert (trouble.source, trouble.location) == ("a/b", "https://city.example.jp/a")
    assert (trouble.ja, trouble.en) == ("応答なし", "no answer")


def test_sources_without_failures_have_none(town):
    town.puts(town.row(1))
    town.collect()
    [one] = summarise(town.workspace, town.digests)
    assert one.failures == ()
