from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from app.api.permissions import OPEN
from app.api.problems import problems
from app.api.routes import Route
from app.core.errors import NotFound, Unavailable
from app.core.legal import is_public
from app.core.metrics import exposition
from app.core.networks import is_here
from app.core.requests import runtime
from app.services.operators import health

router = APIRouter(tags=["health"], route_class=Route)
METRICS = {"text/plain": {"schema": {"type": "string"}}}


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", responses=problems(public=True), openapi_extra=OPEN)
async def healthz() -> dict[str, str]:
    """Tell whether the process is alive."""
    return {"status": "alive"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", responses=problems(Unavailable, public=True), openapi_extra=OPEN)
async def readyz(request: Request) -> Mapping[str, str]:
    """Tell whether the database, storage and the queue can be reached.

    200 with `status: degraded` where storage is away or a schedule is late: captures are still taken, so keep sending
    requests here. 503 where the database is.
    """
    return await health.check(runtime(request))


@router.get(
    "/metrics",
    openapi_extra=OPEN,
    response_class=Response,
    responses=problems(NotFound, public=True) | {200: {"content": METRICS}},
)
def metrics(request: Request) -> Response:  # in a thread: to write a thousand series takes a tenth of a second
    """Counters and timings, for Prometheus on this machine; 404 on a public installation, which has a port for them."""
    settings, host = runtime(request).settings, request.client.host if request.client else ""
    if settings.metrics_port is not None or is_public(settings.public_base_url) or not is_here(host):
        raise NotFound
    body, media_type = exposition()
    return Response(body, media_type=media_type)
