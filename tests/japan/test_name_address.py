import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.errors import NotationError
from ocdsjp.japan.name_address import split_name_address


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        (
            "公益財団法人架空分析センター\n千葉県架空市稲毛区山王町２９５-３",
            "公益財団法人架空分析センター",
            "千葉県架空市稲毛区山王町２９５-３",
        ),
        ("公益財団法人架空研究所 東京都江東区架空２－６", "公益財団法人架空研究所", "東京都江東区架空２－６"),
        ("財団法人架空協会\n東京都港区架空\n3-13-3", "財団法人架空協会", "東京都港区架空 3-13-3"),
        ("公益財団法人\n架空会館\n東京都港区架空5-11-16", "公益財団法人架空会館", "東京都港区架空5-11-16"),
        ("公益財団法人\n架空会館", "公益財団法人架空会館", None),
        ("東京都千代田区架空町３番１号\n公益財団法人架空協会", "公益財団法人架空協会", "東京都千代田区架空町３番１号"),
        ("架空協会\n（東京都文京区架空2-28-45）\n", "架空協会", "東京都文京区架空2-28-45"),
        ("架空株式会社\n東京都新宿区架空１番（1234567890123）", "架空株式会社", "東京都新宿区架空１番"),
        ("株式会社架空\n横浜市中区架空2-3-1", "株式会社架空", "横浜市中区架空2-3-1"),
        ("株式会社架空\n関東支店\n埼玉県架空市1", "株式会社架空 関東支店", "埼玉県架空市1"),
        ("株式会社架空\n代表取締役　架空太郎\n埼玉県架空市1", "株式会社架空", "埼玉県架空市1"),
        ("架空社\nWashington\nDC", "架空社", "Washington DC"),
        ("株式会社架空", "株式会社架空", None),
        ("架空センター千葉県架空市架空２９５－３", "架空センター", "千葉県架空市架空２９５－３"),
        ("架空協会／東京都港区架空4-1", "架空協会", "東京都港区架空4-1"),
        ("架空協会、東京都港区架空4-1", "架空協会", "東京都港区架空4-1"),
        ("東京都港区架空4-1\n架空機構\n理事長　架空花子", "架空機構", "東京都港区架空4-1"),
    ],
)
def test_a_name_and_an_address_are_told_apart(text, name, address):
    assert split_name_address(text) == (name, address)


@pytest.mark.parametrize(
    "name", ["架空市シルバー人材センター", "長野県公共嘱託登記土地家屋調査士協会", "東京都港区商店会"]
)
def test_a_name_that_begins_with_a_place_stays_a_name(name):
    assert split_name_address(name) == (name, None)
    assert split_name_address(f"{name}\n東京都港区1-1") == (name, "東京都港区1-1")


@pytest.mark.parametrize(
    "text",
    [
        "共同企業体代表者　架空株式会社\n東京都千代田区架空５丁目\n構成員　架空社",
        "架空株式会社 ほか２社\n東京都千代田区架空５丁目",
        "東京都港区架空1-1-14",
        "架空協会\n何かの注記\n東京都港区架空1-1-14",
    ],
)
def test_what_cannot_be_told_apart_is_an_error(text):
    with pytest.raises(NotationError) as caught:
        split_name_address(text)
    assert caught.value.rule.id == "name-address-unclear"


@given(
    st.text(st.sampled_from("架空東京都区市県1番 \n（）一丁目株式会社A"), min_size=1).filter(lambda text: text.strip())
)
def test_whatever_the_text_there_is_a_name_or_an_error(text):
    try:
        name, address = split_name_address(text)
    except NotationError:
        return
    assert name.strip()
    assert address is None or address.strip()
