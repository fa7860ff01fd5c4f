from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.api.test_sessions import mailed
from tests.support.counsellors import with_second_factor
from tests.support.mails import received
from tests.support.people import Person, Watch, sign_in, work_off
from tests.support.uploads import renew

PATH = "/v1/me/password"
OLD, NEW = "trois chats verts", "quatre chiens bleus"


@pytest.fixture
async def old(alice: Person, watch: Watch) -> Person:
    """Their session was opened a while ago; it could be in other hands."""
    watch.advance(minutes=15)
    await renew(alice)
    return alice


async def heard(runtime: Runtime, person: Person) -> list[str]:
    await work_off(runtime)
    return [str(mail["Subject"]) for mail in received(runtime, person.email)]


async def security_notifications(person: Person) -> list[tuple[Any, Any]]:
    items = (await person.ask("GET", "/v1/notifications", 200))["items"]
    return [(item["type"], item["data"]["change"]) for item in items]


async def test_a_session_that_is_not_new_sets_no_password_by_itself(old: Person) -> None:
    answer = await old.ask("PUT", PATH, 403, json={"password": NEW})
    assert answer["type"] == "/problems/proof-required"
    assert (await old.ask("GET", "/v1/me", 200))["has_password"] is False


async def test_a_mailed_code_proves_whose_account_it_is_once(
    runtime: Runtime, guest: httpx.AsyncClient, old: Person
) -> None:
    code, _ = await mailed(runtime, guest, old.email)
    wrong = await old.ask("PUT", PATH, 403, json={"password": OLD, "code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong["type"] == "/problems/wrong-proof"
    await old.ask("PUT", PATH, 204, json={"password": OLD, "code": code})
    await old.ask("PUT", PATH, 403, json={"password": NEW, "code": code})
    body = {"email": old.email, "password": OLD}
    assert (await guest.post("/v1/sessions", json=body)).status_code == 201


async def test_the_password_before_proves_it_too(app: FastAPI, alice: Person, watch: Watch) -> None:
    await alice.ask("PUT", PATH, 204, json={"password": OLD})
    watch.advance(hours=1)
    await renew(alice)
    await alice.ask("PUT", PATH, 403, json={"password": NEW, "current_password": "deux chats verts"})
    answer = await alice.ask("PUT", PATH, 422, json={"password": NEW, "current_password": OLD, "code": "204816"})
    assert [error["code"] for error in answer["errors"]] == ["one_proof"]
    await alice.ask("PUT", PATH, 204, json={"password": NEW, "current_password": OLD})


async def test_a_password_that_was_taken_away_opens_nothing(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person, old: Person
) -> None:
    fresh = await sign_in(app, email=alice.email)
    await fresh.ask("PUT", PATH, 204, json={"password": OLD})
    body = {"email": alice.email, "password": OLD}
    answer = await guest.post("/v1/sessions", json=body)
    await fresh.ask("DELETE", PATH, 204)
    assert (await guest.post("/v1/sessions", json=body)).status_code == 401
    assert (await guest.get("/v1/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"})).is_error
    assert (await fresh.ask("GET", "/v1/me", 200))["has_password"] is False
    assert (await fresh.ask("DELETE", PATH, 404))["type"] == "/problems/password-not-found"


async def test_whatever_opens_the_account_changes_its_owner_hears_of_it(
    runtime: Runtime, alice: Person, watch: Watch
) -> None:
    """By mail at once, whatever a thief who holds the session does against it."""
    silent = {"rules": [{"email": "off", "push": False, "in_app": False}]}
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json=silent)
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "00:00", "quiet_until": "23:59"})
    await alice.ask("PUT", PATH, 204, json={"password": OLD})
    assert await security_notifications(alice) == [("security", "password_set")]
    await alice.ask("PUT", "/v1/notifications/read", 200, json={"up_to": watch.now.isoformat()})
    assert await heard(runtime, alice) == ["Un nouveau mot de passe ouvre ce compte Day Tripper"]
    watch.advance(minutes=1)
    await alice.ask("DELETE", PATH, 204)
    assert await security_notifications(alice) == [("security", "password_removed")]
    assert (await alice.ask("GET", "/v1/notifications?unread=true", 200))["items"]
    assert (await heard(runtime, alice))[1:] == ["Ce compte Day Tripper n’a plus de mot de passe"]


async def test_so_it_is_with_a_second_factor_and_each_is_mailed_once(
    runtime: Runtime, alice: Person, watch: Watch
) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"locale": "en"})
    await with_second_factor(alice, watch)
    assert await security_notifications(alice) == [("security", "second_factor_added")]
    await alice.ask("POST", "/v1/me/second-factor/recovery-codes", 201)
    await alice.ask("DELETE", "/v1/me/second-factor", 204)
    await alice.ask("POST", "/v1/me/second-factor", 201)
    await alice.ask("DELETE", "/v1/me/second-factor", 204)  # it never counted
    assert await security_notifications(alice) == [("security", "second_factor_removed")]
    assert await heard(runtime, alice) == [
        "This Day Tripper account has an authenticator app",
        "This Day Tripper account has new recovery codes",
        "This Day Tripper account has no authenticator app any more",
    ]


@pytest.mark.parametrize(
    "common",
    ["passwordpassword", "motdepasse123", "azertyuiop123", "123456789012", "aaaaaaaaaaaa", "Password1234!"],
)
async def test_a_common_password_is_refused_and_four_words_are_not(alice: Person, common: str) -> None:
    answer = await alice.ask("PUT", "/v1/me/password", 422, json={"password": common})
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [("/password", "common_password")]
    await alice.ask("PUT", "/v1/me/password", 204, json={"password": "quatre mots sans rapport"})


async def test_ones_own_address_is_no_password(alice: Person) -> None:
    answer = await alice.ask("PUT", "/v1/me/password", 422, json={"password": alice.email.partition("@")[0] * 2})
    assert answer["errors"][0]["code"] == "common_password"
    for address in (alice.email, alice.email.upper(), f"{alice.email}1"):
        await alice.ask("PUT", "/v1/me/password", 422, json={"password": address})
