"""Where a part of a mapping stands."""

import pytest

from ocdsjp.mapping.locate import Origins, own_location

OWN = """\
extends: layouts/form
releases:
  - phase: award
    fields:
      awards/0/value: {column: 金額}
"""
LAYOUT = """\
read:
  format: csv
releases:
  - phase: tender
    fields:
      tender/title: 件名
  - phase: award
    fields:
      awards/0/date: 日
"""


@pytest.fixture
def origins(tmp_path):
    own, layout = tmp_path / "own.yaml", tmp_path / "layout.yaml"
    own.write_text(OWN, encoding="utf-8")
    layout.write_text(LAYOUT, encoding="utf-8")
    releases = [{"phase": "tender"}, {"phase": "award"}]
    return Origins((own, layout), {"read": {"format": "csv"}, "releases": releases})


@pytest.mark.parametrize(
    ("location", "file", "line"),
    [
        (("read", "format"), "layout.yaml", 2),
        (("releases", 0, "fields", "tender/title"), "layout.yaml", 6),
        (("releases", 1, "fields", "awards/0/value", "column"), "own.yaml", 5),
        (("releases", 1, "fields", "awards/0/date"), "layout.yaml", 9),
        (("releases", 1, "tag"), "own.yaml", 3),
        ((), "own.yaml", 1),
        (("title",), "own.yaml", 1),
    ],
)
def test_a_part_is_found_in_the_file_that_states_it(origins, location, file, line):
    path, found = origins.find(location)
    assert (path.name, found) == (file, line)


@pytest.mark.parametrize(
    ("reported", "own"),
    [
        (("releases", 0, "fields", "a", "value", "colum"), ("releases", 0, "fields", "a", "colum")),
        (("no_data", 0, "when", 0, "colum"), ("no_data", 0, "when", "colum")),
        (("fiscal_year", "literal['title','file']"), ("fiscal_year",)),
        (("publisher",), ("publisher",)),
    ],
)
def test_names_of_types_are_no_part_of_a_location(reported, own):
    effective = {
        "releases": [{"fields": {"a": {"colum": "x"}}}],
        "no_data": [{"when": {"colum": "x"}}],
        "fiscal_year": "x",
    }
    assert tuple(own_location(reported, effective)) == own
