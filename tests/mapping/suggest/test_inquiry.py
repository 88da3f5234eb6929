import zipfile

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.suggest import suggest, to_mapping_yaml
from ocdsjp.ocds.profile import load_profile
from ocdsjp.paths import shipped

ROWS = "".join(
    f'R7-{n * 7},町道{n}号補修工事,R7.5.{n + 1},一般競争入札,架空{n}株式会社,"{n + 1},500,000"\n' for n in range(8)
)
HEADER = "案件番号,件名,開札日,入札方式,落札者,落札金額（税抜）\n"


def test_plain_table_is_drafted_whole(look):
    found = look(HEADER + ROWS, publisher="992011")
    assert [column.certainty for column in found.columns] == ["sure"] * 6
    assert (found.header, found.rows_seen, found.complete, found.shape) == ((1, 1), 8, True, "process")
    assert found.key.columns == ("案件番号",)
    assert dict(found.read) == {"format": "csv", "encoding": "utf-8"}


def test_title_lines_are_passed_over_and_give_the_title(look):
    found = look("潮鳴市 令和7年度入札結果\n（単位：千円）\n" + HEADER + ROWS)
    assert (found.header, found.title) == ((3, 1), "潮鳴市 令和7年度入札結果")
    assert found.publisher.code == "992011"
    assert next(column for column in found.columns if column.kind == "yen").unit == "千円"


def test_tax_that_is_not_stated_stays_unknown_and_is_noted(look):
    found = look(HEADER.replace("（税抜）", "") + ROWS)
    assert next(column for column in found.columns if column.kind == "yen").tax is None
    assert any("税込か税抜か" in note.ja for note in found.notes)


def test_draft_is_accepted_by_the_check(look, tmp_path, vocabularies, bodies):
    mappings = tmp_path / "mappings"
    (mappings / "sources" / "shionari").mkdir(parents=True)
    for name in ("layouts", "vocabulary"):
        (mappings / name).symlink_to(shipped("mappings") / name)
    path = mappings / "sources" / "shionari" / "draft.yaml"
    for text in (HEADER + ROWS, "補助金交付先名,交付決定額\n" + "架空協会,1000000\n" * 4, "a,b\nx,y\nz,w\n"):
        path.write_text(to_mapping_yaml(look(text)), encoding="utf-8")
        assert Checker(mappings, vocabularies, bodies, load_profile()).check(path) == []


def test_empty_cells_under_a_case_are_filled_down(look):
    rows = "".join(
        f'{f"R7-{n // 2},町道{n // 2}号補修工事" if n % 2 == 0 else ","},架空{n % 3}株式会社,"{n + 1},500,000"\n'
        for n in range(8)
    )
    found = look("案件番号,件名,入札者,入札金額\n" + rows)
    assert found.read["fill_down"] == ["案件番号", "件名"]
    assert found.shape == "bidder"


def test_file_that_is_no_table_is_refused(look):
    with pytest.raises(ReadError):
        look("")


def test_suggestion_is_the_same_every_time(look):
    assert look(HEADER + ROWS) == look(HEADER + ROWS)


def test_form_without_header_is_known_by_its_values(tmp_path, vocabularies, bodies):
    lines = "".join(
        f'"{549103 + n:019}","町道{n}号補修業務","2025-11-{n + 10}","{n + 1}500000.00",'
        f'"S5","8002010","架空{n}株式会社","1010001000006"\r\n'
        for n in range(8)
    )
    path = tmp_path / "successful_bid_record_info_all_2025.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("successful_bid_record_info_all_2025.csv", ("\ufeff" + lines).encode())
    found = suggest(path, shipped("mappings"), vocabularies, bodies)
    assert found.layout == "layouts/pportal-awards"
    assert [column.field for column in found.columns][:4] == [
        "tender/id",
        "tender/title",
        "awards/0/date",
        "awards/0/value/amount",
    ]


def test_other_columns_without_header_stay_open(look):
    found = look("".join(f"{n},x{n},y\n" for n in range(8)))
    assert found.layout is None
    assert {column.certainty for column in found.columns} == {"open"}
