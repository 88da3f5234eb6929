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


def test_heading_rows_and_rows_of_one_record_are_the_same_in_every_format(write, read_here, save_book):
    rows = [["番号", "件名"], ["開札日", "落札者"], ["財政部", None], ["1", "道路"], ["R7.7.1", "甲社"]]

    def fill(book):
        for row in rows:
            book.active.append(row)

    markup = "".join("<tr>" + "".join(f"<td>{text or ''}" for text in row) for row in rows)
    files = {
        "csv": write("a.csv", "\n".join(",".join(text or "" for text in row) for row in rows)),
        "excel": save_book(fill),
        "html": write("a.html", f"<table>{markup}</table>"),
    }
    for name, path in files.items():
        whole = read_here(
            path, format=name, rows_per_record=2, heading_rows="機関", columns_expected=("件名", "落札者")
        )
        assert whole.names == ["番号", "件名", "開札日", "落札者", "機関"], name
        assert whole.kinds == ["NOTE", "DATA"], name
        assert whole.values[1] == ["1", "道路", "R7.7.1", "甲社", "財政部"], name
        assert whole.tables[0].cell(whole.tables[0].columns[3], whole.rows[0][1]) == "B5", name


def test_labels_beside_values_are_a_record_in_every_format(write, read_here, save_book):
    def fill(book):
        book.active.append(["件名", "道路"])
        book.active.append(["落札金額", 100])

    files = {
        "csv": (write("a.csv", "件名,道路\n落札金額,100\n"), "100"),
        "excel": (save_book(fill), 100),
        "html": (write("a.html", "<table><tr><th>件名<td>道路<tr><th>落札金額<td>100</table>"), "100"),
    }
    for name, (path, amount) in files.items():
        whole = read_here(path, format=name, shape="record", columns_expected=("件名",))
        assert (whole.names, whole.values) == (["件名", "落札金額"], [["道路", amount]]), name
        assert whole.tables[0].cell(whole.tables[0].columns[1], whole.rows[0][0]) == "B2", name
