from ocdsjp.mapping.suggest.whole import NOT_FILLED_IN

ROWS = "".join(f"{n * 7},町道{n}号補修工事,R7.5.{n + 1},架空{n}株式会社\n" for n in range(6))
HEADER = "案件番号,件名,契約日,契約の相手方"


def test_publisher_that_the_file_does_not_name_is_left_to_fill_in(look):
    assert look(f"{HEADER}\n{ROWS}").mapping["publisher"] == {"name": {"constant": NOT_FILLED_IN}}


def test_publisher_that_the_caller_names_is_taken(look):
    assert look(f"{HEADER}\n{ROWS}", publisher="992011").mapping["publisher"] == {"code": "992011"}


def test_publisher_in_the_name_of_the_file_is_found(look):
    assert look(f"{HEADER}\n{ROWS}", name="潮鳴市_契約一覧.csv").mapping["publisher"] == {"code": "992011"}


def test_file_that_is_no_procurement_has_no_releases(look):
    found = look("補助金交付先名,交付決定額\n" + "架空協会,1000000\n" * 4)
    assert "releases" not in found.mapping
    assert set(found.mapping["no_data"][0]) == {"reason"}
    assert not any(column.active for column in found.columns)


def test_file_without_a_case_is_not_used_until_a_person_decides(look):
    found = look("業者名,第1回入札金額\n" + "".join(f'架空{n}株式会社,"1,{n}00,000"\n' for n in range(6)))
    assert "releases" not in found.mapping
    assert "人が決めるまで" in found.mapping["no_data"][0]["reason"]["ja"]


def test_rows_of_sales_are_no_data(look):
    found = look(f"{HEADER}\n{ROWS}99,町有林立木売払,R7.6.1,架空林業株式会社\n")
    first, second = found.mapping["no_data"][0]["when"]
    assert first == {"column": "件名", "contains": ["立木売払"]}
    assert second["negate"]


def test_open_columns_are_not_ignored_so_that_runs_tell_of_them(look):
    found = look(f"{HEADER},謎の列,落札率\n" + ROWS.replace("株式会社", "株式会社,あれこれ,0.98"))
    assert found.mapping["ignore"] == ["落札率"]


def test_layout_is_extended_and_not_repeated(look):
    found = look(
        "工事名,契約担当課,案件番号,公告日,工事場所,工種,入札方式,開札予定日\n"
        + "".join(
            f"町道{n}号補修工事,水道課,{n * 7},R7.5.{n + 1},港町 地内,土木,一般競争入札,R7.6.{n + 1}\n"
            for n in range(6)
        ),
        layout="hiroshima-notices",
    )
    assert found.mapping["extends"] == "layouts/hiroshima-notices"
    assert "key" not in found.mapping
    assert found.layout == "layouts/hiroshima-notices"
