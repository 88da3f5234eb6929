"""Comments of a YAML file at what they are about."""

from ocdsjp.mapping.spreadsheet.comments import comments_of

TEXT = """\
# yaml-language-server: $schema=../x.json
# 架空の町
# the second line
title:
  ja: "a # no comment"  # a title
# above the key
key: {columns: [a]}
releases:
  - phase: award
    fields:
      # about the value
      awards/*/value:
        # inside it
        first_of: [a, 'b # c']
note: |
  # text, no comment
# the end
"""


def test_each_comment_is_about_what_follows_or_its_own_line():
    assert comments_of(TEXT) == {
        (): "架空の町\nthe second line",
        ("title", "ja"): "a title",
        ("key",): "above the key",
        ("releases", 0, "fields", "awards/*/value"): "about the value",
        ("releases", 0, "fields", "awards/*/value", "first_of"): "inside it",
        ("note",): "the end",
    }


def test_a_file_without_comments_or_content_has_none():
    assert comments_of("a: 1\n") == {}
    assert comments_of("# only this\n") == {(): "only this"}
