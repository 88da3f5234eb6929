from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read import Column
from ocdsjp.read.shaping.split_lines import fitting, split_lines
from ocdsjp.read.tables import GridRow

COLUMNS = [
    Column(name, letter, index)
    for index, (name, letter) in enumerate(zip(["件名", "入札者(※)", "価格"], "ABC", strict=True))
]


def split(*values):
    rows = split_lines([GridRow(7, list(values))], COLUMNS, ("入札者*", "価格"))
    return [(row.number, row.values, row.problem and row.problem.rule.id) for row in rows]


def test_columns_are_named_or_fit_a_pattern():
    assert fitting(COLUMNS, ("入札者（*",)) == [1]
    assert fitting(COLUMNS, ("価 格", "件*")) == [0, 2]


def test_a_row_for_each_entry_and_other_cells_with_the_first():
    assert split("道路", "甲\n※乙", "1円\n\n2円") == [
        (7, ["道路", "甲", "1円"], None),
        (7, [None, "※乙", "2円"], None),
    ]


def test_what_is_not_stacked_stays_as_it_is():
    assert split("道路\n補修", "甲", "1円") == [(7, ["道路\n補修", "甲", "1円"], None)]
    assert split("道路", "甲", 1) == [(7, ["道路", "甲", 1], None)]


def test_different_numbers_of_lines_are_a_problem():
    assert split("道路", "甲\n乙", "1円") == [(7, ["道路", "甲\n乙", "1円"], "stacked-lines-differ")]
    assert split("道路", "甲 1円\n乙 2円", None)[0][2] == "stacked-lines-differ"


@given(
    st.lists(st.tuples(st.text("甲乙丙 ", min_size=1).filter(str.strip), st.integers(1, 99)), min_size=2, max_size=5)
)
def test_entries_stacked_are_entries_again(entries):
    found = split("x", "\n".join(name for name, _ in entries), "\n".join(f"{price}円" for _, price in entries))
    assert [values[1:] for _, values, _ in found] == [[name.strip(), f"{price}円"] for name, price in entries]


def test_a_table_with_stacked_bidders(write, read_outside):
    text = (
        "| 件名 | 入札者(※印は落札) | 価格 |\n|--|--|--|\n| 道路 | 甲<br>※乙<br>丙 | 3<br>2<br>4 |\n| 橋 | 丁＊ | 5 |\n"
    )
    whole = read_outside(
        write("a.md", text),
        format="markdown",
        split_lines=("入札者*", "価格"),
        marks={"入札者*": "印"},
        fill_down=("件名",),
        columns_expected=("件名", "印"),
    )
    assert whole.names == ["件名", "入札者(※印は落札)", "価格", "印"]
    assert whole.values == [
        ["道路", "甲", "3", None],
        ["道路", "乙", "2", "※"],
        ["道路", "丙", "4", None],
        ["橋", "丁", "5", "＊"],
    ]
