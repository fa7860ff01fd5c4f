"""All ways in which something of a person's ends, in a world where a child has one of everything."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind, Visibility
from app.models.erasures import Erasure
from app.models.memberships import Role
from app.services.communities import kept_places
from app.services.departures import erasures
from app.services.talents.endorsement_requests import token_of as token_to_confirm
from tests.support import endorsements, missions, portraits
from tests.support.communities import begin, begin_school, gather, grown_up, invite, join, verify
from tests.support.counsellors import counsellor, request_access
from tests.support.grants import FORM, open_to, share, token_of, told
from tests.support.guardians import AGREE, EVERYTHING, answer, ask_guardian, child
from tests.support.people import Person, Watch, capture, prove, visit, work_off
from tests.support.stories import medium
from tests.support.tallies import keep_all

KINDS = [kind for kind in CommunityKind if kind is not CommunityKind.SCHOOL]
PLACES = list(product(KINDS, Visibility))
OVER = frozenset({401, 404, 409, 410, 412})  # another way was faster
PRECONDITION_STATUS = 428
STORY = frozenset({"link", "named", "shown"})  # of the story
SHARES = STORY | {"portrait", "answer", "counted"}
PRIVATE = frozenset({"moment", "asked"})
GROUP = frozenset({"shown", "answer", "team", "counted", "member", "elsewhere"})
ASKED_OF_GUARDIAN = SHARES | PRIVATE | GROUP | {"waiting", "kept"}
VIEWS = ASKED_OF_GUARDIAN | {"school"}


@dataclass
class World:
    runtime: Runtime
    watch: Watch
    zoe: Person
    alice: Person  # manages
    bob: Person  # is a member
    rose: Person  # accompanies
    guest: httpx.AsyncClient
    guardian_page: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    async def sql(self, query: str, *values: object) -> list[Any]:
        return await self.runtime.database.writes.fetch(query, *values)

    async def is_open(self, view: str) -> bool:
        readers = {"team": self.alice, "named": self.rose, "moment": self.rose}
        if view in SQL:
            return bool(await self.sql(SQL[view], self.zoe.id, UUID(self.ids[view])))
        client = self.guest if view in {"link", "portrait", "asked"} else readers.get(view, self.bob).client
        response = await client.get(self.paths[view])
        assert response.status_code in {200, *OVER}, f"{view}: {response.status_code} {response.text}"
        return response.status_code == 200


SQL = {
    "counted": "select from memberships where user_id = $1 and community_id = $2 and show_talents",
    "member": "select from memberships where user_id = $1 and community_id = $2 and state = 'active'",
    "waiting": "select from memberships where user_id = $1 and community_id = $2 and state = 'requested'",
    "kept": "select from kept_places where person_id = $1 and community_id = $2",
    "elsewhere": "select from memberships where user_id = $1 and community_id = $2 and state = 'active'",
}


# As if she had kept it before her guardian agreed to joining: it has one of everything, and neither comes first.
KEEP = """
with reserved as (update invitations set uses = uses + 1 where id = $3)
insert into kept_places (person_id, community_id, invitation_id, kept_at, until)
values ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '30 days')
"""


async def world(app: FastAPI, watch: Watch, seed: int) -> World:
    """Build the town. The seed chooses the kinds and visibilities of its communities."""
    random, runtime = Random(seed), app.state.runtime  # noqa: S311  a choice that can be made again
    alice, bob = await grown_up(app, "alice"), await grown_up(app, "bob")
    await prove(alice)
    town = World(runtime, watch, await child(app), alice, bob, await counsellor(app, watch), visit(app))
    _, town.guardian_page = await ask_guardian(runtime, town.zoe)
    await answer(town.guest, town.guardian_page, EVERYTHING)
    await _belong(town, random)
    await _answer_missions(town)
    await _share(town)
    await work_off(runtime)
    await keep_all(runtime)
    return town


async def _belong(town: World, random: Random) -> None:
    (kind, visibility), (lone_kind, sight) = random.sample(PLACES, 2)
    roles = {town.alice.id: Role.MANAGER, town.zoe.id: random.choice(list(Role))}
    cohort = await gather(town.runtime, town.alice, town.bob, town.zoe, roles=roles, kind=kind, visibility=visibility)
    lonely = await gather(town.runtime, town.zoe, town.bob, kind=lone_kind, visibility=sight)  # she alone manages it
    club = await begin(town.alice, visibility="listed", join_policy="request")
    await join(town.zoe, club, 201)
    school = await begin_school(town.alice, town.runtime)
    invitation = await invite(town.alice, school, emails=[], max_uses=5)
    for person in (town.zoe, town.bob):
        await join(person, school, invitation=invitation["code"])
    circle = await begin(town.alice)
    code = await invite(town.alice, circle, max_uses=1)
    await town.sql(KEEP, town.zoe.id, UUID(circle["id"]), UUID(code["id"]), town.watch.now)
    town.ids |= {"kept": circle["id"], "kept invitation": code["id"]}
    await town.zoe.ask("PATCH", f"/v1/communities/{cohort}/membership", 200, json={"show_talents": True})
    town.ids |= {"counted": str(cohort), "member": str(cohort), "elsewhere": str(lonely), "waiting": club["id"]}
    town.ids |= {"community": str(cohort), "school_community": school["id"]}


async def _answer_missions(town: World) -> None:
    media = await medium(town.runtime, town.zoe)
    await town.zoe.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=_mission(town.ids["elsewhere"], [media]))
    answer_views: Mapping[str, tuple[str, str]] = {
        "answer": (town.ids["community"], "community"),
        "team": (town.ids["community"], "managers"),
        "school": (town.ids["school_community"], "community"),
    }
    for view, (community_id, readers) in answer_views.items():
        mission = await missions.send(town.runtime, town.alice, UUID(community_id), responses_visible_to=readers)
        response = await missions.answer(town.zoe, mission)
        town.ids[f"{view} mission"], town.paths[view] = mission["id"], f"/v1/responses/{response['id']}"
    await town.alice.ask("PUT", f"{town.paths['team']}/review", 200, json={"decision": "accept"})


def _mission(community_id: str, media: list[str]) -> dict[str, Any]:
    return missions.PHOTO | {"community_id": community_id, "media": media}


async def _share(town: World) -> None:
    zoe = town.zoe
    story = await told(zoe)
    town.paths |= {"story": f"/v1/stories/{story['id']}", "journal": f"/v1/journals/{story['journal_id']}"}
    town.paths |= dict.fromkeys(("named", "shown"), town.paths["story"])
    grants = {
        "link": await share(zoe, story),
        "shown": await share(zoe, story, audience={"type": "community", "id": town.ids["community"]}),
        "named": await open_to(zoe, town.rose, {"type": "story", "id": story["id"]}),
    }
    town.paths["link"] = f"/v1/links/{token_of(grants['link'])}"
    moment = await capture(zoe)
    grants["moment"] = await open_to(zoe, town.rose, {"type": "experience", "id": moment["id"]})
    town.paths["moment"] = f"/v1/experiences/{moment['id']}"
    town.ids["skill"] = await portraits.talent(town.runtime, zoe, "LEARN.1", moment)
    path = await portraits.draw(zoe)
    await portraits.publish(zoe, path)
    grants["portrait"] = await portraits.share(zoe, path)
    town.paths |= {"drawn": path, "portrait": f"/v1/links/{token_of(grants['portrait'])}"}
    town.ids |= {f"{name} grant": grant["id"] for name, grant in grants.items()}
    endorsement = await endorsements.ask(zoe, town.ids["skill"])
    town.ids["endorsement request"] = endorsement["id"]
    town.paths["asked"] = f"/e/{token_to_confirm(town.runtime, UUID(endorsement['id']))}"
    request = await request_access(town.rose, zoe, town.watch)
    query = "update grants set request_id = $2 where id = $1"
    await town.sql(query, UUID(grants["named"]["id"]), UUID(request["id"]))
    body = {"target": {"type": "story", "id": story["id"]}, "reason": "other"}
    await town.bob.ask("POST", "/v1/flags", 201, json=body)


Do = Callable[[World], Awaitable[bool]]


@dataclass(frozen=True)
class Way:
    name: str
    do: Do  # whether it was done; not, when another was faster
    shut: frozenset[str]
    operation: str = ""  # of the API
    refuses: frozenset[str] = frozenset()  # what the guardian no longer agrees to


def by(actor: str, method: str, path: str, body: object = None) -> Do:
    """Return an act on the API by that actor, on the present version."""

    async def do(town: World) -> bool:
        client: httpx.AsyncClient = getattr(town, actor).client
        address = path.format(zoe=town.zoe.id, **{name.replace(" ", "_"): id_ for name, id_ in _names(town).items()})
        current = await client.get(address)
        headers = {"If-Match": current.headers["etag"]} if "etag" in current.headers else {}
        response = await client.request(method, address, headers=headers, json=body)
        if response.status_code == PRECONDITION_STATUS:  # of what is read in lists only
            response = await client.request(method, address, headers={"If-Match": '"1"'}, json=body)
        return _is_done(response)

    return do


def _names(town: World) -> dict[str, str]:
    return town.ids | {f"{name}_path": path for name, path in town.paths.items()}


def form(*fields: tuple[str, str]) -> Do:
    async def do(town: World) -> bool:
        return _is_done(await town.guest.post(town.guardian_page, data=dict_of(fields), headers=FORM))

    return do


def dict_of(fields: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    groups: dict[str, list[str]] = {}
    for name, value in fields:
        groups.setdefault(name, []).append(value)
    return groups


def _is_done(response: httpx.Response) -> bool:
    assert response.is_success or response.status_code in OVER, f"{response.url}: {response.text}"
    return response.is_success


async def replace_guardian(town: World) -> bool:
    body = {"email": f"second-of-{town.zoe.id}@example.org"}
    return _is_done(await town.zoe.client.put("/v1/me/guardian", json=body))


async def expire(town: World) -> bool:
    query = "update grants set ends_at = $2 where id = $1"
    await town.sql(query, UUID(town.ids["link grant"]), town.watch.now - timedelta(seconds=1))
    return True


async def lapse(town: World) -> bool:
    query = "update kept_places set until = $2 where person_id = $1"
    await town.sql(query, town.zoe.id, town.watch.now - timedelta(seconds=1))
    async with town.runtime.work(SYSTEM) as uow:
        await kept_places.lapse(uow)
    return True


async def doubt(town: World) -> bool:
    await verify(town.runtime, {"id": town.ids["school_community"]}, doubt=True)
    await work_off(town.runtime)
    return True


async def erase(town: World) -> bool:
    async with town.runtime.work(SYSTEM) as uow:
        uow.session.add(Erasure(user_id=town.zoe.id, asked_at=town.watch.now, due_at=town.watch.now))
    async with town.runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, town.zoe.id)
    return True


def _ticked(*acts: str) -> Do:
    return form(*AGREE, *(("act", act) for act in acts))


ADMITTING = {"guardian unticks " + act for act in ("publishing", "sharing", "opening what is not published")}
IN = "/v1/communities/{community}"
PLACE, PLACE_CODE = "/v1/communities/{kept}/kept-place", "/v1/communities/{kept}/invitations/{kept_invitation}"
ALL = frozenset({"publish", "share", "share_private", "join"})
WAYS = (
    Way("guardian ends", form(("answer", "end")), ASKED_OF_GUARDIAN, refuses=ALL),
    Way("guardian declines on an old page", form(("answer", "decline")), ASKED_OF_GUARDIAN, refuses=ALL),
    Way(
        "guardian unticks publishing",
        _ticked("share", "share_private", "join"),
        STORY | {"portrait", "kept"},
        refuses=frozenset({"publish"}),
    ),
    Way(
        "guardian unticks sharing",
        _ticked("publish", "share_private", "join"),
        SHARES | {"kept"},
        refuses=frozenset({"share"}),
    ),
    Way(
        "guardian unticks opening what is not published",
        _ticked("publish", "share", "join"),
        PRIVATE | {"kept"},
        refuses=frozenset({"share_private"}),
    ),
    Way(
        "guardian unticks joining",
        _ticked("publish", "share", "share_private"),
        GROUP | {"waiting"},
        refuses=frozenset({"join"}),
    ),
    Way("child ends", by("zoe", "DELETE", "/v1/me/guardian"), ASKED_OF_GUARDIAN, "delete_guardian", ALL),
    Way(
        "child replaces",
        replace_guardian,
        ASKED_OF_GUARDIAN - {"kept"},
        refuses=ALL,
    ),
    Way("gives the place up", by("zoe", "DELETE", PLACE), frozenset({"kept"}), "delete_kept_place"),
    Way("the invitation is taken back", by("alice", "DELETE", PLACE_CODE), frozenset({"kept"}), "revoke_invitation"),
    Way("nobody answers", lapse, frozenset({"kept"})),
    Way("the community ends", by("alice", "DELETE", "/v1/communities/{kept}/membership"), frozenset({"kept"})),
    Way("leaves", by("zoe", "DELETE", f"{IN}/membership"), GROUP - {"elsewhere"}, "leave_community"),
    Way("leaves where she alone manages", by("bob", "DELETE", "/v1/communities/{elsewhere}/membership"), frozenset()),
    Way("asks no longer", by("zoe", "DELETE", "/v1/communities/{waiting}/membership"), frozenset({"waiting"})),
    Way("is removed", by("alice", "PATCH", f"{IN}/memberships/{{zoe}}", {"state": "removed"}), GROUP - {"elsewhere"}),
    Way(
        "is refused",
        by("alice", "PATCH", "/v1/communities/{waiting}/memberships/{zoe}", {"state": "refused"}),
        frozenset({"waiting"}),
    ),
    Way("counts no longer", by("zoe", "PATCH", f"{IN}/membership", {"show_talents": False}), frozenset({"counted"})),
    Way("revokes a link", by("zoe", "DELETE", "/v1/grants/{link_grant}"), frozenset({"link"}), "delete_grant"),
    Way("revokes what a community was given", by("zoe", "DELETE", "/v1/grants/{shown_grant}"), frozenset({"shown"})),
    Way("its time is over", expire, frozenset({"link"})),
    Way(
        "is given back",
        by("rose", "DELETE", "/v1/beneficiaries/{zoe}"),
        frozenset({"named", "moment"}),
        "leave_beneficiary",
    ),
    Way(
        "second factor is removed",
        by("rose", "DELETE", "/v1/me/second-factor"),
        frozenset({"named"}),
        "delete_second_factor",
    ),
    Way(
        "reader signs out",
        by("rose", "DELETE", "/v1/sessions/current"),
        frozenset({"named", "moment"}),
        "delete_current_session",
    ),
    Way("withdraws the story", by("zoe", "DELETE", "{journal_path}/publication"), STORY, "withdraw_journal"),
    Way("deletes the journal", by("zoe", "DELETE", "{journal_path}"), STORY, "delete_journal"),
    Way(
        "withdraws the portrait",
        by("zoe", "DELETE", "{drawn_path}/publication"),
        frozenset({"portrait"}),
        "withdraw_portrait",
    ),
    Way("deletes the portrait", by("zoe", "DELETE", "{drawn_path}"), frozenset({"portrait"}), "delete_portrait"),
    Way(
        "asks an endorser no longer",
        by("zoe", "DELETE", "/v1/endorsements/{endorsement_request}"),
        frozenset({"asked"}),
        "withdraw_endorsement",
    ),
    Way("deletes the talent", by("zoe", "DELETE", "/v1/talents/{skill}"), frozenset({"asked"}), "delete_talent"),
    Way(
        "takes the answer back",
        by("zoe", "DELETE", "/v1/missions/{answer_mission}/response"),
        frozenset({"answer"}),
        "delete_response",
    ),
    Way("operators doubt the school", doubt, frozenset(), "doubt_community"),
    Way(
        "asks to be erased",
        by("zoe", "POST", "/v1/me/erasure"),
        VIEWS - {"counted", "member", "waiting", "elsewhere", "kept"},
        "create_erasure",
    ),
    Way("is erased", erase, VIEWS),
)


async def end(town: World, ways: list[Way]) -> list[Way]:
    """Go all these ways at once, and return those that succeeded."""
    outcomes = await asyncio.gather(*(way.do(town) for way in ways))
    await work_off(town.runtime)
    return [way for way, outcome in zip(ways, outcomes, strict=True) if outcome]
