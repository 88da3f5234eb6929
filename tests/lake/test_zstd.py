import io

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import StoreError
from ocdsjp.lake import zstd


def compressed(content: bytes) -> bytes:
    target = io.BytesIO()
    with zstd.compressor(target) as writer:
        writer.write(content)
        assert not target.closed
    return target.getvalue()


@given(st.binary())
def test_content_comes_back(content):
    assert b"".join(zstd.decompressed(io.BytesIO(compressed(content)))) == content


def test_other_programs_can_read_it_and_check_it():
    assert zstandard.get_frame_parameters(compressed(b"x" * 1000)).has_checksum
    assert zstandard.ZstdDecompressor().decompressobj().decompress(compressed(b"x" * 1000)) == b"x" * 1000


def test_what_is_no_zstd_is_an_error():
    with pytest.raises(StoreError, match="damaged zstd data"):
        list(zstd.decompressed(io.BytesIO(b"PK\x03\x04 something else")))
