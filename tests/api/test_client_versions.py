"""Programs hear that they are too old, and that what they call will end."""

from datetime import date

import httpx
import pytest
from fastapi import FastAPI

from app.api.client_versions import ClientVersions, deprecated, number_of
from app.api.edge import Edge
from app.api.permissions import OPEN
from app.api.routes import Route, Router


@pytest.mark.parametrize(
    ("version", "status"),
    [("ios/1.3.9", 426), ("1.3", 426), ("ios/1.4.0", 401), ("1.10.1-beta", 401), ("next", 401), ("", 401)],
)
async def test_a_program_older_than_the_setting_is_told_to_update(app: FastAPI, version: str, status: int) -> None:
    transport = httpx.ASGITransport(Edge(app, ClientVersions(app, "1.4")))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/v1/me", headers={"Client-Version": version, "Accept-Language": "en"})
        assert answer.status_code == status
        if status == 426:
            problem = answer.json()
            assert problem["type"] == "/problems/client-too-old"
            assert "Update" in problem["detail"]
            assert answer.headers["content-type"] == "application/problem+json"
        assert (await client.get("/healthz", headers={"Client-Version": "0.1"})).status_code != 426


async def test_an_operation_that_will_end_says_so() -> None:
    ending, router = FastAPI(), Router(prefix="/old", route_class=Route)

    @router.get("", openapi_extra=OPEN | deprecated(date(2027, 1, 1), date(2028, 1, 1)))
    async def get_old() -> dict[str, str]:
        return {}

    ending.include_router(router, prefix="/v1")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ending), base_url="http://test") as client:
        headers = (await client.get("/v1/old")).headers
    assert headers["deprecation"] == "@1798761600"
    assert headers["sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert headers["link"].endswith('; rel="deprecation"')
    assert ending.openapi()["paths"]["/v1/old"]["get"]["deprecated"] is True


def test_nobody_is_given_less_than_twelve_months() -> None:
    with pytest.raises(ValueError, match="twelve months"):
        deprecated(date(2027, 1, 1), date(2027, 12, 31))


def test_what_is_no_version_is_none() -> None:
    assert number_of("android/2.0.1+build.5") == (2, 0, 1)
    assert number_of("1.2.3.4") is None
