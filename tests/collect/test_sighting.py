"""The types between connectors and the stage."""

from ocdsjp.collect.sighting import Known, Sighted


def test_a_sighting_without_content_and_error_says_that_nothing_changed():
    sighted = Sighted("https://city.example.jp/a.csv")
    assert sighted.path is None
    assert sighted.error is None


def test_what_is_known_is_asked_for_again_unless_it_is_fresh():
    assert not Known("0" * 64).fresh
