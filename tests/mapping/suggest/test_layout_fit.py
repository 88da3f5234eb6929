from pathlib import Path

import pytest

from ocdsjp.mapping.suggest.layout_fit import by_layout, fitting, load_layout, load_layouts
from ocdsjp.paths import shipped

LAYOUT = """
licence: {id: none-stated}
read: {format: csv}
key: {columns: [番号]}
blocks:
  rounds:
    - {constants: {round: 1}, columns: {amount: 第１回}}
releases:
  - phase: award
    tag: [tender, award]
    date: 開札日
    fields:
      tender/title: 工事名
      tender/procuringEntity: {organization: {unit: 担当課}}
      awards/*/value: {column: 落札額, read: yen, tax: excluded}
      awards/*/suppliers: {organization: {name: 落札者, address: 住所, number: 法人番号}}
      bids/details/*/status: {column: $amount, read: status, otherwise: valid}
      bids/details/*/value: {column: $amount, read: yen}
    sections:
      bids/details: {per: rounds, when: {column: $amount, blank: false}}
      awards: {when: {column: 備考, equals: 落札}}
ignore: [落札率]
"""
NAMES = ["番号", "工事名", "担当課", "開札日", "落札額", "落札者", "住所", "法人番号", "第１回", "備考", "落札率"]


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "town.yaml").write_text(LAYOUT, encoding="utf-8")
    (tmp_path / "layouts" / "broken.yaml").write_text("番号: [", encoding="utf-8")
    return tmp_path


def test_layout_fits_a_table_with_its_columns(mappings):
    found = fitting(load_layouts(mappings, NAMES), NAMES, "csv")
    assert found.name == "layouts/town"


def test_layout_does_not_fit_a_table_that_lacks_a_column_or_has_many_others(mappings):
    layouts = load_layouts(mappings, NAMES)
    assert fitting(layouts, [name for name in NAMES if name != "落札者"], "csv") is None
    assert fitting(layouts, [*NAMES, *(f"別の列{number}" for number in range(20))], "csv") is None


def test_layout_of_web_pages_says_nothing_of_a_workbook(mappings):
    assert fitting(load_layouts(mappings, NAMES), NAMES, "excel") is None


def test_layout_of_one_body_fits_no_other(mappings):
    path = mappings / "layouts" / "city.yaml"
    path.write_text('publisher: {code: "011002"}\n' + LAYOUT, encoding="utf-8")
    layout = load_layout(mappings, "layouts/city")
    assert fitting([layout], NAMES, "csv") is None
    assert fitting([layout], NAMES, "csv", "992011") is None
    assert fitting([layout], NAMES, "csv", "011002") is layout


def test_columns_are_what_the_layout_makes_of_them(mappings, guess):
    layout = load_layout(mappings, "layouts/town")
    columns = by_layout([guess(name, str(place)) for place, name in enumerate([*NAMES, "新しい列"])], layout)
    assert {column.name: column.field for column in columns} == {
        "番号": "tender/id",
        "工事名": "tender/title",
        "担当課": "tender/procuringEntity/name",
        "開札日": "date",
        "落札額": "awards/0/value/amount",
        "落札者": "awards/0/suppliers",
        "住所": "parties/0/address/streetAddress",
        "法人番号": "awards/0/suppliers/0/id",
        "第１回": "bids/details/0/value/amount",
        "備考": None,
        "落札率": None,
        "新しい列": None,
    }
    assert {column.name for column in columns if column.certainty == "open"} == {"新しい列"}


def test_broken_and_missing_layouts_are_passed_over(mappings):
    assert load_layout(mappings, "layouts/broken") is None
    assert load_layout(mappings, "layouts/none") is None


def test_every_shipped_layout_fits_its_own_columns():
    folder = shipped("mappings")
    for path in sorted((folder / "layouts").glob("*.yaml")):
        layout = load_layout(folder, f"layouts/{path.stem}")
        if layout is None or layout.mapping.read.header == "none" or len(layout.needed) < 4:
            continue
        names, form = list(layout.needed), layout.mapping.read.format
        assert fitting([layout], names, form, layout.publisher) is layout, path.stem


def test_prefecture_of_a_body_is_not_the_body():
    layout = load_layout(shipped("mappings"), "layouts/kkj")
    assert layout.mentions("PrefectureName")
    assert layout.field_of("PrefectureName") is None
