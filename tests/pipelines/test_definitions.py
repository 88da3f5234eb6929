"""A snapshot of the definitions: a change to what runs when is a line of a diff. ``make golden`` renews it."""

from pathlib import Path

import dagster as dg

from ocdsjp.settings import Settings
from pipelines.definitions import build_defs, defs
from pipelines.partitions import AREAS

SNAPSHOT = Path(__file__).with_name("definitions.txt")


def described(definitions: dg.Definitions) -> list[str]:
    """A line per asset, check, job, schedule, sensor and partition definition."""
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    lines = []
    for node in graph.asset_nodes:
        after = ",".join(sorted(key.to_user_string() for key in node.parent_keys)) or "-"
        parts = "none" if node.partitions_def is None else "areas"
        policy = "-" if node.backfill_policy is None else node.backfill_policy.policy_type.value
        lines.append(f"asset {node.key.to_user_string()} after={after} partitions={parts} backfill={policy}")
    for key in graph.asset_check_keys:
        spec = graph.get_check_spec(key)
        lines.append(f"check {key.asset_key.to_user_string()}.{key.name} blocking={spec.blocking}")
    for job in repository.get_all_jobs():
        if not job.name.startswith("__"):
            assets = ",".join(sorted(key.to_user_string() for key in job.asset_layer.selected_asset_keys))
            lines.append(f"job {job.name} executor={job.executor_def.name} assets={assets}")
    lines += [
        f"schedule {schedule.name} job={schedule.job_name} cron={schedule.cron_schedule!r}"
        f" zone={schedule.execution_timezone} status={schedule.default_status.value}"
        for schedule in repository.schedule_defs
    ]
    for sensor in repository.sensor_defs:
        jobs = ",".join(target.job_name for target in sensor.targets)
        lines.append(
            f"sensor {sensor.name} job={jobs} every={sensor.minimum_interval_seconds}s"
            f" status={sensor.default_status.value}"
        )
    partitioned = {node.partitions_def for node in graph.asset_nodes if node.partitions_def is not None}
    for definition in partitioned:
        keys = definition.get_partition_keys()
        lines.append(f"partitions areas count={len(keys)} first={keys[0]} last={keys[-1]}")
    return sorted(lines)


def test_definitions_are_those_of_the_snapshot(golden):
    found = "\n".join(described(defs)) + "\n"
    if golden:
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8")


def test_settings_change_no_definition(tmp_path):
    settings = Settings.resolve(workspace=tmp_path, environment={})
    assert described(build_defs(settings=settings, sources=["a/b"])) == described(defs)


def test_all_definitions_can_be_loaded():
    dg.Definitions.validate_loadable(defs)


def test_partitions_are_the_nation_and_47_prefectures():
    assert len(AREAS) == len(set(AREAS)) == 48
    assert list(AREAS) == sorted(AREAS)
