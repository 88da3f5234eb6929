import hashlib

from ocdsjp.publish.outputs import media_type, output, write_file


def test_a_file_is_counted_and_hashed_while_it_is_written(tmp_path):
    with output(tmp_path, "a/b.csv") as file:
        file.write(b"one")
        file.write(b"two")
    entry = file.entry("a/b.csv", 2)
    assert (tmp_path / "a/b.csv").read_bytes() == b"onetwo"
    assert entry.as_dict() == {
        "path": "a/b.csv",
        "bytes": 6,
        "sha256": hashlib.sha256(b"onetwo").hexdigest(),
        "mediaType": "text/csv; charset=utf-8",
        "records": 2,
    }


def test_metadata_count_no_records(tmp_path):
    assert write_file(tmp_path, "x.json", b"{}").records is None


def test_an_unknown_suffix_is_bytes():
    assert media_type("x.bin") == "application/octet-stream"
