import hashlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import StoreError
from ocdsjp.lake import Lake, read_lines, write_lines


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@given(st.lists(st.binary(max_size=50).map(lambda line: line.replace(b"\n", b""))))
def test_lines_come_back(tmp_path_factory, lines):
    lake = Lake(tmp_path_factory.getbasetemp() / "lines")
    written = write_lines(lake, "drafts", iter(lines))
    assert written.lines == len(lines)
    assert written.digest == hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    assert list(read_lines(lake, written.path)) == lines


def test_lines_longer_than_any_buffer_come_back(lake):
    lines = [b"x", b"y" * 5_000_000, b"", b"z"]
    assert list(read_lines(lake, write_lines(lake, "drafts", lines).path)) == lines


def test_the_same_lines_give_the_same_file(lake, tmp_path):
    lines = [f'{{"ocid": "ocds-xxxxxx-{number}"}}'.encode() for number in range(50_000)]
    first = write_lines(lake, "releases/131016/2025", lines)
    other = Lake(tmp_path / "other")
    assert write_lines(other, "releases/131016/2025", iter(lines)) == first
    assert first.path == f"releases/131016/2025/{first.digest}.jsonl.zst"
    assert other.read_bytes(first.path) == lake.read_bytes(first.path)
    assert first.bytes == lake.size(first.path)


def test_a_line_feed_inside_a_line_is_refused(lake):
    with pytest.raises(StoreError, match="line feed"):
        write_lines(lake, "drafts", [b"one", b"two\nthree"])
    assert list(lake.files()) == []


@pytest.mark.parametrize("left", [0.999, 0.5, 0.0])
def test_a_file_that_was_cut_off_is_an_error_and_not_fewer_lines(lake, left):
    written = write_lines(lake, "drafts", (str(number).encode() for number in range(100_000)))
    whole = lake.read_bytes(written.path)
    lake.write("cut.jsonl.zst", whole[: int(len(whole) * left)])
    with pytest.raises(StoreError, match=r"cut\.jsonl\.zst: damaged zstd data"):
        list(read_lines(lake, "cut.jsonl.zst"))


def test_a_flipped_bit_is_an_error(lake):
    written = write_lines(lake, "drafts", (str(number).encode() for number in range(100_000)))
    damaged = bytearray(lake.read_bytes(written.path))
    damaged[len(damaged) // 2] ^= 1
    lake.write("bad.jsonl.zst", bytes(damaged))
    with pytest.raises(StoreError, match=r"bad\.jsonl\.zst: damaged zstd data"):
        list(read_lines(lake, "bad.jsonl.zst"))


def test_a_last_line_without_its_line_feed_is_an_error(lake):
    path = lake.write_content("x", ".jsonl.zst", [b"one\ntwo"]).path
    with pytest.raises(StoreError, match="the last line is cut off"):
        list(read_lines(lake, path))


def test_a_reader_may_stop_early(lake):
    written = write_lines(lake, "drafts", [b"one", b"two"])
    lines = read_lines(lake, written.path)
    assert next(lines) == b"one"
    lines.close()


def test_memory_stays_constant_while_100_megabytes_pass(lake):
    tracemalloc.start()
    written = write_lines(lake, "drafts", (str(number).encode() * 200 for number in range(100_000)))
    assert sum(1 for _ in read_lines(lake, written.path)) == 100_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
