import csv
import io
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.responses import MissionResponse, ResponseState
from app.models.users import User
from app.schemas.responses import BoardLineRead, TallyRead
from app.services.missions import board as mission_board
from tests.support.communities import gather, membership_row
from tests.support.missions import answer, leave, send
from tests.support.people import NOW, Person, Watch, sign_in

AS_SHEET = {"Accept": "text/csv", "Accept-Language": "fr"}


async def board(manager: Person, mission: Any, query: str = "") -> list[Any]:
    page = await manager.ask("GET", f"/v1/missions/{mission['id']}/board{query}", 200)
    assert all(list(item) == list(BoardLineRead.model_fields) for item in page["items"])
    return list(page["items"])


@pytest.mark.slow
async def test_managers_see_where_everybody_stands(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    carla, dora = await sign_in(app, "carla"), await sign_in(app, "dora")
    community_id = await gather(runtime, alice, bob, carla, dora)
    mission = await send(runtime, alice, community_id, due_at=NOW.isoformat())
    watch.advance(minutes=1)
    await answer(bob, mission)
    await carla.ask("GET", f"/v1/missions/{mission['id']}?seen=true", 200)
    await dora.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 200, json={"reason": "Malade"})
    lines = {item["user"]["id"]: (item["state"], item["late"]) for item in await board(alice, mission)}
    assert lines == {
        str(bob.id): ("submitted", True),
        str(carla.id): ("seen", True),
        str(dora.id): ("declined", False),
    }
    tally = await alice.ask("GET", f"/v1/missions/{mission['id']}/tally", 200)
    expected: dict[str, Any] = {"sent": 3, "seen": 3, "waiting": 1, "answered": 1, "returned": 0, "accepted": 0}
    expected |= {"declined": 1, "missed": 0, "late": 2, "past": []}
    assert TallyRead.model_validate(tally).model_dump() == tally == expected
    found = {
        query: [item["user"]["id"] for item in await board(alice, mission, query)]
        for query in ("?state=seen", "?answered=false", "?late=false", "?answered=true&late=true", "?state=missed")
    }
    assert found == {
        "?state=seen": [str(carla.id)],
        "?answered=false": [str(dora.id), str(carla.id)],
        "?late=false": [str(dora.id)],
        "?answered=true&late=true": [str(bob.id)],
        "?state=missed": [],
    }
    first = await alice.ask("GET", f"/v1/missions/{mission['id']}/board?limit=2", 200)
    rest = await alice.ask("GET", f"/v1/missions/{mission['id']}/board?limit=2&cursor={first['next_cursor']}", 200)
    assert {item["user"]["id"] for item in first["items"] + rest["items"]} == lines.keys()
    await leave(community_id, dora)
    assert len(await board(alice, mission)) == 2
    for person in (carla, dora):
        await person.client.aclose()


async def test_what_was_captured_in_time_is_in_time_whenever_it_came(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    carla = await sign_in(app, "carla")
    mission = await send(runtime, alice, await gather(runtime, alice, bob, carla), due_at=NOW.isoformat())
    watch.advance(minutes=1)
    tuesday, now = {"lived_at": "2026-03-03T10:00:00.000Z"}, watch.now.isoformat()
    response = await answer(bob, mission, moment=tuesday | {"captured_at": "2026-03-03T10:00:00.000Z"})
    late = await answer(carla, mission, moment=tuesday | {"captured_at": now})
    assert (response["late"], late["late"]) == (False, True)
    changed = {"captured_at": now}, {"If-Match": '"1"'}
    await bob.ask("PATCH", f"/v1/experiences/{response['experience_id']}", 200, json=changed[0], headers=changed[1])
    back = {"decision": "return", "comment": "De plus près"}
    for item in (response, late):
        await alice.ask("PUT", f"/v1/responses/{item['id']}/review", 200, json=back)
    lines = {item["user"]["id"]: (item["state"], item["late"]) for item in await board(alice, mission)}
    assert lines == {str(bob.id): ("returned", False), str(carla.id): ("returned", True)}
    assert [item["user"]["id"] for item in await board(alice, mission, "?late=true")] == [str(carla.id)]
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}/tally", 200))["late"] == 1
    await carla.client.aclose()


async def test_a_sheet_says_whose_turn_it_is(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    assert await states(alice, mission) == ["pas encore vue"]
    response = await answer(bob, mission)
    back = {"decision": "return", "comment": "De plus près"}
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=back)
    assert await states(alice, mission) == ["à compléter"]


async def states(manager: Person, mission: Any) -> list[str]:
    sheet = await manager.client.get(f"/v1/missions/{mission['id']}/board", headers=AS_SHEET)
    _, *lines = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";")
    return [line[2] for line in lines]


@pytest.mark.parametrize("path", ["board", "tally"])
async def test_it_is_for_managers_only(alice: Person, bob: Person, runtime: Runtime, path: str) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    await bob.ask("GET", f"/v1/missions/{mission['id']}/{path}", 404)
    await alice.ask("GET", f"/v1/missions/{uuid7()}/{path}", 404)


async def test_an_empty_board_is_still_a_board(alice: Person, runtime: Runtime) -> None:
    assert await board(alice, await send(runtime, alice, await gather(runtime, alice))) == []


async def test_a_sheet_has_everybody_and_runs_nothing(
    alice: Person, bob: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mission_board, "AT_ONCE", 2)
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    names = ["=1+1", "+33", "-1", "@me", 'Zoé ; "la" brune', None]
    async with runtime.database.sessions.begin() as session:
        for name in names:
            person = User(
                id=uuid7(),
                email=f"{uuid7()}@example.org",
                display_name=name,
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(person)
            await session.flush()
            session.add(membership_row(UUID(mission["community"]["id"]), person.id))
            session.add(
                MissionResponse(
                    mission_id=mission["id"],
                    user_id=person.id,
                    state=ResponseState.SEEN,
                    assigned_at=NOW,
                    seen_at=NOW,
                    updated_at=NOW,
                )
            )
    path = f"/v1/missions/{mission['id']}/board"
    answers = [
        await alice.client.get(path, headers={"Accept": "text/csv"}),
        await alice.client.get(path, headers={"Accept": "text/csv", "Accept-Language": "en"}),
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-type"] == "text/csv; charset=utf-8"
    head, *lines = csv.reader(io.StringIO(answers[0].content.decode("utf-8-sig")), delimiter=";")
    assert head == ["person", "tags", "state", "late", "seen at", "answered at", "reviewed at", "reason", "id"]
    assert sorted(line[0] for line in lines) == sorted(["", "Bob", "'=1+1", "'+33", "'-1", "'@me", 'Zoé ; "la" brune'])
    assert ["'-1", "", "seen", "", "2026-03-03 14:10", "", "", ""] in [line[:-1] for line in lines]  # in Paris
    french = await alice.client.get(f"{path}?state=seen", headers=AS_SHEET)
    head, *lines = csv.reader(io.StringIO(french.content.decode("utf-8-sig")), delimiter=";")
    assert head[:3] == ["personne", "étiquettes", "état"]
    assert [line[2] for line in lines] == ["vue"] * 6


@pytest.mark.parametrize("state", ResponseState)
async def test_a_tally_adds_up_whatever_the_state_of_an_answer(
    alice: Person, bob: Person, runtime: Runtime, state: ResponseState
) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    moved = "update responses set state = $2 where mission_id = $1"
    await runtime.database.writes.fetch(moved, UUID(mission["id"]), state)
    tally = await alice.ask("GET", f"/v1/missions/{mission['id']}/tally", 200)
    assert tally["sent"] == 1 == sum(tally[name] for name in ("waiting", "answered", "declined", "missed"))


async def test_a_sheet_tells_namesakes_apart_and_why_one_declined(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    namesake = await sign_in(app, "namesake")
    community_id = await gather(runtime, alice, bob, namesake)
    for person, tags in ((bob, ["maçons"]), (namesake, ["peintres", "2e année"])):
        await person.ask("PATCH", "/v1/me", 200, json={"display_name": "Léa"})
        await alice.ask("PATCH", f"/v1/communities/{community_id}/memberships/{person.id}", 200, json={"tags": tags})
    mission = await send(runtime, alice, community_id, title="Une photo de l’échafaudage !")
    await namesake.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 200, json={"reason": "=Malade"})
    lines = {item["user"]["id"]: item["tags"] for item in await board(alice, mission)}
    assert lines == {str(bob.id): ["maçons"], str(namesake.id): ["peintres", "2e année"]}
    sheet = await alice.client.get(f"/v1/missions/{mission['id']}/board", headers=AS_SHEET)
    assert sheet.headers["content-disposition"] == 'attachment; filename="une-photo-de-lechafaudage.csv"'
    _, *rows = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";")
    assert {(row[0], row[1], row[7], row[8]) for row in rows} == {
        ("Léa", "maçons", "", str(bob.id)),
        ("Léa", "peintres, 2e année", "'=Malade", str(namesake.id)),
    }
    await namesake.client.aclose()
