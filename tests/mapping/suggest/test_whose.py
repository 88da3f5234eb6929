import pytest

NAMES = ("架空建設株式会社", "（株）見本", "有限会社潮鳴工務店", "霧笛電設㈱")


def table(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"


def fields(found) -> dict[str, str | None]:
    return {column.name: column.field for column in found.columns}


def test_firms_of_a_table_of_contracts_are_its_suppliers(look):
    rows = (f'{7 * n + 3},町道{n}号補修工事,R7.5.{n + 1},{NAMES[n % 4]},"{n + 1},500,000"' for n in range(6))
    found = fields(look(table("工事番号,工事名,契約日,業者名,契約金額", *rows)))
    assert found["業者名"] == "awards/0/suppliers"


def test_firms_of_several_rows_of_one_case_are_bidders(look):
    rows = (f'R7-{n // 3 + 1},町道{n // 3}号補修工事,{NAMES[n % 4]},"{n + 1},500,000"' for n in range(9))
    found = look(table("案件番号,件名,業者名,金額", *rows))
    assert found.shape == "bidder"
    assert fields(found) | {} == {
        "案件番号": "tender/id",
        "件名": "tender/title",
        "業者名": "bids/details/0/tenderers",
        "金額": "bids/details/0/value/amount",
    }


def test_firms_without_a_word_on_their_part_stay_open(look):
    rows = (f"{7 * n + 3},町道{n}号補修工事,{NAMES[n % 4]}" for n in range(6))
    assert fields(look(table("工事番号,工事名,業者名", *rows)))["業者名"] is None


@pytest.mark.parametrize(
    ("header", "party", "amount", "field"),
    [
        ("落札者", "落札日", "金額", "awards/0/value/amount"),
        ("契約の相手方", "契約日", "金額", "contracts/0/value/amount"),
        ("受注者", "契約日", "金額", "contracts/0/value/amount"),
    ],
)
def test_lone_amount_is_that_of_the_result_that_the_table_is_about(look, header, party, amount, field):
    rows = (f'町道{n}号補修工事,R7.5.{n + 1},{NAMES[n % 4]},"{n + 1},500,000"' for n in range(6))
    assert fields(look(table(f"件名,{party},{header},{amount}", *rows)))[amount] == field


def test_two_amounts_without_a_word_stay_open(look):
    rows = (f'町道{n}号補修工事,R7.5.{n + 1},{NAMES[n % 4]},"{n + 1},500,000","{n + 2},500,000"' for n in range(6))
    found = look(table("件名,契約日,契約の相手方,金額,価格", *rows))
    assert {fields(found)["金額"], fields(found)["価格"]} == {None}


def test_number_of_the_buyer_is_not_the_suppliers(look):
    rows = (f"東京都,7000020992011,町道{n}号補修工事,{NAMES[n % 4]},1010001000006,R7.5.{n + 1}" for n in range(6))
    found = look(table("発注機関名,法人番号,件名,契約の相手方,契約の相手方の法人番号,契約日", *rows))
    assert fields(found)["法人番号"] == "buyer/id"
    assert fields(found)["契約の相手方の法人番号"] == "awards/0/suppliers/0/id"


def test_address_belongs_to_the_party_on_its_left_or_stays_open(look):
    rows = (f"町道{n}号補修工事,{NAMES[n % 4]},海原県潮鳴市港町{n + 1}番地,R7.5.1" for n in range(6))
    assert fields(look(table("件名,契約の相手方,所在地,契約日", *rows)))["所在地"] == "parties/0/address/streetAddress"
    rows = (f"海原県潮鳴市港町{n + 1}番地,町道{n}号補修工事,{NAMES[n % 4]},R7.5.1" for n in range(6))
    assert fields(look(table("所在地,件名,契約の相手方,契約日", *rows)))["所在地"] is None
