"""Written characters."""

import unicodedata
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.japan.text import cell_text, clean, is_blank, match_key, narrow, squash

ANY_TEXT = st.text(st.characters(), max_size=40)
JAPANESE = st.text(
    st.sampled_from("株式会社髙﨑齋藤ヶケァー－‐―ｶﾞガか゛が邊㈱①㋿　 \n\u200b\u3099\u309a\ufe00AaＡß…～〜・´"),
    max_size=20,
)


@pytest.mark.parametrize("cell", [None, "", " ", "　", "\u200b\ufeff", "\n\t "])
def test_cells_that_show_nothing_are_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "-", "０", date(2025, 4, 1)])
def test_zero_and_dashes_are_not_blank(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize(
    "noise",
    ["\x00", "\x1b", "\x85", "\u202e", "\u2067", "\u200b", "\u200d", "\ufeff", "\u2028", "\u2029", "\U000e0041"],
)
def test_clean_removes_what_shows_nothing(noise):
    assert clean(f"橋{noise}梁") == "橋梁"


def test_clean_keeps_every_visible_character_as_written():
    written = "㈱髙﨑組 ①Ａ～〜 葛\U000e0100城 朗\nﾊﾝｶｸ\t㍿"
    assert clean(written) == written


def test_clean_makes_a_lone_surrogate_visible_so_that_the_text_can_be_written():
    assert clean("a\ud800b") == "a\ufffdb"


def test_clean_keeps_line_breaks_as_line_feeds():
    assert clean("甲\r\n乙\r丙") == "甲\n乙\n丙"


@given(ANY_TEXT)
def test_clean_twice_is_clean_once(text):
    assert clean(clean(text)) == clean(text)


def test_squash_makes_one_line():
    assert squash(" （株）　甲\n 乙\u200b ") == "（株） 甲 乙"


def test_narrow_folds_figures_but_not_circled_ones():
    assert narrow("￥１，２３４（税込）－～ ㋿７") == "¥1,234(税込)-~ 令和7"
    assert narrow("①16,550,001円") == "①16,550,001円"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙﨑建設", "高崎建設"),
        ("七ヶ宿町", "七ケ宿町"),
        ("センター", "センタ‐"),
        ("ＡＢＣ　設計", "abc設計"),
        ("ｶﾞｽ", "ガス"),
        ("㈱甲", "(株)甲"),
        ("葛\U000e0100城市", "葛城市"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("甲\u200b乙", "甲乙"),
        ("１～２", "1〜2"),
        ("檮原町", "梼原町"),
    ],
)
def test_match_key_agrees_for_the_same_word(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("斎藤", "斉藤"), ("はし", "ハシ"), ("大島", "大嶋"), ("A株式会社", "株式会社A")]
)
def test_match_key_differs_for_different_words(one, other):
    assert match_key(one) != match_key(other)


@given(st.one_of(ANY_TEXT, JAPANESE))
def test_match_key_twice_is_match_key_once(text):
    assert match_key(match_key(text)) == match_key(text)


def test_match_key_is_stable_for_every_single_character():
    unstable = [
        hex(code)
        for code in range(0x30000)
        if unicodedata.category(char := chr(code)) != "Cs" and match_key(match_key(char)) != match_key(char)
    ]
    assert unstable == []


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("　甲 ", "甲"),
        (9040001041601.0, "9040001041601"),
        (0.5, "0.5"),
        (-0.0, "0"),
        (7, "7"),
        (True, "TRUE"),
        (date(2025, 4, 1), "2025-04-01"),
        (datetime(2025, 4, 1), "2025-04-01"),  # noqa: DTZ001  # what a spreadsheet reader gives
        (datetime(2025, 4, 1, 9, 30), "2025-04-01T09:30:00"),  # noqa: DTZ001  # the same
        (datetime(2025, 4, 1, tzinfo=UTC), "2025-04-01T00:00:00+00:00"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_cell_text_is_what_the_author_saw(cell, text):
    assert cell_text(cell) == text
