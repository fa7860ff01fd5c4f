"""A place that waits for a guardian: however it ends, what is reserved is given back or taken up once."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.services.communities import kept_places
from app.services.departures import erasures
from app.services.guardians.guardians import EndGuardianships
from app.tasks import HANDLERS
from tests.support.communities import begin, begin_school, grown_up, invite, join, leave, members, verify
from tests.support.guardians import AGREE, YOUNG, answer, ask_guardian, child
from tests.support.mails import mails_to
from tests.support.missions import send
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, work_off

JOIN = [*AGREE, ("act", "join")]
PUBLISH = [*AGREE, ("act", "publish")]


@dataclass
class Kept:
    """A child, whose place in a community is kept by an invitation for one."""

    app: FastAPI
    runtime: Runtime
    watch: Watch
    alice: Person
    zoe: Person
    guest: httpx.AsyncClient
    community: dict[str, Any]
    invitation: dict[str, Any]
    page: str

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.community['id']}/kept-place"

    async def left(self) -> tuple[int, int, int]:
        """Uses of the invitation, places that are kept by it, and who came in by it."""
        query = """
            select uses, (select count(*) from kept_places where invitation_id = i.id),
              (select count(*) from memberships where invitation_id = i.id)
            from invitations i where id = $1"""
        [row] = await self.runtime.database.writes.fetch(query, UUID(self.invitation["id"]))
        return tuple(row)

    async def told(self) -> list[str]:
        return [item["text"] for item in (await self.zoe.ask("GET", "/v1/notifications", 200))["items"]]


async def keep(app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient) -> Kept:
    community = await begin(alice, name="Maçons")
    invitation = await invite(alice, community, max_uses=1)
    zoe, runtime = await child(app), app.state.runtime
    _, page = await ask_guardian(runtime, zoe)
    here = Kept(app, runtime, watch, alice, zoe, guest, community, invitation, page)
    await zoe.ask("PUT", here.path, 201, json={"invitation": invitation["url"]})
    return here


Do = Callable[[Kept], Awaitable[object]]


def answers(*form: tuple[str, str]) -> Do:
    return lambda here: answer(here.guest, here.page, list(form))


def asks(method: str, path: str = "", who: str = "zoe", status: int = 204, **body: object) -> Do:
    async def do(here: Kept) -> object:
        address = path.format(**here.community, invitation=here.invitation["id"]) if path else here.path
        person: Person = getattr(here, who)
        return await person.ask(method, address, status, **({"json": body} if body else {}))

    return do


async def lapse(here: Kept) -> None:
    over = "update kept_places set until = $2 where person_id = $1"
    await here.runtime.database.writes.fetch(over, here.zoe.id, here.watch.now)
    async with here.runtime.work(SYSTEM) as uow:
        await kept_places.lapse(uow)


async def erase(here: Kept) -> None:
    async with here.runtime.work(SYSTEM) as uow:
        uow.session.add(Erasure(user_id=here.zoe.id, asked_at=here.watch.now, due_at=here.watch.now))
    async with here.runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, here.zoe.id)


async def come_of_age(here: Kept) -> None:
    born = "update users set birth_year = $2 where id = $1"
    await here.runtime.database.writes.fetch(born, here.zoe.id, NOW.year - 16)
    async with here.runtime.work(SYSTEM) as uow:
        await HANDLERS[EndGuardianships](uow, EndGuardianships())


async def become_school(here: Kept) -> None:
    kind = "update communities set kind = 'school' where id = $1"
    await here.runtime.database.writes.fetch(kind, UUID(here.community["id"]))
    await verify(here.runtime, here.community)
    path = f"/v1/communities/{here.community['id']}/membership"
    await here.zoe.client.put(path, json={"invitation": here.invitation["code"]})


# Uses, kept places, who is in; and what the child is told, if not of a guardian's answer.
FREE, IN, WAITING = (0, 0, 0), (1, 0, 1), (1, 1, 0)
ENDED, WELCOME = "is no longer kept", "was kept: you are in"
WAYS: Mapping[str, tuple[Do, tuple[int, int, int], str]] = {
    "guardian agrees": (answers(*JOIN), IN, WELCOME),
    "guardian agrees to something else": (answers(*PUBLISH), WAITING, "your place still waits (Maçons)"),
    "guardian declines": (answers(("answer", "decline")), FREE, "your place is no longer kept (Maçons)"),
    "child gives it up": (asks("DELETE"), FREE, ""),
    "child asks the guardian no longer": (asks("DELETE", "/v1/me/guardian"), FREE, ""),
    "child names another guardian": (asks("PUT", "/v1/me/guardian", "zoe", 200, email="b@example.org"), WAITING, ""),
    "nobody answers": (lapse, FREE, ENDED),
    "invitation is taken back": (asks("DELETE", "/v1/communities/{id}/invitations/{invitation}", "alice"), FREE, ENDED),
    "community ends": (asks("DELETE", "/v1/communities/{id}/membership", "alice"), FREE, ENDED),
    "child is erased": (erase, FREE, ""),
    "child asks to be erased": (asks("POST", "/v1/me/erasure", "zoe", 202), WAITING, ""),
    "child comes of age": (come_of_age, IN, WELCOME),
    "community becomes a school": (become_school, IN, ""),
}


CONSENTS = "select count(*) from consents where person_id = $1 and subject_id = $2 and withdrawn_at is null"
FAULTS = re.compile(r": 5\d\d ")


@pytest.mark.parametrize("way", WAYS)
async def test_however_a_place_ends_no_reserved_use_is_left_over(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient, way: str
) -> None:
    here = await keep(app, watch, alice, guest)
    assert await here.left() == WAITING
    do, left, told = WAYS[way]
    await do(here)
    await work_off(here.runtime)
    assert await here.left() == left
    rows = await here.runtime.database.writes.fetch(CONSENTS, here.zoe.id, UUID(here.community["id"]))
    assert rows == [(0 if left == FREE else 1,)]
    if do is not erase:
        assert told in " | ".join(["", *await here.told()])
        assert len((await here.zoe.ask("GET", "/v1/me/kept-places", 200))["items"]) == left[1]


async def test_whatever_happens_while_a_guardian_agrees_is_not_done_by_half(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    halves = {}
    for way in WAYS:
        here = await keep(app, watch, alice, guest)
        results = await asyncio.gather(WAYS[way][0](here), answers(*JOIN)(here), return_exceptions=True)
        await work_off(here.runtime)
        uses, kept, came = await here.left()
        is_whole = uses == kept + came or (way == "child is erased" and kept + came == 0)
        refusals = [item for item in map(str, results) if FAULTS.search(item)]
        if refusals or not is_whole:
            halves[way] = (uses, kept, came, refusals)
    assert halves == {}


async def test_a_place_says_who_may_have_one(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    here = await keep(app, watch, alice, guest)
    unknown, bob = await sign_in(app, "nobody-knows"), await grown_up(app, "bob")
    body = {"invitation": here.invitation["code"], "guardian": {"email": "parent@example.org"}}
    assert (await unknown.ask("PUT", here.path, 403, json=body))["type"].endswith("/age-required")
    other = await child(app)
    gone = await other.ask("PUT", here.path, 404, json=body)
    assert gone["type"].endswith("/invitation-gone")  # the one use is reserved
    lone = await invite(alice, here.community)
    refused = await other.ask("PUT", here.path, 403, json={"invitation": lone["code"]})
    assert refused["type"].endswith("/guardian-required")  # nobody was asked
    own = {"invitation": lone["code"], "guardian": {"email": other.email}}
    assert (await other.ask("PUT", here.path, 422, json=own))["errors"][0]["code"] == "own_address"
    assert (await bob.ask("PUT", here.path, 409, json={"invitation": lone["code"]}))["type"].endswith("/place-unneeded")
    assert (await other.ask("DELETE", here.path, 404))["type"].endswith("/kept-place-not-found")
    school = await begin_school(alice, here.runtime)
    pupils = await invite(alice, school)
    at_school = f"/v1/communities/{school['id']}/kept-place"
    body = {"invitation": pupils["code"], "guardian": {"email": "parent@example.org"}}
    assert (await other.ask("PUT", at_school, 409, json=body))["type"].endswith("/place-unneeded")


async def test_sent_again_it_changes_nothing_and_the_place_is_what_lets_in(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    here = await keep(app, watch, alice, guest)
    place = await here.zoe.ask("PUT", here.path, 200, json={"invitation": here.invitation["code"]})
    assert (place["community"], place["role"]) == ({"id": here.community["id"], "name": "Maçons"}, "member")
    assert await here.zoe.ask("PUT", here.path, 200, json={}) == place
    before = len(await mails_to(here.runtime, f"parent-of-{here.zoe.id}@example.org"))
    assert before == 2  # who was asked, and for which community
    other = await invite(alice, here.community, max_uses=3)
    await here.zoe.ask("PUT", here.path, 201, json={"invitation": other["code"]})
    assert await here.left() == FREE
    here.invitation = other
    assert await here.left() == WAITING
    mission = await send(here.runtime, alice, UUID(here.community["id"]))
    await answer(guest, here.page, JOIN)
    await work_off(here.runtime)
    assert await here.left() == IN
    waiting = (await here.zoe.ask("GET", "/v1/missions", 200))["items"]
    assert [item["id"] for item in waiting] == [mission["id"]]
    await leave(here.zoe, here.community)
    await join(here.zoe, here.community, invitation=other["code"])  # agreed once, nothing waits


async def test_a_waiting_place_shows_nothing_and_is_shown_to_nobody(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    here = await keep(app, watch, alice, guest)
    await here.zoe.ask("GET", f"/v1/communities/{here.community['id']}", 404)
    await here.zoe.ask("GET", f"/v1/communities/{here.community['id']}/memberships", 404)
    assert [member["user"]["id"] for member in await members(alice, here.community)] == [str(alice.id)]
    seen = await alice.client.get(f"/v1/communities/{here.community['id']}/invitations")
    assert (seen.json()["items"][0]["waiting"], str(here.zoe.id) in seen.text, "Zoé" in seen.text) == (1, False, False)
    later = await sign_in(app, email=here.zoe.email, birth_year=ADULT)
    refused = await later.ask(
        "PUT", f"/v1/communities/{here.community['id']}/membership", 403, json={"invitation": here.invitation["code"]}
    )
    assert refused["type"].endswith("/guardian-required")
    assert (await later.ask("GET", "/v1/me", 200))["birth_year"] == YOUNG
    await here.zoe.ask("POST", "/v1/me/erasure", 202)
    await answer(guest, here.page, JOIN)
    assert await here.left() == WAITING  # nothing is given while an erasure is asked for
    await here.zoe.ask("DELETE", "/v1/me/erasure", 204)
    late = "update invitations set expires_at = $2 where id = $1"  # the place was taken in time
    await here.runtime.database.writes.fetch(late, UUID(here.invitation["id"]), watch.now)
    await join(here.zoe, here.community, invitation=here.invitation["code"])
    assert await here.left() == IN
