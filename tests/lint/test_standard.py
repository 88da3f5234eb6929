"""The numbered rules."""

import re

from ocdsjp.findings import Rule
from ocdsjp.lint import cell_checks, column_checks, judge, layout_checks
from ocdsjp.lint.standard import STANDARDS


def test_all_thirty_rules_are_listed_in_order():
    assert list(STANDARDS) == sorted(STANDARDS)
    assert [sum(number.startswith(level) for number in STANDARDS) for level in ("L1", "L2", "L3")] == [15, 6, 9]
    items = [standard.check_item for standard in STANDARDS.values() if standard.check_item]
    assert sorted(items, key=lambda item: tuple(map(int, item.split("-")))) == [
        *(f"1-{number}" for number in range(1, 14)),
        "2-1",
        "2-2",
    ]


def test_every_judged_rule_has_a_check_and_no_other_has():
    modules = (cell_checks, column_checks, judge, layout_checks)
    rules = [rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)]
    judged = {number for number, standard in STANDARDS.items() if standard.judged}
    assert {rule.id for rule in rules} == {*judged, judge.OTHER_FORMAT.id}


def test_every_rule_says_in_both_languages_what_to_do():
    modules = (cell_checks, column_checks, judge, layout_checks)
    for rule in (rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)):
        assert re.search(r"[ぁ-ん]", rule.ja + rule.mend_ja)
        assert rule.mend_en.endswith(".")
