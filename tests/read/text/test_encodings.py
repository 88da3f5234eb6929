import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read.text.encodings import survey

TEXT = "件名,落札者\n道路改良工事（その２）,株式会社甲\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.encode("euc_jp"), "euc_jp"),
        (TEXT.encode("iso2022_jp"), "iso2022_jp_ext"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (b"name,amount\n", "utf-8-sig"),
    ],
)
def test_each_encoding_is_found_by_strict_decoding(write, content, encoding):
    assert survey(write("a.csv", content), None).encoding == encoding


def test_the_declared_encoding_is_used_and_must_be_right(write):
    path = write("a.csv", TEXT.encode("cp932"))
    assert survey(path, "cp932").encoding == "cp932"
    with pytest.raises(ReadError) as caught:
        survey(path, "utf-8-sig")
    assert caught.value.rule.id == "encoding-wrong"
    assert caught.value.detail["line"] == "1"


def test_a_wrong_byte_is_named_by_line_and_offset(write):
    with pytest.raises(ReadError) as caught:
        survey(write("a.csv", b"abc\n" * 400_000 + b"x\xff"), "utf-8-sig")
    assert caught.value.detail["offset"] == "1600002"


def test_a_byte_order_mark_contradicts_another_declared_encoding(write):
    with pytest.raises(ReadError) as caught:
        survey(write("a.csv", codecs.BOM_UTF8 + TEXT.encode()), "cp932")
    assert caught.value.rule.id == "encoding-wrong"


def test_mixed_encodings_are_refused(write):
    with pytest.raises(ReadError) as caught:
        survey(write("a.csv", TEXT.encode() + "髙橋組①\n".encode("cp932") + "漢字".encode("euc_jp")), None)
    assert caught.value.rule.id == "encoding-unknown"


def test_text_valid_in_two_encodings_is_not_guessed(write):
    with pytest.raises(ReadError) as caught:
        survey(write("a.csv", "ｱｲｳｴ".encode("cp932")), None)
    assert caught.value.rule.id == "encoding-ambiguous"
    assert survey(write("a.csv", "ｱｲｳｴ".encode("cp932")), "cp932").encoding == "cp932"


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08", b"%PDF-1.7"])
def test_other_kinds_of_files_are_no_text(write, head):
    with pytest.raises(ReadError) as caught:
        survey(write("a.csv", head + b"rest"), None)
    assert caught.value.rule.id == "file-not-text"


@pytest.mark.parametrize("code", [b"\xf0\x40", b"\xf9\xfc", b"\x80", b"\xfd"])
def test_characters_of_the_publishers_own_are_noticed(write, code):
    assert survey(write("a.csv", "髙橋組①".encode("cp932") + code), "cp932").unreadable


def test_nul_characters_are_counted(write):
    assert survey(write("a.csv", b"a\0,b\0\n"), None).nul_count == 2


# Characters that CP932 writes and reads back as others (the wave dash and its like) are left out.
_CP932 = st.characters(codec="cp932", exclude_characters="\x1b¢£¬‖−〜")


@given(st.text(_CP932, min_size=1))
def test_what_was_written_in_cp932_is_read_as_such_or_refused(tmp_path_factory, text):
    content = text.encode("cp932")
    path = tmp_path_factory.mktemp("e") / "a.csv"
    path.write_bytes(content)
    try:
        encoding = survey(path, None).encoding
    except ReadError:
        return
    # A few pairs of half-width kana are UTF-8, too ("ﾂｱ" is "±"): no file of more than a word consists of them.
    assert encoding == "utf-8-sig" or content.decode(encoding) == text
