from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from sqlalchemy import select

from app.core.uow import Runtime
from app.models.mails import Mail


async def mails_to(runtime: Runtime, email: str) -> list[dict[str, str]]:
    """List the mails that wait for that address, oldest first."""
    async with runtime.database.sessions() as session:
        to = Mail.content["to"].astext == email
        return [mail.content or {} for mail in await session.scalars(select(Mail).where(to).order_by(Mail.id))]


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()


def received(runtime: Runtime, address: str) -> list[EmailMessage]:
    """List the mails that were sent to that address, oldest first. The folder holds those of all tests."""
    files = sorted((runtime.settings.data_dir / "mail").glob("*.eml"))
    contents = (_content(file) for file in files)
    mails = [message_from_bytes(content, policy=policy.default) for content in contents if address.encode() in content]
    return [mail for mail in mails if isinstance(mail, EmailMessage) and mail["To"] == address]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ")


def only_mail(runtime: Runtime, address: str) -> EmailMessage:
    [mail] = received(runtime, address)
    return mail
