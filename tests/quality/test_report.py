from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.findings import Rule
from ocdsjp.quality import report as reports
from ocdsjp.quality.documents import Spot
from ocdsjp.quality.problems import Problem, Severity
from ocdsjp.quality.report import Report, field_of

_RULES = [Rule(name, "だめ。", "Bad.", "直す。", "Mend.") for name in ("a", "b")]


def test_positions_in_arrays_are_no_part_of_a_field():
    assert field_of("/awards/0/suppliers/12/id") == "/awards/suppliers/id"
    assert field_of("/awards/2") == "/awards"
    assert field_of("/0a/b0") == "/0a/b0"


@given(st.lists(st.tuples(st.sampled_from(_RULES), st.integers(0, 30), st.sampled_from(Severity))))
def test_no_finding_is_lost_whatever_the_limits(findings):
    reports_limit = reports.MOST_GROUPS
    reports.MOST_GROUPS = 5
    try:
        report = Report("p", examples=2)
        report.open_file("f")
        for rule, number, severity in findings:
            report.add(Problem(rule, severity, f"/x{number}"), Spot())
    finally:
        reports.MOST_GROUPS = reports_limit
    assert sum(group.count for group in report.groups) == len(findings) == report.errors + report.warnings
    assert len(report.groups) <= 5 + len(_RULES)
    assert all(len(group.examples) <= 2 for group in report.groups)


def test_place_is_put_together_from_item_part_and_problem():
    report = Report("p")
    report.open_file("f")
    report.add(Problem(_RULES[0], path="/c"), Spot(3, "/releases/1"), "ocid", "/b/0")
    example = report.groups[0].examples[0]
    assert (example.line, example.pointer, report.groups[0].path) == (3, "/releases/1/b/0/c", "/b/c")


def test_values_are_counted_up_to_a_limit():
    report = Report("p")
    report.open_file("f")
    for number in range(2 * reports.MOST_VALUES):
        report.add(Problem(_RULES[0], value=str(number)), Spot())
        report.add(Problem(_RULES[0], value="0"), Spot())
    assert len(report.groups[0].values) == reports.MOST_VALUES
    assert report.groups[0].values["0"] == 2 * reports.MOST_VALUES + 1
