import re

import httpx
import pytest
from fastapi import FastAPI

from app.api.fast_path import FastPath, fast_routes
from app.core.metrics import exposition
from app.main import ROUTERS
from tests.support.grants import link_to, token_of
from tests.support.people import Person, visit

UNKNOWN = "0197f000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/experiences",
        "/v1/experiences?limit=0",
        "/v1/experiences?cursor=x",
        "/v1/links/x",
        "/s/x",
        "/s/x.pdf",
        "/privacy",
        "/problems/stale",
        "/problems/x",
        "/static/x",
        "/k/x",
        "/favicon.ico",
        "/v1/sync",
        "/v1/missions/x/board",
        f"/v1/missions/{UNKNOWN}/board",
        f"/v1/missions/{UNKNOWN}/board?limit=0",
        f"/v1/beneficiaries/{UNKNOWN}",
    ],
)
async def test_the_short_way_answers_like_the_long_one(alice: Person, app: FastAPI, path: str) -> None:
    """Which is taken where the application is mounted below another path."""
    transport = httpx.ASGITransport(app, root_path="/below")
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=alice.client.headers) as client:
        long = await client.get(path)
    short = await alice.client.get(path)

    def said(answer: httpx.Response) -> tuple[object, ...]:
        headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "vary"}}
        varies = set(answer.headers.get("vary", "").split(", ")) - {"Origin", ""}  # answers do not, whoever says so
        return answer.status_code, headers, varies, answer.text.replace(answer.headers["x-request-id"], "")

    assert said(short) == said(long)


async def test_what_is_nearly_on_the_short_way_finds_the_long_one(alice: Person, guest: httpx.AsyncClient) -> None:
    token = token_of(await link_to(alice))
    asked = [
        ("GET", "/v1/links/", 404),
        ("GET", f"/v1/links/{token}/", 404),
        ("GET", f"/v1/links/{token}/unlock", 405),
        ("DELETE", f"/v1/links/{token}", 405),
        ("HEAD", f"/s/{token}", 200),
        ("POST", f"/s/{token}", 405),
        ("GET", "/s/", 404),
        ("GET", "/v1/experiences/", 404),
        ("PUT", "/v1/experiences", 405),
        ("GET", "/v1/missions//board", 404),
        ("GET", "/v1/missions/x/board/", 404),
        ("GET", f"/v1/missions/{UNKNOWN}/board", 401),
        ("GET", "/v1/missions/x/board", 401),
        ("DELETE", f"/v1/missions/{UNKNOWN}/board", 405),
    ]
    for method, path, status in asked:
        assert (await guest.request(method, path)).status_code == status, (method, path)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/me", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("POST", f"/v1/journals/{UNKNOWN}", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        ("DELETE", "/v1/experiences", {"GET", "HEAD", "POST"}),
        ("PUT", f"/v1/uploads/{UNKNOWN}", {"HEAD", "POST", "PATCH", "DELETE", "OPTIONS"}),
        ("DELETE", "/healthz", {"GET", "HEAD"}),
    ],
)
async def test_who_asks_for_what_is_not_done_there_hears_all_that_is(
    guest: httpx.AsyncClient, method: str, path: str, allowed: set[str]
) -> None:
    answer = await guest.request(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == allowed


async def test_the_short_way_is_measured_by_name(alice: Person, app: FastAPI) -> None:
    async with visit(app) as client:
        await client.get(f"/v1/links/{token_of(await link_to(alice))}")
        await client.get("/s/x")
    text = exposition()[0].decode()
    assert 'operation="get_link",status="200"' in text
    assert 'operation="show_link",status="404"' in text


def test_no_read_is_taken_for_another(app: FastAPI) -> None:
    """The short way looks at a path only, and asks the routers nothing."""
    lane = FastPath(app, fast_routes(ROUTERS))
    findings = []
    for path, operations in app.openapi()["paths"].items():
        scope = {"path": re.sub(r"\{\w+\}", "x", path), "method": "GET"}
        if "get" in operations and (busy := lane.find(scope)) is not None:
            assert busy.path == path
            findings.append(busy.name)
    assert len(findings) == len(set(findings)) >= 43
