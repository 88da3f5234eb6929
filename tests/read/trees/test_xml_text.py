import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import Report
from ocdsjp.read.trees import xml_text
from ocdsjp.read.trees.xml_text import open_text

_HEAD = '<?xml version="1.0" encoding="{}"?>'


def text_of(path, declared=None):
    report = Report()
    text = open_text(path, declared, report)
    return b"".join(text.pieces()).decode(), report, text


@pytest.mark.parametrize(
    ("stated", "real", "codec", "told"),
    [
        ("UTF-8", "utf-8", "utf-8-sig", False),
        ("Shift_JIS", "cp932", "cp932", False),
        ("x-sjis", "cp932", "cp932", False),
        ("EUC-JP", "euc_jp", "euc_jp", False),
        ("ISO-2022-JP", "iso2022_jp", "iso2022_jp_ext", False),
        ("UTF-16", "utf-16", "utf-16", False),
        ("Shift_JIS", "utf-8", "utf-8-sig", True),  # systems that were moved to UTF-8
        ("UTF-8", "cp932", "cp932", True),
        ("iso-8859-1", "utf-8", "utf-8-sig", True),
        ("UTF-8", "utf-8-sig", "utf-8-sig", False),
    ],
)
def test_a_declaration_is_believed_where_the_bytes_agree(write, stated, real, codec, told):
    content = (
        _HEAD.format(stated) + "<a>①番の契約、髙橋組</a>" * 3
        if real in {"cp932", "utf-8", "utf-8-sig", "utf-16"}
        else (_HEAD.format(stated) + "<a>契約の相手方</a>" * 3)
    )
    text, report, _ = text_of(write("a.xml", content.encode(real)))
    assert text == content
    assert report.encoding == codec
    assert [notice.rule.id for notice in report.notices] == ["encoding-contradicts-declaration"] * told


def test_plain_ascii_contradicts_no_declaration(write):
    assert text_of(write("a.xml", _HEAD.format("Shift_JIS") + "<a/>"))[1].notices == []


def test_what_the_mapping_declares_is_the_only_encoding(write):
    with pytest.raises(ReadError) as caught:
        text_of(write("a.xml", "<a>契約</a>"), "euc_jp")
    assert caught.value.rule.id == "encoding-wrong"


def test_text_in_no_encoding_is_refused(write):
    with pytest.raises(ReadError) as caught:
        text_of(write("a.xml", "<a>契約".encode() + b"\xff\xfe\xff</a>"))
    assert caught.value.rule.id == "encoding-unknown"


@given(st.lists(st.sampled_from(["😀", "𠮷", "契", "a", "\xed"]), max_size=30), st.integers(1, 9))
def test_surrogate_pairs_are_joined_wherever_the_pieces_are_cut(tmp_path_factory, letters, size):
    text = "".join(letters)
    broken = b"".join(
        letter.encode("utf-16-be").decode("utf-16-be").encode("utf-8")
        if ord(letter) < 0x10000
        else b"".join(chr(int.from_bytes(half, "big")).encode("utf-8", "surrogatepass") for half in halves(letter))
        for letter in letters
    )
    path = tmp_path_factory.mktemp("cesu") / "a.xml"
    path.write_bytes(broken + b"<a/>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_text, "_CHUNK", size)
        found, _, told = text_of(path)
    assert found == text + "<a/>"
    assert told.repaired == sum(ord(letter) >= 0x10000 for letter in letters)


def halves(letter):
    units = letter.encode("utf-16-be")
    return units[:2], units[2:]


def test_half_a_pair_is_no_character(write):
    with pytest.raises(ReadError):
        text_of(write("a.xml", b"<a>\xed\xa0\xbd</a>" + "契約".encode()), "utf-8-sig")
