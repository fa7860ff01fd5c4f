from app.core.passwords import hashed
from app.core.uow import UnitOfWork
from app.schemas.users import PasswordWrite
from app.services import sessions, users


async def put(uow: UnitOfWork, data: PasswordWrite) -> None:
    """Every other session ends: whoever sets a password may have lost a device."""
    person = await users.locked(uow)
    person.password_hash = await hashed(data.password)
    person.touch(uow.now)
    await sessions.end_others(uow)
