"""A mission past its date, for nobody, or beyond twice the cap is asked back about, whichever way it would open."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.missions.openings import OpeningReason
from tests.support.communities import gather
from tests.support.documents import whole_document
from tests.support.missions import PHOTO, go_to, mine, send, write
from tests.support.people import NOW, Person, Watch, work_off

LONG_AGO, AGO, SOON = ((NOW + timedelta(days=days)).isoformat() for days in (-2, -1, 1))
REASONS: dict[OpeningReason, dict[str, Any]] = {
    OpeningReason.PAST_DUE: {"due_at": AGO},
    OpeningReason.NO_AUDIENCE: {"audience": {"type": "tags", "tags": ["peintres"]}},
    OpeningReason.OVER_CAP: {},
}
Way = Callable[[Person, UUID, dict[str, Any], dict[str, str], int], Awaitable[Any]]


async def _opened(
    person: Person, community_id: UUID, fields: dict[str, Any], headers: dict[str, str], status: int
) -> Any:
    mission = await write(person, community_id, **fields)
    answer = await person.ask("PUT", f"/v1/missions/{mission['id']}/opening", status, headers=headers)
    if status == 409:
        assert await person.ask("GET", f"/v1/missions/{mission['id']}", 200) == mission
    return answer


async def _opened_early(
    person: Person, community_id: UUID, fields: dict[str, Any], headers: dict[str, str], status: int
) -> Any:
    times = {} if "due_at" in fields else {"opens_at": SOON}
    return await _opened(person, community_id, fields | times, headers, status)


async def _put(person: Person, community_id: UUID, fields: dict[str, Any], headers: dict[str, str], status: int) -> Any:
    path, body = f"/v1/missions/{uuid7()}", PHOTO | {"community_id": str(community_id), "opens_at": LONG_AGO} | fields
    answer = await person.ask("PUT", path, status, json=body, headers=headers)
    if status == 409:
        await person.ask("GET", path, 404)
    else:
        assert await person.ask("PUT", path, 200, json=body) == answer  # the same again asks nothing
    return answer


async def _rewritten(
    person: Person, community_id: UUID, fields: dict[str, Any], headers: dict[str, str], status: int
) -> Any:
    draft = await write(person, community_id)
    body = PHOTO | {"community_id": str(community_id), "opens_at": LONG_AGO} | fields
    known_headers = {"If-Match": f'"{draft["version"]}"'}
    path = f"/v1/missions/{draft['id']}"
    return await person.ask("PUT", path, {201: 200}.get(status, status), json=body, headers=headers | known_headers)


async def _patched(
    person: Person, community_id: UUID, fields: dict[str, Any], headers: dict[str, str], status: int
) -> Any:
    draft = await write(person, community_id)
    known_headers = {"If-Match": f'"{draft["version"]}"'}
    path, body = f"/v1/missions/{draft['id']}", {"opens_at": LONG_AGO} | fields
    return await person.ask("PATCH", path, {201: 200}.get(status, status), json=body, headers=headers | known_headers)


WAYS: dict[Way, int] = {_opened: 200, _opened_early: 200, _put: 201, _rewritten: 201, _patched: 201}


@pytest.mark.slow
async def test_who_it_is_for_can_answer_as_soon_as_it_is_opened(alice: Person, bob: Person, runtime: Runtime) -> None:
    """Before the job that notifies them: an answer within the first second was refused."""
    mission = await write(alice, await gather(runtime, alice, bob))
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    assert [item["id"] for item in await mine(bob)] == [mission["id"]]
    assert await mine(alice) == []
    await work_off(runtime)
    sent = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert [item["type"] for item in sent] == ["mission"]
    assert [item["id"] for item in await mine(bob)] == [mission["id"]]


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_of_opening_says_why_it_asks_and_goes_through_when_confirmed(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch, way: Way
) -> None:
    for reason, fields in REASONS.items():
        community_id = await gather(runtime, alice, bob, weekly_notification_cap=1)
        for _ in range(2 * (reason is OpeningReason.OVER_CAP)):
            await send(runtime, alice, community_id)
        headers = {"Confirm-Opening": ", ".join({*OpeningReason} - {reason})}
        problem = await way(alice, community_id, fields, headers, 409)
        assert (problem["type"], problem["reasons"]) == ("/problems/opening-unconfirmed", [reason])
        assert f"Confirm-Opening: {reason}`" in problem["detail"]
        await go_to(runtime, watch, NOW)
        count = len(await mine(bob))
        await way(alice, community_id, fields, {"Confirm-Opening": f" {reason.upper()},other"}, WAYS[way])
        await go_to(runtime, watch, NOW)
        assert len(await mine(bob)) == count + (reason is not OpeningReason.NO_AUDIENCE)


async def test_all_reasons_are_said_at_once_in_both_languages(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    draft = await write(alice, community_id, due_at=AGO)
    path = f"/v1/missions/{draft['id']}/opening"
    assert (await alice.ask("PUT", path, 409))["reasons"] == ["past-due", "nobody"]
    french = await alice.client.put(path, headers={"Accept-Language": "fr", "Confirm-Opening": "nobody"})
    assert "sa date est déjà passée ; elle ne s’adresse à personne" in french.json()["detail"]
    await alice.ask("PUT", path, 200, headers={"Confirm-Opening": "past-due,nobody"})
    await alice.ask("PUT", path, 200)  # it is open: nothing is left to confirm


async def test_what_is_as_it_should_be_is_asked_nothing(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob, weekly_notification_cap=1)
    body = PHOTO | {"community_id": str(community_id)}
    await alice.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body | {"due_at": AGO})  # a draft
    path = f"/v1/missions/{uuid7()}"
    later = await alice.ask("PUT", path, 201, json=body | {"opens_at": SOON, "due_at": SOON})
    tags = {"audience": {"type": "tags", "tags": ["peintres"]}}
    headers = {"If-Match": f'"{later["version"]}"'}
    assert (await alice.ask("PATCH", path, 409, json=tags, headers=headers))["reasons"] == ["nobody"]
    later = await alice.ask("PATCH", path, 200, json=tags, headers=headers | {"Confirm-Opening": "nobody"})
    headers = {"If-Match": f'"{later["version"]}"'}
    await alice.ask("PATCH", path, 200, json={"title": "Peindre"}, headers=headers)  # nothing new to confirm
    for _ in range(2):  # others get them, or got them before
        await send(runtime, alice, community_id, audience={"type": "roles", "roles": ["manager"]})
    await go_to(runtime, watch, NOW - timedelta(days=8), alice)
    for _ in range(2):
        await send(runtime, alice, community_id)
    await go_to(runtime, watch, NOW, alice)
    draft = await alice.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body)
    await alice.ask("PUT", f"/v1/missions/{draft['id']}/opening", 200)
    silent = await gather(runtime, alice, bob, weekly_notification_cap=0)  # which delivers no notifications
    draft = await write(alice, silent)
    await alice.ask("PUT", f"/v1/missions/{draft['id']}/opening", 200)


async def test_a_series_is_asked_about_once_and_its_occurrences_never(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob, weekly_notification_cap=1)
    body = PHOTO | {
        "community_id": str(community_id),
        "recurrence": "FREQ=DAILY",
        "opens_at": NOW.isoformat(),
        "due_at": SOON,
    }
    over = body | {"recurrence": "FREQ=DAILY;UNTIL=20200101T000000Z"}
    guest = body | {"audience": {"type": "tags", "tags": ["peintres"]}}
    for problem, reason in ((over, "past-due"), (guest, "nobody")):
        answer = await alice.ask("PUT", f"/v1/missions/{uuid7()}", 409, json=problem)
        assert answer["reasons"] == [reason]
    await alice.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body)
    for day in range(4):
        await go_to(runtime, watch, NOW + timedelta(days=day))
    assert len(await runtime.database.reads.fetch(OCCURRENCES, community_id)) == 4
    await work_off(runtime)


OCCURRENCES = "select id from missions where community_id = $1 and series_id is not null and opened_at is not null"


def test_every_operation_that_can_open_a_mission_takes_the_confirmation() -> None:
    paths = whole_document()["paths"]
    takes = {
        operation["operationId"]
        for item in paths.values()
        for operation in item.values()
        if any(item["name"] == "confirm-opening" for item in operation.get("parameters", ()))
    }
    writes = {"put_mission", "patch_mission"}  # with `opens_at`, one opens by itself
    assert takes == writes | {"open_mission"}
    calls = [(path.stem, path.read_text().count("begin(uow, ")) for path in Path("app/services/missions").glob("*.py")]
    assert {name: count for name, count in calls if count} == {
        "missions": 1,
        "moments": 3,
    }  # one of them begins a ballot
