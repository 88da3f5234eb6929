"""The fiscal year that a file states."""

import pytest

from ocdsjp.mapping.periods import stated_fiscal_year


@pytest.mark.parametrize(
    ("declared", "title", "file", "year"),
    [
        (None, ["令和7年度"], "令和7年度.csv", None),
        (2024, ["令和7年度"], "", 2024),
        ("title", ["公表日 令和7年3月1日", "令和７年度　発注見通し"], "", 2025),
        ("title", ["令和元年度"], "", 2019),
        ("title", ["R7年度", "R8年度"], "", 2025),
        ("title", ["2025年度"], "", 2025),
        ("title", ["発注見通し"], "令和7年度.csv", None),
        ("file", [], "x/令和7年度_随意契約.csv", 2025),
        ("title", ["平成40年度、令和7年度"], "", 2025),
    ],
)
def test_the_year_comes_from_where_the_mapping_says(declared, title, file, year):
    assert stated_fiscal_year(declared, title, file) == year
