"""The round trip of every mapping file: to Excel and back, through the real file and the real reader."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import load_source, read_layer
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.spreadsheet.comments import comments_of
from ocdsjp.mapping.spreadsheet.exchange import (
    examples_of,
    flaws,
    from_workbook,
    is_layout,
    to_text,
    to_workbook,
    undecided_of,
)
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile
from ocdsjp.read import ReadOptions, open_tables

ROOT = Path(__file__).resolve().parents[3]
MAPPINGS = ROOT / "mappings"
FILES = sorted([*MAPPINGS.glob("layouts/*.yaml"), *MAPPINGS.glob("sources/*/*.yaml")])


@pytest.fixture(scope="module")
def checker():
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv", ROOT / "data" / "sample" / "local_governments.csv")
    return Checker(MAPPINGS, load_vocabularies(MAPPINGS / "vocabulary"), bodies, load_profile())


def words_of_comments(text):
    return sorted(line for comment in comments_of(text).values() for line in comment.splitlines())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(MAPPINGS).as_posix())
def test_the_round_trip_of_every_mapping_loses_nothing(path, items, tmp_path):
    sheet = tmp_path / "M.xlsx"
    sheet.write_bytes(to_workbook(path, items, {}))
    imported = from_workbook(sheet, items)
    assert imported.flaws == []
    assert imported.built.content == read_layer(path)
    text = to_text(imported.built, layout=is_layout(path))
    assert YAML(typ="safe").load(text) == read_layer(path)
    before = path.read_text(encoding="utf-8")
    assert words_of_comments(text) == words_of_comments(before)
    # A second trip changes nothing, not even in the text.
    again = tmp_path / path.parent.name / path.name
    again.parent.mkdir()
    again.write_text(text, encoding="utf-8")
    sheet.write_bytes(to_workbook(again, items, {}))
    assert to_text(from_workbook(sheet, items).built, layout=is_layout(path)) == text


def test_a_mapping_that_came_back_is_right_as_before(items, checker, tmp_path):
    path = MAPPINGS / "sources" / "muteki" / "contracts.yaml"
    sheet = tmp_path / "M.xlsx"
    sheet.write_bytes(to_workbook(path, items, {}))
    imported = from_workbook(sheet, items)
    text = to_text(imported.built, layout=False)
    assert list(flaws(imported, text, "muteki/contracts.yaml", checker)) == []
    assert Mapping.model_validate(YAML(typ="safe").load(text)) == Mapping.model_validate(read_layer(path))


def test_what_is_wrong_in_the_mapping_is_told_at_its_cell(book, items, checker):
    path = book(
        ("元の列", "例", "OCDS項目", "読み方"),
        ("件名", "", "［tender/titel］", "文字"),
        ("金額", "", "awards/*/value", "日付"),
        ("設定項目", "値", "キー", "形式"),
        ("", "award", "releases[1]/phase", "文字"),
        ("", "award", "releases[1]/tag", "一覧（1行に1つ）"),
        ("", "layouts/tekiseika", "extends", "文字"),
        ("", "000000", "publisher/code", "文字"),
        ("", "a/*.xlsx", "collect/folder", "文字"),
        ("", "a", "title/ja", "文字"),
        ("", "a", "title/en", "文字"),
    )
    imported = from_workbook(path, items)
    found = list(flaws(imported, to_text(imported.built, layout=False), "a/b.yaml", checker))
    assert {(flaw.cell, flaw.error.rule.id) for flaw in found} >= {
        ("A2", "mapping-path-unknown"),
        ("A3", "mapping-path-unfit"),
        ("B8", "mapping-publisher-unknown"),
    }


def test_a_layout_need_not_be_complete_and_a_source_must(book, items, checker):
    path = book(("元の列", "OCDS項目"), ("設定項目", "値", "キー", "形式"), ("", "excel", "read/format", "文字"))
    imported = from_workbook(path, items)
    text = to_text(imported.built, layout=True)
    assert list(flaws(imported, text, "layouts/x.yaml", checker)) == []
    assert list(flaws(imported, text, "place/x.yaml", checker))


def test_examples_are_the_first_values_of_a_real_file():
    file = ROOT / "data" / "sample" / "shionari" / "令和7年度_入札結果.csv"
    options = ReadOptions(format="csv", columns_expected=("案件番号",))
    with open_tables(file, options, file_name=file.name) as tables:
        examples = examples_of(tables)
    assert examples["工事・業務名"] == "庁舎清掃業務委託（その1）"


def test_columns_that_a_mapping_does_not_mention_are_not_decided(tmp_path, checker):
    mapping = load_source(MAPPINGS / "sources" / "shionari" / "results.yaml", MAPPINGS).mapping
    file = ROOT / "data" / "sample" / "shionari" / "令和7年度_入札結果.csv"
    more = tmp_path / "more.csv"
    lines = file.read_bytes().decode("cp932").splitlines()
    more.write_text("\n".join(f"{line},摘要" if "工事・業務名" in line else line for line in lines), encoding="cp932")
    options = ReadOptions(format="csv", columns_expected=("案件番号",))
    for path, found in ((file, ()), (more, ("摘要",))):
        with open_tables(path, options, file_name=path.name) as tables:
            assert undecided_of(tables, mapping, checker.vocabularies) == found


def test_a_table_that_a_mapping_does_not_fit_has_no_undecided_columns(tmp_path, checker):
    mapping = load_source(MAPPINGS / "sources" / "shionari" / "results.yaml", MAPPINGS).mapping
    other = tmp_path / "other.csv"
    other.write_text("件名,金額\n清掃,1\n", encoding="utf-8")
    with open_tables(other, ReadOptions(format="csv", columns_expected=("件名",)), file_name=other.name) as tables:
        assert undecided_of(tables, mapping, checker.vocabularies) == ()
