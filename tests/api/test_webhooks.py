"""Webhooks: a receiver that believes nothing but the standard hears what happened, once it can, and no content."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.adapters import outbound
from app.adapters.outbound import Outbound
from app.adapters.webhooks import HttpWebhooks
from app.core.actor import SYSTEM
from app.core.clock import utc_now
from app.core.uow import Runtime
from app.models.webhooks import FOR_COMMUNITIES, FOR_OPERATORS, WebhookEvent
from app.services.notifications import webhook_deliveries
from app.services.operators import operators
from app.services.shared.webhook_events import emit
from tests.support import missions, programme_reports, programmes, proposals
from tests.support.communities import begin, gather, grown_up, join
from tests.support.grants import share, told
from tests.support.people import Person, Watch, prove, work_off
from tests.support.receivers import Receiver, receiving
from tests.support.uploads import renew

SECRET_WORDS = "Truelle"  # noqa: S105  of what people write
UNHEARD = {"member.requested", "mission.cancelled", "report.created", "community.created"}
NOUNS = ("programme.", "proposal.", "programme_report.", "information.")
OF_PROGRAMMES = {event for event in WebhookEvent if event.startswith(NOUNS)}
EVERYTHING = [str(event) for event in sorted(FOR_COMMUNITIES)]


@dataclass
class Scene:
    app: FastAPI
    runtime: Runtime
    watch: Watch
    rose: Person  # who manages the place
    place: UUID
    receiver: Receiver
    webhook: Any

    @property
    def path(self) -> str:
        return f"/v1/webhooks/{self.webhook['id']}"

    async def sends(self, **later: float) -> list[str]:
        """Let time pass, and send what is due. Return the events that came."""
        self.watch.advance(**later)
        before = len(self.receiver.messages)
        async with self.runtime.work(SYSTEM) as uow:
            await webhook_deliveries.send(uow)
        return self.receiver.events()[before:]

    async def deliveries(self) -> list[Any]:
        return list((await self.rose.ask("GET", f"{self.path}/deliveries", 200))["items"])


@asynccontextmanager
async def staged(app: FastAPI, watch: Watch) -> AsyncIterator[Scene]:
    """A verified community whose manager connects a receiver to it. Receivers check the time: it is today."""
    was, day = app.state.runtime, watch.now
    watch.now = utc_now()
    app.state.runtime = runtime = replace(was, webhooks=HttpWebhooks(Outbound("127.0.0.1")))
    try:
        async with receiving() as receiver:
            rose = await grown_up(app, "rose")
            place = await gather(runtime, rose, visibility="public", join_policy="open", verified_at=watch.now)
            await prove(rose)
            body = {"name": "ENT", "url": receiver.url, "events": EVERYTHING}
            webhook = await rose.ask("POST", f"/v1/communities/{place}/webhooks", 201, json=body)
            receiver.secret = webhook["secret"]
            yield Scene(app, runtime, watch, rose, place, receiver, webhook)
    finally:
        app.state.runtime, watch.now = was, day


async def test_a_receiver_hears_what_happens_and_no_content(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        assert await scene.sends() == ["ping"]
        ines, place = await grown_up(app, "ines"), {"id": str(scene.place)}
        await join(ines, place)
        mission = await missions.send(scene.runtime, scene.rose, scene.place, title=SECRET_WORDS)
        await missions.answer(ines, mission, moment={"lived_at": "2026-03-03T14:10:00.000Z", "title": SECRET_WORDS})
        story = await told(ines, SECRET_WORDS)
        grant = await share(ines, story, audience={"type": "community", "id": str(scene.place)})
        flag = {"target": {"type": "story", "id": story["id"]}, "reason": "other", "text": SECRET_WORDS}
        await scene.rose.ask("POST", "/v1/flags", 201, json=flag)
        await scene.rose.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
        await missions.leave(scene.place, ines)
        await work_off(scene.runtime)
        await scene.sends()
        heard = {message.content["type"]: message.content["data"] for message in scene.receiver.messages}
        assert sorted(scene.receiver.events()) == sorted(set(WebhookEvent) - UNHEARD - OF_PROGRAMMES)
        common = {"community_id": str(scene.place)}
        assert heard["member.joined"] == heard["member.left"] == common | {"user_id": str(ines.id)}
        assert heard["mission.opened"] == heard["mission.closed"] == common | {"mission_id": mission["id"]}
        assert heard["mission.answered"].keys() == {"community_id", "mission_id", "response_id"}
        assert heard["story.granted"] == common | {"story_id": story["id"], "grant_id": grant["id"]}
        assert heard["flag.created"].keys() == {"community_id", "flag_id"}
        assert SECRET_WORDS not in str(scene.receiver.messages)
        results = {(item["outcome"], item["status"], item["tries"]) for item in await scene.deliveries()}
        assert results == {("delivered", 204, 1)}


async def test_a_receiver_hears_how_programmes_go(app: FastAPI, watch: Watch) -> None:
    """Each thing is told once, however often it was asked for."""
    async with staged(app, watch) as scene:
        ids = await live_through(scene, await new_member(app, scene.place))
        await scene.sends()
        contents = [item.content for item in scene.receiver.messages if item.content["type"] in OF_PROGRAMMES]
        heard = {content["type"]: content["data"] for content in contents}
        assert heard.keys() == OF_PROGRAMMES
        assert len(contents) == len(heard) + 1  # two programmes began
        common = {"community_id": str(scene.place)}
        assert heard["programme.closed"] == common | {"programme_id": ids["closing"]}
        assert heard["programme.abandoned"] == common | {"programme_id": ids["abandonment"]}
        of_proposal = common | {"mission_id": ids["mission"], "proposal_id": ids["proposal"]}
        assert heard["proposal.selected"] == heard["proposal.done"] == of_proposal
        of_report = common | {"report_id": ids["report"]}
        assert heard["programme_report.published"] == heard["programme_report.withdrawn"] == of_report
        assert heard["information.created"] == common | {"information_id": ids["information"]}
        assert SECRET_WORDS not in str(scene.receiver.messages)


async def live_through(scene: Scene, member: Person) -> dict[str, str]:
    """Run two programmes, an action, a report and an information. Return their ids."""
    rose, place = scene.rose, scene.place
    ends: dict[str, dict[str, Any]] = {"closing": {}, "abandonment": {"reason": SECRET_WORDS}}
    ids = dict[str, str]()
    for end, body in ends.items():
        programme = await programmes.write(rose, place, title=SECRET_WORDS)
        ids[end] = programme["id"]
        for verb, fields in (("start", {}), (end, body), (end, body)):
            await programmes.move(rose, programme, verb, **fields)
    mission = await missions.send(scene.runtime, rose, place, **proposals.PROPOSAL)
    proposal = await proposals.propose(member, mission, title=SECRET_WORDS)
    await proposals.decide(rose, proposal, "approve")
    for _ in range(2):
        await proposals.choose(rose, proposal)
    for _ in range(2):
        await proposals.report(rose, proposal, state="done", text=SECRET_WORDS)
    report = await programme_reports.publish(rose, await programme_reports.draft(rose, place))
    await rose.ask("DELETE", f"/v1/reports/{report['id']}/publication", 204)
    note = {"title": SECRET_WORDS, "text": SECRET_WORDS}
    information = await rose.ask("POST", f"/v1/communities/{place}/informations", 201, json=note)
    things = {"mission": mission, "proposal": proposal, "report": report, "information": information}
    return ids | {name: thing["id"] for name, thing in things.items()}


async def new_member(app: FastAPI, place: UUID) -> Person:
    ines = await grown_up(app, "ines")
    await join(ines, {"id": str(place)})
    return ines


async def test_what_did_not_happen_is_not_told(app: FastAPI, watch: Watch) -> None:
    """The message is a row of the transaction of what it says."""
    async with staged(app, watch) as scene:
        await scene.sends()
        with pytest.raises(RuntimeError):
            await _emit(scene, 1, fails=True)
        assert await scene.sends(hours=1) == []


async def test_what_happens_within_one_instant_comes_in_its_order(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        events = [WebhookEvent.MEMBER_DEPARTURE, WebhookEvent.MEMBER_ENTRY] * 4
        for event in events:
            async with scene.runtime.work(SYSTEM) as uow:
                await emit(uow, event, scene.place, user_id=scene.rose.id)
        assert await scene.sends() == ["ping", *events]


async def test_a_failure_is_tried_again_for_a_day(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        scene.receiver.status = 500
        began, waits = watch.now, list[timedelta]()
        while not (item := (await scene.deliveries())[0])["done_at"]:
            assert await scene.sends() == ["ping"]
            assert await scene.sends() == []  # not before its time
            due = webhook_deliveries.DELAYS[len(waits) : len(waits) + 1]
            waits += due
            watch.advance(seconds=sum(delay.total_seconds() for delay in due))
            await renew(scene.rose)
        assert (item["outcome"], item["status"], item["tries"]) == ("failed", 500, 8)
        assert timedelta(hours=23) < watch.now - began < timedelta(hours=25)
        assert len({message.id for message in scene.receiver.messages}) == 1
        scene.receiver.status = 200
        await scene.rose.ask("PUT", f"{scene.path}/deliveries/{item['id']}/repetition", 200)
        assert await scene.sends() == ["ping"]
        assert len({message.id for message in scene.receiver.messages}) == 1
        assert (await scene.rose.ask("GET", scene.path, 200))["failing_since"] is None


@pytest.mark.parametrize("fault", ["redirect", "silence", "nobody"])
async def test_a_receiver_that_fails_stops_nobody_else(
    app: FastAPI, watch: Watch, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    async with staged(app, watch) as scene:
        await _emit(scene, 3)
        scene.receiver.status, scene.receiver.location = 302, "http://169.254.169.254/latest/meta-data"
        if fault == "silence":
            scene.receiver.delay = 2
            monkeypatch.setattr(outbound, "SECONDS", 0.1)
        if fault == "nobody":
            await _move(scene, "http://127.0.0.1:9/hooks")
        assert await scene.sends() == ([] if fault == "nobody" else ["ping"])  # the rest waits with the first
        items = await scene.deliveries()
        assert [item["tries"] for item in items] == [0, 0, 0, 1]
        assert items[-1]["status"] == (302 if fault == "redirect" else None)
        assert len({item["due_at"] for item in items}) == 1


async def _emit(scene: Scene, count: int, *, fails: bool = False) -> None:
    async with scene.runtime.work(SYSTEM) as uow:
        for _ in range(count):
            await emit(uow, WebhookEvent.MEMBER_DEPARTURE, scene.place, user_id=scene.rose.id)
        if fails:
            raise RuntimeError


async def _move(scene: Scene, url: str) -> None:
    await scene.rose.ask("PATCH", scene.path, 200, json={"url": url})


async def test_who_says_gone_is_left_alone(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        await _emit(scene, 2)
        scene.receiver.status = 410
        assert await scene.sends() == ["ping"]
        webhook = await scene.rose.ask("GET", scene.path, 200)
        assert (webhook["state"], webhook["ended_by"]) == ("disabled", "gone")
        assert [item["outcome"] for item in await scene.deliveries()] == ["cancelled", "cancelled", "failed"]
        await _emit(scene, 1)
        assert await scene.sends(hours=12) == []
        assert "127.0.0.1" in await _last_mail(scene)
        await renew(scene.rose)
        refusal = f"{scene.path}/deliveries/{(await scene.deliveries())[0]['id']}/repetition"
        assert (await scene.rose.ask("PUT", refusal, 409))["type"] == "/problems/webhook-disabled"


async def _last_mail(scene: Scene) -> str:
    query = "select letter ->> 'text' as text from mails where letter ->> 'to' = $1 order by id desc limit 1"
    rows = await scene.runtime.database.reads.fetch(query, scene.rose.email)
    return str(rows[0]["text"])


async def test_five_days_of_failure_end_it_until_somebody_begins_it_anew(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        scene.receiver.status = 503
        await scene.sends()
        watch.advance(days=5)
        await renew(scene.rose)
        assert await scene.sends() == ["ping"]
        webhook = await scene.rose.ask("GET", scene.path, 200)
        assert (webhook["state"], webhook["ended_by"]) == ("disabled", "failing")
        assert "cinq jours" in await _last_mail(scene)
        await prove(scene.rose)
        await scene.rose.ask("PATCH", scene.path, 200, json={"state": "active"})
        scene.receiver.status = 200
        await _emit(scene, 1)
        assert await scene.sends() == ["member.left"]


async def test_a_worker_that_dies_between_sends_it_again_under_its_id(
    app: FastAPI, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(app, watch) as scene:
        noting = webhook_deliveries._note

        async def die(*_: object, **__: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(webhook_deliveries, "_note", die)
        with pytest.raises(RuntimeError):
            await scene.sends()
        monkeypatch.setattr(webhook_deliveries, "_note", noting)
        assert await scene.sends(minutes=2) == []  # somebody may still have it
        assert await scene.sends(minutes=2) == ["ping"]
        assert len({message.id for message in scene.receiver.messages}) == 1
        assert (await scene.deliveries())[0]["outcome"] == "delivered"


async def test_what_a_clock_that_was_ahead_put_off_is_sent(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        query = "update webhook_deliveries set due_at = $2 where webhook_id = $1 returning id"
        await scene.runtime.database.writes.fetch(query, UUID(scene.webhook["id"]), watch.now + timedelta(days=9))
        assert await scene.sends() == ["ping"]


async def test_a_new_secret_signs_beside_the_former_one_for_a_day(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        key = {"headers": {"Idempotency-Key": "k-1"}}
        first, second = [await scene.rose.ask("POST", f"{scene.path}/secrets", 201, **key) for _ in "12"]
        assert first == second
        assert first["secret"] != scene.receiver.secret
        assert await scene.sends() == ["ping"]  # the receiver has the former one
        scene.receiver.secret = first["secret"]
        await _emit(scene, 1)
        assert await scene.sends() == ["member.left"]
        assert [message.signatures for message in scene.receiver.messages] == [2, 2]
        keys = scene.runtime.keys
        now = watch.now + timedelta(days=1)
        webhook_id = UUID(scene.webhook["id"])
        assert len(webhook_deliveries.keys_of(keys, webhook_id, 2, watch.now, now)) == 1
        rows = await scene.runtime.database.reads.fetch("select webhooks::text as row from webhooks")
        assert all(first["secret"][6:] not in row["row"] for row in rows)


async def test_who_may_connect_a_receiver(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        path, rose, runtime = f"/v1/communities/{scene.place}/webhooks", scene.rose, scene.runtime
        body = {"name": "ENT", "url": scene.receiver.url, "events": ["member.joined"]}
        for wrong, pointer in (
            ({"url": "https://example.org/"}, "/url"),  # not the one host of this installation
            ({"events": ["report.created"]}, "/events/0"),
            ({"events": ["ping"]}, "/events/0"),
            ({"events": ["member.joined"] * 2}, "/events"),
        ):
            answer = await rose.ask("POST", path, 422, json=body | wrong)
            assert answer["errors"][0]["pointer"] == pointer
        for _ in range(4):
            await rose.ask("POST", path, 201, json=body)
        assert (await rose.ask("POST", path, 409, json=body))["type"] == "/problems/too-many-webhooks"
        change = "update sessions set second_factor_at = null where user_id = $1 returning id"
        await runtime.database.writes.fetch(change, rose.id)
        assert (await rose.ask("PATCH", scene.path, 403, json={}))["type"] == "/problems/second-factor-required"
        young = "update users set birth_year = $2 where id = $1 returning id"
        await runtime.database.writes.fetch(young, rose.id, watch.now.year - 17)
        assert (await rose.ask("PATCH", scene.path, 403, json={}))["type"] == "/problems/adults-only"
        doubt = "update communities set verified_at = null where id = $1 returning id"
        await runtime.database.writes.fetch(doubt, scene.place)
        answer = await rose.ask("PATCH", scene.path, 403, json={})
        assert answer["type"] == "/problems/community-unverified"
        assert await scene.sends() == []  # nobody knows any more who hears of it
        await rose.ask("DELETE", scene.path, 204)
        await rose.ask("GET", scene.path, 404)


async def test_operators_hear_what_waits_for_them(app: FastAPI, watch: Watch) -> None:
    async with staged(app, watch) as scene:
        body = {"name": "Veille", "url": scene.receiver.url, "events": [str(item) for item in FOR_OPERATORS]}
        await scene.rose.ask("POST", "/v1/admin/webhooks", 403, json=body)
        async with scene.runtime.work(SYSTEM) as uow:
            uow.actor = replace(SYSTEM, account="root")
            await operators.grant_role(uow, scene.rose.email)
        scene.webhook = await scene.rose.ask("POST", "/v1/admin/webhooks", 201, json=body)
        await scene.rose.ask("POST", "/v1/admin/webhooks", 422, json=body | {"events": ["member.left"]})
        scene.receiver.secret = ""
        await scene.sends()
        scene.receiver.secret = scene.webhook["secret"]
        ines = await grown_up(app, "ines")
        community = await begin(ines)
        assert await scene.sends() == ["community.created"]
        assert scene.receiver.messages[-1].content["data"] == {"community_id": community["id"]}
        assert len((await scene.rose.ask("GET", "/v1/admin/webhooks", 200))["items"]) == 1
        await ines.ask("GET", scene.path, 404)
        verbs = [item["verb"] for item in (await scene.rose.ask("GET", "/v1/admin/acts", 200))["items"]]
        assert verbs.count("write_webhook") == 1
