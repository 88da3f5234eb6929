NAMES = ("架空建設株式会社", "（株）見本", "有限会社潮鳴工務店", "霧笛電設㈱")


def release(found):
    return found.mapping["releases"][0]


def test_name_and_address_in_one_cell_are_taken_apart(look):
    rows = "".join(f'町道{n}号補修工事,R7.5.{n + 1},"{NAMES[n % 4]}\n海原県潮鳴市港町{n + 1}番地"\n' for n in range(6))
    fields = release(look("件名,契約日,契約の相手方の商号又は名称及び住所\n" + rows))["fields"]
    party = fields["awards/*/suppliers"]["organization"]
    assert party["name"] == {"column": "契約の相手方の商号又は名称及び住所", "part": "name"}
    assert party["address"]["part"] == "address"


def test_winner_of_rows_of_bidders_is_the_supplier(look):
    rows = "".join(
        f'R7-{n // 3 + 1},町道{n // 3}号補修工事,{NAMES[n % 4]},"{n + 1},500,000",{"落札" if n % 3 == 0 else ""}\n'
        for n in range(9)
    )
    found = look("案件番号,件名,入札者,入札金額（税抜）,結果\n" + rows)
    made = release(found)
    assert found.mapping["rows"] == "group"
    assert made["fields"]["awards/*/suppliers"] == {"organization": {"name": "入札者"}}
    assert made["sections"]["awards"] == {"when": {"column": "結果", "equals": ["落札"]}}
    assert made["fields"]["bids/details/*/value"] == {"column": "入札金額（税抜）", "read": "yen", "tax": "excluded"}


def test_bidders_side_by_side_become_a_block_series(look):
    header = "案件番号,件名," + ",".join(f"{n}社目_業者名,{n}社目_金額" for n in (1, 2, 3))
    rows = "".join(
        f"R7-{n * 7},町道{n}号補修工事," + ",".join(f'{NAMES[(n + k) % 4]},"{k + 1},000,000"' for k in range(3)) + "\n"
        for n in range(6)
    )
    found = look(f"{header}\n{rows}")
    assert found.mapping["blocks"] == {
        "bidders": [{"first": 1, "last": 3, "columns": {"amount": "{n}社目_金額", "name": "{n}社目_業者名"}}]
    }
    assert release(found)["sections"]["bids/details"] == {"per": "bidders", "when": {"column": "$name", "blank": False}}


def test_day_of_the_notice_opens_the_tender(look):
    rows = "".join(f"町道{n}号補修工事,R7.5.{n + 1},R7.6.{n + 1}\n" for n in range(6))
    fields = release(look("件名,公告日,開札日\n" + rows))["fields"]
    assert fields["tender/tenderPeriod/startDate"] == {"column": "公告日", "read": "date"}


def test_word_for_nobody_in_the_winners_column_is_the_state_of_the_tender(look):
    rows = "".join(f"町道{n}号補修工事,R7.5.{n + 1},{NAMES[n % 4] if n else '不調'}\n" for n in range(6))
    fields = release(look("件名,開札日,落札者\n" + rows))["fields"]
    assert fields["tender/status"] == {"column": "落札者", "read": "status", "otherwise": "complete"}
