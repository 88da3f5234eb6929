import io
import struct
import warnings
import zipfile
import zlib
from dataclasses import replace

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT
from ocdsjp.read.zips import Archive


def _zip(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a duplicate name is what one test wants
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _unpack_all(path, limits=DEFAULT):
    with Archive(path, limits) as archive:
        return {name: b"".join(archive.unpack(member)) for name, member in archive.members.items()}


def refused(path, limits=DEFAULT):
    with pytest.raises(ReadError) as caught:
        _unpack_all(path, limits)
    return caught.value.rule.id


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_come_out_as_they_went_in(write, method):
    content = bytes(range(256)) * 10_000
    assert _unpack_all(write("a.zip", _zip(("XL/A.xml", content), ("b", b""), method=method))) == {
        "xl/a.xml": content,
        "b": b"",
    }


def test_a_bomb_is_refused_by_its_directory(write):
    path = write("bomb.xlsx", _zip(("xl/a.xml", b"0" * 294_000_000)))
    assert path.stat().st_size < 2_000_000
    assert refused(path) == "workbook-unpacks-too-large"


def test_dense_archives_are_refused_by_ratio_and_small_ones_are_not(write):
    assert refused(write("a.zip", _zip(("a", b"0" * 20_000_000)))) == "workbook-unpacks-too-large"
    _unpack_all(write("b.zip", _zip(("a", b"0" * 5_000_000))))


def _lie(archive, size, crc):
    """Rewrite the recorded size and checksum of the only member, in both headers."""
    archive = bytearray(archive)
    local, central = archive.find(b"PK\x03\x04"), archive.find(b"PK\x01\x02")
    struct.pack_into("<L", archive, local + 22, size)
    struct.pack_into("<L", archive, central + 24, size)
    struct.pack_into("<L", archive, local + 14, crc)
    struct.pack_into("<L", archive, central + 16, crc)
    return bytes(archive)


def test_recorded_sizes_that_lie_are_found_by_counting(write):
    content = _zip(("a", b"0" * 3_000_000))
    path = write("lie.zip", _lie(content, 10, zlib.crc32(b"0" * 10)))
    with zipfile.ZipFile(path) as archive:
        assert len(archive.read("a")) == 10  # the standard library believes it
    assert refused(path) == "workbook-sizes-contradict"


def test_a_lying_bomb_is_stopped_while_unpacking(write):
    path = write("lie.zip", _lie(_zip(("a", b"0" * 30_000_000)), 10, zlib.crc32(b"0" * 10)))
    assert refused(path, replace(DEFAULT, max_unzipped_bytes=1_000_000)) == "workbook-unpacks-too-large"


def test_a_truncated_archive_is_refused(write):
    assert refused(write("cut.xlsx", _zip(("a", b"abc" * 1_000))[:-30])) == "workbook-broken"


def test_damaged_compression_is_refused(write):
    content = bytearray(_zip(("a", bytes(range(256)) * 100)))
    content[40:60] = b"\xff" * 20
    assert refused(write("a.zip", bytes(content))) == "workbook-broken"


def test_two_parts_of_one_name_are_refused(write):
    assert refused(write("a.zip", _zip(("xl/a.xml", b"1"), ("XL\\a.xml", b"2")))) == "workbook-sizes-contradict"


def test_too_many_parts_are_refused(write):
    limits = replace(DEFAULT, max_members=3)
    assert (
        refused(write("a.zip", _zip(*((str(index), b"") for index in range(4)))), limits) == "workbook-too-many-parts"
    )


def test_encrypted_parts_are_refused(write):
    content = bytearray(_zip(("a", b"abc")))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert refused(write("a.zip", bytes(content))) == "workbook-encrypted"


def test_unusual_compression_is_refused(write):
    assert refused(write("a.zip", _zip(("a", b"abc"), method=zipfile.ZIP_BZIP2))) == "workbook-broken"


def test_a_directory_that_points_elsewhere_is_refused(write):
    content = bytearray(_zip(("a", b"abc")))
    struct.pack_into("<L", content, content.find(b"PK\x01\x02") + 42, 7)
    assert refused(write("a.zip", bytes(content))) == "workbook-sizes-contradict"
