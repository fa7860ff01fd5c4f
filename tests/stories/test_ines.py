"""Inès, 17, has no signal in the workshop: on Thursday, Tuesday is there, once, and nobody reminds her any more."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.communities import gather, grown_up
from tests.support.media import jpeg
from tests.support.missions import go_to, send
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.recordings import m4a
from tests.support.uploads import append, declared

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 4, 6, 8, tzinfo=PARIS)
TUESDAY = MONDAY + timedelta(days=1, hours=6, minutes=10)
THURSDAY = MONDAY + timedelta(days=3, hours=8, minutes=30)
FRIDAY = MONDAY + timedelta(days=4, hours=9)


@pytest.fixture
async def ines(app: FastAPI, watch: Watch) -> AsyncIterator[Person]:
    person = await sign_in(app, "ines")
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": NOW.year - 17, "display_name": "Inès"})
    yield person
    await person.client.aclose()


def kept_on_the_phone(mission: Any) -> tuple[list[dict[str, object]], dict[str, bytes]]:
    """What Tuesday left there: what to sync, and the bytes of a voice note and two photos."""
    recordings = {"audio": ("audio/mp4", [m4a()]), "photo": ("image/jpeg", [jpeg(640, 480), jpeg(480, 640)])}
    files = [(str(uuid7()), kind, its_type, item) for kind, (its_type, all_) in recordings.items() for item in all_]
    moment = str(uuid7())
    fields = {
        "lived_at": TUESDAY.isoformat(),
        "captured_at": (TUESDAY + timedelta(minutes=2)).isoformat(),
        "media": [media_id for media_id, *_ in files],
    }
    operations: list[dict[str, object]] = [
        {"op": "put", "type": "media", "id": media_id, "data": declared(content, kind, its_type)}
        for media_id, kind, its_type, content in files
    ]
    operations.append({"op": "put", "type": "experience", "id": moment, "data": fields})
    answer = {"experience_id": moment}
    operations.append({"op": "put", "type": "response", "id": mission["id"], "data": answer})
    return operations, {media_id: content for media_id, _, _, content in files}


async def told_of(person: Person, mission: Any) -> list[tuple[str, bool]]:
    """The kind of each notification about it, and whether something is left to do."""
    notifications = (await person.ask("GET", "/v1/notifications", 200))["items"]
    return [
        (notification["type"], notification["settled_at"] is None)
        for notification in notifications
        if notification["subject_id"] == mission["id"]
    ]


@pytest.mark.slow
async def test_what_she_lived_without_signal_is_there_once_and_answers_her_mission(
    app: FastAPI, alice: Person, ines: Person, runtime: Runtime, watch: Watch
) -> None:
    tom = await grown_up(app, "tom")
    community_id = await gather(runtime, alice, ines, tom)
    await go_to(runtime, watch, MONDAY.astimezone(UTC), alice, ines, tom)
    expectations = {"min_media": 1, "kinds": ["photo"]}
    mission = await send(
        runtime, alice, community_id, due_at=FRIDAY.isoformat(), reminders=[1440], expected=expectations
    )
    operations, files = kept_on_the_phone(mission)

    await go_to(runtime, watch, THURSDAY.astimezone(UTC), ines)
    results = [(await ines.ask("POST", "/v1/sync", 200, json={"operations": operations}))["results"] for _ in "12"]
    assert [[item["status"] for item in result] for result in results] == [[201, 201, 201, 201, 200]] * 2
    for media_id, content in files.items():
        assert (await append(ines, media_id, 0, content)).status_code == 204
    await work_off(runtime)

    [moment] = (await ines.ask("GET", "/v1/experiences", 200))["items"]
    assert datetime.fromisoformat(moment["lived_at"]) == TUESDAY
    assert moment["utc_offset"] == 120
    assert [(medium["kind"], medium["state"]) for medium in moment["media"]] == [("audio", "ready")] + [
        ("photo", "ready")
    ] * 2
    assert await told_of(ines, mission) == [("mission", False)]

    await go_to(runtime, watch, FRIDAY.astimezone(UTC) - timedelta(hours=23), alice, ines, tom)
    await go_to(runtime, watch, FRIDAY.astimezone(UTC), alice, ines, tom)
    assert await told_of(ines, mission) == [("mission", False)]
    assert await told_of(tom, mission) == [("reminder", True)]
    page = await alice.ask("GET", f"/v1/missions/{mission['id']}/board?answered=true", 200)
    assert [(item["user"]["display_name"], item["late"]) for item in page["items"]] == [("Inès", False)]
    days = await ines.ask("GET", "/v1/experiences/calendar?from=2026-04-01&to=2026-05-01", 200)
    assert str(days).count("2026-04-07") == 1
    await tom.client.aclose()
