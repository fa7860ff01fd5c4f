"""What people hear of an event: the day before, if they registered; and three days after, what came of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.programmes import StepMailKind
from app.services.programmes import step_mails
from tests.support import missions, proposals
from tests.support.communities import gather, grown_up
from tests.support.notifications import mails_to
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.programmes import move, write
from tests.support.uploads import renew

STARTS, ENDS = NOW + timedelta(days=2), NOW + timedelta(days=2, hours=3)
PLACE = {"label": "Gymnase", "address": "Bourges"}
FORM = {"starts_at": STARTS.isoformat(), "ends_at": ENDS.isoformat(), "place": PLACE}


async def told(runtime: Runtime, watch: Watch, moment: Any, *people: Person) -> list[list[str]]:
    """Let the clock go to that moment, twice look for events, and list what each person is told of steps."""
    watch.now = moment
    for _ in range(2):
        async with runtime.work(SYSTEM) as uow:
            await step_mails.notify_due(uow)
    await work_off(runtime)
    for person in people:
        await renew(person)
    pages = [(await person.ask("GET", "/v1/notifications", 200))["items"] for person in people]
    clock = {str(kind) for kind in StepMailKind}
    return [[item["text"] for item in page if item["data"].get("kind") in clock] for page in pages]


def mails_of(runtime: Runtime, person: Person, word: str) -> list[str]:
    texts = [mail.get_body(("plain",)) for mail in mails_to(runtime, person) if word in str(mail["Subject"])]
    return [text.get_content() for text in texts if text is not None]


async def test_who_registered_hears_of_it_once_the_day_before_and_of_the_plan_after(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    absent = await sign_in(app, "absent")
    community_id = await gather(runtime, alice, bob, absent, weekly_notification_cap=21)
    programme = await write(alice, community_id)
    await move(alice, programme, "start")
    step = {"programme_id": programme["id"], "kind": "event", "event": FORM}
    event = await missions.send(runtime, alice, community_id, title="Journée", **step)
    ideas = {"title": "Idées", "kind": "proposal", "proposal": {}, "programme_id": programme["id"]}
    mission = await missions.send(runtime, alice, community_id, **ideas)
    await bob.ask("PUT", f"/v1/missions/{event['id']}/response", 200, json={"attendance": "registered"})
    idea = await proposals.propose(bob, mission, title="Un stage par mois")
    await proposals.decide(alice, idea, "approve")
    await proposals.choose(alice, idea, due_on="2026-06-30")
    assert await told(runtime, watch, STARTS - timedelta(hours=25), bob, absent) == [[], []]
    eve = ["It is soon: Journée"]
    assert await told(runtime, watch, STARTS - timedelta(hours=23), bob, absent) == [eve, []]
    [mail] = mails_of(runtime, bob, "Journée")[-1:]
    assert "Gymnase, Bourges" in mail
    assert await told(runtime, watch, ENDS + timedelta(hours=71), bob, absent) == [eve, []]
    outcome = ["Here is what came of it: Journée"]
    assert await told(runtime, watch, ENDS + timedelta(hours=73), bob, absent) == [outcome, []]
    [mail] = mails_of(runtime, bob, "Journée")[-1:]
    assert "Un stage par mois : Mission locale, pour le 30 juin 2026" in mail.replace("\N{NO-BREAK SPACE}", " ")
    rows = await runtime.database.reads.fetch("select kind from step_mails where mission_id = $1", UUID(event["id"]))
    assert sorted(row["kind"] for row in rows) == ["eve", "outcome"]


async def test_who_asked_to_be_erased_is_not_named_in_the_plan(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    carriers = [await grown_up(app, name) for name in ("karim", "lea")]
    community_id = await gather(runtime, alice, bob, *carriers, weekly_notification_cap=21)
    programme = await write(alice, community_id)
    await move(alice, programme, "start")
    step = {"programme_id": programme["id"], "kind": "event", "event": FORM}
    event = await missions.send(runtime, alice, community_id, title="Journée", **step)
    ideas = {"title": "Idées", "kind": "proposal", "proposal": {"max_per_person": 2}, "programme_id": programme["id"]}
    mission = await missions.send(runtime, alice, community_id, **ideas)
    await bob.ask("PUT", f"/v1/missions/{event['id']}/response", 200, json={"attendance": "registered"})
    for carrier in carriers:
        idea = await proposals.propose(bob, mission)
        await proposals.decide(alice, idea, "approve")
        await proposals.choose(alice, idea, owner={"user_id": str(carrier.id)})
        await carrier.ask("PUT", f"/v1/proposals/{idea['id']}/acceptance", 200)
    await carriers[0].ask("POST", "/v1/me/erasure", 202)
    await told(runtime, watch, ENDS + timedelta(hours=73), bob)
    [mail] = mails_of(runtime, bob, "Journée")[-1:]
    assert ("Karim" in mail, "Lea" in mail) == (False, True)


async def test_what_is_called_off_or_long_over_is_not_told(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    for off in (True, False):
        event = await missions.send(runtime, alice, community_id, title="Journée", kind="event", event=FORM)
        await bob.ask("PUT", f"/v1/missions/{event['id']}/response", 200, json={"attendance": "registered"})
        if off:
            await alice.ask("PUT", f"/v1/missions/{event['id']}/cancellation", 200)
    await work_off(runtime)
    assert await told(runtime, watch, ENDS + timedelta(days=11), bob) == [[]]
