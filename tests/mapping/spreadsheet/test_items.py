"""OCDS fields by their Japanese names."""

import pytest

from ocdsjp.errors import MappingError
from ocdsjp.mapping.fitting import Unknown, field_at


def test_every_listed_field_exists_and_is_named_once(items):
    paths = [item.path for item in items.listed]
    assert len(paths) == len(set(paths)) > 150
    for item in items.listed:
        whole = item.path.partition("/organization/")[0]
        assert not isinstance(field_at(items.schema, whole), Unknown)
        assert item.label.endswith(f" ［{item.path}］")
        assert items.path(item.label) == item.path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("入札等 › 案件名 ［tender/title］", "tender/title"),
        ("人が書き換えた名前 ［tender/title］ ", "tender/title"),
        ("入札等 › 案件名", "tender/title"),
        ("tender/title", "tender/title"),
        ("awards/*/suppliers/organization/name", "awards/*/suppliers/organization/name"),
        ("［tender/titel］", "tender/titel"),
    ],
)
def test_a_field_may_be_chosen_or_written(items, text, path):
    assert items.path(text) == path


@pytest.mark.parametrize("text", ["件名", "入札等", "tender title", "［", "tender//title"])
def test_what_is_no_field_is_refused(items, text):
    with pytest.raises(MappingError) as raised:
        items.path(text)
    assert raised.value.rule.id == "sheet-item-unknown"


def test_a_path_beyond_the_list_gets_its_name_from_the_schema(items):
    assert items.label("awards/0/value") == "落札・決定 › 落札金額 ［awards/0/value］"
    assert items.label("awards/1/value") == "落札・決定 › 2件目 › 落札金額 ［awards/1/value］"
    assert items.label("awards/0/suppliers/organization/name") == (
        "落札・決定 › 落札者 › 名称 ［awards/0/suppliers/organization/name］"
    )
    assert items.label("tender/titel") == "［tender/titel］"
