import pytest

from ocdsjp.errors import ReadError


def test_the_format_decides_the_reader_and_not_the_name(write, read_here):
    assert read_here(write("a.xls", "a,b\n1,2\n"), format="csv").values == [["1", "2"]]


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.xlsx", b""), ("b.csv", b"\n\n , \n")])
def test_a_file_without_content_is_refused(write, read_here, name, content):
    with pytest.raises(ReadError) as caught:
        read_here(write(name, content))
    assert caught.value.rule.id == "file-empty"


def test_rows_are_counted_over_all_kinds(write, read_here):
    whole = read_here(write("a.csv", "件名,業者,金額\na,b,1\n合計,,1\n※税抜,,\n"))
    assert whole.kinds == ["DATA", "TOTAL", "NOTE"]
    assert whole.report.rows == 3
