from sqlalchemy import select

from app.core.uow import Runtime
from app.models.mails import Mail


async def mails_to(runtime: Runtime, email: str) -> list[dict[str, str]]:
    """As long as they wait, oldest first."""
    async with runtime.database.sessions() as session:
        to = Mail.letter["to"].astext == email
        return [mail.letter or {} for mail in await session.scalars(select(Mail).where(to).order_by(Mail.id))]
