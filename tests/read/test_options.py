import pytest
from pydantic import ValidationError

from ocdsjp.read import HeaderAt, ReadOptions


@pytest.mark.parametrize(
    ("written", "codec"),
    [("UTF-8", "utf-8-sig"), ("Shift_JIS", "cp932"), ("sjis", "cp932"), ("EUC-JP", "euc_jp"), (None, None)],
)
def test_encodings_are_known_by_the_names_that_people_use(written, codec):
    assert ReadOptions(format="csv", encoding=written).encoding == codec


def test_an_unknown_encoding_names_the_known_ones():
    with pytest.raises(ValidationError, match="cp932"):
        ReadOptions(format="csv", encoding="base64")


def test_a_misspelt_key_is_refused():
    with pytest.raises(ValidationError, match="delimeter"):
        ReadOptions.model_validate({"format": "csv", "delimeter": ";"})


def test_options_cannot_be_changed():
    with pytest.raises(ValidationError):
        ReadOptions(format="csv").format = "tsv"


@pytest.mark.parametrize(("fmt", "separator"), [("csv", ","), ("tsv", "\t")])
def test_the_separator_follows_the_format(fmt, separator):
    assert ReadOptions(format=fmt).separator == separator


def test_options_survive_json():
    options = ReadOptions(format="csv", encoding="sjis", header=HeaderAt(row=3), fill_down=("件名",))
    assert ReadOptions.model_validate(options.model_dump(mode="json")) == options
