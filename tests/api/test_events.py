"""Events: who comes, who came, and how many fit in."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from app.core.uow import Runtime
from app.models.communities import CommunityKind
from tests.support.calendars import read_calendar
from tests.support.communities import gather
from tests.support.missions import leave, mine, send
from tests.support.people import ADULT, NOW, Person, Watch, prove, sign_in, work_off
from tests.support.uploads import renew

STARTS, ENDS = NOW + timedelta(days=2), NOW + timedelta(days=2, hours=3)
PLACE = {"label": "Gymnase du lycée Jean-Moulin"}


def form(**fields: Any) -> dict[str, Any]:
    times = {"starts_at": STARTS.isoformat(), "ends_at": ENDS.isoformat(), "place": PLACE}
    return {"title": "Journée des métiers", "kind": "event", "event": times | fields}


async def invite(runtime: Runtime, manager: Person, people: list[Person], **fields: Any) -> tuple[UUID, Any]:
    community_id = await gather(runtime, manager, *people, kind=CommunityKind.NETWORK)
    return community_id, await send(runtime, manager, community_id, **form(**fields))


async def register(person: Person, event: Any, status: int = 200) -> Any:
    body = {"attendance": "registered"}
    return await person.ask("PUT", f"/v1/missions/{event['id']}/response", status, json=body)


async def mark(manager: Person, event: Any, person: Person, status: int = 200, attendance: str = "present") -> Any:
    path = f"/v1/missions/{event['id']}/attendances/{person.id}"
    return await manager.ask("PUT", path, status, json={"attendance": attendance})


async def go_to_start(watch: Watch, *people: Person) -> None:
    watch.now = STARTS + timedelta(minutes=5)
    for person in people:
        await renew(person)


async def test_who_registers_and_comes(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    _, event = await invite(runtime, alice, [bob])
    assert (await mine(bob))[0]["event"]["place"]["label"] == PLACE["label"]
    answer = await register(bob, event)
    assert (answer["state"], answer["attendance"]) == ("submitted", "registered")
    assert (await register(bob, event))["version"] == answer["version"]
    problem = await mark(alice, event, bob, 409)
    assert problem["type"] == "/problems/event-not-begun"
    await go_to_start(watch, alice, bob)
    record = await mark(alice, event, bob)
    assert (record["attendance"], record["registered"], record["afterwards"]) == ("present", True, False)
    assert await mark(alice, event, bob) == record
    read = await bob.ask("GET", f"/v1/responses/{answer['id']}", 200)
    assert (read["state"], read["attendance"]) == ("accepted", "present")
    [line] = (await alice.ask("GET", f"/v1/missions/{event['id']}/board", 200))["items"]
    assert line["attendance"] == "present"
    await bob.ask("DELETE", f"/v1/missions/{event['id']}/response", 409)  # who was there was there


async def test_what_is_noted_afterwards_says_so(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    _, event = await invite(runtime, alice, [bob])
    watch.now = ENDS + timedelta(days=1)
    await renew(alice)
    record = await mark(alice, event, bob, attendance="absent")
    assert (record["attendance"], record["registered"], record["afterwards"]) == ("absent", False, True)
    assert (await mark(alice, event, bob))["attendance"] == "present"


async def test_seats_are_given_once_and_come_back(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    people = [await sign_in(app, f"guest-{n}") for n in range(6)]
    community_id, event = await invite(runtime, alice, people, capacity=3)
    path = f"/v1/missions/{event['id']}/response"
    answers = await asyncio.gather(*(person.client.put(path, json={"attendance": "registered"}) for person in people))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 3
    inside = [person for person, answer in zip(people, answers, strict=True) if answer.status_code == 200]
    outside = [person for person in people if person not in inside]
    assert (await register(outside[0], event, 409))["type"] == "/problems/event-full"
    await inside[0].ask("DELETE", path, 204)
    await register(outside[0], event)
    await inside[1].ask("PUT", f"{path}/decline", 200, json={"reason": "Je suis en stage."})
    await register(outside[1], event)
    await leave(community_id, inside[2])
    await register(outside[2], event)
    await register(inside[0], event, 409)


async def test_who_was_not_asked_is_let_in_where_the_event_says_so(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob, kind=CommunityKind.NETWORK)
    audience = {"type": "roles", "roles": ["manager"]}
    strict = await send(runtime, alice, community_id, **form(), audience=audience)
    event = await send(runtime, alice, community_id, **form(walk_ins=True), audience=audience)
    await go_to_start(watch, alice, bob)
    await mark(alice, strict, bob, 404)
    assert (await mark(alice, event, bob))["registered"] is False
    assert [mission["response"]["state"] for mission in await mine(bob, "all")] == ["accepted"]


async def test_who_may_note_who_came(alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch) -> None:
    community_id = await gather(runtime, alice, bob, kind=CommunityKind.TRADE)
    event = await send(runtime, alice, community_id, **form())
    stranger = await sign_in(app, "stranger")
    await go_to_start(watch, alice, bob, stranger)
    await mark(bob, event, bob, 403)
    await mark(stranger, event, bob, 404)
    await mark(alice, event, bob, 403)  # without a second factor
    await prove(alice)
    await mark(alice, event, bob)
    await mark(alice, event, stranger, 404)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"ends_at": STARTS.isoformat()}, "/event"),
        ({"capacity": 0}, "/event/capacity"),
        ({"place": {"label": "Ici", "online_url": "http://example.org"}}, "/event/place/online_url"),
    ],
)
async def test_what_is_no_event_is_refused(alice: Person, runtime: Runtime, fields: Any, pointer: str) -> None:
    community_id = await gather(runtime, alice)
    body = {"community_id": str(community_id)} | form(**fields)
    problem = await alice.ask("PUT", "/v1/missions/01890000-0000-7000-8000-000000000002", 422, json=body)
    assert problem["errors"][0]["pointer"] == pointer


async def test_who_waits_moves_up_in_turn_and_is_told(
    alice: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    people = [await sign_in(app, f"waits-{n}") for n in range(4)]
    community_id, event = await invite(runtime, alice, people, capacity=1, waiting_list=True)
    path = f"/v1/missions/{event['id']}/response"
    answers = []
    for person in people:
        watch.advance(seconds=1)
        answers.append(await register(person, event))
    assert [answer["attendance"] for answer in answers] == ["registered", None, None, None]
    assert [answer["waiting_since"] is None for answer in answers] == [True, False, False, False]
    assert (await register(people[1], event))["version"] == answers[1]["version"]
    await people[1].ask("DELETE", path, 204)  # who no longer wants it is passed over
    await people[0].ask("PUT", f"{path}/decline", 200, json={"reason": "Je suis en stage."})
    await work_off(runtime)
    states = [
        await person.ask("GET", f"/v1/responses/{item['id']}", 200)
        for person, item in zip(people, answers, strict=True)
    ]
    assert [item["attendance"] for item in states] == [None, None, "registered", None]
    [notification] = [
        item for item in (await people[2].ask("GET", "/v1/notifications", 200))["items"] if item["type"] == "step"
    ]
    assert notification["data"]["kind"] == "seat"
    watch.advance(seconds=1)
    assert (await register(people[0], event))["attendance"] is None  # behind who waits
    await leave(community_id, people[2])
    await work_off(runtime)
    assert (await people[3].ask("GET", f"/v1/responses/{answers[3]['id']}", 200))["attendance"] == "registered"


async def test_a_moment_of_it_is_begun_for_who_came_and_for_nobody_else(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    carla = await sign_in(app, "carla")
    _, event = await invite(runtime, alice, [bob, carla])
    body = {"attendance": "registered", "keep_in_journal": True}
    answer = await bob.ask("PUT", f"/v1/missions/{event['id']}/response", 200, json=body)
    assert answer["keep_in_journal"] is True
    await register(carla, event)
    await go_to_start(watch, alice, bob, carla)
    for attendance in ("present", "absent", "present"):
        for person in (bob, carla):
            await mark(alice, event, person, attendance=attendance)
    [moment] = (await bob.ask("GET", "/v1/experiences", 200))["items"]
    assert (moment["title"], moment["text"]) == ("Journée des métiers", None)
    assert (await carla.ask("GET", "/v1/experiences", 200))["items"] == []
    read = await alice.ask("GET", f"/v1/responses/{answer['id']}", 200)  # nothing leads there
    assert (read["experience"], read["experience_id"], read["keep_in_journal"]) == (None, None, None)
    await alice.ask("GET", f"/v1/experiences/{moment['id']}", 404)


async def test_the_team_takes_a_sheet_along_and_each_sees_it(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    _, event = await invite(runtime, alice, [bob])
    await register(bob, event)
    await go_to_start(watch, alice, bob)
    await mark(alice, event, bob)
    path = f"/v1/missions/{event['id']}/attendances"
    sheet = await alice.client.get(f"{path}.csv", headers={"Accept-Language": "fr"})
    assert (sheet.status_code, "là" in sheet.text) == (200, True)
    assert (await alice.client.get(f"{path}.ods")).content.startswith(b"PK")
    await bob.ask("GET", f"{path}.csv", 404)
    [one, two] = (await bob.ask("GET", "/v1/me/accesses", 200))["items"]
    assert {one["right"], two["right"]} == {"download"}


async def test_an_event_goes_into_a_calendar(app: FastAPI, alice: Person, bob: Person, runtime: Runtime) -> None:
    carla = await sign_in(app, "carla")
    _, event = await invite(runtime, alice, [bob])
    path = f"/v1/missions/{event['id']}"
    answer = await bob.client.get(f"{path}/event.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [entry] = read_calendar(answer.content)
    names = ("UID", "SUMMARY", "DTSTART", "DTEND", "LOCATION")
    times = [f"{moment:%Y%m%dT%H%M%SZ}" for moment in (STARTS, ENDS)]
    assert [entry[name] for name in names] == [event["id"], "Journée des métiers", *times, PLACE["label"]]
    await carla.ask("GET", f"{path}/event.ics", 404)


async def test_who_was_there_has_it_on_paper(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    carla = await sign_in(app, "carla")
    _, event = await invite(runtime, alice, [bob], certificate=True)
    path = f"/v1/missions/{event['id']}"
    assert (await mine(bob))[0]["response"]["certificate"] is None
    await register(bob, event)
    await bob.ask("GET", f"{path}/certificate.pdf", 404)
    await go_to_start(watch, alice, bob, carla)
    await mark(alice, event, bob)
    [mission] = (await bob.ask("GET", "/v1/missions?state=done", 200))["items"]
    assert mission["response"]["certificate"] == f"{path}/certificate.pdf"
    name = (await bob.ask("GET", "/v1/me", 200))["display_name"]
    for language, sentence in (("fr", "a participé à"), ("en", "took part in")):
        paper = await bob.client.get(f"{path}/certificate.pdf", headers={"Accept-Language": language})
        document = PdfReader(BytesIO(paper.content))
        words = " ".join(page.extract_text() for page in document.pages)
        assert len(document.pages) == 1
        assert [part for part in (name, sentence, "Journée des métiers") if part not in words] == []
        assert "/StructTreeRoot" in document.root_object
    for person in (alice, carla):
        await person.ask("GET", f"{path}/certificate.pdf", 404)
    await mark(alice, event, bob, attendance="absent")
    await bob.ask("GET", f"{path}/certificate.pdf", 404)


async def test_the_secret_calendar_has_what_one_goes_to(alice: Person, bob: Person, runtime: Runtime) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    _, event = await invite(runtime, alice, [bob])
    url = (await bob.ask("POST", "/v1/me/mission-calendar", 201))["url"]
    assert "Journée des métiers" not in (await bob.client.get(url)).text
    await register(bob, event)
    calendar = (await bob.client.get(url)).text
    times = [f"{name}:{moment:%Y%m%dT%H%M%SZ}" for name, moment in (("DTSTART", STARTS), ("DTEND", ENDS))]
    assert [line for line in (*times, "SUMMARY:Journée des métiers") if line not in calendar] == []
    assert "LOCATION:Gymnase du lycée Jean-Moulin" in calendar
