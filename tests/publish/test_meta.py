import pytest

from ocdsjp.errors import UsageError
from ocdsjp.publish.meta import PREVIEW_MARK, Unit


def test_units_sort_by_code_then_year_with_undated_last():
    units = [Unit("b", "2024"), Unit("a", "undated"), Unit("a", "2025"), Unit("a", "2024")]
    assert sorted(units) == [Unit("a", "2024"), Unit("a", "2025"), Unit("a", "undated"), Unit("b", "2024")]


def test_year_is_a_number_or_unknown():
    assert Unit("131016", "2025").year == 2025
    assert Unit("131016", "undated").year is None


@pytest.mark.parametrize(
    "code", ["", "..", ".a", "a.", "a/b", "a\\b", "a b", "架空", "CON", "nul.txt", "a" * 65, "a\n"]
)
def test_a_code_that_is_no_safe_file_name_is_refused(code):
    with pytest.raises(UsageError):
        Unit(code, "2025")


@pytest.mark.parametrize("year", ["", "25", "20255", "3025", "２０２５", "../x"])
def test_a_fiscal_year_that_is_none_is_refused(year):
    with pytest.raises(UsageError):
        Unit("131016", year)


def test_preview_shows_in_the_publishers_name(meta):
    assert PREVIEW_MARK in meta.publisher_name
