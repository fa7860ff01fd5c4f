"""A series that goes on for years keeps the last twelve months of itself; of what was before, numbers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.core.actor import SYSTEM
from app.core.settings import Settings
from app.core.uow import Runtime
from app.services.missions import terms
from app.services.missions.terms import OCCURRENCE_LIFE, ForgetOccurrences
from app.tasks import HANDLERS
from tests.support.communities import gather, grown_up
from tests.support.missions import answer, go_to, mine, write
from tests.support.people import Person, Watch, work_off
from tests.support.world import app_apart

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


async def forget(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[ForgetOccurrences](uow, ForgetOccurrences())
    await work_off(runtime)


async def occurrences(manager: Person, series: Any) -> list[str]:
    path = f"/v1/missions?community_id={series['community']['id']}&series_id={series['id']}"
    return [item["id"] for item in reversed((await manager.ask("GET", path, 200))["items"])]


async def heard(person: Person, cursor: str) -> dict[tuple[str, str], Any]:
    page = await person.ask("GET", "/v1/sync", 200, params={"cursor": cursor})
    return {(change["type"], change["id"]): change["data"] for change in page["changes"]}


@pytest.fixture(autouse=True)
def _portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "AT_ONCE", 2)


@dataclass
class World:
    """A weekly mission, a year after two of its Mondays ended, and what was read of them before."""

    runtime: Runtime
    watch: Watch
    people: list[Person]
    series: Any
    first: Any  # bob answered it, carla declined, dan and eve said nothing; nobody answered the second one
    second: str
    answer: Any
    tallies: list[Any]
    cursors: dict[UUID, str]

    async def sql(self, query: str, *values: object) -> list[Any]:
        return [row[0] for row in await self.runtime.database.reads.fetch(query, *values)]


async def run_series(runtime: Runtime, watch: Watch, people: list[Person]) -> World:
    alice, bob, carla, *_ = people
    community_id = await gather(runtime, *people)
    weekly = {"recurrence": "FREQ=WEEKLY", "opens_at": MONDAY.isoformat(), "responses_visible_to": "community"}
    series = await write(alice, community_id, **weekly)
    await go_to(runtime, watch, MONDAY, *people)
    [first] = [
        await alice.ask("GET", f"/v1/missions/{occurrence}", 200) for occurrence in await occurrences(alice, series)
    ]
    response = await answer(bob, first, note="Ma première fois.")
    body = {"decision": "accept", "comment": "Bravo"}
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=body)
    await carla.ask("PUT", f"/v1/missions/{first['id']}/response/decline", 200, json={"reason": "Malade"})
    for end in (MONDAY + WEEK, MONDAY + 2 * WEEK, *(MONDAY + OCCURRENCE_LIFE * part / 3 for part in (1, 2, 3))):
        await go_to(runtime, watch, end, *people)
    second = (await occurrences(alice, series))[1]
    tallies = [await alice.ask("GET", f"/v1/missions/{item}/tally", 200) for item in (first["id"], second)]
    cursors = {person.id: (await person.ask("GET", "/v1/sync", 200))["next_cursor"] for person in people}
    return World(runtime, watch, people, series, first, second, response, tallies, cursors)


async def test_a_year_after_it_ended_an_occurrence_is_numbers_and_its_answers_are_their_peoples(
    settings: Settings, watch: Watch
) -> None:
    async with app_apart(settings, watch) as app:  # where no other series is over
        runtime = app.state.runtime
        people = [await grown_up(app, name) for name in ("alice", "bob", "carla", "dan", "eve")]
        world = await run_series(runtime, watch, people)
        await go_to(runtime, watch, MONDAY + WEEK + OCCURRENCE_LIFE - SECOND, *world.people)
        await forget(runtime)
        assert world.first["id"] in await occurrences(people[0], world.series)
        for end in (WEEK, 2 * WEEK):
            await go_to(runtime, watch, MONDAY + end + OCCURRENCE_LIFE + SECOND, *world.people)
            await forget(runtime)
            await forget(runtime)
        await numbers_are_left(world)
        await nobody_else_reads_it(world)
        await what_was_given_stays(world)
        await phones_hear_of_it(world)
        await nothing_else_is_left(world)


async def numbers_are_left(world: World) -> None:
    alice = world.people[0]
    assert not {world.first["id"], world.second} & set(await occurrences(alice, world.series))
    mission = await write(alice, UUID(world.series["community"]["id"]))
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}/tally", 200))["past"] == []
    [month] = (await alice.ask("GET", f"/v1/missions/{world.series['id']}/tally", 200))["past"]
    summed = {name: sum(tally[name] for tally in world.tallies) for name in world.tallies[0] if name != "past"}
    assert month == summed | {"month": "2026-03-01", "occurrences": 2}
    assert (month["sent"], month["answered"], month["accepted"], month["declined"]) == (8, 1, 1, 1)


async def nobody_else_reads_it(world: World) -> None:
    alice, bob, *people = world.people
    mission = f"/v1/missions/{world.first['id']}"
    for path in ("", "/board", "/tally"):
        await alice.ask("GET", f"{mission}{path}", 404)
    for reader in (alice, *people):
        await reader.ask("GET", f"/v1/responses/{world.answer['id']}", 404)
    for item in people:
        await item.ask("GET", mission, 404)
    assert (await people[0].ask("GET", "/v1/feed", 200))["items"] == []
    visibilities = (await bob.ask("GET", "/v1/me/visibility", 200))["items"]
    assert "response" not in {item["kind"] for item in visibilities}


async def what_was_given_stays(world: World) -> None:
    bob, first = world.people[1], world.first
    mission = await bob.ask("GET", f"/v1/missions/{first['id']}", 200)
    assert (mission["title"], mission["brief"], mission["state"]) == (first["title"], None, "archived")
    assert first["id"] in {item["id"] for item in await mine(bob, "all")}
    own = await bob.ask("GET", f"/v1/responses/{world.answer['id']}", 200)
    assert (own["state"], own["note"], own["comment"]) == ("accepted", "Ma première fois.", "Bravo")
    assert (own["experience_id"], own["experience"]) == (world.answer["experience_id"], None)
    assert (await bob.ask("GET", f"/v1/experiences/{own['experience_id']}", 200))["title"] == "Mon mur"
    attested = "select state from responses where id = $1 and reviewer_id is not null"  # as portraits read it
    assert await world.sql(attested, UUID(own["id"])) == ["accepted"]


async def phones_hear_of_it(world: World) -> None:
    _, bob, carla, *_ = world.people
    changes = {person.id: await heard(person, world.cursors[person.id]) for person in world.people}
    for gone in (world.first["id"], world.second):
        assert changes[carla.id]["mission", gone] is None
    assert [one for (kind, _), one in changes[carla.id].items() if kind == "response"].count(None) == 2
    assert changes[bob.id]["response", world.answer["id"]]["experience"] is None
    assert changes[bob.id]["mission", world.first["id"]]["brief"] is None


async def nothing_else_is_left(world: World) -> None:
    bob, ids = world.people[1], [UUID(world.first["id"]), UUID(world.second)]
    alive = "select entity_id from changes where entity_id = any($1) and not deleted and user_id <> $2"
    assert await world.sql(alive, ids, bob.id) == []  # or tombstones would never be forgotten
    assert await world.sql("select id from missions where id = any($1)", ids) == ids[:1]
    assert await world.sql("select user_id from responses where mission_id = any($1)", ids) == [bob.id]
    live = "select id from notifications where subject_id = any($1) and settled_at is null"
    assert await world.sql(live, ids) == []


async def test_only_occurrences_that_are_over_go(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    """A mission that does not repeat stays, and so does an occurrence that nothing ever closed."""
    community_id = await gather(runtime, alice, bob)
    once = await write(alice, community_id, opens_at=MONDAY.isoformat(), closes_at=(MONDAY + WEEK).isoformat())
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY;COUNT=1")
    for days in (0, 7, 120, 240, 360, 480):
        await go_to(runtime, watch, MONDAY + timedelta(days=days), alice, bob)
    await forget(runtime)
    [last] = await occurrences(alice, series)
    assert {item["id"] for item in await mine(bob, "all")} == {once["id"], last}
    assert (await alice.ask("GET", f"/v1/missions/{last}", 200))["state"] == "open"
