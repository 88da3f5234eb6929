import hashlib
import pickle
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import StoreError
from ocdsjp.lake import Blob, Content, Lake, Stored, blob_path

HELLO = "落札".encode()
HELLO_DIGEST = hashlib.sha256(HELLO).hexdigest()


@pytest.fixture(params=["local", "memory"])
def lake(request, tmp_path):
    """An empty lake on a local disk and on object storage."""
    if request.param == "local":
        yield Lake(tmp_path / "lake")
        return
    root = f"/{tmp_path.name}-lake"
    yield Lake(f"memory://{root}")
    memory = fsspec.filesystem("memory")
    if memory.exists(root):
        memory.rm(root, recursive=True)


def paths(lake, prefix=""):
    return [stored.path for stored in lake.files(prefix)]


def fail_after(chunk):
    yield chunk
    raise ZeroDivisionError


def test_a_blob_lies_under_its_sha256(lake):
    assert lake.put_blob(HELLO) == Blob(HELLO_DIGEST, 6)
    assert paths(lake) == [f"raw/sha256/{HELLO_DIGEST[:2]}/{HELLO_DIGEST[2:]}"] == [blob_path(HELLO_DIGEST)]
    assert lake.read_bytes(blob_path(HELLO_DIGEST)) == HELLO


def test_the_same_bytes_from_a_file_are_the_same_blob_and_are_not_written_again(lake, tmp_path):
    file = tmp_path / "入札結果.csv"
    file.write_bytes(HELLO)
    first = lake.put_blob(HELLO)
    written = lake._store.modified(blob_path(first.sha256))
    assert lake.put_blob(file) == first
    assert lake._store.modified(blob_path(first.sha256)) == written


def test_a_file_that_changes_while_it_is_kept_is_named_after_what_was_copied(lake, tmp_path, monkeypatch):
    file = tmp_path / "growing.csv"
    file.write_bytes(b"early")
    exists = lake._store.exists

    def grow_then_look(path):
        file.write_bytes(HELLO)
        return exists(path)

    monkeypatch.setattr(lake._store, "exists", grow_then_look)
    assert lake.put_blob(file) == Blob(HELLO_DIGEST, 6)
    assert lake.read_bytes(blob_path(HELLO_DIGEST)) == HELLO


def test_writing_replaces_the_whole_file(lake):
    assert lake.write("a/b.bin", b"first") == 5
    assert lake.write("a/b.bin", iter([b"se", b"cond"])) == 6
    assert lake.read_bytes("a/b.bin") == b"second"
    assert lake.size("a/b.bin") == 6


def test_a_write_that_fails_in_the_middle_leaves_the_old_file_and_no_draft(lake):
    lake.write("a/b.bin", b"first")
    with pytest.raises(ZeroDivisionError):
        lake.write("a/b.bin", fail_after(b"half"))
    with pytest.raises(ZeroDivisionError):
        lake.write_content("a", ".bin", fail_after(b"half"))
    assert lake.read_bytes("a/b.bin") == b"first"
    assert paths(lake) == ["a/b.bin"]
    assert list(lake.leftovers(before=datetime.max.replace(tzinfo=UTC))) == []


@pytest.mark.parametrize("suffix", [".bin", ".bin.zst"])
def test_content_is_named_by_its_digest_before_compression(lake, suffix):
    content = lake.write_content("a/b", suffix, [HELLO[:2], HELLO[2:]])
    assert (content.path, content.digest) == (f"a/b/{HELLO_DIGEST}{suffix}", HELLO_DIGEST)
    assert content.bytes == lake.size(content.path)
    assert b"".join(lake.read_chunks(content.path)) == HELLO


def test_the_same_content_is_not_written_again(lake):
    first = lake.write_content("a", ".bin", [HELLO])
    written = lake._store.modified(first.path)
    assert lake.write_content("a", ".bin", [HELLO]) == first == Content(f"a/{HELLO_DIGEST}.bin", HELLO_DIGEST, 6)
    assert lake._store.modified(first.path) == written
    assert paths(lake) == [first.path]


def test_a_local_path_leads_to_the_bytes(lake):
    lake.write("a/b.xlsx", HELLO)
    with lake.local_path("a/b.xlsx") as local:
        assert local.name == "b.xlsx"
        assert local.read_bytes() == HELLO


def test_a_missing_file_is_a_clear_error(lake):
    for read in (lake.read_bytes, lake.size, lake.open_read, lambda path: lake.local_path(path).__enter__()):
        with pytest.raises(StoreError, match="a/b is missing from the lake"):
            read("a/b")
    assert not lake.exists("a/b")
    assert paths(lake) == []
    lake.delete("a/b")


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/.", "./a"])
def test_paths_out_of_the_lake_are_refused(lake, path):
    for use in (lake.exists, lake.read_bytes, lake.delete, lambda path: lake.write(path, b"")):
        with pytest.raises(StoreError, match="not a path inside the lake"):
            use(path)


def test_files_are_listed_sorted_with_their_sizes(lake):
    for path in ("b/x", "a/c/y", "a.z", "a/b"):
        lake.write(path, HELLO)
    assert list(lake.files()) == [Stored(path, 6) for path in ("a.z", "a/b", "a/c/y", "b/x")]
    assert paths(lake, "a") == ["a/b", "a/c/y"]


def test_unreferenced_files_are_those_that_no_row_names_and_that_are_old_enough(lake):
    for path in ("a/kept", "a/waste"):
        lake.write(path, HELLO)
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert list(lake.unreferenced({"a/kept"}, before=soon)) == [Stored("a/waste", 6)]
    assert list(lake.unreferenced({"a/kept"}, before=soon - timedelta(minutes=10))) == []
    lake.delete("a/waste")
    assert paths(lake) == ["a/kept"]


def test_a_lake_travels_to_another_process_as_its_url(lake):
    lake.write("a/b", HELLO)
    assert pickle.loads(pickle.dumps(lake)).read_bytes("a/b") == HELLO  # noqa: S301 - our own bytes


ENDLESS_WRITER = """
import itertools, sys
from ocdsjp.lake import Lake, write_lines
lake = Lake(sys.argv[1])
for number in itertools.count():
    line = str(number).encode() * 300
    write_lines(lake, "lines", [line] * 2000)
    lake.put_blob(line * 1000)
    lake.write("fixed/name", [line] * 1000)
"""


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.11])
def test_a_kill_at_any_moment_leaves_whole_files_and_drafts_only(tmp_path, delay):
    lake = Lake(tmp_path / "lake")
    process = subprocess.Popen([sys.executable, "-c", ENDLESS_WRITER, lake.url])
    while not lake.exists("fixed/name"):
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()

    for stored in lake.files("lines"):
        content = hashlib.sha256(b"".join(lake.read_chunks(stored.path))).hexdigest()
        assert stored.path == f"lines/{content}.jsonl.zst"
    for stored in lake.files("raw"):
        assert stored.path == blob_path(hashlib.sha256(lake.read_bytes(stored.path)).hexdigest())
    number = lake.read_bytes("fixed/name")
    assert number == number[: len(number) // 300_000] * 300_000

    for leftover in lake.leftovers(before=datetime.max.replace(tzinfo=UTC)):
        lake.delete(leftover.path)
    on_disk = {path.relative_to(tmp_path / "lake").as_posix() for path in (tmp_path / "lake").rglob("*.*")}
    assert not any(".draft-" in path for path in on_disk)


@given(st.lists(st.binary(max_size=100), max_size=8))
def test_how_content_is_cut_into_chunks_does_not_matter(tmp_path_factory, chunks):
    lake = Lake(tmp_path_factory.getbasetemp() / "chunks")
    for suffix in (".bin", ".zst"):
        assert lake.write_content("x", suffix, chunks) == lake.write_content("x", suffix, [b"".join(chunks)])
