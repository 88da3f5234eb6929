"""The one door to dates."""

from ocdsjp.japan import dates, days, spans


def test_the_door_shows_moments_and_periods():
    assert dates.read_date is days.read_date
    assert dates.read_span is spans.read_span
    assert sorted(dates.__all__) == ["JST", "Span", "iso", "read_date", "read_datetime", "read_span"]
