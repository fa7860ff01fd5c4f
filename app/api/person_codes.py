from app.api.deps import IdempotencyKey, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany
from app.schemas.person_codes import PersonCodeRead
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import person_codes

router = Router(prefix="/me/codes", tags=["counselling"], route_class=Route)


@router.post("", status_code=201, responses=problems(TooMany, IdempotencyKeyReused))
async def create_person_code(uow: Write, idempotency_key: IdempotencyKey = None) -> PersonCodeRead:
    """Make a short code to show to somebody, who may then ask you for access, or give you some.

    It is good once, for ten minutes.
    """
    return await person_codes.make(uow, idempotency_key)
