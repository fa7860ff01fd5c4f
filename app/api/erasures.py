from fastapi import Response

from app.api.deps import IdempotencyKey, Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.schemas.erasures import ErasureRead
from app.services.departures import erasures
from app.services.departures.erasures import ErasureNotFound, ErasureUnderWay
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me/erasure", tags=["rights"], route_class=Route)


@router.post("", status_code=202, responses=problems(IdempotencyKeyReused))
async def create_erasure(uow: Write, idempotency_key: IdempotencyKey = None) -> ErasureRead:
    """Ask to leave with everything. You have 14 days to change your mind; then nothing is left."""
    once = await idempotency.once(uow, idempotency_key, None, "erasure")
    return once.answered(ErasureRead) or once.keep(ErasureRead.model_validate_json((await erasures.ask(uow)).json))


@router.get("", response_model=ErasureRead, responses=problems())
async def get_erasure(reading: Read) -> Response:
    """Read when your account will be erased."""
    return json_response(await erasures.get(reading))


@router.delete("", status_code=204, responses=problems(ErasureNotFound, ErasureUnderWay))
async def delete_erasure(uow: Write) -> None:
    """Change your mind: nothing is erased. Once the fourteen days are over and it has begun, it is 409."""
    await erasures.cancel(uow)
