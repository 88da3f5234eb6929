"""The words of the sheet stand for keys that the mapping language has."""

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.model import Release, Value
from ocdsjp.mapping.spreadsheet import words


def test_every_way_of_reading_is_valid_in_the_mapping_language():
    for content in words.READINGS.values():
        assert Value.model_validate({"column": "列", **content})


def test_no_two_words_are_taken_for_each_other():
    for names in ((*words.READINGS, words.CONSTANT, words.TEMPLATE), words.KINDS, words.COLUMNS, words.SETTINGS):
        assert len({match_key(name) for name in names}) == len(names)


def test_every_phase_has_a_name():
    assert set(words.STAGES) == set(Release.model_fields["phase"].annotation.__args__)
