"""The language preference of an account, read outside a unit of work."""

from sqlalchemy import select

from app.core.actor import Actor
from app.core.uow import Runtime
from app.models.users import User


async def asks_for_simple_sentences(runtime: Runtime, caller: Actor) -> bool:
    async with runtime.database.sessions() as session:
        return bool(await session.scalar(select(User.simple_language).where(User.id == caller.id)))
