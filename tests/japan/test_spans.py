"""Periods."""

import calendar
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.dates import iso
from ocdsjp.japan.spans import read_span


def ends(text: str) -> list[date | None]:
    return [None if one == "-" else date.fromisoformat(one) for one in text.split()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和7年4月1日～令和8年3月31日", "2025-04-01 2026-03-31"),
        ("令和7年4月1日から令和8年3月31日まで", "2025-04-01 2026-03-31"),
        ("自 令和7年4月1日 至 令和8年3月31日", "2025-04-01 2026-03-31"),
        ("令和7年4月1日\n～令和8年3月31日", "2025-04-01 2026-03-31"),
        ("R3.6.23<br>R3.12.10", "2021-06-23 2021-12-10"),
        ("R3.7.20 R3.9.30", "2021-07-20 2021-09-30"),
        ("R3.7.20\nR3.9.30まで", "2021-07-20 2021-09-30"),
        ("2025-04-01 2026-03-31", "2025-04-01 2026-03-31"),
        ("R3.7.20-R3.9.30", "2021-07-20 2021-09-30"),
        ("R1.12.18~R2.3.31", "2019-12-18 2020-03-31"),
        ("2025-04-01 - 2026-03-31", "2025-04-01 2026-03-31"),
        ("令和7年4月1日～9月30日", "2025-04-01 2025-09-30"),
        ("R7.4.1～9.30", "2025-04-01 2025-09-30"),
        ("令和7年4月～9月", "2025-04-01 2025-09-30"),
        ("令和4年5月", "2022-05-01 2022-05-31"),
        ("2024/02", "2024-02-01 2024-02-29"),
        ("令和8年10月頃", "2026-10-01 2026-10-31"),
        ("令和8年1月下旬", "2026-01-21 2026-01-31"),
        ("令和8年1月上旬（予定）", "2026-01-01 2026-01-10"),
        ("令和8年2月中旬", "2026-02-11 2026-02-20"),
        ("昭和64年1月", "1989-01-01 1989-01-31"),
        ("令和7年度", "2025-04-01 2026-03-31"),
        ("令和7年", "2025-01-01 2025-12-31"),
        ("令和7年度第4四半期", "2026-01-01 2026-03-31"),
        ("令和7年度 第１／四半期", "2025-04-01 2025-06-30"),
        ("令和7年度下半期", "2025-10-01 2026-03-31"),
        ("契約日の翌日から令和8年3月31日まで", "- 2026-03-31"),
        ("議決を得た日の翌開庁日から令和6年9月30日まで", "- 2024-09-30"),
        ("契約確定の日の翌日から110日間", "- -"),
        ("契約締結の日から起算して30日以内", "- -"),
        ("令和7年4月1日から110日間", "2025-04-01 -"),
        ("令和8年3月31日まで", "- 2026-03-31"),
        ("令和９年２月２６日限り", "- 2027-02-26"),
        ("～令和8年3月31日", "- 2026-03-31"),
        ("令和8年4月1日以降", "2026-04-01 -"),
        ("令和8年4月1日～", "2026-04-01 -"),
        ("令和7年4月1日", "2025-04-01 2025-04-01"),
    ],
)
def test_periods_that_state_their_years(text, expected):
    span = read_span(text)
    assert [span.start, span.end] == ends(expected)
    assert span.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第1四半期", "2025-04-01 2025-06-30"),
        ("第Ⅳ四半期", "2026-01-01 2026-03-31"),
        ("第1四半期～第２四半期", "2025-04-01 2025-09-30"),
        ("上半期", "2025-04-01 2025-09-30"),
        ("4月上旬", "2025-04-01 2025-04-10"),
        ("3月", "2026-03-01 2026-03-31"),
        ("4月上旬～5月下旬", "2025-04-01 2025-05-31"),
        ("4月下旬～3月下旬", "2025-04-21 2026-03-31"),
        ("5月下旬～令和8年1月下旬", "2025-05-21 2026-01-31"),
        ("令和7年10月1日～3月31日", "2025-10-01 2026-03-31"),
        ("1月15日", "2026-01-15 2026-01-15"),
        ("契約日～3月31日", "- 2026-03-31"),
    ],
)
def test_periods_without_a_year_need_the_fiscal_year(text, expected):
    span = read_span(text, fiscal_year=2025)
    assert [span.start, span.end] == ends(expected)
    with pytest.raises(NotationError) as caught:
        read_span(text)
    assert caught.value.rule.id == "date-no-year"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("令和8年4月1日～令和7年3月31日", "period-reversed"),
        ("仕様書による。", "period-unreadable"),
        ("5月下旬～8月下旬（咲来）、4月下旬～6月上旬（上音威子府）", "period-unreadable"),
        ("契約締結日 令和7年4月1日", "period-unreadable"),
        ("（契約終了日）\n令和3年3月12日", "period-unreadable"),
        ("R3.7.20 R3.9.30 R3.10.1", "date-several"),
        ("令和7年度第5四半期", "period-unreadable"),
        ("7年4月1日", "date-ambiguous-year"),
        ("平成31年5月", "date-era-bounds"),
        ("令和7年4月31日～令和8年3月31日", "date-invalid"),
        ("～", "period-unreadable"),
        (" ", "cell-blank"),
    ],
)
def test_periods_that_cannot_be_read_without_guessing_are_refused(text, rule):
    with pytest.raises(NotationError) as caught:
        read_span(text, fiscal_year=2025)
    assert caught.value.rule.id == rule


def test_a_date_cell_is_a_period_of_one_day():
    span = read_span(date(2025, 4, 1))
    assert (span.start, span.end, span.text) == (date(2025, 4, 1), date(2025, 4, 1), "2025-04-01")


@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)))
def test_the_thirds_of_a_month_cover_it(day):
    month = f"{day.year}年{day.month}月"
    first, middle, last = (read_span(f"{month}{third}") for third in ("上旬", "中旬", "下旬"))
    whole = read_span(month)
    assert (first.start, last.end) == (whole.start, whole.end)
    assert (middle.start - first.end).days == (last.start - middle.end).days == 1
    assert whole.end.day == calendar.monthrange(day.year, day.month)[1]


@given(st.integers(1990, 2190))
def test_the_quarters_cover_the_fiscal_year(year):
    quarters = [read_span(f"第{number}四半期", fiscal_year=year) for number in (1, 2, 3, 4)]
    assert quarters[0].start == date(year, 4, 1)
    assert quarters[3].end == date(year + 1, 3, 31)
    assert all((b.start - a.end).days == 1 for a, b in pairwise(quarters))


@given(st.dates(date(1989, 1, 8), date(2190, 1, 1)), st.dates(date(1989, 1, 8), date(2190, 1, 1)))
def test_a_range_reads_back(one, other):
    start, end = sorted((one, other))
    span = read_span(f"{start:%Y/%m/%d}～{end:%Y/%m/%d}")
    assert (span.start, span.end) == (start, end)


@given(st.text(st.sampled_from("令和7年4月1日～から-R.度第四半期上旬契約翌日まで 至自\n"), max_size=24))
def test_any_text_is_a_period_in_order_or_a_named_error(text):
    with suppress(NotationError):
        span = read_span(text, fiscal_year=2025)
        assert span.start is None or span.end is None or span.start <= span.end


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("令和8年7月31日～令和8年8月31日17時", "2026-07-31T00:00:00+09:00", "2026-08-31T17:00:00+09:00"),
        (
            "令和8年7月31日 午前9時から令和8年8月31日（月）午後3時まで",
            "2026-07-31T09:00:00+09:00",
            "2026-08-31T15:00:00+09:00",
        ),
        ("令和8年8月31日 正午まで", None, "2026-08-31T12:00:00+09:00"),
        ("令和8年8月31日 24:00まで", None, "2026-09-01T00:00:00+09:00"),
        ("令和8年8月31日まで", None, "2026-08-31T00:00:00+09:00"),
    ],
)
def test_a_time_of_day_is_kept(text, start, end):
    span = read_span(text)
    assert [None if moment is None else iso(moment) for moment in (span.start, span.end)] == [start, end]
    assert isinstance(span.end, datetime) == (text != "令和8年8月31日まで")
