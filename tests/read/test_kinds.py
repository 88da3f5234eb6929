import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read.kinds import kind_of, refuse_others


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "zip / xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\n<!DOCTYPE HTML>\n<p>", "HTML"),
        (b'<?xml version="1.0"?>\n<html>', "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "XML"),
        ("<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "XML"),
        (b'  {"a": 1}', "JSON"),
        ("件名,金額".encode(), None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(write, content, kind):
    assert kind_of(write("file", content)) == kind


def test_a_mistake_is_told_as_what_it_is(write):
    with pytest.raises(ReadError) as caught:
        refuse_others(write("file", b"%PDF-1.7"), "JSON", "JSON", None)
    assert caught.value.rule.id == "file-of-other-kind"
    assert caught.value.detail == {"declared": "JSON", "kind": "PDF"}
