"""Each template is copied, and run through by a manager and six people: no step of it is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.schemas.programme_templates import ProgrammeTemplate
from app.services.programmes import templates
from tests.support import missions, programme_reports, proposals, rooms
from tests.support.communities import gather, grown_up
from tests.support.people import Person, Watch, work_off
from tests.support.programmes import board, move, read, write

pytestmark = pytest.mark.slow

PEOPLE = 6
SCALE: dict[str, dict[str, Any]] = {
    "scale": {"number": 4},
    "number": {"number": 2},
    "short": {"text": "Mieux."},
    "long": {"text": "Un jour."},
}


@dataclass
class Day:
    """A programme, and those who take part."""

    runtime: Runtime
    watch: Watch
    manager: Person
    people: list[Person]

    async def survey(self, step: Any) -> None:
        answers = [_answer(question) for question in step["survey"]["questions"]]
        for person in self.people:
            await self._respond(person, step, answers=answers)

    async def event(self, step: Any) -> None:
        for person in self.people:
            await self._respond(person, step, attendance="registered")
        start = datetime.fromisoformat(step["event"]["starts_at"]) + timedelta(minutes=5)
        await missions.go_to(self.runtime, self.watch, max(start, self.watch.now), self.manager, *self.people)
        for person in self.people:
            path = f"/v1/missions/{step['id']}/attendances/{person.id}"
            await self.manager.ask("PUT", path, 200, json={"attendance": "present"})

    async def proposal(self, step: Any) -> None:
        for person in self.people:
            fields: dict[str, Any] = {"themes": step["proposal"]["themes"][:1]}
            if step["proposal"]["cites"] == "required":
                moment = await person.ask("POST", "/v1/experiences", 201, json={"title": "Un jour"})
                fields["cites"] = [{"type": "experience", "id": moment["id"]}]
            idea = await proposals.propose(person, step, **fields)
            await proposals.decide(self.manager, idea, "approve")

    async def ballot(self, step: Any) -> None:
        open_ballot = (await self.people[0].ask("GET", f"/v1/missions/{step['id']}", 200))["open_ballot"]
        choice = {"proposal_id": open_ballot["options"][0]["proposal_id"]}
        if step["ballot"]["method"] == "points":
            choice["points"] = step["ballot"]["limit"]
        for person in self.people:
            await self._respond(person, step, choices=[choice], ballot_version=open_ballot["version"])

    async def experience(self, step: Any) -> None:
        for person in self.people:
            await missions.answer(person, step)

    async def _respond(self, person: Person, step: Any, **body: Any) -> None:
        await person.ask("PUT", f"/v1/missions/{step['id']}/response", 200, json=body)


def _answer(question: Any) -> dict[str, Any]:
    return {"code": question["code"], **SCALE.get(question["type"], {"options": question["options"][:1]})}


@pytest.mark.parametrize("code", [template.code for template in templates.ours()])
async def test_each_template_is_run_through_by_six_people(
    code: str, alice: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    people = [await grown_up(app, f"person-{number}") for number in range(PEOPLE)]
    community_id = await gather(runtime, alice, *people, kind=CommunityKind.NETWORK, weekly_notification_cap=21)
    day = Day(runtime, watch, alice, people)
    programme = await write(alice, community_id, template=code, title=None, starts_on="2026-03-05")
    await move(alice, programme, "start")
    await _come(day, programme)
    for step in programme["steps"]:
        await _play(day, step["id"])
    steps = await board(alice, programme)
    assert [(step["title"], step["answered"]) for step in steps] == [(step["title"], PEOPLE) for step in steps]
    assert {step["next"] for step in steps} <= {"results", "close", "answers", "check_in", "nothing"}
    closed = await move(alice, programme, "closing")
    await _report(day, closed, code)
    assert {step["state"] for step in closed["steps"]} <= {"closed", "archived"}


async def _come(day: Day, programme: Any) -> None:
    """Let everybody come into the room that asks some of its steps."""
    [room] = (await day.manager.ask("GET", f"/v1/communities/{programme['community_id']}/rooms", 200))["items"]
    await day.manager.ask("PUT", f"/v1/rooms/{room['id']}/opening", 200)
    proof = {"proof": await rooms.proof_now(day.runtime, room)}
    for person in day.people:
        await person.ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=proof)


async def _report(day: Day, programme: Any, code: str) -> None:
    """Publish the report that was drafted, with a word of the team: each question asked twice is compared."""
    [template] = (item for item in templates.ours() if item.code == code)
    [own_draft] = (await day.manager.ask("GET", f"/v1/communities/{programme['community_id']}/reports", 200))["items"]
    assert (own_draft["programme_id"], own_draft["kind"]) == (programme["id"], template.report.kind)
    sections = [*own_draft["sections"], {"kind": "text", "text": "Merci."}]
    period = {"starts_on": "2026-03-01", "ends_on": day.watch.now.date().isoformat(), "sections": sections}
    path, headers = f"/v1/reports/{own_draft['id']}", {"If-Match": "*"}
    report = await day.manager.ask("PATCH", path, 200, json=period, headers=headers)
    await programme_reports.publish(day.manager, report)
    edition = await programme_reports.edition(day.manager, report)
    figures = {item["code"]: item for section in edition["sections"] for item in section["figures"]}
    compared = {name: figure for name, figure in figures.items() if name.startswith("before_after.")}
    assert compared.keys() == {f"before_after.{question}" for question in _asked_twice(template)}
    assert all(all(programme_reports.parts(figure).values()) for figure in compared.values())
    assert (await read(day.manager, programme))["state"] == "reported"


def _asked_twice(template: ProgrammeTemplate) -> Iterator[str]:
    """Yield the codes of numbers that are asked before and after."""
    surveys = {step.key: step.survey for step in template.steps if step.survey}
    for survey in surveys.values():
        earlier = surveys[survey.before].questions if survey.before else []
        yield from (item.code for item in earlier if item.code in survey.same and item.type in {"scale", "number"})


async def _play(day: Day, mission_id: str) -> None:
    path = f"/v1/missions/{mission_id}"
    step = await day.manager.ask("GET", path, 200)
    if step["state"] != "open":
        await day.manager.ask("PUT", f"{path}/opening", 200, headers=missions.CONFIRMATION)
    await work_off(day.runtime)
    await getattr(day, step["kind"])(step)
