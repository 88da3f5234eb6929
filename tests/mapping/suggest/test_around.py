import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.suggest.around import case_title, labelled_lines

KNOWN = {"件名", "入札日時", "予定価格", "単位", "場所", "入札結果"}


def lines(*texts, columns=()):
    return labelled_lines(texts, columns, lambda text: text in KNOWN)


def test_labels_above_a_table_become_columns():
    found = lines("入 札 調 書", "件名：潮見橋補修工事", "入札日時  令和7年6月10日 午前10時")
    assert found == {"件名": "件名：{*}", "入札日時": "入札日時{*}"}


@pytest.mark.parametrize(
    "line",
    [
        "単位：円",
        "（単位：円）",
        "担任者：見本",
        "件名 予定価格",
        "入札結果 契約一覧",
        "件名：潮見橋補修工事　予定価格：1,000円",
        "件名：{*}",
    ],
)
def test_units_headings_unknown_labels_and_several_labels_on_a_line_do_not(line):
    assert lines(line) == {}


def test_column_of_the_table_counts_more_than_a_line_above_it():
    assert lines("件名：潮見橋補修工事", columns=["件 名"]) == {}


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("入札経過調書　潮見小学校屋根改修工事", "入札経過調書{*}"),
        ("潮鳴市観光案内業務公募型プロポーザル審査結果", "{*}公募型プロポーザル審査結果"),
    ],
)
def test_name_of_the_case_is_taken_from_the_heading(line, pattern):
    assert case_title(["令和7年度", line]) == {"件名": pattern}


@pytest.mark.parametrize("line", ["入札結果調書", "入札結果　令和7年4月分", "建設工事一般競争入札結果一覧", ""])
def test_heading_of_a_list_names_no_case(line):
    assert case_title([line]) == {}


@given(st.text(max_size=60))
def test_any_line_is_taken_or_left(line):
    assert len(labelled_lines([line], (), lambda _: True)) <= 1
    assert len(case_title([line])) <= 1
