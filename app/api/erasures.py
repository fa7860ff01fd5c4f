from fastapi import Response

from app.api.deps import Read, Write, json_response, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.schemas.erasures import ErasureRead
from app.services.departures import erasures
from app.services.departures.erasures import ErasureNotFound, ErasureUnderWay

router = Router(prefix="/me/erasure", tags=["rights"], route_class=Route)


@router.post("", status_code=202, response_model=ErasureRead, responses=problems())
async def create_erasure(uow: Write) -> Response:
    """Ask to leave with everything. You have 14 days to change your mind; then nothing is left."""
    return written((await erasures.ask(uow)).json, 202)


@router.get("", response_model=ErasureRead, responses=problems())
async def get_erasure(reading: Read) -> Response:
    """Read when your account will be erased."""
    return json_response(await erasures.get(reading))


@router.delete("", status_code=204, responses=problems(ErasureNotFound, ErasureUnderWay))
async def delete_erasure(uow: Write) -> None:
    """Change your mind: nothing is erased. Once the fourteen days are over and it has begun, it is 409."""
    await erasures.cancel(uow)
