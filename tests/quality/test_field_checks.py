from ocdsjp.quality import field_checks
from ocdsjp.quality.fields import plant, survey


def test_a_closed_codelist_that_the_schema_does_not_enforce_is_checked():
    schema = {"properties": {"method": {"codelist": "method.csv", "openCodelist": False}}}
    notes = survey({"method": "beauty"}, plant(schema, {"method.csv": {"open"}}))
    problems = list(field_checks.closed_codelist.problems(notes, {}))
    assert [(problem.path, problem.value, problem.detail["codelist"]) for problem in problems] == [
        ("/method", "beauty", "method.csv")
    ]
    assert list(field_checks.open_codelist.problems(notes, {})) == []
