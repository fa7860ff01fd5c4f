"""Metrics for operators. Labels are operations and kinds, never ids."""

from functools import cache

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

REQUESTS = Histogram(
    "daytripper_request_seconds",
    "Time to answer, by operation",
    ["operation", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
JOBS = Counter("daytripper_jobs_total", "Jobs worked off, by kind and outcome", ["kind", "outcome"])
JOBS_READY = Gauge("daytripper_jobs_ready", "Jobs that could begin now, by kind", ["kind"])
JOB_AGE = Gauge("daytripper_job_age_seconds", "How long the oldest of them could have begun, by kind", ["kind"])
JOBS_HELD = Gauge("daytripper_jobs_held", "Jobs that failed so often that they wait for an operator, by kind", ["kind"])
MAILS_WAITING = Gauge("daytripper_mails_waiting", "Mails that were not sent yet")
MAIL_AGE = Gauge("daytripper_mail_age_seconds", "How long the oldest of them has waited")
UPLOADS = Gauge("daytripper_uploads", "Uploads that this process takes in now")
STREAMS = Gauge("daytripper_streams", "Streams of events that are open in this process")
TRANSACTIONS = Gauge("daytripper_transactions", "Connections for transactions that are in use in this process")
ENDING_TRANSACTIONS = Gauge(
    "daytripper_ending_transactions", "Connections that endings alone have, and that are in use in this process"
)
POOL_WAITS = Counter("daytripper_pool_waits_total", "Statements that found no free connection at once")
SCHEDULES_LATE = Gauge("daytripper_schedules_late", "Schedules that are late, as /readyz last saw them")


@cache
def requests_of(operation: str, status: int) -> Histogram:
    """Return the cached series: looking it up takes longer than counting."""
    return REQUESTS.labels(operation, str(status))


def exposition() -> tuple[bytes, str]:
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
