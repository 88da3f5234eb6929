"""Which part of a mapping stands in which line."""

import pytest

from ocdsjp.errors import MappingError
from ocdsjp.mapping.spreadsheet.lines import Line, Lines, from_lines, to_lines
from ocdsjp.mapping.spreadsheet.values import Cells

CONTENT = {
    "title": {"ja": "入札結果", "en": "Results"},
    "releases": [
        {
            "phase": "award",
            "date": {"column": "開札日", "required": True},
            "fields": {
                "tender/title": "件名",
                "awards/*/suppliers": {
                    "organization": {"name": "落札者", "number": "法人番号"},
                    "when": {"column": "結果", "equals": "落札"},
                },
                "tender/odd": ["no", "value"],
            },
        },
        {"phase": "contract", "fields": {"contracts/*/title": "件名"}},
    ],
    "ignore": ["番号", "備考"],
}
COMMENTS = {
    (): "架空の町",
    ("releases", 0, "fields", "awards/*/suppliers"): "the winner",
    ("releases", 0, "fields", "awards/*/suppliers", "organization", "number"): "often blank",
    ("releases",): "two events",
    ("ignore", 1): "free text",
}


def test_each_column_has_a_line_and_the_rest_is_settings():
    lines = to_lines(CONTENT, COMMENTS)
    assert lines.head == "架空の町"
    assert lines.stages == ("1 落札", "2 契約")
    assert [(line.path, line.release, line.cells.source, line.remark) for line in lines.columns] == [
        ("date", 0, "開札日", "two events"),
        ("tender/title", 0, "件名", ""),
        ("awards/*/suppliers/organization/name", 0, "落札者", ""),
        ("awards/*/suppliers/organization/number", 0, "法人番号", "often blank"),
        ("awards/*/suppliers", 0, "", "the winner"),
        ("contracts/*/title", 1, "件名", ""),
        (None, 0, "番号", ""),
        (None, 0, "備考", "free text"),
    ]
    assert [line.setting.location for line in lines.settings] == [
        ("title", "ja"),
        ("title", "en"),
        ("releases", 0, "phase"),
        ("releases", 0, "fields", "tender/odd"),
        ("releases", 1, "phase"),
    ]


def test_lines_say_the_mapping_again():
    built = from_lines(to_lines(CONTENT, COMMENTS))
    assert built.content == CONTENT
    assert set(built.comments.values()) == set(COMMENTS.values())


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"releases": "none"},
        {"releases": ["no release"]},
        {"releases": [{}]},
        {"releases": [{"phase": "award", "fields": {}}]},
        {"releases": [{"fields": {"date": "x", "tender/title": {}, "a b": " x "}}]},
        {"releases": [{"phase": "award", "date": None, "fields": {"awards/*/suppliers": {"organization": {}}}}]},
        {"releases": [{"phase": "award", "fields": {"a/b": {"organization": {"fax": "x"}}}}]},
        {"ignore": []},
        {"ignore": ["a\nb"]},
        {"ignore": "番号"},
    ],
)
def test_what_is_no_proper_mapping_survives_too(content):
    assert from_lines(to_lines(content, {})).content == content


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (Line("tender/title", 1, Cells("件名")), "sheet-stage-unknown"),
        (Line("tender/title", 0, Cells()), "sheet-item-missing"),
        (Line("tender/title", 0, Cells("件名", "読む")), "sheet-reading-unknown"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(line, rule):
    lines = to_lines({"releases": [{"phase": "award"}]}, {})
    with pytest.raises(MappingError) as raised:
        from_lines(Lines("", (line,), lines.settings, lines.stages))
    assert raised.value.rule.id == rule


def test_a_field_that_stands_twice_is_refused():
    lines = to_lines({"releases": [{"phase": "award", "fields": {"tender/title": "件名"}}]}, {})
    with pytest.raises(MappingError) as raised:
        from_lines(Lines("", lines.columns * 2, lines.settings, lines.stages))
    assert raised.value.rule.id == "sheet-key-twice"
