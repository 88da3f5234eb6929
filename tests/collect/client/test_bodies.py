"""Bodies come whole and decompressed, or not at all."""

import gzip
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import HTTPResponse

from ocdsjp.collect.client.bodies import beginning, chunks
from ocdsjp.errors import FetchError


def read(body, encoding=None, limit=1_000_000, **headers):
    given = {"Content-Encoding": encoding} if encoding else {}
    response = HTTPResponse(io.BytesIO(body), headers={**given, **headers}, preload_content=False)
    return list(chunks(response, limit=limit, url="http://city.example.jp/"))


def rule(*arguments, **options):
    with pytest.raises(FetchError) as caught:
        read(*arguments, **options)
    return caught.value.rule.id


@given(st.lists(st.binary(), min_size=1, max_size=4))
def test_what_was_compressed_in_any_number_of_members_comes_back(parts):
    assert b"".join(read(b"".join(map(gzip.compress, parts)), "gzip")) == b"".join(parts)


@given(st.binary())
def test_any_bytes_either_come_whole_or_are_refused(body):
    assert b"".join(read(body)) == body
    for encoding in ("gzip", "deflate"):
        try:
            assert b"".join(read(body, encoding)) is not None
        except FetchError as error:
            assert error.rule.id == "fetch-bad-body"  # noqa: PT017 - refusing is allowed, not demanded


@given(st.binary(min_size=1), st.integers(min_value=1, max_value=20))
def test_a_compressed_body_that_is_cut_off_is_refused(body, missing):
    assert rule(gzip.compress(body)[:-missing], "gzip") == "fetch-bad-body"


def test_pieces_are_small_however_well_the_body_is_compressed():
    pieces = read(gzip.compress(bytes(10_000_000)), "gzip", limit=10_000_000)
    assert max(map(len, pieces)) <= 65_536
    assert sum(map(len, pieces)) == 10_000_000


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("", bytes)])
def test_no_body_passes_its_limit(encoding, pack):
    assert sum(map(len, read(pack(b"x" * 100), encoding, limit=100))) == 100
    assert rule(pack(b"x" * 101), encoding, limit=100) == "fetch-too-large"


def test_a_bomb_is_stopped_at_the_limit():
    assert rule(gzip.compress(bytes(200_000_000)), "gzip", limit=1_000_000) == "fetch-too-large"


def test_a_body_that_says_that_it_is_too_large_is_not_read():
    assert rule(b"", limit=100, **{"Content-Length": "101"}) == "fetch-too-large"


@pytest.mark.parametrize("length", ["9" * 5_000, "-1", "x", "²", ""])
def test_a_length_that_is_none_is_not_believed(length):
    assert b"".join(read(b"abc", **{"Content-Length": length})) == b"abc"


@pytest.mark.parametrize("coding", ["gzip", "gzip, chunked", "chunked, chunked", "x" * 1_000])
def test_codings_of_the_transfer_that_nobody_undoes_are_refused(coding):
    assert rule(b"anything", **{"Transfer-Encoding": coding}) == "fetch-bad-body"


@given(st.binary(max_size=200), st.integers(min_value=1, max_value=100), st.sampled_from([None, "gzip"]))
def test_the_beginning_is_as_long_as_asked_for(body, limit, encoding):
    sent = body if encoding is None else gzip.compress(body)
    headers = {} if encoding is None else {"Content-Encoding": encoding}
    response = HTTPResponse(io.BytesIO(sent), headers=headers, preload_content=False)
    try:
        assert b"".join(beginning(response, limit=limit, url="http://city.example.jp/")) == body[:limit]
    except FetchError:
        assert encoding == "gzip"
        assert len(sent) > limit


def test_a_compressed_body_may_itself_not_be_larger_than_the_limit():
    assert rule(gzip.compress(b"") * 100, "gzip", limit=1_000) == "fetch-too-large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "x" * 1_000])
def test_encodings_that_nobody_asked_for_are_refused(encoding):
    assert rule(b"anything", encoding) == "fetch-bad-body"
