"""Each check with a case that passes and one that fails."""

import dagster as dg
import pytest

from ocdsjp.catalog.batches import Batch
from ocdsjp.errors import PublicationError
from ocdsjp.lake import Lake, write_lines
from ocdsjp.ocds.batches import BatchLine
from ocdsjp.publish.manifest import Manifest
from ocdsjp.publish.outputs import FileEntry
from ocdsjp.quality.ledger import Ledger
from ocdsjp.stages.summary import Trouble
from pipelines import checks

RELEASE = (
    b'{"ocid":"ocds-xxxxxx-992011-1","id":"1","date":"2025-04-01T00:00:00+09:00","tag":["tender"],'
    b'"initiationType":"tender","tender":{"id":"1"}}'
)


def stored(lake, *releases):
    """A batch of these releases."""
    lines = [
        BatchLine(
            "ocds-xxxxxx-992011-1", "2025", "1", "tender", 1, 0, "a/b", "tender", "", "a.csv", ((None, 1),), 0, it
        )
        for it in releases
    ]
    file = write_lines(lake, "releases/992011/2025", (line.dump() for line in lines))
    return Batch("992011", "2025", 0, file.path, file.digest, "", "a/b", "", len(lines), file.bytes)


@pytest.fixture
def lake(tmp_path):
    return Lake(str(tmp_path))


def test_files_that_all_count_pass():
    assert checks.counts([]).passed


def test_a_file_left_out_warns_and_is_named():
    result = checks.counts([Trouble("a/b", "a.xlsx", "壊れています", "a.xlsx is broken")])
    assert not result.passed
    assert result.severity is dg.AssetCheckSeverity.WARN
    assert result.description == "a/b: a.xlsx is broken"


def test_balanced_books_pass():
    assert checks.accounted([Ledger(rows_read=2, rows_released=1, rows_quarantined=1)]).passed


def test_a_lost_yen_fails_and_is_explained():
    result = checks.accounted([Ledger(source="a/b", yen_read=2, yen_released=1)])
    assert not result.passed
    assert "+1 yen" in result.description


def test_differences_of_two_files_do_not_cancel_out():
    assert not checks.accounted([Ledger(rows_read=1), Ledger(rows_released=1)]).passed


def test_valid_releases_pass_and_are_counted(lake):
    result = checks.valid(lake, [stored(lake, RELEASE, RELEASE)], refused=3)
    assert result.passed
    assert result.metadata["releases validated again"].value == 2
    assert result.metadata["rows refused"].value == 3


def test_an_invalid_release_in_the_store_fails(lake):
    result = checks.valid(lake, [stored(lake, RELEASE.replace(b'"initiationType":"tender",', b""))], refused=0)
    assert not result.passed
    assert "initiationType" in result.description


def test_only_the_first_releases_of_a_batch_are_read_again(lake):
    result = checks.valid(lake, [stored(lake, *[RELEASE] * 100)], refused=0)
    assert result.metadata["releases validated again"].value == 5


def manifest(size):
    entry = FileEntry("a.csv", size, "", "text/csv", 1)
    return Manifest("v", "2025-04-01T00:00:00+09:00", preview=True, generator="", totals={}, files={"a.csv": entry})


def test_files_of_the_listed_size_pass(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    assert checks.agree(tmp_path, manifest(3)).passed


def test_a_file_of_another_size_fails(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    result = checks.agree(tmp_path, manifest(4))
    assert not result.passed
    assert "a.csv" in result.description


def test_a_missing_file_fails(tmp_path):
    assert not checks.agree(tmp_path, manifest(0)).passed


def test_what_the_gate_refused_fails_with_its_words():
    result = checks.disagree(PublicationError("two figures differ"))
    assert not result.passed
    assert result.description == "two figures differ"


def test_long_lists_are_cut_with_the_number_of_the_rest():
    description = checks.accounted([Ledger(rows_read=1)] * 12).description
    assert len(description.splitlines()) == 11
    assert description.endswith("… 2 more")
