"""Columns by name, and blocks."""

import pytest

from ocdsjp.errors import MappingError
from ocdsjp.mapping.columns import Block, Columns
from ocdsjp.read.tables import Column

TABLE = (Column("件名", "A", 0), Column("落札金額（円）", "B", 1), Column("備考", "C", 2))


def test_columns_are_found_whatever_their_width_and_case():
    assert Columns(TABLE).find("落札金額(円)") == 1


def test_the_first_name_that_a_table_has_wins():
    assert Columns(TABLE).find(("工事名", "件名")) == 0
    assert Columns(TABLE).find(("工事名", "業務名")) is None


def test_a_needed_column_that_is_missing_is_told_with_those_that_are_there():
    with pytest.raises(MappingError) as caught:
        Columns(TABLE).need(("工事名", "業務名"))
    message = caught.value.rule.message("ja", caught.value.value, caught.value.detail)
    assert "工事名 / 業務名" in message
    assert "件名、落札金額（円）、備考" in message


def test_unused_columns_are_those_neither_used_nor_ignored():
    columns = Columns(TABLE)
    columns.need("件名")
    assert [column.name for column in columns.unused(["備考"])] == ["落札金額（円）"]


def test_a_star_in_ignore_stands_for_any_characters_and_nothing_else_does():
    assert [column.name for column in Columns(TABLE).unused(["落札*"])] == ["件名", "備考"]
    assert list(Columns(TABLE).unused(["*"])) == []
    assert len(list(Columns(TABLE).unused(["[備]考", "件?", "*[円]"]))) == 3


def test_aliases_and_constants_of_a_block():
    block = Block(3, {"name": "3社目_業者名"}, {"round": 2})
    assert block.resolve("$name") == "3社目_業者名"
    assert block.resolve("件名") == "件名"
    assert block.constant("$round") == 2
    assert block.constant("$n") == 3
    assert block.constant("$other") is None
    assert block.constant("valid") == "valid"
