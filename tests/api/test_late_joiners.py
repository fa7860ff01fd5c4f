"""Whoever comes in, or gains a tag or a role, while a mission is open gets it."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from app.core.uow import Runtime
from tests.support.communities import gather
from tests.support.missions import mine, send
from tests.support.people import NOW, Person, Watch, work_off


@pytest.fixture
async def community_id(alice: Person, runtime: Runtime) -> UUID:
    return await gather(runtime, alice, visibility="listed", join_policy="open")


async def titles_of(person: Person, runtime: Runtime) -> list[str]:
    await work_off(runtime)
    return sorted(mission["title"] for mission in await mine(person))


@pytest.mark.slow
async def test_a_newcomer_gets_what_is_open_and_not_due_yet(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch, community_id: UUID
) -> None:
    later, before = ("2026-03-10T10:00:00.000Z", "2026-03-04T10:00:00.000Z")
    await send(runtime, alice, community_id, title="Pour tous", due_at=later)
    over = await send(runtime, alice, community_id, title="Passé", due_at=before)
    mission = await send(runtime, alice, community_id, title="Fermé")
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    watch.advance(minutes=9)
    await runtime.database.writes.fetch("update missions set due_at = $1 where id = $2", NOW, UUID(over["id"]))
    await bob.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json={})
    assert await titles_of(bob, runtime) == ["Pour tous"]
    notifications = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert ["Pour tous" in item["text"] for item in notifications if item["type"] == "mission"] == [True]


@pytest.mark.slow
async def test_a_tag_and_a_role_bring_what_is_meant_for_them_once(
    alice: Person, bob: Person, runtime: Runtime, community_id: UUID
) -> None:
    await bob.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json={})
    await send(runtime, alice, community_id, title="Maçons", audience={"type": "tags", "tags": ["maçon"]})
    await send(runtime, alice, community_id, title="Équipe", audience={"type": "roles", "roles": ["facilitator"]})
    assert await titles_of(bob, runtime) == []
    path = f"/v1/communities/{community_id}/memberships/{bob.id}"
    for tags in (["maçon"], ["maçon", "2026"]):
        await alice.ask("PATCH", path, 200, json={"tags": tags})
    assert await titles_of(bob, runtime) == ["Maçons"]
    await alice.ask("PATCH", path, 200, json={"role": "facilitator"})
    assert await titles_of(bob, runtime) == ["Maçons", "Équipe"]


def test_whatever_makes_somebody_addressed_gives_them_what_is_open() -> None:
    """A member is addressed by being in, by a role and by tags: each change of these is followed by the assignment."""
    changes = 0
    for path in Path("app/services").rglob("*.py"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if re.search(r"(membership|successor)\.(enter|admit|take_role|tag)\(", line):
                changes += 1
                assert "assign_open_missions(uow, " in lines[number + 1], f"{path}:{number + 1}"
    assert changes == 5
