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
from tests.support.people import Person, Watch, capture, visit, work_off
from tests.support.stories import medium

KINDS = [kind for kind in CommunityKind if kind is not CommunityKind.SCHOOL]
PLACES = list(product(KINDS, Visibility))
OVER = frozenset({401, 404, 409, 410, 412})  # another way was faster
PRECONDITION_STATUS = 428
STORY_VIEWS = frozenset({"link", "named", "shown"})  # of the story
SHARE_VIEWS = STORY_VIEWS | {"portrait", "answer", "counted"}
PRIVATE = frozenset({"moment", "asked"})
GIVEN_TO_ROSE = frozenset({"named", "moment"})
COMMUNITY_VIEWS = frozenset({"shown", "answer", "team", "counted", "member", "elsewhere"})
ASKED_OF_GUARDIAN = SHARE_VIEWS | PRIVATE | COMMUNITY_VIEWS | {"waiting", "kept"}
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
    """Its communities are of kinds and visibilities that the seed chooses."""
    random, runtime = Random(seed), app.state.runtime  # noqa: S311  a choice that can be made again
    alice, bob = await grown_up(app, "alice"), await grown_up(app, "bob")
    scene = World(runtime, watch, await child(app), alice, bob, await counsellor(app, watch), visit(app))
    _, scene.guardian_page = await ask_guardian(runtime, scene.zoe)
    await answer(scene.guest, scene.guardian_page, EVERYTHING)
    await _belong(scene, random)
    await _answer_missions(scene)
    await _share(scene)
    await work_off(runtime)
    return scene


async def _belong(scene: World, random: Random) -> None:
    (kind, visibility), (other_kind, other_visibility) = random.sample(PLACES, 2)
    roles = {scene.alice.id: Role.MANAGER, scene.zoe.id: random.choice(list(Role))}
    cohort = await gather(
        scene.runtime, scene.alice, scene.bob, scene.zoe, roles=roles, kind=kind, visibility=visibility
    )
    lonely = await gather(
        scene.runtime, scene.zoe, scene.bob, kind=other_kind, visibility=other_visibility
    )  # she alone manages it
    request_community = await begin(scene.alice, visibility="listed", join_policy="request")
    await join(scene.zoe, request_community, 201)
    school = await begin_school(scene.alice, scene.runtime)
    invitation = await invite(scene.alice, school, emails=[], max_uses=5)
    for person in (scene.zoe, scene.bob):
        await join(person, school, invitation=invitation["code"])
    kept_community = await begin(scene.alice)
    kept_invitation = await invite(scene.alice, kept_community, max_uses=1)
    await scene.sql(KEEP, scene.zoe.id, UUID(kept_community["id"]), UUID(kept_invitation["id"]), scene.watch.now)
    scene.ids |= {"kept": kept_community["id"], "kept invitation": kept_invitation["id"]}
    await scene.zoe.ask("PATCH", f"/v1/communities/{cohort}/membership", 200, json={"show_talents": True})
    scene.ids |= {
        "counted": str(cohort),
        "member": str(cohort),
        "elsewhere": str(lonely),
        "waiting": request_community["id"],
    }
    scene.ids |= {"community": str(cohort), "school_community": school["id"]}


async def _answer_missions(scene: World) -> None:
    media = await medium(scene.runtime, scene.zoe)
    await scene.zoe.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=_mission(scene.ids["elsewhere"], [media]))
    answer_views: Mapping[str, tuple[str, str]] = {
        "answer": (scene.ids["community"], "community"),
        "team": (scene.ids["community"], "managers"),
        "school": (scene.ids["school_community"], "community"),
    }
    for view, (community_id, readers) in answer_views.items():
        mission = await missions.send(scene.runtime, scene.alice, UUID(community_id), responses_visible_to=readers)
        response = await missions.answer(scene.zoe, mission)
        scene.ids[f"{view} mission"], scene.paths[view] = mission["id"], f"/v1/responses/{response['id']}"
    await scene.alice.ask("PUT", f"{scene.paths['team']}/review", 200, json={"decision": "accept"})


def _mission(community_id: str, media: list[str]) -> dict[str, Any]:
    return missions.PHOTO | {"community_id": community_id, "media": media}


async def _share(scene: World) -> None:
    zoe = scene.zoe
    story = await told(zoe)
    scene.paths |= {"story": f"/v1/stories/{story['id']}", "journal": f"/v1/journals/{story['journal_id']}"}
    scene.paths |= dict.fromkeys(("named", "shown"), scene.paths["story"])
    grants = {
        "link": await share(zoe, story),
        "shown": await share(zoe, story, audience={"type": "community", "id": scene.ids["community"]}),
        "named": await open_to(zoe, scene.rose, {"type": "story", "id": story["id"]}),
    }
    scene.paths["link"] = f"/v1/links/{token_of(grants['link'])}"
    moment = await capture(zoe)
    grants["moment"] = await open_to(zoe, scene.rose, {"type": "experience", "id": moment["id"]})
    scene.paths["moment"] = f"/v1/experiences/{moment['id']}"
    scene.ids["skill"] = await portraits.talent(scene.runtime, zoe, "LEARN.1", moment)
    portrait_path = await portraits.draw(zoe)
    await portraits.publish(zoe, portrait_path)
    grants["portrait"] = await portraits.share(zoe, portrait_path)
    scene.paths |= {"drawn": portrait_path, "portrait": f"/v1/links/{token_of(grants['portrait'])}"}
    scene.ids |= {f"{name} grant": grant["id"] for name, grant in grants.items()}
    endorsement_request = await endorsements.ask(zoe, scene.ids["skill"])
    scene.ids["endorsement request"] = endorsement_request["id"]
    scene.paths["asked"] = f"/e/{token_to_confirm(scene.runtime, UUID(endorsement_request['id']))}"
    request = await request_access(scene.rose, zoe, scene.watch)
    query = "update grants set request_id = $2 where id = $1"
    await scene.sql(query, UUID(grants["named"]["id"]), UUID(request["id"]))
    body = {"target": {"type": "story", "id": story["id"]}, "reason": "other"}
    await scene.bob.ask("POST", "/v1/flags", 201, json=body)


Do = Callable[[World], Awaitable[bool]]


@dataclass(frozen=True)
class Way:
    name: str
    do: Do  # whether it was done; not, when another was faster
    shut: frozenset[str]
    operation: str = ""  # of the API
    refuses: frozenset[str] = frozenset()  # what the guardian no longer agrees to


def by(actor: str, method: str, path: str, body: object = None) -> Do:
    """As the API does it, on the version that there is."""

    async def do(scene: World) -> bool:
        client: httpx.AsyncClient = getattr(scene, actor).client
        address = path.format(
            zoe=scene.zoe.id, **{name.replace(" ", "_"): value for name, value in _names(scene).items()}
        )
        current = await client.get(address)
        headers = {"If-Match": current.headers["etag"]} if "etag" in current.headers else {}
        response = await client.request(method, address, headers=headers, json=body)
        if response.status_code == PRECONDITION_STATUS:  # of what is read in lists only
            response = await client.request(method, address, headers={"If-Match": '"1"'}, json=body)
        return _is_done(response)

    return do


def _names(scene: World) -> dict[str, str]:
    return scene.ids | {f"{name}_path": path for name, path in scene.paths.items()}


def form(*fields: tuple[str, str]) -> Do:
    async def do(scene: World) -> bool:
        return _is_done(await scene.guest.post(scene.guardian_page, data=dict_of(fields), headers=FORM))

    return do


def dict_of(fields: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    groups: dict[str, list[str]] = {}
    for name, value in fields:
        groups.setdefault(name, []).append(value)
    return groups


def _is_done(response: httpx.Response) -> bool:
    assert response.is_success or response.status_code in OVER, f"{response.url}: {response.text}"
    return response.is_success


async def replace_guardian(scene: World) -> bool:
    body = {"email": f"second-of-{scene.zoe.id}@example.org"}
    return _is_done(await scene.zoe.client.put("/v1/me/guardian", json=body))


async def expire(scene: World) -> bool:
    query = "update grants set ends_at = $2 where id = $1"
    await scene.sql(query, UUID(scene.ids["link grant"]), scene.watch.now - timedelta(seconds=1))
    return True


async def lapse(scene: World) -> bool:
    query = "update kept_places set until = $2 where person_id = $1"
    await scene.sql(query, scene.zoe.id, scene.watch.now - timedelta(seconds=1))
    async with scene.runtime.work(SYSTEM) as uow:
        await kept_places.lapse(uow)
    return True


async def doubt(scene: World) -> bool:
    await verify(scene.runtime, {"id": scene.ids["school_community"]}, doubt=True)
    await work_off(scene.runtime)
    return True


async def erase(scene: World) -> bool:
    async with scene.runtime.work(SYSTEM) as uow:
        uow.session.add(Erasure(user_id=scene.zoe.id, asked_at=scene.watch.now, due_at=scene.watch.now))
    async with scene.runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, scene.zoe.id)
    return True


def _ticked(*acts: str) -> Do:
    return form(*AGREE, *(("act", act) for act in acts))


IN = "/v1/communities/{community}"
KEPT_PLACE, KEPT_INVITATION = (
    "/v1/communities/{kept}/kept-place",
    "/v1/communities/{kept}/invitations/{kept_invitation}",
)
ALL = frozenset({"publish", "share", "share_private", "join"})
WAYS = (
    Way("guardian ends", form(("answer", "end")), ASKED_OF_GUARDIAN, refuses=ALL),
    Way("guardian declines on an old page", form(("answer", "decline")), ASKED_OF_GUARDIAN, refuses=ALL),
    Way(
        "guardian unticks publishing",
        _ticked("share", "share_private", "join"),
        STORY_VIEWS | {"portrait", "kept"},
        refuses=frozenset({"publish"}),
    ),
    Way(
        "guardian unticks sharing",
        _ticked("publish", "share_private", "join"),
        SHARE_VIEWS | {"kept"},
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
        COMMUNITY_VIEWS | {"waiting"},
        refuses=frozenset({"join"}),
    ),
    Way("child ends", by("zoe", "DELETE", "/v1/me/guardian"), ASKED_OF_GUARDIAN, "delete_guardian", ALL),
    Way(
        "child replaces",
        replace_guardian,
        ASKED_OF_GUARDIAN - {"kept"},
        refuses=ALL,
    ),
    Way("gives the place up", by("zoe", "DELETE", KEPT_PLACE), frozenset({"kept"}), "delete_kept_place"),
    Way(
        "the invitation is taken back", by("alice", "DELETE", KEPT_INVITATION), frozenset({"kept"}), "revoke_invitation"
    ),
    Way("nobody answers", lapse, frozenset({"kept"})),
    Way("the community ends", by("alice", "DELETE", "/v1/communities/{kept}/membership"), frozenset({"kept"})),
    Way("leaves", by("zoe", "DELETE", f"{IN}/membership"), COMMUNITY_VIEWS - {"elsewhere"}, "leave_community"),
    Way("leaves where she alone manages", by("bob", "DELETE", "/v1/communities/{elsewhere}/membership"), frozenset()),
    Way("asks no longer", by("zoe", "DELETE", "/v1/communities/{waiting}/membership"), frozenset({"waiting"})),
    Way(
        "is removed",
        by("alice", "PATCH", f"{IN}/memberships/{{zoe}}", {"state": "removed"}),
        COMMUNITY_VIEWS - {"elsewhere"},
    ),
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
    Way("withdraws the story", by("zoe", "DELETE", "{journal_path}/publication"), STORY_VIEWS, "withdraw_journal"),
    Way("deletes the journal", by("zoe", "DELETE", "{journal_path}"), STORY_VIEWS, "delete_journal"),
    Way(
        "withdraws the portrait",
        by("zoe", "DELETE", "{drawn_path}/publication"),
        frozenset({"portrait"}),
        "withdraw_portrait",
    ),
    Way("deletes the portrait", by("zoe", "DELETE", "{drawn_path}"), frozenset({"portrait"}), "delete_portrait"),
    Way(
        "asks an endorser no longer",
        by("zoe", "DELETE", "/v1/endorsement-requests/{endorsement_request}"),
        frozenset({"asked"}),
        "cancel_endorsement_request",
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
# Of the operations that end something, those that end nothing of what others see of a person.
REASONS = {
    "delete_export": "tests/access/endings.py: deleted",
    "delete_experience": "tests/access/endings.py: moment deleted",
    "delete_session": "as the current one",
    "delete_password": "opens nothing to others",
    "delete_medium": "refused while something shows it",
    "terminate_upload": "nobody saw it",
    "close_mission": "its answers stay",
    "cancel_mission": "its answers stay",
    "delete_device": "their own",
    "refuse_grant_request": "tests/access/endings.py: refused",
    "withdraw_grant_request": "tests/access/endings.py: asks no longer",
    "delete_comment": "words of whoever wrote them",
    "withdraw_endorsement": "tests/api/test_endorsements.py",
    "delete_erasure": "opens again: tests/access/test_endings.py",
    "delete_import": "their own",
}


def expected(ways: list[Way]) -> frozenset[str]:
    """What is shut when all of them are done."""
    shut = frozenset[str]().union(*(way.shut for way in ways))
    has_doubt = any(way.do is doubt for way in ways)
    refusals = frozenset[str]().union(*(way.refuses for way in ways))
    return shut | ({"school"} if has_doubt and refusals & {"share", "join"} else frozenset())


async def end(scene: World, ways: list[Way]) -> list[Way]:
    """All at once; those that were done."""
    outcomes = await asyncio.gather(*(way.do(scene) for way in ways))
    await work_off(scene.runtime)
    return [way for way, outcome in zip(ways, outcomes, strict=True) if outcome]
