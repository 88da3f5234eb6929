"""Joint ventures."""

import pytest

from ocdsjp.japan.joint_ventures import is_joint_venture, member_texts


@pytest.mark.parametrize(
    "name",
    [
        "甲・乙特定建設工事共同企業体",
        "甲等経常共同企業体",
        "甲・乙地域維持型業務共同企業体",
        "甲・乙設計共同体",
        "甲・乙 設備ＪＶ",
        "甲・乙JV",
        "甲・乙(共)",
        "甲・乙浄水場特定事業共同企…",
        "甲コンソーシアム",
    ],
)
def test_joint_ventures_are_recognised(name):
    assert is_joint_venture(name)


@pytest.mark.parametrize(
    "name",
    [
        "株式会社共同総業",
        "三井共同建設コンサルタント株式会社",
        "株式会社JVCケンウッド",
        "協同組合甲",
        "共同印刷株式会社",
    ],
)
def test_firms_with_similar_names_are_not(name):
    assert not is_joint_venture(name)


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("㈱甲・㈱乙特定建設工事共同企業体", ("㈱甲", "㈱乙")),
        ("甲株式会社・乙株式会社設計共同体", ("甲株式会社", "乙株式会社")),
        ("甲株式会社 乙株式会社特定建設工事共同企業体", ("甲株式会社", "乙株式会社")),
        ("株式会社甲・株式会社乙 設計共同体", ("株式会社甲", "株式会社乙")),
        ("共同企業体代表者 甲株式会社 構成員 公益社団法人乙", ("甲株式会社", "公益社団法人乙")),
        ("株式会社甲・株式会社乙設計共同体", ()),
        ("甲株式会社設計共同体 他1者", ()),
    ],
)
def test_members_are_divided_only_where_the_text_shows_it(name, members):
    assert member_texts(name) == members
