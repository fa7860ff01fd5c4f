"""A committee with a past: meetings, surveys, and reports of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.missions import Mission, MissionKind, MissionState
from app.models.responses import Attendance, MissionResponse, ResponseState
from app.models.sheets import Sheet
from tests.support.communities import gather
from tests.support.people import NOW, Person

FEBRUARY = NOW - timedelta(days=20)
PERIOD = {"starts_on": "2026-01-01", "ends_on": "2026-02-28"}  # over, on the day of the tests
RUNNING = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
PUBLICS = ["collège", "lycée", "employeur"]
QUESTIONS = [
    {"code": "public", "text": "Tu es", "type": "one", "options": PUBLICS, "required": False},
    {"code": "clarte", "text": "Je sais à qui m’adresser", "type": "scale", "options": [], "required": False},
]


async def committee(runtime: Runtime, *people: Person, **fields: Any) -> UUID:
    """Insert a committee; its first member manages it. All accounts are a month old."""
    community_id = await gather(runtime, *people, kind=CommunityKind.COMMITTEE, name="SPRO 36", **fields)
    await age_accounts(runtime, *people)
    return community_id


async def age_accounts(runtime: Runtime, *people: Person, days: int = 30) -> None:
    statement = text("update users set created_at = :at where id = any(:ids)")
    async with runtime.database.sessions.begin() as session:
        await session.execute(statement, {"at": NOW - timedelta(days=days), "ids": [person.id for person in people]})


def mission_row(community_id: UUID, kind: MissionKind, form: dict[str, Any], at: datetime, **fields: Any) -> Mission:
    values = {
        "id": uuid7(),
        "community_id": community_id,
        "kind": kind,
        "title": "Une rencontre",
        "audience": {"type": "all"},
        "form": form,
        "state": MissionState.CLOSED,
        "opened_at": at - timedelta(days=5),
        "ended_at": at,
        "created_at": at - timedelta(days=6),
        "updated_at": at,
        "version": 1,
        "born_as": "",
    }
    return Mission(**values | fields)


def response_row(mission: Mission, person: Person, at: datetime, **fields: Any) -> MissionResponse:
    values = {
        "mission_id": mission.id,
        "user_id": person.id,
        "state": ResponseState.SUBMITTED,
        "assigned_at": at - timedelta(days=1),
        "submitted_at": at,
        "updated_at": at,
        "version": 1,
    }
    return MissionResponse(**values | fields)


async def meeting(
    runtime: Runtime, community_id: UUID, present: Iterable[Person], absent: Iterable[Person] = (), **fields: Any
) -> UUID:
    """Insert a meeting of February that these people came to, and those did not."""
    at = fields.pop("at", FEBRUARY)
    form = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=2)).isoformat(), "place": {"label": "Ici"}}
    row = mission_row(community_id, MissionKind.EVENT, form, at + timedelta(hours=2), **fields)
    came = {"state": ResponseState.ACCEPTED, "attendance": Attendance.PRESENT, "reviewed_at": at}
    absence = {"state": ResponseState.MISSED, "attendance": Attendance.ABSENT, "reviewed_at": at, "submitted_at": None}
    await insert(
        runtime,
        row,
        [response_row(row, person, at, **came) for person in present]
        + [response_row(row, person, at, **absence) for person in absent],
    )
    return row.id


async def survey(  # noqa: PLR0913  what is answered, how, and when
    runtime: Runtime,
    community_id: UUID,
    sheets: Sequence[tuple[Person, Mapping[str, Any]]],
    *,
    named: bool = False,
    before: UUID | None = None,
    at: datetime = FEBRUARY,
    **fields: Any,
) -> UUID:
    """Insert a survey that was over in February, with the answers of these people."""
    form = {"questions": QUESTIONS, "sheets": "named" if named else "unlinked", "results": "team"}
    form |= {"before": str(before)} if before else {}
    row = mission_row(community_id, MissionKind.SURVEY, form, at, **fields)
    moment = at - timedelta(days=1)
    rows: list[Any] = [
        response_row(row, person, moment, answers=dict(answers) if named else None) for person, answers in sheets
    ]
    if not named:
        rows += [Sheet(mission_id=row.id, day=moment.date(), answers=dict(answers)) for _, answers in sheets]
    await insert(runtime, row, rows)
    return row.id


async def insert(runtime: Runtime, mission: Mission, rows: Sequence[Any]) -> None:
    async with runtime.database.sessions.begin() as session:
        session.add(mission)
        await session.flush()
        session.add_all(rows)


async def draft(manager: Person, community_id: UUID, **fields: Any) -> Any:
    body = {"community_id": str(community_id), "title": "Bilan 2026"} | PERIOD | fields
    return await manager.ask("PUT", f"/v1/reports/{uuid7()}", 201, json=body)


async def publish(manager: Person, report: Any) -> Any:
    await manager.ask("PUT", f"/v1/reports/{report['id']}/validation", 200)
    return await manager.ask("PUT", f"/v1/reports/{report['id']}/publication", 201)


async def figures(manager: Person, report: Any) -> dict[str, Any]:
    """Return the figures of a report as they are now, by code."""
    answer = await manager.ask("GET", f"/v1/reports/{report['id']}/figures", 200)
    return {item["code"]: item for item in answer["figures"]}


async def edition(reader: Person, report: Any, number: int = 1, status: int = 200) -> Any:
    return await reader.ask("GET", f"/v1/reports/{report['id']}/editions/{number}", status)


async def check(manager: Person, report: Any, number: int = 1) -> dict[str, Any]:
    answer = await manager.ask("GET", f"/v1/reports/{report['id']}/editions/{number}/check", 200)
    return {item["code"]: item for item in answer["figures"]}


async def give(manager: Person, report: Any, audience: Mapping[str, str], status: int = 201, **fields: Any) -> Any:
    body = {"target": {"type": "report", "id": report["id"]}, "audience": audience, "purpose": "publication"}
    return await manager.ask("POST", "/v1/grants", status, json=body | fields)


def parts(figure: Any) -> dict[str, Any]:
    return {part["code"]: part["value"] for part in figure["parts"]}
