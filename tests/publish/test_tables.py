import re

import pytest

from ocdsjp.ocds.profile import load_profile
from ocdsjp.publish.parquet import described_schema
from ocdsjp.publish.tables import ARROW_TYPES, FLAT_TABLES, TABLES, TITLES, parent_of

COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]
HOW = re.compile(r"unit|section|releases|line|value|count|first|sum|join|has \w+")


def test_every_table_begins_with_the_columns_that_join_it():
    for table in TABLES.values():
        assert [column.name for column in table.columns[:3]] == ["ocid", "publisher_code", "fiscal_year"]


def definition_at(schema, path):
    """The schema of the field at a path, or None where the profile has no such field."""
    node = schema
    for name in path.split("/"):
        node = node.get("properties", {}).get(name)
        while node is not None and ("$ref" in node or "items" in node):
            node = node.get("items") or schema["definitions"][node["$ref"].rpartition("/")[2]]
    return node


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_path_is_a_field_of_the_profile(table, column):
    path = re.sub(r"\[.*?\]", "", table.ocds_path(column))
    schema = load_profile().release_schema
    for each in filter(None, path.split(" | ")):
        assert definition_at(schema, each) is not None, each


def test_every_codelist_is_one_of_the_profile():
    codelists = {column.codelist for table in TABLES.values() for column in table.columns} - {""}
    assert {f"{name}.csv" for name in codelists} <= load_profile().codelists.keys()


@pytest.mark.parametrize("column", [pytest.param(param.values[1], id=param.id) for param in COLUMNS])
def test_every_column_is_described_in_both_languages(column):
    assert column.kind in ARROW_TYPES
    assert HOW.fullmatch(column.how)
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", column.description_ja)
    assert re.search(r"[A-Za-z]", column.description_en)
    assert column.description_ja.endswith("。")
    assert column.description_en.endswith(".")


def test_column_names_are_unique_and_plain():
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)


def test_paths_of_a_row_are_given_absolute():
    items = TABLES["items"]
    column = next(column for column in items.columns if column.name == "parent_id")
    assert items.ocds_path(column) == "tender/id | awards/id | contracts/id"


def test_what_stands_in_an_implementation_belongs_to_the_contract():
    assert parent_of("contracts/implementation/transactions") == "contracts"


def test_titles_cover_the_tables():
    assert TITLES.keys() == TABLES.keys()


def test_flat_tables_are_those_with_places_in_a_release():
    assert {table.name for table in TABLES.values()} - {table.name for table in FLAT_TABLES} == {
        "releases",
        "compiled_releases",
        "provenance",
    }


def test_field_metadata_says_what_a_column_means():
    schema = described_schema(TABLES["awards"], {"preview": "true"})
    assert schema.field("amount").metadata == {
        b"ocds_path": b"awards/value/amount",
        b"description_ja": "落札・決定の金額（円）。".encode(),
        b"description_en": b"Amount of the award in yen.",
        b"codelist": b"",
    }
    assert schema.metadata[b"preview"] == b"true"
