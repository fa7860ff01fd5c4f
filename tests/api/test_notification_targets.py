"""The button of each kind of notification opens something, and goes when that can be opened no more."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, type_coerce
from sqlalchemy.dialects.postgresql import JSON

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.models.communities import Community
from app.models.memberships import Role
from app.models.notifications import Notification
from app.models.notifications import NotificationType as Kind
from app.services.missions import assignments
from app.services.missions.assignments import RemindMission
from app.services.notifications.notification_refs import CHOSEN, NAMES
from app.services.notifications.notification_targets import TARGET
from app.services.notifications.notification_templates import say
from app.services.programmes import step_mails
from app.services.sharing import grant_reminders
from tests.support import endorsements, links, portraits, programme_reports, proposals, stories, talents, uploads
from tests.support.communities import begin, decide, gather, grown_up, join
from tests.support.counsellors import counsellor, request_access
from tests.support.grants import open_to, revoke, share, told
from tests.support.guardians import EVERYTHING, ask_guardian, child
from tests.support.guardians import answer as answer_guardian
from tests.support.media import jpeg
from tests.support.missions import EVENT, answer, send
from tests.support.notifications import Scene, buttons, device, staged
from tests.support.people import Person, Watch, capture, work_off

pytestmark = pytest.mark.slow

NONE_OF = r"None|null|[{}_]|«\s*»|“\s*”|\s$|:\s*$"
RAW = {
    Locale.FR: re.compile(rf"{NONE_OF}|\bexperiences?\b|untitled|Someone| until "),
    Locale.EN: re.compile(rf"{NONE_OF}|sans titre|Quelqu|jusqu|\b(ses|tes|son|ton|sa|ta)\b|\boui\b"),
}
ACTED = (Kind.JOIN_REQUEST, Kind.GRANT_REQUEST, Kind.QUOTE, Kind.GRANT, Kind.COMMENT)
MAY = ["view", "comment"]
HOURS = {"starts_at": 5, "ends_at": 6}  # from now
PHOTO = jpeg(200, 150)
Step = Callable[[], Awaitable[Any]]


@dataclass
class Stage:
    """Alice manages and tells; Bob answers and reads; Fay looks after it; Rose accompanies; Zoé is a child."""

    scene: Scene
    guest: httpx.AsyncClient
    alice: Person
    bob: Person
    fay: Person
    rose: Person
    zoe: Person

    def __post_init__(self) -> None:
        self.runtime, self.watch = self.scene.runtime, self.scene.watch
        self.people = (self.alice, self.bob, self.fay, self.rose, self.zoe)


@pytest.fixture
async def stage(app: FastAPI, watch: Watch, guest: httpx.AsyncClient) -> Stage:
    alice, bob, fay = [await grown_up(app, name) for name in ("alice", "bob", "fay")]
    return Stage(await staged(app, watch), guest, alice, bob, fay, await counsellor(app, watch), await child(app))


async def _missions(on: Stage) -> list[Step]:
    roles = {on.alice.id: Role.MANAGER}
    community_id = await gather(on.runtime, on.alice, on.bob, roles=roles)
    missions = [
        await send(on.runtime, on.alice, community_id, title=name) for name in ("sent", "late", "again", "well", "off")
    ]
    hours: Any = {name: (on.watch.now + timedelta(hours=count)).isoformat() for name, count in HOURS.items()}
    fields: Any = {**EVENT, "event": {"place": {"label": "Gymnase"}, **hours}}
    event = await send(on.runtime, on.alice, community_id, **fields)
    await on.bob.ask("PUT", f"/v1/missions/{event['id']}/response", 200, json={"attendance": "registered"})
    async with on.runtime.work(SYSTEM) as uow:
        await step_mails.notify_due(uow)
    async with on.runtime.work(SYSTEM) as uow:
        await assignments.remind(uow, RemindMission(mission_id=UUID(missions[1]["id"]), minutes=60))
    for mission, decision in ((missions[2], "return"), (missions[3], "accept")):
        response = await answer(on.bob, mission)
        body = {"decision": decision, "comment": "Merci."}
        await on.alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=body)
    await on.alice.ask("PUT", f"/v1/missions/{missions[4]['id']}/cancellation", 200)
    await work_off(on.runtime)
    return [lambda: on.bob.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)]


async def _memberships(on: Stage) -> list[Step]:
    asks = await begin(on.alice, visibility="listed", join_policy="request")
    await join(on.bob, asks)
    await decide(on.alice, asks, on.bob, state="active")
    await join(on.fay, asks)
    return [
        lambda: on.fay.ask("DELETE", f"/v1/communities/{asks['id']}/membership", 204),
        lambda: on.alice.ask("PATCH", f"/v1/communities/{asks['id']}", 200, json={"visibility": "secret"},
                             headers={"If-Match": "*"}),
        lambda: on.bob.ask("DELETE", f"/v1/communities/{asks['id']}/membership", 204),
    ]  # fmt: skip


async def _moderation(on: Stage) -> list[Step]:
    roles = {on.fay.id: Role.FACILITATOR, on.alice.id: Role.MANAGER}
    place = await gather(on.runtime, on.alice, on.bob, on.fay, on.rose, roles=roles)
    story = await told(on.bob)
    await share(on.bob, story, audience={"type": "community", "id": str(place)})
    flag_body = {"target": {"type": "story", "id": story["id"]}, "reason": "other"}
    flag = await on.rose.ask("POST", "/v1/flags", 201, json=flag_body)
    decision = {"decision": "hide", "reason": "Hors sujet."}
    await on.fay.ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json=decision)
    [hiding] = (await on.bob.ask("GET", "/v1/hidings", 200))["items"]
    await on.bob.ask("PUT", f"/v1/hidings/{hiding['id']}/appeal", 200, json={"text": "Si."})
    lost = {"role": "member"}
    return [
        lambda: on.alice.ask("PATCH", f"/v1/communities/{place}/memberships/{on.fay.id}", 200, json=lost),
        lambda: on.bob.ask("DELETE", f"/v1/communities/{place}/membership", 204),
        lambda: on.alice.ask("PATCH", f"/v1/communities/{place}/memberships/{on.rose.id}", 200,
                             json={"role": "manager"}),
        lambda: on.alice.ask("PATCH", f"/v1/communities/{place}/memberships/{on.alice.id}", 200, json=lost),
    ]  # fmt: skip


async def _accesses(on: Stage) -> list[Step]:
    story, moment, experience = await told(on.alice), await capture(on.alice), await capture(on.alice)
    await portraits.talent(on.runtime, on.alice, "LEARN.1", experience)
    portrait_path = await portraits.draw(on.alice)
    await portraits.publish(on.alice, portrait_path)
    things = [
        {"type": "story", "id": story["id"]},
        {"type": "story", "id": (await told(on.alice))["id"]},  # the reader is reminded of the first alone
        {"type": "portrait", "id": portrait_path.rpartition("/")[2]},
        {"type": "experience", "id": moment["id"]},
        {"type": "experience", "id": experience["id"]},
        {"type": "experiences"},
        {"type": "talents"},
    ]
    ends_at = (on.watch.now + timedelta(days=30)).isoformat()
    given = [await open_to(on.alice, on.bob, thing, rights=MAY, ends_at=ends_at) for thing in things]
    for thing in things:
        target = thing if "id" in thing else thing | {"user_id": str(on.alice.id)}
        await on.bob.ask("POST", "/v1/comments", 201, json={"target": target, "text": "Bravo."})
    await request_access(on.rose, on.alice, on.watch)
    request = await request_access(on.rose, on.fay, on.watch)
    body = {"targets": [{"type": "talents"}], "rights": ["view"], "ends_at": request["ends_at"]}
    await on.fay.ask("PUT", f"/v1/grant-requests/{request['id']}/acceptance", 200, json=body)
    now = on.watch.now
    on.watch.now = now + timedelta(days=24)
    async with on.runtime.work(SYSTEM) as uow:
        await grant_reminders.remind(uow)
    on.watch.now = now
    [beneficiary] = (await on.rose.ask("GET", "/v1/beneficiaries", 200))["items"]
    return [
        lambda: on.alice.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": "*"}),
        lambda: on.alice.ask("DELETE", f"/v1/journals/{story['journal_id']}", 204, headers={"If-Match": "*"}),
        lambda: on.alice.ask("DELETE", portrait_path, 204, headers={"If-Match": "*"}),
        lambda: revoke(on.alice, given[5]),
        lambda: on.rose.ask("DELETE", f"/v1/beneficiaries/{beneficiary['id']}", 204),
        lambda: on.alice.ask("POST", "/v1/me/erasure", 202),
    ]


async def _quotes(on: Stage) -> list[Step]:
    community_id = await gather(on.runtime, on.alice, on.bob)
    response = await answer(on.bob, await send(on.runtime, on.alice, community_id, title="sent"))
    body = {
        "report_id": (await programme_reports.draft(on.alice, community_id))["id"],
        "targets": [{"type": "response", "id": response["id"], "excerpt": "Mon mur"}],
        "purpose": "publication",
        "ends_at": (on.watch.now + timedelta(days=30)).isoformat(),
        "attribution": "nobody",
        "reach": "team",
    }
    request = await on.alice.ask("POST", "/v1/grant-requests", 201, json=body)
    return [lambda: on.alice.ask("PUT", f"/v1/grant-requests/{request['id']}/withdrawal", 200)]


async def _ideas(on: Stage) -> list[Step]:
    """Bob's idea is approved, and he is asked to carry it."""
    community_id, mission = await proposals.call(on.runtime, on.alice, [on.bob])
    idea = await proposals.propose(on.bob, mission, title="sent")
    await proposals.decide(on.alice, idea, "approve")
    another = await proposals.propose(on.bob, mission, title="sent too")
    await proposals.decide(on.alice, another, "approve")
    await proposals.choose(on.alice, another, owner={"user_id": str(on.bob.id)})
    return [lambda: on.bob.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)]


async def _exchanges(on: Stage) -> list[Step]:
    """Alice asks for an exchange, and Bob says yes."""
    community_id = await gather(on.runtime, on.fay, on.alice, on.bob, roles={on.fay.id: Role.MANAGER})
    await talents.claim(on.bob, "COM.1", stance="offers")
    await on.bob.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"reachable": True})
    body = {"skill_id": talents.skill("COM.1"), "message": "Une heure me suffirait."}
    exchange = await on.alice.ask("POST", f"/v1/communities/{community_id}/exchanges", 201, json=body)
    await work_off(on.runtime)
    path = f"/v1/missions/{exchange['id']}/response"
    await on.bob.ask("PUT", path, 422, json={"attendance": "registered", "note": "Je m’appelle Bob."})
    await on.bob.ask("PUT", path, 200, json={"attendance": "registered"})
    await work_off(on.runtime)
    return [lambda: on.alice.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)]


async def _reports(on: Stage) -> list[Step]:
    """Bob hears that his words are published; Rose, that a report is given to the community she manages."""
    community_id = await gather(on.runtime, on.alice, on.bob)
    above = await gather(on.runtime, on.rose)
    async with on.runtime.database.sessions.begin() as session:
        row = await session.get_one(Community, community_id)
        row.parent_id = above
    response = await answer(on.bob, await send(on.runtime, on.alice, community_id, title="sent"))
    sections = [{"kind": "quotes"}]
    report = await programme_reports.draft(on.alice, community_id, title="sent", sections=sections)
    body = {
        "report_id": report["id"],
        "targets": [{"type": "response", "id": response["id"], "excerpt": "Mon mur"}],
        "purpose": "publication",
        "ends_at": (on.watch.now + timedelta(days=30)).isoformat(),
        "attribution": "nobody",
        "reach": "region",
    }
    request = await on.alice.ask("POST", "/v1/grant-requests", 201, json=body)
    acceptance = {name: request[name] for name in ("targets", "rights", "ends_at")}
    acceptance["targets"] = [{name: body["targets"][0][name] for name in ("type", "id", "excerpt")}]
    given = await on.bob.ask("PUT", f"/v1/grant-requests/{request['id']}/acceptance", 200, json=acceptance)
    await programme_reports.publish(on.alice, report)
    audience = {"type": "community", "id": str(above)}
    await programme_reports.give(on.alice, report, audience)
    return [
        lambda: on.bob.ask("DELETE", f"/v1/grants/{given['grants'][0]['id']}", 204, headers={"If-Match": "*"}),
        lambda: on.alice.ask("DELETE", f"/v1/reports/{report['id']}/publication", 204),
    ]


async def _informations(on: Stage) -> list[Step]:
    path = f"/v1/communities/{await gather(on.runtime, on.alice, on.bob)}/informations"
    information = await on.alice.ask("POST", path, 201, json={"title": "Le forum", "text": "Au gymnase."})
    return [lambda: on.alice.ask("DELETE", f"{path}/{information['id']}", 204)]


async def _accounts(on: Stage) -> list[Step]:
    request = await endorsements.confirmed(on.runtime, on.bob, on.guest)
    _, page = await ask_guardian(on.runtime, on.zoe)
    await answer_guardian(on.guest, page, EVERYTHING)
    await on.bob.ask("PUT", "/v1/me/password", 204, json={"password": "quatre mots de passe longs"})
    return [
        lambda: on.bob.ask("DELETE", f"/v1/talents/{request['skill']['id']}", 204, headers={"If-Match": "*"}),
        lambda: on.zoe.ask("DELETE", "/v1/me/guardian", 204),
    ]


async def _completions(on: Stage) -> list[Step]:
    photo = (await uploads.declare(on.alice, uploads.declared(PHOTO, alt="Un mur")))["id"]
    await on.alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    story = await stories.publish(on.alice, await stories.begin(on.alice, stories.showing(photo)))
    sections = [{"kind": "text", "text": "Bonjour"}]
    portrait_path = await portraits.draw(on.alice, name="Le mien", show_photo=True, sections=sections)
    await portraits.publish(on.alice, portrait_path)
    assert (await uploads.append(on.alice, photo, 0, PHOTO)).status_code == 204
    await work_off(on.runtime)
    return [
        lambda: on.alice.ask("DELETE", f"/v1/journals/{story['journal_id']}", 204, headers={"If-Match": "*"}),
        lambda: on.alice.ask("DELETE", portrait_path, 204, headers={"If-Match": "*"}),
    ]


SCENES: dict[Callable[[Stage], Awaitable[list[Step]]], set[Kind]] = {
    _missions: {Kind.MISSION, Kind.REMINDER, Kind.RETURNED, Kind.ACCEPTED, Kind.CANCELLED, Kind.STEP},
    _memberships: {Kind.JOIN_REQUEST, Kind.MEMBERSHIP},
    _moderation: {Kind.FLAG, Kind.APPEAL, Kind.MODERATION},
    _accesses: {Kind.GRANT, Kind.GRANT_REQUEST, Kind.EXPIRY, Kind.COMMENT},
    _quotes: {Kind.QUOTE},
    _ideas: {Kind.PROPOSAL, Kind.PLAN},
    _exchanges: {Kind.EXCHANGE},
    _reports: {Kind.REPORT},
    _informations: {Kind.INFORMATION},
    _accounts: {Kind.ENDORSEMENT, Kind.GUARDIAN, Kind.SECURITY},
    _completions: {Kind.COMPLETION},
}


def test_every_kind_has_a_scene() -> None:
    assert set().union(*SCENES.values()) == set(Kind)


@pytest.mark.parametrize("play", SCENES)
async def test_each_leads_somewhere_and_nowhere_once_that_is_over(
    stage: Stage, play: Callable[[Stage], Awaitable[list[Step]]]
) -> None:
    endings = await play(stage)
    notifications = [item for person in stage.people for item in await _listed(person)]
    assert {item["type"] for item in notifications} >= SCENES[play]
    leading = {(item["type"], links.template_of(item["target"]["path"])) for item in notifications if item["target"]}
    # An access that ends leads its reader where the notification of the access did.
    leading |= {(Kind.EXPIRY, path) for kind, path in leading if kind == Kind.GRANT}
    assert {pair for pair in leading if pair[0] in SCENES[play]} == links.notifications_of(SCENES[play])
    ids = {item["id"] for item in notifications if item["target"]}
    assert ids >= {item["id"] for item in notifications if item["settled_at"] is None}
    for person in stage.people:
        assert set((await buttons(person)).values()) <= {200}
    for person in stage.people:
        await _check_words(person)
        await _check_stream(stage, person)
    for end in endings:
        await end()
        await work_off(stage.runtime)
        for person in stage.people:
            await _check_stream(stage, person)
            opened = await buttons(person)
            assert set(opened.values()) <= {200}, (end, opened)


async def _check_stream(stage: Stage, person: Person) -> None:
    """Streams, mails and pushes ask the policy of each thing, lists are quick about missions: they say the same."""
    statement = select(Notification.id, type_coerce(TARGET, JSON)).where(Notification.user_id == person.id)
    async with stage.runtime.database.sessions() as session:
        findings = {str(one): target for one, target in await session.execute(statement, {"now": stage.watch.now})}
    for item in await _listed(person):
        assert item["target"] == findings[item["id"]], item


async def _check_words(person: Person) -> None:
    """In words, in both languages, as mails and pushes say it: no name of ours, nothing empty, nothing of the other."""
    for locale in Locale:
        page = await person.client.get("/v1/notifications?limit=100", headers={"Accept-Language": locale})
        for item in page.json()["items"]:
            assert item["text"] == say(Kind(item["type"]), item["data"], locale)
            _check_subject(item)
            assert RAW[locale].search(item["text"]) is None, item["text"]


def _check_subject(item: dict[str, Any]) -> None:
    """It has a type, and whoever its sentence names is its actor."""
    kind, person = Kind(item["type"]), item["data"].get("person")
    assert item["subject"]["type"] == NAMES.get(kind, item["subject"]["type"]), item
    assert item["subject"]["type"] is not None, item
    if kind in ACTED and person is not None:
        assert item["actor"] == {"id": item["data"]["person_id"], "display_name": person, "avatar": None}, item
    if kind not in {*ACTED, Kind.MISSION, Kind.REMINDER}:
        assert item["actor"] is None, item


def test_each_type_has_a_subject() -> None:
    assert NAMES.keys() | CHOSEN.keys() == set(Kind)


async def _listed(person: Person) -> list[Any]:
    notifications: list[Any] = (await person.ask("GET", "/v1/notifications?limit=100", 200))["items"]
    return notifications


async def test_what_ended_before_a_mail_or_a_push_goes_out_is_not_said(stage: Stage) -> None:
    """A moment goes into the bin while its comment waits for the end of quiet hours."""
    phone, moment = await device(stage.alice), await capture(stage.alice)
    experience = await capture(stage.alice)
    await stage.alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    for item in (moment, experience):
        await open_to(stage.alice, stage.bob, {"type": "experience", "id": item["id"]}, rights=MAY)
        body = {"target": {"type": "experience", "id": item["id"]}, "text": "Bravo."}
        await stage.bob.ask("POST", "/v1/comments", 201, json=body)
    await work_off(stage.runtime)
    await stage.alice.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": "*"})
    await stage.scene.passes(hours=3)
    assert len(stage.scene.phones.titles(phone)) == 1
    [(_, pushed)] = stage.scene.phones.rang
    path = f"/experiences/{experience['id']}"
    assert pushed["target"] == {"type": "experience", "id": experience["id"], "path": path}
