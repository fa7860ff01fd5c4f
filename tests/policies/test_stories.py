from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, literal, select

from app.core.actor import Actor
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant
from app.models.stories import Edition, Story
from app.policies.stories import can_read, readable_by
from tests.factories import NOW, Person, Watch
from tests.publishing import begin, give, publish, rewrite, text

HOUR = timedelta(hours=1)
GRANTS: list[dict[str, Any] | None] = [
    None,
    {},
    {"follow": Follow.EDITION, "edition": 1},
    {"revoked_at": NOW},
    {"starts_at": NOW},
    {"starts_at": NOW + HOUR},
    {"ends_at": NOW + HOUR},
    {"ends_at": NOW},
    {"audience_type": AudienceType.LINK, "audience_id": None},
]


async def read_in_sql(runtime: Runtime, actor: Actor, story: Story, now: datetime) -> set[int]:
    at = literal(now, DateTime(timezone=True))
    query = select(Edition.number).where(Story.id == story.id, readable_by(actor, at))
    async with runtime.database.sessions() as session:
        return set(await session.scalars(query))


async def test_sql_and_python_agree_on_who_may(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    path = await begin(alice, text("Un"))
    await publish(alice, path)
    await rewrite(alice, path, title="Deux")
    shown = await publish(alice, path)
    seen = []
    for terms, is_withdrawn in product(GRANTS, (False, True)):
        grant = None if terms is None else await give(runtime, shown, alice, bob, **terms)
        async with runtime.database.sessions.begin() as session:
            story = await session.get_one(Story, UUID(shown["id"]))
            story.withdrawn_at = NOW if is_withdrawn else None
            grants = [await session.get_one(Grant, grant)] if grant else []
        for person in (alice, bob):
            actor = Actor(person.id)
            in_python = {number for number in (1, 2, 3) if can_read(actor, story, number, grants, NOW)} - {3}
            assert await read_in_sql(runtime, actor, story, NOW) == in_python, (terms, is_withdrawn, person.email)
            seen.append(sorted(in_python))
        async with runtime.database.sessions.begin() as session:
            for one in grants:
                await session.delete(one)
    assert (seen.count([1, 2]), seen.count([2]), seen.count([1]), seen.count([])) == (18, 3, 1, 14)
