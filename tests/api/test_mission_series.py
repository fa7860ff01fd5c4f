from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.missions import moments
from tests.support.communities import gather
from tests.support.missions import go_to, mine, send, write
from tests.support.people import NOW, Person, Watch, work_off
from tests.support.stories import medium

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 9, 8, tzinfo=PARIS)  # the clocks change on the 29th, and on 25 October


async def occurrences(manager: Person, series: Any) -> list[Any]:
    path = f"/v1/missions?community_id={series['community']['id']}&series_id={series['id']}&limit=100"
    return list(reversed((await manager.ask("GET", path, 200))["items"]))


@pytest.mark.slow
@pytest.mark.parametrize("first", [MONDAY, datetime(2026, 9, 28, 8, tzinfo=PARIS)], ids=["spring", "autumn"])
async def test_a_mission_of_monday_morning_is_one_for_twelve_weeks(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch, first: datetime
) -> None:
    await go_to(runtime, watch, NOW + (first - NOW) / 2, alice, bob)
    community_id = await gather(runtime, alice, bob)
    series = await write(
        alice,
        community_id,
        opens_at=first.isoformat(),
        due_at=(first + timedelta(days=4, hours=9)).isoformat(),  # Friday, 17:00 on the wall
        recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=12",
        media=[await medium(runtime, alice)],
    )
    assert series["state"] == "scheduled"
    for week in range(12):
        on_the_wall = first + timedelta(weeks=week)  # with a zone, so that it stays at eight
        await go_to(runtime, watch, on_the_wall.astimezone(UTC) - timedelta(minutes=1), alice, bob)
        assert len(await occurrences(alice, series)) == week
        await go_to(runtime, watch, on_the_wall.astimezone(UTC))
        new_occurrences = await occurrences(alice, series)
        assert len(new_occurrences) == week + 1
        latest = new_occurrences[-1]
        opened, due = (datetime.fromisoformat(latest[name]).astimezone(PARIS) for name in ("opens_at", "due_at"))
        assert (opened.weekday(), opened.hour, due.weekday(), due.hour) == (0, 8, 4, 17)
        assert (latest["state"], latest["title"], len(latest["media"])) == ("open", series["title"], 1)
        assert latest["id"] in {item["id"] for item in await mine(bob)}
    answer = await alice.ask("GET", f"/v1/missions/{series['id']}", 200)
    assert (answer["state"], answer["response"]) == ("closed", None)
    offsets = {datetime.fromisoformat(item["opens_at"]).hour for item in new_occurrences}
    assert offsets == {6, 7}


async def test_an_occurrence_ends_when_the_next_one_comes(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=DAILY")
    for day in range(3):
        await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=day), alice, bob)
        await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=day, minutes=1))
    assert [occurrence["state"] for occurrence in await occurrences(alice, series)] == ["closed", "closed", "open"]
    assert len(await mine(bob)) == 1


async def test_of_the_occurrences_that_nobody_worked_for_one_is_made(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=DAILY")
    await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=3, hours=1), alice)
    [occurrence] = await occurrences(alice, series)
    assert datetime.fromisoformat(occurrence["opens_at"]) == MONDAY + timedelta(days=3)


async def test_turning_it_twice_makes_one(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    community_id = await gather(runtime, alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY")
    watch.now = MONDAY.astimezone(UTC)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    await work_off(runtime)
    await go_to(runtime, watch, watch.now, alice, bob)
    assert len(await occurrences(alice, series)) == 1
    assert len(await mine(bob)) == 1


async def test_a_series_that_is_called_off_ends_with_what_is_open_of_it(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY")
    await go_to(runtime, watch, MONDAY.astimezone(UTC), alice, bob)
    await alice.ask("PUT", f"/v1/missions/{series['id']}/cancellation", 200)
    await work_off(runtime)
    assert [occurrence["state"] for occurrence in await occurrences(alice, series)] == ["cancelled"]
    await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=7), alice, bob)
    assert len(await occurrences(alice, series)) == 1


async def test_a_series_that_is_opened_after_its_hour_comes_at_once(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=2), alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY")
    await alice.ask("PUT", f"/v1/missions/{series['id']}/opening", 200)
    await work_off(runtime)
    [occurrence] = await occurrences(alice, series)
    assert (datetime.fromisoformat(occurrence["opens_at"]), occurrence["state"]) == (MONDAY, "open")
    assert [it["id"] for it in await mine(bob)] == [occurrence["id"]]
    answer = await alice.ask("GET", f"/v1/missions/{series['id']}", 200)
    assert datetime.fromisoformat(answer["next_at"]) == MONDAY + timedelta(days=7)


async def test_only_a_series_comes_again_and_only_its_managers_are_told_when(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    due = NOW + timedelta(days=2)
    once = await send(runtime, alice, community_id, due_at=due.isoformat(), reminders=[60])
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY")
    answer = await alice.ask("PUT", f"/v1/missions/{series['id']}/opening", 200)
    assert [datetime.fromisoformat(item["next_at"]) for item in (series, answer)] == [MONDAY] * 2
    await go_to(runtime, watch, MONDAY.astimezone(UTC), alice, bob)
    assert [item["next_at"] for item in (once, *await mine(bob), *await occurrences(alice, series))] == [None] * 4
    over = await alice.ask("PUT", f"/v1/missions/{series['id']}/closing", 200)
    assert (over["state"], over["next_at"]) == ("closed", None)
