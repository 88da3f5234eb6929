from ocdsjp.mapping.suggest.model import Choice, Reason
from ocdsjp.mapping.suggest.revise import base, has, moved, opened


def test_opened_column_keeps_what_it_was_taken_for_among_its_choices(guess):
    found = opened(guess("金額", field="awards/0/value/amount", kind="yen", tax="included"), Reason("なぜ", "why"))
    assert (found.certainty, found.field, found.tax, found.reason_en) == ("open", None, None, "why")
    assert found.alternatives[0] == Choice("awards/0/value/amount", "yen", 90)


def test_moved_column_says_both_reasons(guess):
    before = guess("業者名", field="bids/details/0/tenderers", kind="supplier", reason_ja="見出し", reason_en="header")
    found = moved(before, "awards/0/suppliers", "supplier", Reason("表", "table"))
    assert (found.field, found.reason_ja, found.reason_en) == ("awards/0/suppliers", "見出し。表", "header; table")


def test_lowest_row_of_an_undecided_header_is_its_base(guess):
    assert base(guess("入札結果／金額（税抜）")) == "金額"
    assert base(guess("契約／金額（税込）", field="contracts/0/value/amount")) == "契約/金額"


def test_only_active_columns_count(guess):
    columns = [guess(field="awards/0/date"), guess(field="contracts/0/id", certainty="open")]
    assert has(columns, "awards/")
    assert not has(columns, "contracts/")
