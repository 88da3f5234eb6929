"""When runs happen by themselves."""

import dagster as dg

from ocdsjp.settings import JST
from pipelines.jobs import range_tags, update


@dg.schedule(job=update, cron_schedule="0 4 * * *", execution_timezone="Asia/Tokyo")
def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """毎日4時。 / Every day at 04:00, after the portals' own nightly work. Off until someone switches it on."""
    day = context.scheduled_execution_time.astimezone(JST).date()
    return dg.RunRequest(run_key=day.isoformat(), tags=range_tags())
