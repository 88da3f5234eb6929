NAMES = ("架空建設株式会社", "（株）見本", "有限会社潮鳴工務店", "霧笛電設㈱")


def fields(found) -> dict[str, str | None]:
    return {column.name: column.field for column in found.columns}


def test_of_two_columns_for_one_field_the_fuller_acts(look):
    rows = "".join(f"町道{n}号補修工事,{'水道課' if n else ''},建設課\n" for n in range(1, 6))
    found = look("件名,担当課,所管課\n" + rows)
    assert sorted(fields(found).values(), key=str) == sorted(
        ["tender/title", "tender/procuringEntity/name", None], key=str
    )
    opened = next(column for column in found.columns if column.field is None)
    assert opened.alternatives[0].field == "tender/procuringEntity/name"
    assert "同じ項目に列" in opened.reason_ja


def test_column_that_counts_the_rows_is_no_number_of_a_case(look):
    found = look("番号,件名\n1,町道補修工事\n2,庁舎清掃業務\n3,橋梁点検業務\n")
    assert next(column for column in found.columns if column.name == "番号").certainty == "ignored"


def test_lone_number_that_differs_in_every_row_is_that_of_the_case(look):
    rows = "".join(f"{n * 7 + 3},町道{n}号補修工事\n" for n in range(6))
    assert fields(look("番号,件名\n" + rows))["番号"] == "tender/id"


def test_number_of_contracts_is_that_of_the_case_where_there_is_no_contract_yet(look):
    rows = "".join(f"08-{n * 7 + 3},町道{n}号補修工事,R7.5.{n + 1}\n" for n in range(6))
    assert fields(look("契約番号,件名,公告日\n" + rows))["契約番号"] == "tender/id"


def test_period_is_that_of_the_tender_before_and_of_the_contract_after(look):
    rows = "".join(f"町道{n}号補修工事,令和7年5月1日から令和8年3月{n + 1}日まで\n" for n in range(6))
    assert fields(look("件名,履行期間\n" + rows))["履行期間"] == "tender/contractPeriod"
    rows = "".join(f"町道{n}号補修工事,令和7年5月1日から令和8年3月{n + 1}日まで,R7.4.{n + 1}\n" for n in range(6))
    assert fields(look("件名,履行期間,契約日\n" + rows))["履行期間"] == "contracts/0/period"


def test_lone_day_in_a_column_of_periods_is_their_end(look):
    rows = "".join(f"町道{n}号補修工事,R8.3.{n + 1},R7.4.{n + 1}\n" for n in range(6))
    found = next(one for one in look("件名,工期,契約日\n" + rows).columns if one.name == "工期")
    assert (found.field, found.kind) == ("contracts/0/period/endDate", "date")


def test_mark_of_the_winner_is_found_in_a_table_of_bidders(look):
    rows = "".join(
        f'R7-{n // 3 + 1},町道{n // 3}号補修工事,{NAMES[n % 4]},"{n + 1},500,000",{"落札" if n % 3 == 0 else ""}\n'
        for n in range(9)
    )
    assert fields(look("案件番号,件名,入札者,入札金額,備考\n" + rows))["備考"] == "bids/details/0/statusDetails"


def test_reason_without_a_change_is_open(look):
    rows = "".join(f"町道{n}号補修工事,緊急のため,R7.4.{n + 1}\n" for n in range(6))
    assert fields(look("件名,理由,契約日\n" + rows))["理由"] is None


def test_first_amount_is_left_open_beside_that_after_the_change(look):
    rows = "".join(f'R7-{n},町道{n}号補修工事,"{n + 1},000,000",R7.5.{n + 1},"{n + 2},000,000"\n' for n in range(6))
    found = look("契約番号,工事名,当初契約金額,変更契約日,変更後契約金額\n" + rows)
    said = {column.name: column.field for column in found.columns}
    assert (said["当初契約金額"], said["変更後契約金額"]) == (None, "contracts/0/value/amount")


def test_reason_beside_a_law_is_that_of_the_direct_award(look):
    rows = "".join(
        f"町道{n}号補修工事,R7.5.{n + 1},地方自治法施行令第167条の2第1項第{n + 2}号,ほかに行える者がないため\n"
        for n in range(6)
    )
    found = look("件名,契約日,根拠法令,理由\n" + rows)
    assert {column.name: column.field for column in found.columns}["理由"] == "tender/procurementMethodRationale"


def test_one_column_of_firms_in_a_table_without_header_is_the_supplier(look):
    names = ("架空建設株式会社", "（株）見本", "有限会社潮鳴工務店")
    found = look("".join(f"2025040{n + 1},町道{n}号補修工事,{names[n % 3]},{n + 1}200000\n" for n in range(8)))
    assert [column.field for column in found.columns][1:] == ["tender/title", "awards/0/suppliers", None]
