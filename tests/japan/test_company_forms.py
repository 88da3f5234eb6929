"""Legal forms."""

import pytest

from ocdsjp.japan.company_forms import CANONICAL, FORM


@pytest.mark.parametrize("sign", sorted(CANONICAL))
def test_every_sign_is_matched_whole(sign):
    assert FORM.fullmatch(sign)


@pytest.mark.parametrize(
    ("sign", "form"),
    [
        ("㈱", "株式会社"),
        ("（株）", "株式会社"),
        ("(株)", "株式会社"),
        ("（一社）", "一般社団法人"),
        ("NPO法人", "特定非営利活動法人"),
        ("㈿", "協同組合"),
    ],
)
def test_signs_stand_for_their_form(sign, form):
    assert CANONICAL[sign] == form


def test_the_longest_form_wins():
    assert FORM.search("一般社団法人甲")[0] == "一般社団法人"
    assert FORM.search("国立大学法人乙")[0] == "国立大学法人"


@pytest.mark.parametrize("sign", ["（合）", "（公）", "（共）"])
def test_abbreviations_of_several_forms_are_no_form(sign):
    assert sign not in CANONICAL
