import gzip
import io
import zlib

from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.publish.deflate import GzipJoiner, PieceWriter, crc32_combine, piece_of

CONTENT = st.binary(max_size=3000)


@given(CONTENT, CONTENT)
def test_crc_of_a_concatenation_is_combined_from_its_parts(first, second):
    assert crc32_combine(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**40))
def test_combining_is_associative_for_lengths_beyond_memory(first, second, length):
    left = crc32_combine(crc32_combine(first, second, length), second, length)
    assert left == crc32_combine(first, crc32_combine(second, second, length), 2 * length)


def joined(pieces):
    output = io.BytesIO()
    joiner = GzipJoiner(output)
    for piece in pieces:
        joiner.add(piece)
    joiner.finish()
    return output.getvalue()


def compressed(content):
    writer = PieceWriter()
    writer.write(content)
    return writer.finish()


@given(st.lists(st.tuples(CONTENT, st.booleans()), max_size=8))
def test_joined_pieces_are_one_gzip_member_of_all_contents(parts):
    data = joined(compressed(content) if squeezed else piece_of(content) for content, squeezed in parts)
    expected = b"".join(content for content, _ in parts)
    assert gzip.decompress(data) == expected
    reader = zlib.decompressobj(31)
    assert reader.decompress(data) + reader.flush() == expected
    assert reader.eof
    assert reader.unused_data == b""


def test_a_piece_longer_than_a_stored_block_is_compressed():
    assert gzip.decompress(joined([piece_of(b"x" * 70_000)])) == b"x" * 70_000


def test_the_header_holds_no_time_and_no_system():
    assert joined([])[:10] == bytes.fromhex("1f8b08000000000000ff")


def test_pieces_may_be_joined_in_any_order():
    one, two = compressed(b"one " * 100), compressed(b"one two " * 100)
    assert gzip.decompress(joined([two, one, two])) == (b"one two " * 100) + (b"one " * 100) + (b"one two " * 100)
