from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import DateTime, literal, select

from app.core.actor import Actor
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.portraits import PortraitStory
from app.models.stories import Edition, Story
from app.policies.stories import readable_by
from tests.support.communities import gather
from tests.support.oracle import AudienceMembership, can_read_story
from tests.support.people import NOW, Person, Watch
from tests.support.rows import add, granted, hidden, made, shown, told
from tests.support.stories import begin, give, publish, rewrite, text

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


@pytest.mark.slow
async def test_sql_and_python_agree_on_who_may(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    path = await begin(alice, text("Un"))
    await publish(alice, path)
    await rewrite(alice, path, title="Deux")
    edition = await publish(alice, path)
    results = []
    for terms, withdrawal in product(GRANTS, (False, True)):
        grant = None if terms is None else await give(runtime, edition, alice, bob, **terms)
        async with runtime.database.sessions.begin() as session:
            story = await session.get_one(Story, UUID(edition["id"]))
            story.withdrawn_at = NOW if withdrawal else None
            grants = [await session.get_one(Grant, grant)] if grant else []
        for person in (alice, bob):
            actor = Actor(person.id)
            in_python = {number for number in (1, 2, 3) if can_read_story(actor, story, number, grants, NOW)} - {3}
            assert await read_in_sql(runtime, actor, story, NOW) == in_python, (terms, withdrawal, person.email)
            results.append(sorted(in_python))
        async with runtime.database.sessions.begin() as session:
            for item in grants:
                await session.delete(item)
    assert (results.count([1, 2]), results.count([2]), results.count([1]), results.count([])) == (18, 3, 1, 14)


PINNED_FROM: list[tuple[TargetType, AudienceType, dict[str, Any]]] = [
    (TargetType.STORY, AudienceType.COMMUNITY, {}),
    (TargetType.PORTRAIT, AudienceType.COMMUNITY, {}),
    (TargetType.PORTRAIT, AudienceType.USER, {}),
    (TargetType.PORTRAIT, AudienceType.USER, {"follow": Follow.EDITION, "edition": 1}),
    (TargetType.PORTRAIT, AudienceType.USER, {"ends_at": NOW}),
    (TargetType.PORTRAIT, AudienceType.LINK, {"audience_id": None}),
    (TargetType.TALENTS, AudienceType.USER, {}),
]
CHANGES: list[tuple[str, str] | None] = [
    None,
    ("story", "withdrawn_at"),
    ("portrait", "withdrawn_at"),
    ("portrait", "deleted_at"),
]


@pytest.mark.slow
async def test_they_agree_on_what_is_pinned_and_on_what_is_hidden(alice: Person, bob: Person, runtime: Runtime) -> None:
    """The first edition of a story is pinned to the second of a portrait, and its second to the first of another."""
    community_id, actor, results = await gather(runtime, bob), Actor(bob.id), []
    async with runtime.database.sessions() as session:
        for (kind, audience, terms), change, noun in product(PINNED_FROM, CHANGES, (None, "story", "portrait")):
            states: dict[str, dict[str, Any]] = {"story": {}, "portrait": {}}
            if change:
                states[change[0]][change[1]] = NOW
            story = await told(session, alice.id, **states["story"])
            portrait, other_portrait = (
                await shown(session, alice.id, **states["portrait"]),
                await shown(session, alice.id),
            )
            pins = [
                (
                    portrait_row,
                    made(PortraitStory, portrait_id=portrait_row.id, edition=n, story_id=story.id, story_edition=3 - n),
                )
                for portrait_row, n in ((portrait, 2), (other_portrait, 1))
            ]
            ids = {"story": story.id, "portrait": portrait.id}
            to = bob.id if audience is AudienceType.USER else community_id
            target_id = story.id if kind is TargetType.STORY else portrait.id
            fields = {"audience_type": audience, "audience_id": to, "kind": kind, "target_id": target_id}
            grant = granted(alice.id, **fields | terms)
            hidings = [hidden(community_id, alice.id, ids[noun])] if noun else []
            await add(session, grant, *(pin for _, pin in pins), *hidings)
            membership = AudienceMembership({community_id}, hidings)
            query = select(Edition.number).where(Story.id == story.id, readable_by(actor, literal(NOW)))
            numbers = set(await session.scalars(query))
            read = {
                n for n in (1, 2) if can_read_story(actor, story, n, [grant], NOW, belonging=membership, citations=pins)
            }
            assert numbers == read, (kind, audience, terms, change, noun)
            results.append(sorted(numbers))
    assert [results.count(item) for item in ([1], [2], [])] == [4, 6, 74]
