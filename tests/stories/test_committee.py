"""A committee of 240: a weekly mission to the apprentices of one trade, no reminder for who answered, and the best
stories for everybody, with their authors' consent."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.memberships import Membership
from app.models.users import User
from tests.support.communities import gather, grown_up, membership_row
from tests.support.grants import told
from tests.support.missions import answer, go_to, mine, write
from tests.support.people import NOW, Person, Watch, prove
from tests.support.stories import medium

MONDAY = datetime(2026, 3, 23, 8, tzinfo=ZoneInfo("Europe/Paris"))  # the clocks change on the Sunday after
MASONS, OTHER_TRADES = 60, 176
WEEKLY: dict[str, Any] = {
    "title": "Une photo de ta semaine",
    "audience": {"type": "tags", "tags": ["maçonnerie"]},
    "opens_at": MONDAY.isoformat(),
    "due_at": (MONDAY + timedelta(days=4)).isoformat(),
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    "reminders": [1440],
    "expected": {"min_media": 1, "kinds": ["photo"]},
}
KINDS = "select type, count(*) from notifications where subject_id = $1 and settled_at is null group by type"


async def settle_in(runtime: Runtime, community_id: UUID, apprentices: list[Person]) -> None:
    """All others: 240 with the manager and the apprentices who tell this."""
    ids = [uuid7() for _ in range(MASONS + OTHER_TRADES)]
    async with runtime.database.sessions.begin() as session:
        for person in apprentices:
            row = await session.get_one(Membership, (community_id, person.id))
            row.tags = ["maçonnerie"]
        session.add_all(User(id=item, email=f"{item}@example.org", created_at=NOW, updated_at=NOW) for item in ids)
        await session.flush()
        tags = [["maçonnerie"]] * MASONS + [["cuisine"]] * OTHER_TRADES
        session.add_all(
            membership_row(community_id, user_id, tags=tags_of_member)
            for user_id, tags_of_member in zip(ids, tags, strict=True)
        )


async def latest(manager: Person, series: Any) -> Any:
    path = f"/v1/missions?community_id={series['community']['id']}&series_id={series['id']}"
    return (await manager.ask("GET", path, 200))["items"][0]


async def told_of(runtime: Runtime, mission: Any) -> dict[str, int]:
    """How many have something left to do about it, by what they were last told."""
    return {row["type"]: row["count"] for row in await runtime.database.reads.fetch(KINDS, UUID(mission["id"]))}


async def tally(manager: Person, mission: Any) -> dict[str, int]:
    counts: dict[str, int] = await manager.ask("GET", f"/v1/missions/{mission['id']}/tally", 200)
    return counts


@pytest.fixture
async def apprentices(app: FastAPI) -> list[Person]:
    return [await grown_up(app, name) for name in ("ines", "tom", "lila")]


@pytest.mark.slow
async def test_a_weekly_mission_of_one_trade_reminds_only_those_who_are_silent(
    alice: Person, apprentices: list[Person], runtime: Runtime, watch: Watch
) -> None:
    manager, (ines, tom, lila) = alice, apprentices
    community_id = await gather(runtime, manager, *apprentices, kind=CommunityKind.COMMITTEE)
    await settle_in(runtime, community_id, apprentices)
    assert len(await everybody(manager, community_id)) == 240
    series = await write(manager, community_id, **WEEKLY)
    await go_to(runtime, watch, MONDAY.astimezone(UTC), manager, *apprentices)
    mission = await latest(manager, series)
    assert (await tally(manager, mission))["sent"] == MASONS + len(apprentices)

    for person in (ines, tom):
        photo = await medium(runtime, person)
        moment = {"lived_at": (MONDAY + timedelta(hours=2)).isoformat(), "media": [photo]}
        await answer(person, mission, moment=moment)
    await go_to(runtime, watch, MONDAY.astimezone(UTC) + timedelta(days=3), manager, *apprentices)
    assert await told_of(runtime, mission) == {"reminder": MASONS + 1}
    await prove(manager)
    stuck = await manager.ask("GET", f"/v1/missions/{mission['id']}/board?answered=false&limit=100", 200)
    assert str(lila.id) in {item["user"]["id"] for item in stuck["items"]}
    assert len(stuck["items"]) == MASONS + 1
    counts = await tally(manager, mission)
    assert (counts["answered"], counts["late"]) == (2, 0)

    next_monday = (MONDAY + timedelta(weeks=1)).astimezone(UTC)
    assert next_monday - MONDAY.astimezone(UTC) == timedelta(days=7, hours=-1)
    await go_to(runtime, watch, next_monday, manager, *apprentices)
    assert (await latest(manager, series))["id"] != mission["id"]
    assert [item["state"] for item in await mine(ines)] == ["open"]


async def everybody(person: Person, community_id: UUID) -> list[Any]:
    path = f"/v1/communities/{community_id}/memberships?limit=100"
    page = await person.ask("GET", path, 200)
    items = list(page["items"])
    while page["next_cursor"]:
        page = await person.ask("GET", f"{path}&cursor={page['next_cursor']}", 200)
        items += page["items"]
    return items


async def test_the_best_stories_are_for_all_once_their_authors_agree(
    alice: Person, apprentices: list[Person], runtime: Runtime
) -> None:
    manager, (ines, tom, lila) = alice, apprentices
    community_id = await gather(runtime, manager, *apprentices, kind=CommunityKind.COMMITTEE)
    story = await told(ines, title="Mon premier mur droit")
    terms = {
        "target": {"type": "story", "id": story["id"]},
        "audience": {"type": "community", "id": str(community_id)},
        "purpose": "publication",
    }
    await manager.ask("POST", "/v1/grants", 422, json=terms)
    assert (await lila.ask("GET", "/v1/feed", 200))["items"] == []
    grant = await ines.ask("POST", "/v1/grants", 201, json=terms)
    [item] = (await lila.ask("GET", "/v1/feed", 200))["items"]
    assert item["story"]["title"] == "Mon premier mur droit"
    await tom.ask("GET", f"/v1/stories/{story['id']}", 200)
    await ines.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": f'"{grant["version"]}"'})
    assert (await lila.ask("GET", "/v1/feed", 200))["items"] == []
    await tom.ask("GET", f"/v1/stories/{story['id']}", 404)
