"""The checker of SCIM servers, against our directory (RFC 7643, 7644)."""

import asyncio
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx
import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server
from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.api_tokens import Scope
from app.models.invitations import Invitation
from app.models.memberships import Membership
from app.models.users import User
from tests.support.api_tokens import insert_token
from tests.support.communities import begin_school, membership_row
from tests.support.crowds import LONG_AGO
from tests.support.live import STARTS_WITHIN, Live

pytestmark = pytest.mark.slow


# By what the checker says of them: what we do not do, and why.
DEVIATIONS = {
    "externalId": "nothing of the directory is stored of who has agreed to nothing",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'": "the class is written, as a tag, and not read here",
}
DOMAIN = "@pupils.example.org"
NAME = re.compile(rb'("userName": ")([^"]+)"')


def over_the_network(http: httpx.Client, accept: Callable[[str], None]) -> Any:
    """Return an application that passes each request on. The checker makes names up, and our names are addresses.

    Whoever it creates accepts at once: who was invited and has not come is in no list.
    """

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {"authorization": environ["HTTP_AUTHORIZATION"], "content-type": environ.get("CONTENT_TYPE", "")}
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        body = NAME.sub(rb"\1\2" + DOMAIN.encode() + b'"', environ["wsgi.input"].read(length))
        answer = http.request(environ["REQUEST_METHOD"], path, content=body, headers=headers)
        if (environ["REQUEST_METHOD"], answer.status_code, path) == ("POST", HTTPStatus.CREATED, "/scim/v2/Users"):
            accept(answer.json()["userName"])
        start_response(
            f"{answer.status_code} {answer.reason_phrase}", [("Content-Type", answer.headers.get("content-type", ""))]
        )
        return [answer.content.replace(DOMAIN.encode(), b"")]

    return application


async def come_in(live: Live, manager_id: UUID, email: str) -> None:
    """Come in by the invitation, as its page lets one do."""
    async with live.app.state.runtime.database.sessions.begin() as session:
        schools = select(Membership.community_id).where(Membership.user_id == manager_id)
        statement = select(Invitation).where(Invitation.community_id.in_(schools))
        invitation = (await session.scalars(statement.order_by(Invitation.created_at.desc()))).first()
        user = User(email=email, created_at=LONG_AGO, updated_at=LONG_AGO)
        session.add(user)
        await session.flush()
        membership = membership_row(invitation.community_id, user.id)
        membership.come_by(invitation.id, invitation.tags, invitation.directory_box)
        invitation.uses = 1
        session.add(membership)


def test_the_directory_speaks_the_protocol(live: Live) -> None:
    async def token_of_a_school() -> str:
        runtime: Runtime = live.app.state.runtime
        school = await begin_school(alice, runtime)
        return await insert_token(runtime, uuid7(), alice.id, school["id"], scopes=[Scope.SCIM])

    def accept(email: str) -> None:
        asyncio.run_coroutine_threadsafe(come_in(live, alice.id, email), live.loop).result(STARTS_WITHIN)

    alice = live.sign_in()
    token = asyncio.run_coroutine_threadsafe(token_of_a_school(), live.loop).result(STARTS_WITHIN)
    with httpx.Client(base_url=live.url, timeout=timedelta(seconds=20).total_seconds()) as http:
        headers = {"Authorization": f"Bearer {token}"}
        client = WSGISCIMClient(over_the_network(http, accept), base_url=f"{live.url}/scim/v2", headers=headers)
        client.discover()
        results = check_server(client)
    errors = [(result.title, result.reason) for result in results if result.status is Status.ERROR]
    assert [error for error in errors if not any(part in (error[1] or "") for part in DEVIATIONS)] == []
    assert sum(result.status is Status.SUCCESS for result in results) > 25
