from fastapi import Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.policies.names import NameRequired
from app.schemas.guardians import GuardianRead, GuardianWrite
from app.services.guardians import guardians
from app.services.guardians.guardians import GuardianNotFound

router = Router(prefix="/me/guardian", tags=["me"], route_class=Route)


@router.put("", response_model=GuardianRead, responses=problems(*REFUSALS, NameRequired, TooMany, Unprocessable))
async def put_guardian(uow: Write, data: GuardianWrite) -> Response:
    """Ask a parent or guardian by mail. Under 15, what you publish, share, open and join takes their agreement."""
    return json_response(await guardians.ask(uow, data))


@router.get("", response_model=GuardianRead, responses=problems())
async def get_guardian(reading: Read) -> Response:
    """Read whom you asked last, and what they agree to."""
    return json_response(await guardians.get(reading))


@router.delete("", status_code=204, responses=problems(GuardianNotFound))
async def delete_guardian(uow: Write) -> None:
    """End the agreement, or the question. What took it is taken back: stories, access, memberships."""
    await guardians.end_own(uow)
