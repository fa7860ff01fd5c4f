import asyncio
from collections.abc import Mapping
from typing import Literal

from app.core.errors import Unavailable
from app.core.failures import RETRY_AFTER
from app.core.metrics import SCHEDULES_LATE
from app.core.uow import Runtime

State = Literal["ready", "degraded", "unreachable", "late"]
NEEDED = ("database", "queue")


async def check(runtime: Runtime) -> Mapping[str, str]:
    """Each part, and `status`: ready, or degraded where something is away without which captures are still taken.

    Raises Unavailable, naming the parts, when the database cannot be reached.
    """
    parts = await states(runtime) | {"schedules": await schedules(runtime)}
    if any(parts[name] != "ready" for name in NEEDED):
        raise Unavailable(retry_after=RETRY_AFTER, **parts)
    return {"status": "ready" if set(parts.values()) == {"ready"} else "degraded"} | parts


async def schedules(runtime: Runtime) -> State:
    """Whether what comes by itself does. Answers are given all the same: late is no reason to send none here."""
    try:
        late = await asyncio.wait_for(runtime.queue.late(runtime.database.reads), 3)
    except Exception:  # noqa: BLE001  whatever it is, it cannot be told
        return "unreachable"
    SCHEDULES_LATE.set(len(late))
    return "late" if late else "ready"


async def states(runtime: Runtime) -> dict[str, State]:
    parts = {"database": runtime.database.reads.fetch("select 1"), "storage": runtime.objects.check()}
    parts["queue"] = runtime.database.reads.fetch("select 1 from jobs.pgqueuer limit 1")
    found = await asyncio.gather(*(asyncio.wait_for(part, 3) for part in parts.values()), return_exceptions=True)
    return {
        name: "unreachable" if isinstance(one, BaseException) else "ready"
        for name, one in zip(parts, found, strict=True)
    }
