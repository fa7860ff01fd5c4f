"""The checker of SCIM servers, against our directory (RFC 7643, 7644)."""

import asyncio
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.api_tokens import Scope
from tests.support.api_tokens import insert_token
from tests.support.communities import begin_school
from tests.support.live import STARTS_WITHIN, Live

pytestmark = pytest.mark.slow


# By what the checker says of them: what we do not do, and why.
DEVIATIONS = {
    "externalId": "nothing of the directory is stored of who has agreed to nothing",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'": "the class is written, as a tag, and not read here",
}
DOMAIN = "@pupils.example.org"
NAME = re.compile(rb'("userName": ")([^"]+)"')


def over_the_network(http: httpx.Client) -> Any:
    """Return an application that passes each request on. The checker makes names up, and our names are addresses."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {"authorization": environ["HTTP_AUTHORIZATION"], "content-type": environ.get("CONTENT_TYPE", "")}
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        body = NAME.sub(rb"\1\2" + DOMAIN.encode() + b'"', environ["wsgi.input"].read(length))
        answer = http.request(environ["REQUEST_METHOD"], path, content=body, headers=headers)
        start_response(
            f"{answer.status_code} {answer.reason_phrase}", [("Content-Type", answer.headers.get("content-type", ""))]
        )
        return [answer.content.replace(DOMAIN.encode(), b"")]

    return application


def test_the_directory_speaks_the_protocol(live: Live) -> None:
    async def token_of_a_school() -> str:
        runtime: Runtime = live.app.state.runtime
        school = await begin_school(alice, runtime)
        return await insert_token(runtime, uuid7(), alice.id, school["id"], scopes=[Scope.SCIM])

    alice = live.sign_in()
    token = asyncio.run_coroutine_threadsafe(token_of_a_school(), live.loop).result(STARTS_WITHIN)
    with httpx.Client(base_url=live.url, timeout=timedelta(seconds=20).total_seconds()) as http:
        headers = {"Authorization": f"Bearer {token}"}
        client = WSGISCIMClient(over_the_network(http), base_url=f"{live.url}/scim/v2", headers=headers)
        client.discover()
        results = check_server(client)
    errors = [(result.title, result.reason) for result in results if result.status is Status.ERROR]
    assert [error for error in errors if not any(part in (error[1] or "") for part in DEVIATIONS)] == []
    assert sum(result.status is Status.SUCCESS for result in results) > 25
