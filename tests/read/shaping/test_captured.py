import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read.shaping.captured import captured


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("公告番号 {*}", "公告番号　第 ７ 号", "第 ７ 号"),
        ("{令和*日}*入札執行", "令和 8年 1月29日　入札執行", "令和 8年 1月29日"),
        ("*{令和*日}", "開札 令和８年１月２９日", "令和８年１月２９日"),
        ("入札公告（{*}編*", "入札公告（個別編_単独）", "個別"),
        ("{*}", "何でも", "何でも"),
        ("{*}長", "市長 市長", "市長 市"),
        ("公告 {*}", "お知らせ 公告", None),
        ("公告{*}号", "公告第七", None),
        ("{*日}", "令和八年", None),
        ("公告{*}", "公告", None),
    ],
)
def test_a_pattern_takes_what_stands_in_its_braces(pattern, text, found):
    assert captured(pattern, text) == found


@given(st.text("公告第号 　令和*", max_size=30), st.text("第七号令和 　", min_size=1, max_size=30))
def test_any_text_is_captured_whole_between_literals(before, inside):
    if not inside.strip():
        return
    before = before.replace("*", "")
    assert captured("公告{*}", "公告" + inside) == inside.strip()
    assert captured("{*}終", before + inside + "終") == (before + inside).strip()


def test_a_long_line_costs_no_more_than_its_length():
    assert captured("*" + "あ*" * 500 + "{い}", "あ" * 200_000) is None
