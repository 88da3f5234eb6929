from ocdsjp.publish.fragments import read_index
from ocdsjp.publish.jsonl import FULL, plan_lines


def test_full_holds_all_units_and_years_hold_theirs(lake, samples):
    refs = sorted((sample.render(lake) for sample in samples), key=lambda ref: ref.unit)
    jobs = {job.path: job for job in plan_lines([(ref, read_index(lake, ref)) for ref in refs])}
    assert list(jobs) == [FULL, "bulk/2024.jsonl.gz", "bulk/2025.jsonl.gz", "bulk/undated.jsonl.gz"]
    assert [path for path, _ in jobs[FULL].pieces] == [ref.path for ref in refs]
    assert [path for path, _ in jobs["bulk/undated.jsonl.gz"].pieces] == [refs[2].path]


def test_full_is_there_when_nothing_is_published():
    assert [job.path for job in plan_lines([])] == [FULL]
