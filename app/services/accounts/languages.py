"""The language preference of an account, read outside a unit of work."""

from sqlalchemy import Uuid, bindparam, select

from app.core.actor import Actor
from app.core.compiled import Compiled
from app.core.uow import Runtime
from app.models.users import User

STATEMENT = Compiled(select(User.simple_language).where(User.id == bindparam("me", type_=Uuid())))


async def asks_for_simple_sentences(runtime: Runtime, caller: Actor) -> bool:
    row = await runtime.database.reads.fetchrow(STATEMENT.query, *STATEMENT.values({"me": caller.id}))
    return row is not None and bool(row["simple_language"])
