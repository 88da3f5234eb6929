import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import ReadError
from ocdsjp.read import DEFAULT, Limits, ReadOptions, Report
from ocdsjp.read.direct import read_tables_in_process

_PAGE = """# 入札結果

## 5月分

| 件名 | 入札者(※印は落札) | 金額 |
|------|:----:|---:|
| 道路補修 | ※甲建設<br>乙建設 | 100円<BR/>120円 |
| | *(株)丙 *(株)丁 | 1\\|2 |

(随意契約理由) 唯一の団体であるため。

| 橋梁点検 | **丁設計** | 300円 |
|  | 戊 &amp; 己 | 310円 |

## 問い合わせ

| 課 | 電話 |
|--|--|
| 総務課 | 1 |
"""


def test_tables_rows_and_their_lines(write, read_outside):
    whole = read_outside(write("a.md", _PAGE), format="markdown")
    assert [table.sheet for table in whole.tables] == ["表1", "表2"]
    assert whole.tables[0].title_lines == ("入札結果", "5月分")
    assert whole.names == ["件名", "入札者(※印は落札)", "金額"]
    assert [(row.number, row.values) for row in whole.rows[0]] == [
        (7, ["道路補修", "※甲建設\n乙建設", "100円\n120円"]),
        (8, [None, "*(株)丙 *(株)丁", "1|2"]),
        (12, ["橋梁点検", "丁設計", "300円"]),
        (13, [None, "戊 & 己", "310円"]),
    ]
    assert whole.tables[0].cell(whole.tables[0].columns[2], whole.rows[0][2]) == "C12"


def test_tables_without_the_expected_columns_are_passed_over(write, read_here):
    path = write("a.md", _PAGE)
    assert [table.sheet for table in read_here(path, format="markdown", columns_expected=("件名",)).tables] == ["表1"]


@pytest.mark.parametrize(("wish", "sheets"), [(2, ["表2"]), ("*月分", ["表1"])])
def test_tables_are_chosen_by_number_or_heading(write, read_here, wish, sheets):
    path = write("a.md", _PAGE)
    assert [table.sheet for table in read_here(path, format="markdown", tables=(wish,)).tables] == sheets


def test_pipe_rows_under_another_heading_are_no_continuation(write, read_here):
    text = "| a | b |\n|--|--|\n| 1 | 2 |\n\n# 別\n\n| 3 | 4 |\n"
    assert read_here(write("a.md", text), format="markdown").values == [["1", "2"]]


def test_a_row_with_more_cells_than_the_header_is_not_trusted(write, read_here):
    row, good = read_here(write("a.md", "| a | b |\n|--|--|\n| 1 | 2 | 3 |\n| 4 | 5\n"), format="markdown").rows[0]
    assert row.problem.rule.id == "csv-row-too-long"
    assert (good.problem, good.values) == (None, ["4", "5"])


def test_code_and_quotations(write, read_here):
    text = "```\n| x | y |\n|--|--|\n```\n\n> | a | b |\n> |--|--|\n> | 1 | 2 |\n"
    whole = read_here(write("a.md", text), format="markdown")
    assert (len(whole.tables), whole.values) == (1, [["1", "2"]])


def test_other_encodings_and_characters_of_the_publishers_own(write, read_here):
    whole = read_here(write("a.md", "| 件名 | 氏名 |\n|--|--|\n| ① | 渡\ue000 |\n".encode("cp932")), format="markdown")
    assert whole.values == [["①", "渡\ue000"]]
    assert [(told.sheet, told.cell) for told in whole.report.notices] == [("表1", "B3")]


@pytest.mark.parametrize(
    ("text", "settings", "rule"),
    [
        ("# 表のない文書\n", {}, "page-without-table"),
        ("<html><table></table></html>", {}, "file-of-other-kind"),
        ("%PDF-1.7", {}, "file-of-other-kind"),
        (_PAGE, {"limits": Limits(max_html_bytes=100)}, "page-too-large"),
        (_PAGE, {"tables": (3,)}, "page-table-not-found"),
        ("|" + " a |" * 1_001 + "\n|" + "--|" * 1_001 + "\n| 1 |\n", {}, "table-too-many-columns"),
    ],
)
def test_what_is_no_such_file_is_refused(write, read_here, text, settings, rule):
    with pytest.raises(ReadError) as caught:
        read_here(write("a.md", text), format="markdown", **settings)
    assert caught.value.rule.id == rule


def test_a_huge_cell_costs_itself_alone(write, read_here):
    text = "| a | b |\n|--|--|\n| 1 | " + "x" * 300 + " |\n| 2 | y |\n"
    [first, second] = read_here(write("a.md", text), Limits(max_field_chars=100), format="markdown").values
    assert (first[0], first[1].rule.id, second) == ("1", "value-too-long", ["2", "y"])


_CELL = st.text(st.sampled_from("件名①*_`[]()<>&~#-+.!|\\ 1x"), max_size=8)


def written(text):
    """As a careful author writes a cell."""
    return "".join(f"\\{letter}" if letter in "*_`[]()<>&~#-+.!|\\" else letter for letter in text)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=5))
def test_rows_written_as_markdown_are_read_as_they_were(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("md") / "a.md"
    lines = ["| x | " + " | ".join(map(written, row)) + " |" for row in rows]
    path.write_text("\n".join(["| 番号 | a | b | c |", "|--|--|--|--|", *lines]), encoding="utf-8")
    with read_tables_in_process(path, ReadOptions(format="markdown"), Report(), limits=DEFAULT) as tables:
        [found] = [[row.values[1:] for row in table.rows()] for table in tables]
    assert found == [[cell.strip() or None for cell in row] for row in rows]


def test_every_table_of_a_real_magazine(shared, read_outside):
    counted = 0
    for path in sorted((shared / "samples" / "otoineppu" / "nyusatsu_kekka").glob("*.md")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        if not lines:
            continue
        whole = read_outside(path, format="markdown")
        heads = 2 * len(whole.tables)
        assert sum(map(len, whole.rows)) == len(lines) - heads, path.name
        counted += 1
    assert counted == 23
