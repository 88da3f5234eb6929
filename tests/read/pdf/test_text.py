from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read.pdf.shapes import Box, Glyph
from ocdsjp.read.pdf.text import lines_of, text_of


def glyph(text, x, y, size=10.0):
    return Glyph(text, Box(x, y, x + size, y + size), size)


def across(text, x=0.0, y=0.0, size=10.0):
    return [glyph(character, x + size * place, y, size) for place, character in enumerate(text)]


def down(text, x=0.0, y=0.0):
    return [glyph(character, x, y + 11 * place) for place, character in enumerate(text)]


def test_characters_beside_each_other_are_a_line():
    assert text_of(across("港見通り")) == "港見通り"


def test_lines_come_from_top_to_bottom_whatever_was_painted_first():
    assert text_of([*across("二行目", y=15), *across("一行目")]) == "一行目\n二行目"


def test_spaces_of_the_file_are_kept_and_a_gap_is_a_space():
    assert text_of(across("工　期")) == "工　期"
    assert text_of([*across("17"), *across("円", x=25)]) == "17 円"
    assert text_of([*across("第"), *across("234", x=12)]) == "第234"


def test_a_raised_note_belongs_to_its_line():
    assert text_of([*across("縦覧期間"), *across("※１", x=40, y=-1, size=5)]) == "縦覧期間※１"


def test_a_wide_gap_parts_the_pieces_of_a_line():
    [line] = lines_of([*across("工事名"), *across("舗装工事", x=60)])
    assert [(piece.text, piece.left) for piece in line.pieces] == [("工事名", 0), ("舗装工事", 60)]
    assert line.text == "工事名 舗装工事"


def test_vertical_text_is_read_downwards_and_its_lines_from_right_to_left():
    assert text_of(down("工事名")) == "工事名"
    assert text_of([*down("入札者", x=20), *down("氏名", x=0)]) == "入札者\n氏名"


def test_text_that_runs_up_is_read_upwards():
    assert text_of(list(reversed(down("名事工")))) == "工事名"


def test_figures_below_each_other_are_a_list():
    assert text_of(down("123")) == "1\n2\n3"


def test_nothing_says_nothing():
    assert text_of([]) == ""
    assert text_of(across("　 ")) == ""


@given(st.lists(st.text("工事名港見通り舗装", min_size=1, max_size=8), min_size=1, max_size=5))
def test_no_character_is_lost_or_made_up(texts):
    glyphs = [each for place, text in enumerate(texts) for each in across(text, y=20 * place)]
    assert "".join(text_of(glyphs).split()) == "".join(texts)
