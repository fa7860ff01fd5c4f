import asyncio
from collections.abc import Mapping
from typing import Literal

from app.core.errors import Unavailable
from app.core.failures import RETRY_AFTER
from app.core.metrics import SCHEDULES_LATE
from app.core.uow import Runtime

State = Literal["ready", "degraded", "unreachable", "late"]
ESSENTIAL_PARTS = ("database", "queue")


async def check(runtime: Runtime) -> Mapping[str, str]:
    """Check each part. `status` is ready, or degraded when a part is missing that captures do not need.

    Raises Unavailable, naming the parts, when the database cannot be reached.
    """
    parts = await states(runtime) | {"schedules": await schedules(runtime)}
    if any(parts[name] != "ready" for name in ESSENTIAL_PARTS):
        raise Unavailable(retry_after=RETRY_AFTER, **parts)
    return {"status": "ready" if set(parts.values()) == {"ready"} else "degraded"} | parts


async def schedules(runtime: Runtime) -> State:
    """Check whether schedules run on time. A late schedule is no reason to stop requests to this process."""
    try:
        late = await asyncio.wait_for(runtime.queue.late(runtime.database.reads), 3)
    except Exception:  # noqa: BLE001  every failure means that the state is unknown
        return "unreachable"
    SCHEDULES_LATE.set(len(late))
    return "late" if late else "ready"


async def states(runtime: Runtime) -> dict[str, State]:
    parts = {"database": runtime.database.reads.fetch("select 1"), "storage": runtime.objects.check()}
    parts["queue"] = runtime.database.reads.fetch("select 1 from jobs.pgqueuer limit 1")
    results = await asyncio.gather(*(asyncio.wait_for(part, 3) for part in parts.values()), return_exceptions=True)
    return {
        name: "unreachable" if isinstance(result, BaseException) else "ready"
        for name, result in zip(parts, results, strict=True)
    }
