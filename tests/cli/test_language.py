import pytest

from ocdsjp.cli.language import EFFECTS, language
from ocdsjp.findings import Effect


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.eucJP"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, "ja"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja"}, "ja"),
    ],
)
def test_locale_decides_when_nothing_is_asked_for(environment, expected):
    assert language(None, environment) == expected


def test_what_is_asked_for_wins():
    assert language("en", {"LANG": "ja_JP.UTF-8"}) == "en"
    assert language("ja", {}) == "ja"


def test_every_effect_has_its_word_in_both_languages():
    assert set(EFFECTS) == set(Effect)
    assert all(set(words) == {"ja", "en"} for words in EFFECTS.values())
