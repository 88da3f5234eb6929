"""Single days and moments."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.days import JST, iso, read_date, read_datetime
from ocdsjp.japan.eras import in_era

DAYS = st.dates(date(1873, 1, 1), date(2117, 12, 31))  # 令和99年: an era year has at most two digits
FULL_WIDTH = str.maketrans("0123456789./-RHSTM:", "０１２３４５６７８９．／－ＲＨＳＴＭ：")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和１年５月１日", date(2019, 5, 1)),
        ("令和８年７月17日", date(2026, 7, 17)),
        ("令和 8年 1月29日", date(2026, 1, 29)),
        ("令和07年10月16日", date(2025, 10, 16)),
        ("㋿7年4月1日", date(2025, 4, 1)),
        ("㍻31年4月30日", date(2019, 4, 30)),
        ("令7.4.1", date(2025, 4, 1)),
        ("R07-07-01", date(2025, 7, 1)),
        ("R07/07/01", date(2025, 7, 1)),
        ("r7.4.1", date(2025, 4, 1)),
        ("Ｒ７．４．１", date(2025, 4, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("T15.12.24", date(1926, 12, 24)),
        ("M45/7/29", date(1912, 7, 29)),
        ("2024.05.20", date(2024, 5, 20)),
        ("2022 年 8 月 10 日", date(2022, 8, 10)),
        ("2026/08/21", date(2026, 8, 21)),
        ("20240520", date(2024, 5, 20)),
        (20240520, date(2024, 5, 20)),
        (20240520.0, date(2024, 5, 20)),
        ("令和8年1月29日（木）", date(2026, 1, 29)),
        ("令和8年1月29日(木曜日)", date(2026, 1, 29)),
        ("令和8年1月29日木曜日", date(2026, 1, 29)),
        ("令和7年11月24日（月・祝）", date(2025, 11, 24)),
        (date(2025, 4, 1), date(2025, 4, 1)),
        (45748, date(2025, 4, 1)),
        (45748.75, date(2025, 4, 1)),
    ],
)
def test_dates_are_read_as_offices_write_them(cell, day):
    assert read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("R08.01.26 10:00", "2026-01-26T10:00:00+09:00"),
        ("2026/05/24 12:00:20", "2026-05-24T12:00:20+09:00"),
        ("2020-10-30T00:00:00+09:00", "2020-10-30T00:00:00+09:00"),
        ("2020-10-29T15:00:00Z", "2020-10-30T00:00:00+09:00"),
        ("2020-10-29T10:30:00.123-04:30", "2020-10-30T00:00:00+09:00"),
        ("令和8年1月29日 午前9時", "2026-01-29T09:00:00+09:00"),
        ("令和8年1月29日（木）午後5時30分まで", "2026-01-29T17:30:00+09:00"),
        ("令和8年1月29日 午後1時半", "2026-01-29T13:30:00+09:00"),
        ("令和8年1月29日　正午", "2026-01-29T12:00:00+09:00"),
        ("令和8年1月29日 午後0時", "2026-01-29T12:00:00+09:00"),
        ("令和8年1月29日 24:00", "2026-01-30T00:00:00+09:00"),
        ("令和7年12月31日24時", "2026-01-01T00:00:00+09:00"),
        ("令和8年1月29日", "2026-01-29T00:00:00+09:00"),
        (45748.75, "2025-04-01T18:00:00+09:00"),
        (datetime(2025, 4, 1, 9, 0, 0, 999), "2025-04-01T09:00:00+09:00"),  # noqa: DTZ001  # as a spreadsheet gives it
        (datetime(2025, 3, 31, 15, tzinfo=UTC), "2025-04-01T00:00:00+09:00"),
    ],
)
def test_times_are_read_in_japans_zone(cell, moment):
    assert iso(read_datetime(cell)) == moment


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("R6.4.31", "date-invalid"),
        ("2023-02-29", "date-invalid"),
        ("令和7年13月1日", "date-invalid"),
        ("20241301", "date-invalid"),
        ("平成32年4月1日", "date-era-bounds"),
        ("昭和64年1月8日", "date-era-bounds"),
        ("令和元年4月30日", "date-era-bounds"),
        ("令和0年1月1日", "date-era-bounds"),
        ("6/4/1", "date-ambiguous-year"),
        ("07-07-01", "date-ambiguous-year"),
        ("7年4月1日", "date-ambiguous-year"),
        ("070401", "date-ambiguous-year"),
        ("4月1日", "date-no-year"),
        ("令和2年9月1日\n（初回交付決定日は、令和2年4月1日）", "date-several"),
        ("R3.6.23\nR3.12.10", "date-several"),
        ("令和2年4月1日\n（4～6月分）", "date-unreadable"),
        ("令和8年10月頃", "date-unreadable"),
        ("取止め", "date-unreadable"),
        ("44197", "date-unreadable"),
        ("2024-5/20", "date-unreadable"),
        ("٢٠٢٤-٠٥-٢٠", "date-unreadable"),
        (True, "date-unreadable"),
        (float("nan"), "date-unreadable"),
        (time(9, 30), "date-unreadable"),
        ("0204-05-20", "date-implausible-year"),
        (date(9999, 12, 31), "date-implausible-year"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "date-implausible-year"),
        (2024, "date-serial-range"),
        (1234567, "date-serial-range"),
        (-1, "date-serial-range"),
        ("令和8年1月29日（金）", "date-weekday"),
        ("令和8年1月29日 25:00", "time-invalid"),
        ("令和8年1月29日 24:01", "time-invalid"),
        ("令和8年1月29日 10:60", "time-invalid"),
        ("令和8年1月29日 午後13時", "time-invalid"),
        ("2026-01-29T10:00:00+15:00", "time-invalid"),
        ("令和8年1月29日 午後12時30分", "time-ambiguous"),
        ("令和8年1月29日 午前12時", "time-ambiguous"),
        ("", "cell-blank"),
        (None, "cell-blank"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused(cell, rule):
    with pytest.raises(NotationError) as caught:
        read_datetime(cell)
    assert caught.value.rule.id == rule
    for language in ("ja", "en"):
        assert caught.value.rule.message(language, caught.value.value, caught.value.detail)


def test_serials_of_a_1904_workbook_count_from_1904():
    assert read_date(45748 - 1462, excel_1904=True) == date(2025, 4, 1)


def test_iso_takes_dates_naive_and_foreign_times():
    assert iso(date(2025, 4, 1)) == "2025-04-01T00:00:00+09:00"
    assert iso(datetime(2025, 4, 1, 9)) == "2025-04-01T09:00:00+09:00"  # noqa: DTZ001  # naive on purpose
    assert iso(datetime(2025, 4, 1, 9, tzinfo=timezone(timedelta(hours=-5)))) == "2025-04-01T23:00:00+09:00"


def era_text(day: date, pattern: str) -> str:
    era, number = in_era(day)
    return pattern.format(name=era.name, letter=era.letter, year=number, month=day.month, day=day.day)


@given(
    DAYS,
    st.sampled_from(
        ["{name}{year}年{month}月{day}日", "{letter}{year}.{month}.{day}", "{letter}{year:02}/{month:02}/{day:02}"]
    ),
)
def test_a_day_written_in_its_era_reads_back(day, pattern):
    assert read_date(era_text(day, pattern)) == day


@given(DAYS, st.sampled_from(["{name}{year}年{month}月{day}日", "{letter}{year:02}-{month:02}-{day:02}"]))
def test_full_width_reads_like_half_width(day, pattern):
    assert read_date(era_text(day, pattern).translate(FULL_WIDTH)) == day


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(JST)))  # noqa: DTZ001  # bounds
def test_iso_reads_back(moment):
    assert read_datetime(iso(moment)) == moment.replace(microsecond=0)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31), timezones=st.just(JST)))  # noqa: DTZ001  # bounds
def test_a_serial_number_reads_back_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30, tzinfo=JST)) / timedelta(days=1)
    assert read_datetime(serial) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_named_error(text):
    with suppress(NotationError):
        assert read_datetime(text).tzinfo is not None
