"""A browser keeps its refresh token in a cookie: what other sites, other operations and lost answers make of it."""

import random
from collections.abc import Iterator
from typing import Any

import httpx
from fastapi import FastAPI

from app.api.refresh_cookies import NAME
from app.core.uow import Runtime
from tests.access.lines import Operation, operations
from tests.api.test_sessions import address, mailed
from tests.support.people import Person, Watch, sign_in, visit

COOKIE_MODE = {"X-Keep-Refresh": "cookie"}
OWN_PAGE = COOKIE_MODE | {"Sec-Fetch-Site": "same-origin"}
CROSS_SITE: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example.org"},
    {"Origin": "null"},
    {"Origin": "http://test:8000"},
    {"Origin": "https://test"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://test"},
)


def cookie(token: str, **headers: str) -> dict[str, str]:
    return OWN_PAGE | {"Cookie": f"{NAME}={token}"} | headers


def set_cookie(answer: httpx.Response) -> tuple[str, set[str]]:
    """The value, and the attributes."""
    [header] = answer.headers.get_list("set-cookie")
    pair, *attributes = header.split("; ")
    name, _, value = pair.partition("=")
    assert name == NAME
    return value, {item.lower() for item in attributes}


async def test_a_page_signs_in_renews_and_signs_out_without_ever_holding_the_token(
    runtime: Runtime, app: FastAPI, guest: httpx.AsyncClient, watch: Watch
) -> None:
    email = address()
    code, _ = await mailed(runtime, guest, email)
    first = await guest.post("/v1/sessions", json={"email": email, "code": code}, headers=OWN_PAGE)
    token, attributes = set_cookie(first)
    assert (first.status_code, first.json()["refresh_token"]) == (201, None)
    assert attributes == {"httponly", "secure", "samesite=strict", "path=/v1/sessions", "max-age=15552000"}
    assert token not in first.text
    watch.advance(minutes=2)  # within one, it stays
    shared = {"X-Keep-Refresh": "session", "Cookie": f"{NAME}={token}"}  # a phone of somebody else
    renewal = await guest.post("/v1/sessions/refresh", headers=OWN_PAGE | shared)
    assert set_cookie(renewal)[1] == attributes - {"max-age=15552000"}
    assert set_cookie(renewal)[0] != token

    watch.advance(minutes=2)
    async with visit(app) as page:  # an older browser says its origin alone
        origin = COOKIE_MODE | {"Origin": runtime.settings.public_base_url, "Cookie": f"{NAME}={token}"}
        second = await page.post("/v1/sessions/refresh", headers=origin)
    assert (second.status_code, second.json()["refresh_token"]) == (200, None)
    successor, same_attributes = set_cookie(second)
    assert (same_attributes, successor != token) == (attributes, True)

    async with visit(app) as page:
        end = await page.delete("/v1/sessions/current", headers=cookie(successor))
        assert (end.status_code, set_cookie(end)[0]) == (204, '""')
        assert "max-age=0" in set_cookie(end)[1]
        for method, path in (("POST", "refresh"), ("DELETE", "current")):
            refusal = await page.request(method, f"/v1/sessions/{path}", headers=cookie(successor))
            assert (refusal.status_code, "set-cookie" in refusal.headers) == (401, False), path


async def test_no_other_site_can_use_the_cookie_and_no_other_client_gets_one(
    guest: httpx.AsyncClient, alice: Person
) -> None:
    jar = {"Cookie": f"{NAME}={alice.refresh_token}"}
    code = {"email": alice.email, "code": "123456"}
    for headers in CROSS_SITE:
        for method, path, body in (
            ("POST", "/v1/sessions", code),
            ("POST", "/v1/sessions/refresh", None),
            ("DELETE", "/v1/sessions/current", None),
        ):
            answer = await guest.request(method, path, json=body, headers=COOKIE_MODE | jar | headers)
            assert answer.status_code == 403, (headers, path)
            assert answer.json()["type"] == "/problems/cookie-refused"
            assert "set-cookie" not in answer.headers
            without = await guest.request(method, path, json=body, headers=jar | headers)
            assert without.status_code in {401, 422}, (headers, path)
    other = await guest.post("/v1/sessions/refresh", headers=jar | OWN_PAGE | {"X-Keep-Refresh": "yes"})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "not_one_of")
    second = await guest.post("/v1/sessions/refresh", json={"refresh_token": alice.refresh_token}, headers=jar)
    assert (second.status_code, "set-cookie" in second.headers) == (200, False)
    assert second.json()["refresh_token"].startswith("dtr_")


async def test_a_cookie_beside_a_body_or_beside_another_cookie_is_refused(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person
) -> None:
    """Another host of the domain can set a cookie of this name: the page would go on as somebody else."""
    mallory = await sign_in(app, "mallory")
    path, body = "/v1/sessions/refresh", {"refresh_token": mallory.refresh_token}
    ambiguous = await guest.post(path, json=body, headers=cookie(alice.refresh_token))
    assert (ambiguous.status_code, ambiguous.json()["errors"][0]["pointer"]) == (422, "/refresh_token")
    for jar in (
        f"{NAME}={alice.refresh_token}; {NAME}={mallory.refresh_token}",
        f"{NAME}={mallory.refresh_token};{NAME}={alice.refresh_token}",
        f"refresh={alice.refresh_token}",
        f"{NAME}=",
        f'{NAME}="{alice.refresh_token}"',
    ):
        for method, target in (("POST", path), ("DELETE", "/v1/sessions/current")):
            assert (await guest.request(method, target, headers=OWN_PAGE | {"Cookie": jar})).status_code == 401, jar
    for client in (mallory.client, guest):  # a bearer of another session signs nobody else out
        empty = await client.post(path, json={}, headers=cookie(alice.refresh_token))
        assert empty.json()["user"]["id"] == str(alice.id)
    await alice.ask("GET", "/v1/me", 200)


async def test_no_other_operation_knows_the_cookie(app: FastAPI, guest: httpx.AsyncClient, alice: Person) -> None:
    document, jar = app.openapi(), cookie(alice.refresh_token)
    operation_names = {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if any(parameter["name"] == "X-Keep-Refresh" for parameter in operation.get("parameters", ()))
    }
    assert operation_names == {"create_session", "refresh_session", "delete_current_session"}
    operations_of_members = list(_guarded(document))
    assert len(operations_of_members) > 100
    for operation in operations_of_members:
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter}}}", "0197f0c4-0000-7000-8000-000000000000")
        answer = await guest.request(operation.method, path, headers=jar)
        assert answer.status_code in {401, 411, 415, 422}, operation
        assert "set-cookie" not in answer.headers, operation
    await alice.ask("GET", "/v1/me", 200)


def _guarded(document: dict[str, Any]) -> Iterator[Operation]:
    for operation in operations(document).values():
        entry = document["paths"][operation.path][operation.method]
        if "security" not in entry and operation.method != "options":
            yield operation


async def test_a_cookie_that_was_lost_on_its_way_signs_nobody_out(
    guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    token, generator = alice.refresh_token, random.Random(7)  # noqa: S311  the same each time
    for _ in range(25):
        watch.advance(minutes=generator.choice((0, 1, 12, 600)))
        answer = await guest.post("/v1/sessions/refresh", headers=cookie(token))
        assert answer.status_code == 200
        token = generator.choice((token, set_cookie(answer)[0]))
    end = await guest.delete("/v1/sessions/current", headers=cookie(token))  # also by the token before the latest
    assert end.status_code == 204


async def test_a_browser_that_is_killed_before_it_wrote_its_cookie_down_stays_signed_in(
    guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    """Each page and the worker renew; what is on the disk is up to half a minute old."""
    generator = random.Random(11)  # noqa: S311  the same each time
    seconds, cookies = 0, [(-1_000, alice.refresh_token)]  # since when the browser has each
    for _ in range(60):
        step = generator.choice((0, 1, 7, 29, 45, 700))
        seconds += step
        watch.advance(minutes=step / 60)
        if generator.random() < 0.5:  # killed
            cookies = [max((since, token) for since, token in cookies if since <= seconds - 30)]
        answer = await guest.post("/v1/sessions/refresh", headers=cookie(cookies[-1][1]))
        assert answer.status_code == 200
        cookies.append((seconds, set_cookie(answer)[0]))
    assert len({token for _, token in cookies}) > 1


async def test_a_stolen_cookie_ends_the_session_and_ends_with_it(
    guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    tokens = [alice.refresh_token]
    for _ in range(2):
        watch.advance(minutes=2)
        tokens.append(set_cookie(await guest.post("/v1/sessions/refresh", headers=cookie(tokens[-1])))[0])
    assert (await guest.delete("/v1/sessions/current", headers=cookie(tokens[0]))).status_code == 401
    await alice.ask("GET", "/v1/me", 200)
    for token in (tokens[0], tokens[2]):
        assert (await guest.post("/v1/sessions/refresh", headers=cookie(token))).status_code == 401
    await alice.ask("GET", "/v1/me", 401)
