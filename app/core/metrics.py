"""What operators watch. Labels are operations and kinds, never ids."""

from functools import cache

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

REQUESTS = Histogram(
    "daytripper_request_seconds",
    "Time to answer, by operation",
    ["operation", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
JOBS = Counter("daytripper_jobs_total", "Jobs worked off, by kind and outcome", ["kind", "outcome"])
SCHEDULES_LATE = Gauge("daytripper_schedules_late", "Schedules that are late, as /readyz last saw them")


@cache
def requests_of(operation: str, status: int) -> Histogram:
    """To find its series anew takes longer than to count one more."""
    return REQUESTS.labels(operation, str(status))


def exposition() -> tuple[bytes, str]:
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
