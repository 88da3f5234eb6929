"""The rules of fetching say what is wrong and how to mend it, in both languages."""

import re

import pytest

from ocdsjp.collect.client import rules
from ocdsjp.findings import Rule

_NAMES = re.compile(r"{(\w+)}")
EVERY = [value for value in vars(rules).values() if isinstance(value, Rule)]


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_every_rule_says_what_and_how_to_mend_in_both_languages(rule):
    assert re.search("[ぁ-ん].*。$", rule.ja)
    assert rule.mend_ja.endswith("。")
    assert rule.en.endswith(".")
    assert rule.mend_en.endswith(".")
    assert set(_NAMES.findall(rule.ja + rule.mend_ja)) == set(_NAMES.findall(rule.en + rule.mend_en))


def test_ids_are_unique_and_kebab_case():
    ids = [rule.id for rule in EVERY]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"fetch(-[a-z]+)+", name) for name in ids)


def test_what_may_pass_is_among_them():
    assert {rule.id for rule in EVERY} >= rules.PASSING
