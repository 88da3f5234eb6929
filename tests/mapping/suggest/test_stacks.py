from ocdsjp.mapping.suggest.stacks import MARK_COLUMN, stacked_cells

NAMES = ["架空建設㈱\n※（株）見本", "※有限会社潮鳴工務店", "霧笛電設㈱\n※見本設計㈱\n架空建設㈱"]
PRICES = ["1,200,000\n1,100,000", "900,000", "3,000\n2,800\n辞退"]
TITLES = ["町道補修工事", "庁舎清掃業務", "橋梁点検業務"]


def test_bidders_and_bids_that_stand_line_by_line_are_split_and_marks_set_apart(words):
    cells = {"件名": TITLES, "入札参加業者": NAMES, "入札価格": PRICES, "予定価格": ["1,000"] * 3}
    assert stacked_cells(cells, words) == {
        "split_lines": ["入札参加業者", "入札価格"],
        "marks": {"入札参加業者": MARK_COLUMN},
    }


def test_cells_with_other_numbers_of_lines_are_left_as_they_are(words):
    assert stacked_cells({"件名": TITLES, "入札参加業者": NAMES, "入札価格": ["1,000"] * 3}, words) == {}


def test_one_bidder_a_row_is_no_stack(words):
    one = [name.splitlines()[0] for name in NAMES]
    assert stacked_cells({"件名": TITLES, "入札参加業者": one, "入札価格": ["1,000"] * 3}, words) == {}
    assert stacked_cells({"件名": []}, words) == {}


def test_results_that_every_case_states_are_filled_down_to_the_winners_row(look):
    rows = "".join(
        f'{title},"{names}","{prices}","{place + 1},000,000円"\n'
        for place, (title, names, prices) in enumerate(zip(TITLES, NAMES, PRICES, strict=True))
    )
    found = look("件名,入札参加業者（※は落札）,入札価格,契約金額\n" + rows)
    assert found.shape == "bidder"
    assert found.mapping["read"]["fill_down"] == ["件名", "契約金額"]
    [release] = found.mapping["releases"]
    assert release["sections"]["contracts"] == {"when": {"column": MARK_COLUMN, "equals": ["※"]}}


def test_result_that_a_case_lacks_is_never_filled_from_the_case_above(look):
    rows = "".join(
        f'{title},"{names}","{prices}",{"" if place == 1 else "1000000"}\n'
        for place, (title, names, prices) in enumerate(zip(TITLES, NAMES, PRICES, strict=True))
    )
    assert look("件名,入札参加業者（※は落札）,入札価格,契約金額\n" + rows).mapping["read"]["fill_down"] == ["件名"]
