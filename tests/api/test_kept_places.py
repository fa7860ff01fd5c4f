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

from app.core.actor import SYSTEM, at_the_shell
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.services.communities import kept_places
from app.services.departures import erasures
from app.services.guardians.guardians import EndGuardianships
from app.services.moderation import reports
from app.tasks import HANDLERS
from tests.support.communities import begin, begin_school, grown_up, invite, join, leave, members, verify
from tests.support.guardians import AGREE, YOUNG, answer, ask_guardian, child
from tests.support.mails import mails_to
from tests.support.missions import send
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, work_off

JOIN = [*AGREE, ("act", "join")]
PUBLISH = [*AGREE, ("act", "publish")]


@dataclass
class KeptPlaceScene:
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


async def keep(app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient) -> KeptPlaceScene:
    community = await begin(alice, name="Maçons")
    invitation = await invite(alice, community, max_uses=1)
    zoe, runtime = await child(app), app.state.runtime
    _, page = await ask_guardian(runtime, zoe)
    scene = KeptPlaceScene(app, runtime, watch, alice, zoe, guest, community, invitation, page)
    await zoe.ask("PUT", scene.path, 201, json={"invitation": invitation["url"]})
    return scene


Do = Callable[[KeptPlaceScene], Awaitable[object]]


def answers(*form: tuple[str, str]) -> Do:
    return lambda scene: answer(scene.guest, scene.page, list(form))


def asks(method: str, path: str = "", who: str = "zoe", status: int = 204, **body: object) -> Do:
    async def do(scene: KeptPlaceScene) -> object:
        address = path.format(**scene.community, invitation=scene.invitation["id"]) if path else scene.path
        person: Person = getattr(scene, who)
        return await person.ask(method, address, status, **({"json": body} if body else {}))

    return do


async def lapse(scene: KeptPlaceScene) -> None:
    over = "update kept_places set until = $2 where person_id = $1"
    await scene.runtime.database.writes.fetch(over, scene.zoe.id, scene.watch.now)
    async with scene.runtime.work(SYSTEM) as uow:
        await kept_places.lapse(uow)


async def erase(scene: KeptPlaceScene) -> None:
    async with scene.runtime.work(SYSTEM) as uow:
        uow.session.add(Erasure(user_id=scene.zoe.id, asked_at=scene.watch.now, due_at=scene.watch.now))
    async with scene.runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, scene.zoe.id)


async def come_of_age(scene: KeptPlaceScene) -> None:
    born = "update users set birth_year = $2 where id = $1"
    await scene.runtime.database.writes.fetch(born, scene.zoe.id, NOW.year - 16)
    async with scene.runtime.work(SYSTEM) as uow:
        await HANDLERS[EndGuardianships](uow, EndGuardianships())


async def become_school(scene: KeptPlaceScene) -> None:
    kind = "update communities set kind = 'school' where id = $1"
    await scene.runtime.database.writes.fetch(kind, UUID(scene.community["id"]))
    await verify(scene.runtime, scene.community)
    path = f"/v1/communities/{scene.community['id']}/membership"
    await scene.zoe.client.put(path, json={"invitation": scene.invitation["code"]})


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


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
async def test_however_a_place_ends_no_reserved_use_is_left_over(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient, way: str
) -> None:
    scene = await keep(app, watch, alice, guest)
    assert await scene.left() == WAITING
    do, left, told = WAYS[way]
    await do(scene)
    await work_off(scene.runtime)
    assert await scene.left() == left
    rows = await scene.runtime.database.writes.fetch(CONSENTS, scene.zoe.id, UUID(scene.community["id"]))
    assert rows == [(0 if left == FREE else 1,)]
    if do is not erase:
        assert told in " | ".join(["", *await scene.told()])
        assert len((await scene.zoe.ask("GET", "/v1/me/kept-places", 200))["items"]) == left[1]


@pytest.mark.slow
async def test_whatever_happens_while_a_guardian_agrees_is_not_done_by_half(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    halves = {}
    for way in WAYS:
        scene = await keep(app, watch, alice, guest)
        results = await asyncio.gather(WAYS[way][0](scene), answers(*JOIN)(scene), return_exceptions=True)
        await work_off(scene.runtime)
        uses, kept, came = await scene.left()
        is_whole = uses == kept + came or (way == "child is erased" and kept + came == 0)
        refusals = [item for item in map(str, results) if FAULTS.search(item)]
        if refusals or not is_whole:
            halves[way] = (uses, kept, came, refusals)
    assert halves == {}


async def test_who_takes_an_erasure_back_joins_where_a_guardian_agreed_meanwhile(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    scene = await keep(app, watch, alice, guest)
    await scene.zoe.ask("POST", "/v1/me/erasure", 202)
    await answers(*JOIN)(scene)
    assert await scene.left() == WAITING
    await scene.zoe.ask("DELETE", "/v1/me/erasure", 204)
    await work_off(scene.runtime)
    assert await scene.left() == IN


async def test_who_is_restricted_no_more_joins_where_a_guardian_agreed_meanwhile(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    scene = await keep(app, watch, alice, guest)
    async with scene.runtime.work(at_the_shell()) as uow:
        measure = await reports.restrict(uow, scene.zoe.email, "Essai.")
    await answers(*JOIN)(scene)
    assert await scene.left() == WAITING
    async with scene.runtime.work(at_the_shell()) as uow:
        await reports.lift(uow, measure.id, "Essai.")
    await work_off(scene.runtime)
    assert await scene.left() == IN


async def test_a_place_says_who_may_have_one(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    scene = await keep(app, watch, alice, guest)
    unknown, bob = await sign_in(app, "nobody-knows"), await grown_up(app, "bob")
    body = {"invitation": scene.invitation["code"], "guardian": {"email": "parent@example.org"}}
    assert (await unknown.ask("PUT", scene.path, 403, json=body))["type"].endswith("/age-required")
    other_child = await child(app)
    invitation_problem = await other_child.ask("PUT", scene.path, 404, json=body)
    assert invitation_problem["type"].endswith("/invitation-gone")  # the one use is reserved
    lone = await invite(alice, scene.community)
    guardian_problem = await other_child.ask("PUT", scene.path, 403, json={"invitation": lone["code"]})
    assert guardian_problem["type"].endswith("/guardian-required")  # nobody was asked
    own = {"invitation": lone["code"], "guardian": {"email": other_child.email}}
    assert (await other_child.ask("PUT", scene.path, 422, json=own))["errors"][0]["code"] == "own_address"
    assert (await bob.ask("PUT", scene.path, 409, json={"invitation": lone["code"]}))["type"].endswith(
        "/place-unneeded"
    )
    assert (await other_child.ask("DELETE", scene.path, 404))["type"].endswith("/kept-place-not-found")
    school = await begin_school(alice, scene.runtime)
    pupils = await invite(alice, school)
    at_school = f"/v1/communities/{school['id']}/kept-place"
    body = {"invitation": pupils["code"], "guardian": {"email": "parent@example.org"}}
    assert (await other_child.ask("PUT", at_school, 409, json=body))["type"].endswith("/place-unneeded")


@pytest.mark.slow
async def test_sent_again_it_changes_nothing_and_the_place_is_what_lets_in(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    scene = await keep(app, watch, alice, guest)
    place = await scene.zoe.ask("PUT", scene.path, 200, json={"invitation": scene.invitation["code"]})
    assert (place["community"], place["role"]) == ({"id": scene.community["id"], "name": "Maçons"}, "member")
    assert await scene.zoe.ask("PUT", scene.path, 200, json={}) == place
    before = len(await mails_to(scene.runtime, f"parent-of-{scene.zoe.id}@example.org"))
    assert before == 2  # who was asked, and for which community
    invitation = await invite(alice, scene.community, max_uses=3)
    await scene.zoe.ask("PUT", scene.path, 201, json={"invitation": invitation["code"]})
    assert await scene.left() == FREE
    scene.invitation = invitation
    assert await scene.left() == WAITING
    mission = await send(scene.runtime, alice, UUID(scene.community["id"]))
    await answer(guest, scene.page, JOIN)
    await work_off(scene.runtime)
    assert await scene.left() == IN
    waiting = (await scene.zoe.ask("GET", "/v1/missions", 200))["items"]
    assert [item["id"] for item in waiting] == [mission["id"]]
    await leave(scene.zoe, scene.community)
    await join(scene.zoe, scene.community, invitation=invitation["code"])  # agreed once, nothing waits


async def test_a_waiting_place_shows_nothing_and_is_shown_to_nobody(
    app: FastAPI, watch: Watch, alice: Person, guest: httpx.AsyncClient
) -> None:
    scene = await keep(app, watch, alice, guest)
    await scene.zoe.ask("GET", f"/v1/communities/{scene.community['id']}", 404)
    await scene.zoe.ask("GET", f"/v1/communities/{scene.community['id']}/memberships", 404)
    assert [member["user"]["id"] for member in await members(alice, scene.community)] == [str(alice.id)]
    response = await alice.client.get(f"/v1/communities/{scene.community['id']}/invitations")
    assert (response.json()["items"][0]["waiting"], str(scene.zoe.id) in response.text, "Zoé" in response.text) == (
        1,
        False,
        False,
    )
    later = await sign_in(app, email=scene.zoe.email, birth_year=ADULT)
    problem = await later.ask(
        "PUT", f"/v1/communities/{scene.community['id']}/membership", 403, json={"invitation": scene.invitation["code"]}
    )
    assert problem["type"].endswith("/guardian-required")
    assert (await later.ask("GET", "/v1/me", 200))["birth_year"] == YOUNG
    await scene.zoe.ask("POST", "/v1/me/erasure", 202)
    await answer(guest, scene.page, JOIN)
    assert await scene.left() == WAITING  # nothing is given while an erasure is asked for
    await scene.zoe.ask("DELETE", "/v1/me/erasure", 204)
    late = "update invitations set expires_at = $2 where id = $1"  # the place was taken in time
    await scene.runtime.database.writes.fetch(late, UUID(scene.invitation["id"]), watch.now)
    await join(scene.zoe, scene.community, invitation=scene.invitation["code"])
    assert await scene.left() == IN
