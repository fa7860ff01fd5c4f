"""A web client on an address of its own."""

import httpx
from fastapi import FastAPI

from tests.support.people import Person

ELSEWHERE = {"Origin": "https://app.example.org"}


async def test_a_browser_may_ask_from_anywhere_but_brings_no_cookie(guest: httpx.AsyncClient) -> None:
    asks = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,if-match"}
    answer = await guest.options("/v1/experiences/x", headers=ELSEWHERE | asks)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "authorization,if-match"
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_browser_may_read_the_headers_it_needs(alice: Person) -> None:
    answer = await alice.client.get("/v1/me", headers=ELSEWHERE)
    assert answer.headers["access-control-expose-headers"] == "*, Authorization"
    assert "etag" in answer.headers


async def test_a_refusal_can_be_read_from_there_too(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/v1/me", headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, "*")


async def test_a_resumable_upload_is_still_discovered_by_options(guest: httpx.AsyncClient) -> None:
    answer = await guest.options("/v1/media", headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["tus-version"]) == (204, "1.0.0")


async def test_a_failure_of_ours_can_be_read_from_there_too(app: FastAPI, guest: httpx.AsyncClient) -> None:
    app.state.runtime = None
    answer = await guest.post("/v1/sessions/codes", json={"email": "a@example.org"}, headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (500, "*")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
