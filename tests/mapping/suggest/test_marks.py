import pytest

from ocdsjp.mapping.suggest.marks import Marks, marks_of, marks_of_titles, without_marks


@pytest.mark.parametrize(
    ("header", "tax", "unit"),
    [
        ("契約金額", None, None),
        ("契約金額（税込）", "included", None),
        ("落札金額(税抜き)", "excluded", None),
        ("予定価格（千円・税抜）", "excluded", "千円"),
        ("契約金額\n（円）", None, "円"),
        ("予定価格(消費税及び地方消費税相当額を含んだ額)", "included", None),
        ("契約金額（消費税及び地方消費税を除く）", "excluded", None),
        ("金額（単位：百万円）", None, "百万円"),
        ("税込・税抜の別", None, None),  # both are named: neither is said
        ("円滑化支援業務", None, None),  # 円 is no unit outside brackets
    ],
)
def test_mark_of_a_header_is_read_and_nothing_is_assumed(header, tax, unit):
    assert marks_of(header) == Marks(tax, unit)


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("契約金額（税込）", "契約金額"),
        ("予定価格（千円・税抜）", "予定価格"),
        ("応札者数（者）", "応札者数"),
        ("落札者（契約者）", "落札者(契約者)"),
        ("契約金額税込", "契約金額"),
        ("工事（委託）名", "工事(委託)名"),
    ],
)
def test_only_marks_are_taken_from_a_header(header, plain):
    assert without_marks(header) == plain


def test_unit_of_the_title_lines_holds_for_all_amounts():
    assert marks_of_titles(["入札結果", "（単位：千円　税抜）"]) == Marks("excluded", "千円")


def test_sentence_about_tax_in_a_title_is_not_taken_for_all_columns():
    assert marks_of_titles(["予定価格は消費税を含まない。落札金額は含む。"]) == Marks()
