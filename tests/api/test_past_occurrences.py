"""A series that goes on for years keeps the last twelve months of itself; of what was before, numbers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services import mission_terms
from app.services.mission_terms import KEPT, ForgetOccurrences
from app.tasks import HANDLERS
from tests.support.communities import gather
from tests.support.missions import answer, go_to, mine, write
from tests.support.people import Person, Watch, sign_in, work_off

MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


async def forget(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[ForgetOccurrences](uow, ForgetOccurrences())
    await work_off(runtime)


async def occurrences(manager: Person, series: Any) -> list[str]:
    path = f"/v1/communities/{series['community']['id']}/missions?series_id={series['id']}"
    return [one["id"] for one in reversed((await manager.ask("GET", path, 200))["items"])]


async def heard(person: Person, cursor: str) -> dict[tuple[str, str], Any]:
    found = await person.ask("GET", "/v1/sync", 200, params={"cursor": cursor})
    return {(one["type"], one["id"]): one["data"] for one in found["changes"]}


async def test_a_year_after_it_ended_an_occurrence_is_numbers_and_its_answers_are_their_peoples(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mission_terms, "AT_ONCE", 2)
    carla, dan, eve = [await sign_in(app, name) for name in ("carla", "dan", "eve")]
    people = [alice, bob, carla, dan, eve]
    here = await gather(runtime, *people)
    weekly = {"recurrence": "FREQ=WEEKLY", "opens_at": MONDAY.isoformat(), "responses_visible_to": "community"}
    series, another = await write(alice, here, **weekly), await write(alice, here)
    await go_to(runtime, watch, MONDAY, *people)
    [first] = [await alice.ask("GET", f"/v1/missions/{one}", 200) for one in await occurrences(alice, series)]
    given = await answer(bob, first, note="Ma première fois.")
    said = {"decision": "accept", "comment": "Bravo"}
    await alice.ask("PUT", f"/v1/responses/{given['id']}/review", 200, json=said)
    await carla.ask("PUT", f"/v1/missions/{first['id']}/response/decline", 200, json={"reason": "Malade"})
    await work_off(runtime)
    await go_to(runtime, watch, MONDAY + WEEK, *people)
    first_tally = await alice.ask("GET", f"/v1/missions/{first['id']}/tally", 200)
    await go_to(runtime, watch, MONDAY + 2 * WEEK, *people)
    for part in (1, 2, 3):  # what was closed is archived
        await go_to(runtime, watch, MONDAY + KEPT * part / 3, *people)
    second = (await occurrences(alice, series))[1]
    tallies = [first_tally, await alice.ask("GET", f"/v1/missions/{second}/tally", 200)]
    cursors = {one.id: (await one.ask("GET", "/v1/sync", 200))["next_cursor"] for one in people}
    theirs = (await dan.ask("GET", f"/v1/missions/{first['id']}", 200))["response"]["id"]
    cursors[dan.id] = (await dan.ask("GET", "/v1/sync", 200))["next_cursor"]

    await go_to(runtime, watch, MONDAY + WEEK + KEPT - SECOND, *people)
    await forget(runtime)
    assert first["id"] in await occurrences(alice, series)

    for end in (WEEK, 2 * WEEK, 2 * WEEK):
        await go_to(runtime, watch, MONDAY + end + KEPT + SECOND, *people)
        await forget(runtime)
        await forget(runtime)
    left = await occurrences(alice, series)
    assert first["id"] not in left
    assert second not in left

    assert (await alice.ask("GET", f"/v1/missions/{another['id']}/tally", 200))["past"] == []
    [month] = (await alice.ask("GET", f"/v1/missions/{series['id']}/tally", 200))["past"]
    summed = sum((Counter({k: v for k, v in one.items() if k != "past"}) for one in tallies), Counter[str]())
    assert month == {name: summed[name] for name in tallies[0] if name != "past"} | {
        "month": "2026-03-01",
        "occurrences": 2,
    }
    assert (month["sent"], month["answered"], month["accepted"], month["declined"]) == (8, 1, 1, 1)

    for path in ("", "/board", "/board.csv", "/tally"):
        await alice.ask("GET", f"/v1/missions/{first['id']}{path}", 404)
    for reader in (alice, dan):
        await reader.ask("GET", f"/v1/responses/{given['id']}", 404)
    for one in (carla, dan, eve):
        await one.ask("GET", f"/v1/missions/{first['id']}", 404)
    assert (await dan.ask("GET", "/v1/feed", 200))["items"] == []
    shown = (await bob.ask("GET", "/v1/me/visibility", 200))["items"]
    assert "response" not in {one["kind"] for one in shown}

    kept = await bob.ask("GET", f"/v1/missions/{first['id']}", 200)
    assert (kept["title"], kept["brief"], kept["state"]) == (first["title"], None, "archived")
    assert {first["id"]} < {one["id"] for one in await mine(bob, "all")}
    own = await bob.ask("GET", f"/v1/responses/{given['id']}", 200)
    assert (own["state"], own["note"], own["comment"]) == ("accepted", "Ma première fois.", "Bravo")
    assert (own["experience_id"], own["experience"]) == (given["experience_id"], None)
    assert (await bob.ask("GET", f"/v1/experiences/{own['experience_id']}", 200))["title"] == "Mon mur"

    news = {one.id: await heard(one, cursors[one.id]) for one in people}
    gone = [("mission", first["id"]), ("response", theirs), ("mission", second)]
    assert [news[dan.id][one] for one in gone] == [None, None, None]
    assert news[bob.id]["response", given["id"]] == own
    assert news[bob.id]["mission", first["id"]]["brief"] is None
    query = "select count(*) from changes where entity_id = any($1) and not deleted and user_id <> $2"
    ids = [UUID(first["id"]), UUID(second)]
    assert (await runtime.database.reads.fetch(query, ids, bob.id))[0][0] == 0  # so that they are forgotten, too
    assert await runtime.database.reads.fetch("select id from missions where id = $1", UUID(second)) == []
    query = "select id from notifications where subject_id = any($1) and settled_at is null"
    assert await runtime.database.reads.fetch(query, ids) == []
    query = "select user_id from responses where mission_id = any($1)"
    assert [row[0] for row in await runtime.database.reads.fetch(query, ids)] == [bob.id]


async def test_only_occurrences_that_are_over_go(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    """A mission that does not repeat stays, and so does an occurrence that nothing ever closed."""
    here = await gather(runtime, alice, bob)
    once = await write(alice, here, opens_at=MONDAY.isoformat(), closes_at=(MONDAY + WEEK).isoformat())
    series = await write(alice, here, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY;COUNT=1")
    for days in (0, 7, 120, 240, 360, 480):
        await go_to(runtime, watch, MONDAY + timedelta(days=days), alice, bob)
    await forget(runtime)
    [last] = await occurrences(alice, series)
    assert {one["id"] for one in await mine(bob, "all")} == {once["id"], last}
    assert (await alice.ask("GET", f"/v1/missions/{last}", 200))["state"] == "open"
