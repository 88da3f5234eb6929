"""The daily run."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.definitions import defs
from pipelines.schedules import daily


def test_the_day_of_japan_names_the_run_so_that_it_happens_once():
    # 19:00 UTC is 04:00 of the next day in Japan; Dagster gives the time in the schedule's zone.
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 4, 1, 19, tzinfo=UTC))
    data = daily.evaluate_tick(context)
    [request] = data.run_requests
    assert request.run_key == "2026-04-02"
    assert request.tags["dagster/asset_partition_range_end"] == "47"


def test_it_runs_at_four_in_japan():
    schedule = defs.resolve_schedule_def("daily")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 4 * * *", "Asia/Tokyo")
