"""Who reports something, and the operators who decide."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from app.core.actor import at_the_shell
from app.core.ids import uuid7
from app.core.uow import Runtime, UnitOfWork
from app.models.reports import Report
from tests.support.grants import token_of
from tests.support.mails import mails_to
from tests.support.people import Person

FRENCH = {"Accept-Language": "fr"}
EVIL = "<script>alert(1)</script>"


def new_address() -> str:
    """Make an address: what one may receive is limited, whatever asks for it."""
    return f"temoin-{uuid7().hex}@example.org"


@asynccontextmanager
async def shell(runtime: Runtime) -> AsyncIterator[UnitOfWork]:
    async with runtime.work(at_the_shell()) as uow:
        yield uow


async def send(visitor: httpx.AsyncClient, grant: dict[str, Any], **fields: str) -> httpx.Response:
    """Send a report by somebody who is pictured, unless `fields` says otherwise."""
    path = f"/s/{token_of(grant)}/report"
    return await visitor.post(path, data={"reason": "pictured"} | fields)


async def reported(
    runtime: Runtime, visitor: httpx.AsyncClient, grant: dict[str, Any], **fields: str
) -> tuple[str, str]:
    """Send a report, and return the page where it is followed, and its reference."""
    answer = await send(visitor, grant, **fields)
    assert answer.status_code == 303, answer.text
    async with runtime.database.sessions() as session:
        statement = select(Report.reference).where(Report.grant_id == UUID(grant["id"])).order_by(Report.id.desc())
        return answer.headers["location"], str(await session.scalar(statement.limit(1)))


async def decision_page(runtime: Runtime, person: Person) -> str:
    """Return the page that the last mail to the person leads to."""
    text = (await mails_to(runtime, person.email))[-1]["text"]
    paths: list[str] = re.findall(r"http\S+(/d/\S+)", text)
    return paths[-1]
