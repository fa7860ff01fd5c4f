"""Surveys: questions to members, sheets with or without names, and results that name nobody."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.communities import gather
from tests.support.missions import leave, mine, send, write
from tests.support.people import Person, sign_in

QUESTIONS = [
    {"code": "frein", "text": "Ce qui te freine", "type": "several", "options": ["argent", "transports", "autre"]},
    {"code": "clarte", "text": "Je sais à qui m’adresser", "type": "scale", "required": True},
    {"code": "reseau", "text": "Combien de professionnels connais-tu ?", "type": "number"},
    {"code": "vecu", "text": "Raconte un choix", "type": "long"},
]
ANSWERS = [
    {"code": "frein", "options": ["argent"]},
    {"code": "clarte", "number": 4},
    {"code": "reseau", "number": 2},
    {"code": "vecu", "text": "J’ai choisi seule."},
]


def form(**fields: Any) -> dict[str, Any]:
    return {"kind": "survey", "survey": {"questions": QUESTIONS} | fields}


async def ask(runtime: Runtime, manager: Person, people: list[Person], **fields: Any) -> tuple[UUID, Any]:
    """Send a survey to these people."""
    community_id = await gather(runtime, manager, *people)
    return community_id, await send(runtime, manager, community_id, **form(**fields))


async def fill_in(person: Person, survey: Any, status: int = 200, answers: Any = ANSWERS, **fields: Any) -> Any:
    return await person.ask("PUT", f"/v1/missions/{survey['id']}/response", status, json={"answers": answers} | fields)


async def results(person: Person, survey: Any, status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/missions/{survey['id']}/results", status)


async def close(manager: Person, survey: Any) -> None:
    await manager.ask("PUT", f"/v1/missions/{survey['id']}/closing", 200)


async def sheets(runtime: Runtime, survey: Any) -> int:
    async with runtime.database.sessions() as session:
        statement = text("select count(*) from sheets where mission_id = :id")
        return int(await session.scalar(statement, {"id": UUID(survey["id"])}) or 0)


async def test_a_sheet_without_a_name_leads_to_nobody(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, survey = await ask(runtime, alice, [bob])
    assert (await mine(bob))[0]["survey"]["questions"][1]["required"] is True
    answer = await fill_in(bob, survey)
    assert (answer["state"], answer["answers"], answer["captured_at"]) == ("submitted", None, None)
    assert (await alice.ask("GET", f"/v1/responses/{answer['id']}", 200))["answers"] is None
    async with runtime.database.sessions() as session:
        [row] = (await session.execute(text("select * from sheets where mission_id = :id"), {"id": survey["id"]})).all()
        links = await session.scalar(
            text("select count(*) from responses where answers is not null and mission_id = :id"), {"id": survey["id"]}
        )
    assert set(row._mapping) == {"id", "mission_id", "day", "answers"}
    assert row.id.version == 4  # no time in it
    assert (row.answers["clarte"], links) == (4, 0)


async def test_it_counts_once_however_often_it_is_sent(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id, survey = await ask(runtime, alice, [bob])
    await fill_in(bob, survey)
    await fill_in(bob, survey)
    await fill_in(bob, survey, answers=[{"code": "clarte", "number": 1}])
    problem = await bob.ask("DELETE", f"/v1/missions/{survey['id']}/response", 409)
    assert problem["type"] == "/problems/sheet-kept"
    refusal = {"reason": "Finalement non."}
    await bob.ask("PUT", f"/v1/missions/{survey['id']}/response/decline", 409, json=refusal)
    assert await sheets(runtime, survey) == 1
    await leave(community_id, bob)
    assert await sheets(runtime, survey) == 1


async def test_who_left_and_came_back_has_one_sheet(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id, survey = await ask(runtime, alice, [bob])
    await fill_in(bob, survey)
    await leave(community_id, bob)
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("update memberships set state = 'active' where user_id = :id"), {"id": bob.id})
    assert (await fill_in(bob, survey))["state"] == "submitted"
    assert await sheets(runtime, survey) == 1


async def test_a_sheet_with_a_name_is_changed_and_taken_back(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, survey = await ask(runtime, alice, [bob], sheets="named")
    answer = await fill_in(bob, survey)
    assert [item["code"] for item in answer["answers"]] == ["frein", "clarte", "reseau", "vecu"]
    assert answer["answers"][0] == {"code": "frein", "options": ["argent"], "number": None, "text": None}
    second = await fill_in(bob, survey, answers=[{"code": "clarte", "number": 1}])
    read = await alice.ask("GET", f"/v1/responses/{second['id']}", 200)
    assert read["answers"] == [{"code": "clarte", "options": [], "number": 1, "text": None}]
    await alice.ask("PUT", f"/v1/responses/{second['id']}/review", 409, json={"decision": "accept"})
    await bob.ask("DELETE", f"/v1/missions/{survey['id']}/response", 204)
    assert (await alice.ask("GET", f"/v1/responses/{second['id']}", 200))["answers"] is None
    assert await sheets(runtime, survey) == 0


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ([], "/answers"),
        ([{"code": "clarte", "number": 6}], "/answers/0"),
        ([{"code": "clarte", "options": ["argent"]}], "/answers/0"),
        ([{"code": "clarte", "number": 3}, {"code": "clarte", "number": 3}], "/answers/1/code"),
        ([{"code": "clarte", "number": 3}, {"code": "humeur", "number": 3}], "/answers/1/code"),
        ([{"code": "clarte", "number": 3}, {"code": "frein", "options": ["rien"]}], "/answers/1"),
        ([{"code": "clarte", "number": 3}, {"code": "vecu", "number": 3}], "/answers/1"),
        ([{"code": "clarte"}], "/answers"),
    ],
)
async def test_an_answer_fits_its_question(
    alice: Person, bob: Person, runtime: Runtime, answers: Any, pointer: str
) -> None:
    _, survey = await ask(runtime, alice, [bob])
    problem = await fill_in(bob, survey, 422, answers)
    assert problem["errors"][0]["pointer"] == pointer
    assert await sheets(runtime, survey) == 0


async def test_each_kind_is_answered_in_its_own_form(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id, survey = await ask(runtime, alice, [bob])
    await fill_in(bob, survey, 422, experience_id="01890000-0000-7000-8000-000000000000")
    mission = await send(runtime, alice, community_id)
    await fill_in(bob, mission, 422)
    for wrong in ({"kind": "survey"}, {"survey": form()["survey"]}, form() | {"responses_visible_to": "community"}):
        body = {"title": "Enquête", "community_id": str(community_id)} | wrong
        await alice.ask("PUT", "/v1/missions/01890000-0000-7000-8000-000000000001", 422, json=body)
    draft = await write(alice, community_id, **form())
    new_form = {"questions": QUESTIONS[:2], "sheets": "named"}
    patch = await alice.ask(
        "PATCH", f"/v1/missions/{draft['id']}", 200, json={"survey": new_form}, headers={"If-Match": "*"}
    )
    assert len(patch["survey"]["questions"]) == 2
    problem = await alice.ask(
        "PATCH", f"/v1/missions/{survey['id']}", 409, json={"survey": new_form}, headers={"If-Match": "*"}
    )
    assert problem["type"] == "/problems/mission-begun"


@pytest.fixture
async def people(app: FastAPI) -> list[Person]:
    return [await sign_in(app, f"person-{n}") for n in range(7)]


async def test_results_show_nobody_while_answers_come(alice: Person, people: list[Person], runtime: Runtime) -> None:
    _, survey = await ask(runtime, alice, people)
    readings = []
    for n, person in enumerate(people):
        choice = [{"code": "clarte", "number": 5 if n == 5 else 1}]
        await fill_in(person, survey, answers=choice)
        readings.append(await results(alice, survey))
    assert [item["people"] for item in readings] == [None] * 4 + [5] * 3
    assert [item["withheld"] for item in readings] == [True] * 4 + [False] * 3
    assert readings[4] == readings[5] == readings[6]  # the sixth answer, which differs, shows in none
    assert readings[6]["questions"][1]["mean"] is None
    await close(alice, survey)
    last = await results(alice, survey)
    clarte = last["questions"][1]
    assert (last["people"], clarte["mean"]) == (7, 1.6)
    assert [option["people"] for option in clarte["options"]] == [None] * 5  # beside the mean, as 1 of 7 is
    assert all(question["people"] is None for question in last["questions"] if question["code"] != "clarte")
    assert "J’ai choisi" not in str(last)


async def test_who_reads_results(
    alice: Person, bob: Person, people: list[Person], app: FastAPI, runtime: Runtime
) -> None:
    stranger = await sign_in(app, "stranger")
    for readers, statuses in {"team": (404, 404), "respondents": (404, 200), "community": (200, 200)}.items():
        _, survey = await ask(runtime, alice, [bob, *people], results=readers)
        await fill_in(people[0], survey)
        await results(bob, survey, statuses[0])
        await results(people[0], survey, statuses[1])
        await results(alice, survey)
        await results(stranger, survey, 404)
