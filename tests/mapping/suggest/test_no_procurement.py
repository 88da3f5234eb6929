import pytest

from ocdsjp.mapping.suggest.no_procurement import single_rows, whole_file


@pytest.fixture
def reason(guess, examine):
    def told(headers, title="", field=None):
        columns = [guess(header, chr(65 + place)) for place, header in enumerate(headers)]
        if field:
            columns.append(guess("件名", "Z", field))
        found = whole_file(columns, [title], "list.csv", {column.letter: examine([]) for column in columns})
        return None if found is None else found.reason.ja

    return told


@pytest.mark.parametrize(
    ("headers", "title", "word"),
    [
        (["補助金交付先名", "交付決定額"], "", "補助金"),
        (["事業名", "金額"], "令和7年度 補助金等の交付一覧", "補助金"),
        (["協定種別", "相手方"], "", "連携協定"),
        (["商号又は名称", "指名停止期間"], "", "指名停止"),
        (["物件番号", "樹種", "落札金額"], "", "売払い"),
        (["件名", "落札者"], "立木売払入札結果", "売払い"),
        (["商号", "許可番号", "総合評定値"], "", "名簿"),
    ],
)
def test_lists_that_are_no_procurement_are_recognised(reason, headers, title, word):
    assert word in reason(headers, title)


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        (["件名", "契約金額"], "令和7年度 契約一覧"),
        (["件名", "契約金額"], "補助金申請受付システム構築業務 入札結果"),  # a service about subsidies is bought
        (["件名", "許可番号"], ""),  # one word of a register is no register
    ],
)
def test_procurement_is_not_taken_for_something_else(reason, headers, title):
    assert reason(headers, title, "tender/title") is None


def test_register_shows_by_its_values(guess, examine):
    columns = [guess("B", "B"), guess("G", "G")]
    evidence = {"B": examine(["7000020992011", "1010001000006"]), "G": examine(["架空建設株式会社", "有限会社見本"])}
    assert "名簿" in whole_file(columns, [], "diff.csv", evidence).reason.ja


def test_list_of_pages_shows_by_its_values(guess, examine):
    columns = [guess("a", "A"), guess("b", "B")]
    evidence = {"A": examine(["https://www.example.jp/1"]), "B": examine(["x"])}
    assert "ページの一覧" in whole_file(columns, [], "urls.csv", evidence).reason.ja


def test_rows_of_sales_are_told_by_their_category(guess, vocabularies):
    columns = [guess("区分", "A", "tender/mainProcurementCategory", "category")]
    [found] = single_rows(columns, {"A": 0}, [["工事"], ["売払い"]], vocabularies.table("categories"))
    assert (found.column, found.contains, found.whole_cell) == ("区分", ("売払い",), True)


def test_rows_of_sales_are_told_by_their_title_but_not_services_about_sales(guess, vocabularies):
    columns = [guess("件名", "A", "tender/title")]
    rows = [["町有林立木売払"], ["不用品の売却"], ["市有地売却支援業務委託"]]
    [found] = single_rows(columns, {"A": 0}, rows, vocabularies.table("categories"))
    assert found.contains == ("売却", "立木売払")
    assert single_rows(columns, {"A": 0}, rows[2:], vocabularies.table("categories")) == ()


@pytest.mark.parametrize(
    ("headers", "title"), [(["工事名", "受注者名", "評定点"], ""), (["工事名", "受賞者"], "優良建設工事表彰")]
)
def test_marks_and_prizes_are_no_procurement(reason, headers, title):
    assert "表彰" in reason(headers, title)


def test_results_with_marks_beside_their_amounts_are_procurement(reason):
    assert reason(["工事名", "受注者", "工事成績"], "工事成績一覧", "contracts/0/value/amount") is None
