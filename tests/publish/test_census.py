import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.publish.census import in_batches, take_census


def gz(tmp_path, path, text):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text))
    return take_census(tmp_path, path)


def test_lines_are_counted_and_summed_in_any_order(tmp_path):
    lines = [b'{"ocid":"ocds-xxxxxx-1"}', b'{"ocid":"ocds-abcdef-2"}']
    one = gz(tmp_path, "bulk/full.jsonl.gz", b"\n".join(lines) + b"\n")
    two = gz(tmp_path, "bulk/2025.jsonl.gz", b"\n".join(lines[::-1]) + b"\n")
    assert one.records == two.records == 2
    assert one.figures["compiled.crc"] == two.figures["compiled.years.crc"]
    assert one.figures["placeholder"] == 1
    assert one.figures["rows.processes"] == 2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b'{"publisher":{"name":"x"},"records":[\n',
        b'{"publisher":{"name":"x"},"records":[\n{"ocid":"1","releases":[\n{}],"compiledRelease":\n{"ocid":"2"}}\n]}\n',
        b'{"publisher":{"name":"x"},"records":[\n{"ocid":"1","releases":[\n{},\n{}\n]}\n',
        b'{"publisher":{"name":"x"},"records":[\nnonsense\n]}\n',
        b'{"publisher":{"name":"x"},"records":[\n]}',
    ],
)
def test_broken_record_packages_are_problems_and_no_errors(tmp_path, text):
    census = gz(tmp_path, "records/1.json.gz", text)
    assert (census.problem is None) == text.endswith(b"[\n]}")


def test_a_record_package_counts_releases_and_compiled_releases(tmp_path):
    record = b'{"ocid":"1","releases":[\n{"id":1},\n{"id":2}],"compiledRelease":\n{"ocid":"1","x":{}}}'
    text = b'{"publisher":{"name":"x (PREVIEW / \xe8\xa9\xa6\xe9\xa8\x93\xe5\x85\xac\xe9\x96\x8b)"},"records":[\n'
    census = gz(tmp_path, "records/1.json.gz", text + record + b",\n" + record + b"\n]}\n")
    assert census.problem is None
    assert (census.records, census.figures["releases.records"], census.preview) == (2, 4, True)


@pytest.mark.parametrize("path", ["bulk/full.jsonl.gz", "parquet/awards.parquet", "ledger.json", "datapackage.json"])
def test_garbage_is_a_problem_and_no_error(tmp_path, path):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"garbage")
    assert take_census(tmp_path, path).problem is not None


def test_attachments_are_hashed_and_not_read(tmp_path):
    (tmp_path / "extensions").mkdir()
    (tmp_path / "extensions/x.json").write_bytes(b"garbage")
    census = take_census(tmp_path, "extensions/x.json")
    assert (census.problem, census.size, census.records) == (None, 7, None)


@given(st.lists(st.integers()), st.integers(1, 5))
def test_batches_hold_everything_in_order(items, size):
    batches = list(in_batches(items, size))
    assert [item for batch in batches for item in batch] == items
    assert all(len(batch) == size for batch in batches[:-1])
