import pytest

from ocdsjp.read import Column, ReadOptions, Row, RowKind
from ocdsjp.read.shaping.extras import Extras, extra_names, link_columns
from ocdsjp.read.tables import Grid

OWN = (Column("件名", "A", 0), Column("落札者", "B", 1), Column("開札日", "B", 2, below=1))


def options(**keys):
    return ReadOptions(format="html", **keys)


def values(settings, *, heading=None, row=("道路", "甲", "R7"), **grid):
    extras = Extras(OWN, Grid("表1", iter(()), **grid), settings, heading)
    read = Row(5, RowKind.DATA, list(row))
    extras.add(read)
    return read.values


def test_which_columns_are_added_is_said_by_the_options_alone():
    settings = options(links=("件名", "落札者"), struck="column", heading_rows="機関")
    assert extra_names(settings) == ("件名／リンク", "落札者／リンク", "取消線", "機関")
    assert extra_names(options()) == ()


def test_a_link_stands_beside_the_column_whose_cell_has_it():
    settings = options(links=("落札者", "開札日", "件 名"))
    assert [column and column.name for column in link_columns(OWN, settings)] == ["落札者", "開札日", "件名"]
    links = {(5, 1): "https://a.example.jp/", (6, 1): "https://b.example.jp/"}
    assert values(settings, links=links)[3:] == ["https://a.example.jp/", "https://b.example.jp/", None]


def test_a_row_is_struck_through_wholly_or_partly_or_not():
    settings = options(struck="column")
    assert values(settings, struck={(5, 0): True, (5, 1): True, (6, 1): True})[3:] == ["全部"]
    assert values(settings, struck={(5, 0): True, (5, 1): True})[3:] == ["一部"]
    assert values(settings, struck={(5, 0): False}, row=("道路", None, None))[3:] == ["一部"]
    assert values(settings, struck={(5, 0): True}, row=("道路", None, None))[3:] == ["全部"]
    assert values(settings, struck={(9, 0): True})[3:] == [None]


def test_a_heading_holds_until_the_next():
    extras = Extras(OWN, Grid("表1", iter(())), options(heading_rows="機関"), "財政部")
    rows = [Row(number, RowKind.DATA, ["a", "b", "c"]) for number in (1, 2)]
    extras.add(rows[0])
    extras.take_heading(" 水道局 ")
    extras.add(rows[1])
    assert [row.values[3:] for row in rows] == [["財政部"], ["水道局"]]


def test_a_row_with_too_many_values_is_cut_before_its_extras():
    assert values(options(heading_rows="機関"), row=("a", "b", "c", "d"), heading="x") == ["a", "b", "c", "x"]


@pytest.mark.parametrize(
    ("written", "text", "mark"),
    [
        ("※架空建設", "架空建設", "※"),
        (" ＊ 架空建設", "架空建設", "＊"),
        ("架空建設※", "架空建設", "※"),
        ("架空建設 ◎", "架空建設", "◎"),
        ("架空※建設", "架空※建設", None),
        ("※", "※", None),
        ("架空建設", "架空建設", None),
    ],
)
def test_marks_of_winners_get_a_column_of_their_own(write, read_here, written, text, mark):
    whole = read_here(write("a.csv", f"件名,入札者,金額\nx,{written},1\n"), marks={"入札*": "落札の印"})
    assert (whole.names[-1], whole.values) == ("落札の印", [["x", text, "1", mark]])
