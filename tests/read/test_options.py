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


def test_tables_are_told_by_number_or_pattern():
    assert ReadOptions(format="html", tables=(2, "*工事*")).tables == (2, "*工事*")
    with pytest.raises(ValidationError, match="tables"):
        ReadOptions(format="html", tables=(0,))


def test_the_base_of_links_is_a_web_address():
    with pytest.raises(ValidationError, match="base_url"):
        ReadOptions(format="html", base_url="ftp://www.example.jp/")


@pytest.mark.parametrize("pattern", ["公告番号 *", "{公告}{*}", "公告{*", "{**}", "*{*}", "{}"])
def test_a_pattern_for_a_line_has_one_value_in_braces_and_no_two_stars_together(pattern):
    with pytest.raises(ValidationError):
        ReadOptions(format="pdf", shape="record", lines={"公告番号": pattern})


def test_a_form_may_name_its_lines():
    options = ReadOptions(format="pdf", shape="form", lines={"入札執行日": "{令和*日} 入札執行"})
    assert options.lines == {"入札執行日": "{令和*日} 入札執行"}
