import dataclasses
import gzip
import hashlib

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ocdsjp.publish.verify import verify


@pytest.fixture
def folder(publish, samples):
    return publish(*samples)


def rules(folder):
    return [(finding.rule.id, finding.place.file) for finding in verify(folder)]


def relist(folder, path, **changes):
    """Change a file behind the manifest's back, and the manifest with it: what a careful forger would do."""
    data = (folder / path).read_bytes()
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    entry = next(file for file in manifest["files"] if file["path"] == path)
    entry.update({"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **changes})
    (folder / "manifest.json").write_bytes(orjson.dumps(manifest))


def test_a_publication_as_built_is_whole(folder):
    assert verify(folder) == []
    assert verify(folder.parent / "latest") == []


def test_a_folder_without_manifest_is_no_publication(tmp_path):
    assert rules(tmp_path) == [("publication-no-manifest", "manifest.json")]


def test_a_changed_byte_is_found_in_any_file(folder):
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        found = rules(folder)
        assert found, path
        assert {file for _, file in found} == {path.relative_to(folder).as_posix()}
        path.write_bytes(data)


def test_a_missing_and_an_added_file_are_found(folder):
    (folder / "parquet/awards.parquet").rename(folder / "parquet/more.parquet")
    assert rules(folder) == [
        ("publication-file-missing", "parquet/awards.parquet"),
        ("publication-file-unlisted", "parquet/more.parquet"),
    ]


def test_a_truncated_package_is_found(folder):
    path = "records/990019.json.gz"
    content = gzip.decompress((folder / path).read_bytes())
    (folder / path).write_bytes(gzip.compress(content[: len(content) // 2]))
    relist(folder, path)
    assert rules(folder) == [("publication-file-unreadable", path)]


def test_a_wrong_record_count_is_found(folder):
    relist(folder, "bulk/full.jsonl.gz", records=7)
    assert rules(folder) == [("publication-file-changed", "bulk/full.jsonl.gz")]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("bulk/full.jsonl.gz", b'"amount":9900000', b'"amount":9900001'),
        ("bulk/2025.jsonl.gz", "舗装".encode(), "補修".encode()),
        ("records/990019.json.gz", "舗装".encode(), "補修".encode()),
        ("releases/990019/2025.json.gz", "舗装".encode(), "補修".encode()),
    ],
)
def test_one_format_that_says_something_else_is_found(folder, path, old, new):
    content = gzip.decompress((folder / path).read_bytes())
    assert old in content
    (folder / path).write_bytes(gzip.compress(content.replace(old, new)))
    relist(folder, path)
    found = verify(folder)
    assert {finding.rule.id for finding in found} == {"publication-formats-disagree"}
    assert "合いません" in found[0].message("ja")


def rewrite(folder, table, change):
    path = f"parquet/{table}.parquet"
    content = change(pq.read_table(folder / path))
    pq.write_table(content, folder / path)
    relist(folder, path, records=content.num_rows)


def test_a_yen_too_many_in_parquet_is_found(folder):
    def change(table):
        return table.set_column(table.schema.get_field_index("amount"), "amount", pc.add(table["amount"], 1))

    rewrite(folder, "awards", change)
    assert {finding.detail["second"] for finding in verify(folder)} == {"awards.yen", "awards.yen.active"}


def test_a_lost_row_is_found_in_any_table(folder):
    for table in ("processes", "bids", "transactions"):
        rewrite(folder, table, lambda content: content.slice(1))
        assert f"parquet.{table}" in {finding.detail["second"] for finding in verify(folder)}


def test_a_release_without_provenance_is_found(folder):
    rewrite(folder, "provenance", lambda content: content.slice(2))
    assert "keys.provenance" in {finding.detail["second"] for finding in verify(folder)}


def test_another_document_in_a_json_column_is_found(folder):
    def change(table):
        texts = pa.array(["{}", *table["json"].to_pylist()[1:]])
        return table.set_column(table.schema.get_field_index("json"), "json", texts)

    rewrite(folder, "releases", change)
    assert [finding.detail["second"] for finding in verify(folder)] == ["releases.parquet.crc"]


def test_a_ledger_that_counts_otherwise_is_found(folder):
    ledger = orjson.loads((folder / "ledger.json").read_bytes())
    ledger["published"]["award_yen"] += 1
    (folder / "ledger.json").write_bytes(orjson.dumps(ledger))
    relist(folder, "ledger.json")
    assert [finding.detail["second"] for finding in verify(folder)] == ["ledger.award_yen"]


def test_a_lost_preview_mark_is_found(folder):
    rewrite(folder, "bids", lambda content: content.replace_schema_metadata({"preview": "false"}))
    assert rules(folder) == [("publication-preview-unclear", "parquet/bids.parquet")]


def test_a_placeholder_prefix_without_preview_mark_is_not_published(publish, samples, meta):
    final = dataclasses.replace(meta, preview=False)
    with pytest.raises(Exception, match="placeholder ocid prefix"):
        publish(*samples, meta=final)


def test_a_registered_prefix_needs_no_preview_mark(publish, make_sample, meta):
    final = dataclasses.replace(meta, preview=False)
    folder = publish(make_sample("990019", "2025", full=1, prefix="ocds-abc123"), meta=final)
    assert verify(folder) == []
    assert b"PREVIEW" not in gzip.decompress((folder / "records/990019.json.gz").read_bytes())
