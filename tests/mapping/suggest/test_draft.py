def test_release_is_of_the_furthest_phase_and_bears_its_date(look):
    rows = "".join(f"{n * 7},町道{n}号補修工事,R7.5.{n + 1},架空{n}株式会社,R7.6.{n + 1}\n" for n in range(6))
    [release] = look("案件番号,件名,開札日,落札者,契約日\n" + rows).mapping["releases"]
    assert (release["phase"], release["tag"], release["date"]) == (
        "contract",
        ["tender", "award", "contract"],
        "契約日",
    )
    assert release["fields"]["awards/*/date"] == {"column": "開札日", "read": "date"}


def test_notice_is_a_tender(look):
    rows = "".join(f"{n * 7},町道{n}号補修工事,R7.5.{n + 1}\n" for n in range(6))
    [release] = look("案件番号,件名,公告日\n" + rows).mapping["releases"]
    assert (release["phase"], release["tag"], release["date"]) == ("tender", ["tender"], "公告日")


def test_forecast_is_a_planning_process(look):
    rows = "".join(f"町道{n}号補修工事,港町 地内,第{n % 4 + 1}四半期,指名競争入札\n" for n in range(6))
    found = look("工事名,工事場所,入札予定時期,契約方法\n" + rows, name="令和7年度発注見通し.csv")
    [release] = found.mapping["releases"]
    assert (release["phase"], release["process"], release["tag"]) == ("planning", "planning", ["planning"])
    assert release["fields"]["planning/rationale"] == {"column": "工事名", "required": True}
    assert release["fields"]["planning/milestones/0/dueDate"] == {"column": "入札予定時期", "read": "span"}
    assert found.mapping["fiscal_year"] == "file"


def test_changes_of_contracts_are_events_of_their_contract(look):
    rows = "".join(f'{n * 7},町道{n}号補修工事,R7.9.{n + 1},"{n + 1},500,000",数量の増\n' for n in range(6))
    [release] = look("工事番号,工事名,変更契約日,変更後契約金額,変更理由\n" + rows).mapping["releases"]
    assert (release["tag"], release["event"], release["date"]) == (["contractAmendment"], ["変更契約日"], "変更契約日")
    assert "contracts/0/amendments/0/rationale" in release["fields"]


def test_forecast_and_contract_in_one_row_are_two_releases(look):
    header = "発注見通し／件名,発注見通し／契約を締結する時期,契約締結状況／契約締結日,契約締結状況／契約の相手方"
    rows = "".join(
        f"町道{n}号補修業務,令和7年{n + 4}月,{f'R7.5.{n + 1},架空{n}株式会社' if n % 2 else ','}\n" for n in range(6)
    )
    first, second = look(f"{header}\n{rows}").mapping["releases"]
    assert (first["phase"], second["phase"]) == ("tender", "contract")
    assert second["when"] == {"column": "契約締結状況／契約締結日", "blank": False}


def test_amount_of_a_forecast_is_its_budget(look):
    rows = "".join(f"町道{n}号補修工事,第{n % 4 + 1}四半期,{n + 1}200\n" for n in range(6))
    [forecast] = look("令和7年度発注見通し\n工事名,入札予定時期,概算額（千円）\n" + rows).mapping["releases"]
    assert forecast["fields"]["planning/budget/amount"] == {"column": "概算額（千円）", "read": "yen", "unit": "千円"}
