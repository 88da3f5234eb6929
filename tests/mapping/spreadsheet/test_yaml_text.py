"""A mapping as the text of a file."""

from ruamel.yaml import YAML

from ocdsjp.mapping.spreadsheet.yaml_text import yaml_text

CONTENT = {
    "releases": [
        {
            "fields": {
                "tender/title": "件名",
                "tender/value": {
                    "column": "予定価格" * 10,
                    "read": "yen",
                    "unit": "千円",
                    "tax": "excluded",
                    "optional": True,
                },
                "awards/*/value": {"first_of": ["落札金額" * 8, "決定金額" * 8, "見積金額" * 8]},
            },
            "phase": "award",
            "tag": ["award"],
        }
    ],
    "title": {"ja": "入札結果", "en": "Results"},
    "publisher": {"code": "992011"},
    "own": "key",
}
COMMENTS = {
    (): "架空の町\nthe second line",
    ("publisher", "code"): "six digits",
    ("releases", 0): "one event",
    ("releases", 0, "fields", "awards/*/value", "first_of"): "the first that is there\x07",
}


def test_the_text_is_as_people_write_it():
    text = yaml_text(CONTENT, COMMENTS, schema="../../../schemas/mapping.schema.json")
    assert (
        text
        == f"""\
# yaml-language-server: $schema=../../../schemas/mapping.schema.json
# 架空の町
# the second line
title:
  ja: 入札結果
  en: Results
publisher:
  # six digits
  code: '992011'
releases:
  # one event
  - phase: award
    tag: [award]
    fields:
      tender/title: 件名
      tender/value:
        {{column: {"予定価格" * 10}, read: yen, unit: 千円, tax: excluded, optional: true}}
      awards/*/value:
        # the first that is there
        first_of:
          [{"落札金額" * 8}, {"決定金額" * 8}, {"見積金額" * 8}]
own: key
"""
    )
    assert YAML(typ="safe").load(text) == CONTENT


def test_what_is_too_long_for_a_line_takes_several():
    content = {
        "no_data": [{"when": {"column": "列" * 60, "equals": ["値" * 60, "語" * 60]}}],
        "ignore": ["列" * 50] * 4,
    }
    text = yaml_text(content, {("no_data", 0, "when"): "why"}, schema="x")
    assert max(map(len, text.splitlines())) <= 130
    assert YAML(typ="safe").load(text) == content
    assert "# why" in text
