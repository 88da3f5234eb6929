import re

import pytest

from ocdsjp.read import rules

_NAMES = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("rule", rules.BY_ID.values(), ids=rules.BY_ID.keys())
def test_every_rule_says_what_and_how_to_mend_in_both_languages(rule):
    assert rule.ja.endswith("。")
    assert rule.mend_ja.endswith("。")
    assert rule.en.endswith(".")
    assert rule.mend_en.endswith(".")
    assert re.search("[ぁ-ん]", rule.ja)
    assert set(_NAMES.findall(rule.ja + rule.mend_ja)) == set(_NAMES.findall(rule.en + rule.mend_en))


def test_ids_are_unique_and_kebab_case():
    constants = [value for name, value in vars(rules).items() if name.isupper() and hasattr(value, "mend_ja")]
    assert len(constants) == len(rules.BY_ID)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in rules.BY_ID)
