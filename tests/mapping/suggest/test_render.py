import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ocdsjp.mapping.suggest import to_mapping_yaml
from ocdsjp.mapping.suggest.model import Choice
from ocdsjp.mapping.suggest.render import declared_as, flow

TABLE = "案件番号,件名,契約日,契約金額（税込）,謎の列\n" + "".join(
    f'{n * 7},町道{n}号補修工事,R7.5.{n + 1},"{n + 1},500,000",あれこれ\n' for n in range(6)
)


def parsed(text):
    return YAML(typ="safe").load(text)


def test_text_says_the_same_as_the_mapping(look):
    found = look(TABLE, publisher="992011")
    assert parsed(to_mapping_yaml(found)) == found.mapping


def test_every_acting_line_has_its_reason_and_certainty(look):
    text = to_mapping_yaml(look(TABLE))
    assert "# D列 確実 sure: 見出しが『契約金額（税込）』、値もそのとおり" in text


def test_open_columns_stand_as_comments_only(look):
    text = to_mapping_yaml(look(TABLE))
    assert "# E列『謎の列』例: あれこれ" in text
    assert "謎の列" not in str(parsed(text))


def test_places_to_fill_in_are_marked(look):
    assert "★記入 FILL IN" in to_mapping_yaml(look(TABLE))
    assert "★記入" not in to_mapping_yaml(look(TABLE, publisher="992011"))


def test_writing_is_the_same_every_time(look):
    assert to_mapping_yaml(look(TABLE)) == to_mapping_yaml(look(TABLE))


def test_header_with_signs_of_yaml_or_of_direction_does_no_harm(look):
    text = to_mapping_yaml(look(TABLE.replace("謎の列", '"a: {b}\u202e # c"')))
    assert "\u202e" not in text
    parsed(text)


@given(
    st.recursive(
        st.one_of(st.text(max_size=12), st.integers(-(2**53), 2**53), st.booleans()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_is_written_is_read_back(value):
    assert parsed(f"x: {flow(value)}\n")["x"] == value


@pytest.mark.parametrize(
    ("choice", "line"),
    [
        (Choice("contracts/0/value/amount", "yen"), "contracts/*/value: {column: 金額, read: yen}"),
        (Choice("awards/0/suppliers", "supplier"), "awards/*/suppliers: {organization: {name: 金額}}"),
        (Choice("awards/0/suppliers/0/id", "corporate_number"), "awards/*/suppliers: {organization: {number: 金額}}"),
        (Choice("tender/procuringEntity/name", "organization"), "tender/procuringEntity: {organization: {unit: 金額}}"),
        (Choice("tender/description", "text"), "tender/description: 金額"),
        (Choice("contracts/0/period", "span"), "contracts/*/period: {column: 金額, read: span}"),
    ],
)
def test_choice_is_a_line_that_could_act(choice, line):
    assert declared_as(choice, "金額") == line
