import asyncio

from app.core.errors import Unavailable
from app.core.uow import Runtime


async def check(runtime: Runtime) -> dict[str, str]:
    """Raises Unavailable, naming what cannot be reached."""
    parts = {"database": runtime.database.reads.fetch("select 1"), "storage": runtime.objects.check()}
    parts["queue"] = runtime.database.reads.fetch("select 1 from jobs.pgqueuer limit 1")
    found = await asyncio.gather(*(asyncio.wait_for(part, 3) for part in parts.values()), return_exceptions=True)
    states = {
        name: "unreachable" if isinstance(one, BaseException) else "ready"
        for name, one in zip(parts, found, strict=True)
    }
    if "unreachable" in states.values():
        raise Unavailable(retry_after=2, **states)
    return states
