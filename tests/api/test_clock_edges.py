"""What opens or shuts at an instant does so by the clock: the second before it is one, at the instant the other, though
no job has come. `tests/models/test_instants.py` asks for one of these for each such column."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.endorsements import LIFE
from app.models.exports import EXPORT_LIFE
from app.models.grant_requests import REQUEST_LIFE
from app.models.kept_places import KEPT_FOR
from app.models.person_codes import PERSON_CODE_LIFE
from app.models.second_factors import VERIFIED
from app.models.sessions import CODE_LIFE, IDLE_LIFE
from app.services.access.grant_notifications import NotifyBegunGrants
from app.services.sharing import grant_reminders
from tests.api.test_kept_places import keep
from tests.support.communities import begin, invite
from tests.support.counsellors import code_shown_by, request_access, wish
from tests.support.endorsements import asked, found, page_of
from tests.support.grants import amend, open_to, read, share, told
from tests.support.mails import received, text_of
from tests.support.media import jpeg
from tests.support.notifications import mails_to, staged
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, work_off
from tests.support.uploads import TUS, declare, declared, renew

SECOND = timedelta(seconds=1)
SOON = NOW + timedelta(minutes=20)
Probe = Callable[[], Awaitable[Any]]


@dataclass
class World:
    app: FastAPI
    alice: Person
    bob: Person
    rose: Person
    guest: httpx.AsyncClient
    runtime: Runtime
    watch: Watch


@dataclass
class Edge:
    at: datetime
    probe: Probe
    before: Any
    after: Any


async def grant_opens(world: World) -> Edge:
    probe = await _given(world, starts_at=SOON.isoformat())
    return Edge(SOON, probe, *_seen("scheduled", "active"))


async def grant_ends(world: World) -> Edge:
    probe = await _given(world, ends_at=SOON.isoformat())
    return Edge(SOON, probe, *reversed(_seen("expired", "active")))


def _seen(shut: str, active: str) -> tuple[Any, Any]:
    return (404, 0, shut, 0, 404), (200, 1, active, 2, 200)


async def _given(world: World, **term: Any) -> Probe:
    """To a person and by a link: the story, their list, what its owner reads, how many are active, the page."""
    story = await told(world.alice)
    grant = await open_to(world.alice, world.bob, {"type": "story", "id": story["id"]}, **term)
    link = await share(world.alice, story, **term)

    async def probe() -> Any:
        active = (await world.alice.ask("GET", "/v1/grants?state=active", 200))["items"]
        return (
            (await world.bob.client.get(f"/v1/stories/{story['id']}")).status_code,
            len((await world.bob.ask("GET", "/v1/stories?scope=granted", 200))["items"]),
            (await world.alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"],
            len([item for item in active if item["target"]["id"] == story["id"]]),
            (await read(world.guest, link)).status_code,
        )

    return probe


async def export_ends(world: World) -> Edge:
    await world.alice.ask("POST", "/v1/exports", 202)
    await work_off(world.runtime)
    [ready] = (await world.alice.ask("GET", "/v1/exports", 200))["items"]
    return Edge(NOW + EXPORT_LIFE, lambda: _status(world.guest, ready["url"]), 200, 404)


async def invitation_ends(world: World) -> Edge:
    community = await begin(world.alice)
    path = f"/v1/communities/{community['id']}/invitations"
    invitation = await invite(world.alice, community, expires_at=SOON.isoformat())

    async def probe() -> Any:
        [read_invitation] = (await world.alice.ask("GET", path, 200))["items"]
        live = (await world.alice.ask("GET", f"{path}?state=active", 200))["items"]
        return read_invitation["state"], len(live), await _status(world.guest, f"/v1/invitations/{invitation['code']}")

    return Edge(SOON, probe, ("active", 1, 200), ("expired", 0, 404))


async def person_code_ends(world: World) -> Edge:
    code = await code_shown_by(world.alice)

    async def probe() -> Any:
        body = wish(world.watch) | {"code": code}
        answer = await world.rose.client.post("/v1/grant-requests", json=body)
        if answer.status_code == 201:  # it is good once
            await world.rose.ask("PUT", f"/v1/grant-requests/{answer.json()['id']}/withdrawal", 200)
        return answer.status_code

    return Edge(NOW + PERSON_CODE_LIFE, probe, 201, 422)


async def grant_request_lapses(world: World) -> Edge:
    grant_request = await request_access(world.rose, world.alice, world.watch, "talents")
    path = f"/v1/grant-requests/{grant_request['id']}"
    body = {"targets": [{"type": "talents"}], "rights": ["view"], "ends_at": (NOW + timedelta(days=60)).isoformat()}

    async def probe() -> Any:
        state = (await world.alice.ask("GET", path, 200))["state"]
        accepts = state == "lapsed" and (await world.alice.client.put(f"{path}/acceptance", json=body)).status_code
        return state, accepts

    return Edge(NOW + REQUEST_LIFE, probe, ("pending", False), ("lapsed", 409))


async def endorsement_ends(world: World) -> Edge:
    request = await asked(world.runtime, world.alice)
    page = page_of(world.runtime, request)

    async def probe() -> Any:
        return (await found(world.alice, request))["state"], await _status(world.guest, page)

    return Edge(NOW + LIFE, probe, ("asked", 200), ("expired", 404))


async def sign_in_code_ends(world: World) -> Edge:
    """Two of them: a code is good once."""
    waiting = []
    for person in (world.alice, world.bob):
        await world.guest.post("/v1/sessions/codes", json={"email": person.email})
        await work_off(world.runtime)
        code = re.findall(r"\d{6}", str(received(world.runtime, person.email)[-1]["Subject"]))[0]
        waiting.append({"email": person.email, "code": code, "device_name": "phone"})

    async def probe() -> Any:
        return (await world.guest.post("/v1/sessions", json=waiting.pop())).status_code

    return Edge(NOW + CODE_LIFE, probe, 201, 401)


async def upload_ends(world: World) -> Edge:
    medium = await declare(world.alice, declared(jpeg()))
    path = f"/v1/uploads/{medium['id']}"
    return Edge(
        NOW + timedelta(days=14), lambda: _status(world.alice.client, path, method="HEAD", headers=TUS), 200, 410
    )


async def session_ends(world: World) -> Edge:
    """Two of them: a token that was used begins a new half year."""
    waiting = [(await sign_in(world.app, email=world.bob.email)).refresh_token for _ in "12"]

    async def probe() -> Any:
        return (await world.guest.post("/v1/sessions/refresh", json={"refresh_token": waiting.pop()})).status_code

    return Edge(NOW + IDLE_LIFE, probe, 200, 401)


async def token_ends(world: World) -> Edge:
    body = {"name": "Sauvegarde", "scopes": ["journal:read"], "expires_at": SOON.isoformat()}
    await world.alice.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    token = (await world.alice.ask("POST", "/v1/me/tokens", 201, json=body))["token"]

    async def probe() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return (await world.guest.get("/v1/experiences", headers=headers)).status_code

    return Edge(SOON, probe, 200, 401)


async def second_factor_ends(world: World) -> Edge:
    async def probe() -> Any:
        body = wish(world.watch) | {"code": "AAAA-AAAA"}
        return (await world.rose.client.post("/v1/grant-requests", json=body)).status_code

    return Edge(NOW + VERIFIED, probe, 422, 403)


async def place_lapses(world: World) -> Edge:
    """It was kept for a child whose guardian does not answer."""
    scene = await keep(world.app, world.watch, world.alice, world.guest)

    async def probe() -> Any:
        await renew(scene.zoe)
        return len((await scene.zoe.ask("GET", "/v1/me/kept-places", 200))["items"])

    return Edge(NOW + KEPT_FOR, probe, 1, 0)


async def _status(client: httpx.AsyncClient, path: str, *, method: str = "GET", headers: Any = None) -> int:
    return (await client.request(method, path, headers=headers)).status_code


EDGES: dict[str, Callable[[World], Awaitable[Edge]]] = {
    "grants.starts_at": grant_opens,
    "grants.ends_at": grant_ends,
    "exports.expires_at": export_ends,
    "invitations.expires_at": invitation_ends,
    "person_codes.expires_at": person_code_ends,
    "grant_requests.lapses_at": grant_request_lapses,
    "endorsements.expires_at": endorsement_ends,
    "sign_in_codes.expires_at": sign_in_code_ends,
    "uploads.expires_at": upload_ends,
    "kept_places.until": place_lapses,
    "sessions.rotated_at": session_ends,
    "sessions.second_factor_at": second_factor_ends,
    "api_tokens.expires_at": token_ends,
}


@pytest.mark.slow
@pytest.mark.parametrize("column", EDGES)
async def test_it_changes_at_that_instant(  # noqa: PLR0913, PLR0917  a cast
    column: str,
    app: FastAPI,
    alice: Person,
    bob: Person,
    rose: Person,
    guest: httpx.AsyncClient,
    runtime: Runtime,
    watch: Watch,
) -> None:
    edge = await EDGES[column](World(app, alice, bob, rose, guest, runtime, watch))
    for now, observation in ((edge.at - SECOND, edge.before), (edge.at, edge.after)):
        watch.now = now
        for person in (alice, bob, rose) if now < NOW + IDLE_LIFE - SECOND else ():
            await renew(person)
        assert await edge.probe() == observation


@pytest.mark.slow
@pytest.mark.parametrize("moved", [True, False])
async def test_what_is_put_off_is_named_nowhere_until_it_begins(  # noqa: PLR0913  a cast
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch, *, moved: bool
) -> None:
    scene = await staged(app, watch)
    await bob.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})  # no mail goes out yet
    story, ends = await told(alice, title="Mon renvoi"), (NOW + timedelta(days=9)).isoformat()
    begins = NOW + timedelta(days=5, hours=3)
    fields = {"starts_at": begins.isoformat()} if not moved else {}
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]}, ends_at=ends, **fields)
    await work_off(runtime)
    if moved:
        assert "Mon renvoi" in (await bob.client.get("/v1/notifications")).text
        await amend(alice, grant, starts_at=begins.isoformat())
    for now, named in ((begins - timedelta(minutes=11), False), (begins, True)):
        watch.now = now
        for person in (alice, bob):
            await renew(person)
        async with runtime.work(SYSTEM) as uow:
            await grant_reminders.remind(uow)
            uow.enqueue(NotifyBegunGrants())
        await scene.passes()
        read_by_bob = (await bob.client.get("/v1/notifications")).text + (await bob.client.get("/v1/sync")).text
        text = "".join(text_of(mail) for mail in mails_to(runtime, bob))
        assert ("Alice" in read_by_bob, "Mon renvoi" in read_by_bob) == (named, named)
        assert ("Alice" in text, "Mon renvoi" in text) == (named, named)
