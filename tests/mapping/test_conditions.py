"""Tests on one cell."""

import pytest

from ocdsjp.mapping.conditions import cell_test
from ocdsjp.mapping.model import Condition


@pytest.mark.parametrize(
    ("test", "cell", "holds"),
    [
        ({"equals": "売払い"}, " 売払い ", True),
        ({"equals": ["売払い", "貸付け"]}, "貸付け", True),
        ({"equals": "売払い"}, "売払い（立木）", False),
        ({"contains": "総合評価"}, "一般競争入札（総合評価）", True),
        ({"starts": "随意"}, "随意契約", True),
        ({"starts": "随意"}, "特命随意契約", False),
        ({"blank": True}, None, True),
        ({"blank": True}, "x", False),
        ({"blank": False}, "x", True),
        ({"blank": False, "contains": "y"}, "x", False),
        ({}, None, True),
        ({"equals": "1"}, 1, True),
    ],
)
def test_every_part_that_is_given_must_hold(test, cell, holds):
    assert cell_test(Condition(column="区分", **test))(cell) is holds
