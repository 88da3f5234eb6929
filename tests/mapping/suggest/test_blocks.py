import pytest

from ocdsjp.mapping.suggest.blocks import find_blocks

NAMES, YEN = ["架空建設株式会社", "（株）見本"], ["1,230,000", "450,000"]


@pytest.fixture
def table(guess, examine):
    def made(*columns):
        guesses = [guess(name, chr(65 + place)) for place, (name, _) in enumerate(columns)]
        evidence = {column.letter: examine(cells) for column, (_, cells) in zip(guesses, columns, strict=True)}
        return find_blocks(guesses, evidence)

    return made


def test_numbered_groups_of_bidders_are_a_series(table):
    blocks, columns = table(("1社目_業者名", NAMES), ("1社目_金額", YEN), ("2社目_業者名", NAMES), ("2社目_金額", YEN))
    assert blocks[0].name == "bidders"
    assert blocks[0].items[1] == (2, {"amount": "2社目_金額", "name": "2社目_業者名"})
    assert {column.field for column in columns} == {"bids/details/0/tenderers", "bids/details/0/value/amount"}


def test_numbered_rounds_are_a_series(table):
    blocks, _ = table(("第１回", YEN), ("第２回", [None, None]))
    assert (blocks[0].name, [number for number, _ in blocks[0].items]) == ("rounds", [1, 2])


def test_numbers_that_do_not_follow_each_other_are_no_series(table):
    assert table(("1社目_業者名", NAMES), ("1社目_金額", YEN), ("7社目_業者名", NAMES), ("7社目_金額", YEN))[0] == ()


def test_series_whose_values_do_not_fit_is_left_alone(table):
    blocks, columns = table(("業者名1", YEN), ("金額1", NAMES), ("業者名2", YEN), ("金額2", NAMES))
    assert blocks == ()
    assert {column.field for column in columns} == {None}


def test_names_without_amounts_are_no_bids(table):
    assert table(("業者名1", NAMES), ("業者名2", NAMES))[0] == ()
