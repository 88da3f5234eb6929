from typing import get_args

import pytest

from ocdsjp.read import DEFAULT, ReadOptions, Report
from ocdsjp.read.formats import as_tabulated, open_grids

FORMATS = get_args(ReadOptions.model_fields["format"].annotation)
_SMALLEST = {
    "csv": "a,b\n1,2\n",
    "tsv": "a\tb\n1\t2\n",
    "html": "<table><tr><th>a<th>b<tr><td>1<td>2</table>",
    "xml": "<l><r><a>1</a><b>2</b></r></l>",
    "json": '[{"a": "1", "b": "2"}]',
    "rss": "<rss><item><title>1</title></item></rss>",
    "markdown": "| a | b |\n|--|--|\n| 1 | 2 |\n",
}


@pytest.mark.parametrize("name", _SMALLEST)
def test_a_format_has_its_reader(write, name):
    options = ReadOptions(format=name, records="r" if name == "xml" else None)
    with open_grids(write("file", _SMALLEST[name]), options, DEFAULT, Report()) as grids:
        [rows] = [[row.values for row in grid.rows] for grid in grids]
    assert rows[-1][0] == "1"


def test_formats_that_take_more_than_a_text_are_known_too():
    assert set(FORMATS) - set(_SMALLEST) == {"excel", "pdf", "zip", "sqlite"}


def test_pages_of_a_pdf_are_not_chosen_twice():
    assert as_tabulated(ReadOptions(format="pdf", shape="record", sheets=("*",))).shape == "table"
    assert as_tabulated(ReadOptions(format="csv", shape="record")).shape == "record"
