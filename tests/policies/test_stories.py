from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, literal, select

from app.core.actor import Actor
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.portraits import PortraitStory
from app.models.stories import Edition, Story
from app.policies.grants import AudienceMembership
from app.policies.stories import readable_by
from tests.support.communities import gather
from tests.support.oracle import can_read_story
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
            in_python = {number for number in (1, 2, 3) if can_read_story(actor, story, number, grants, NOW)} - {3}
            assert await read_in_sql(runtime, actor, story, NOW) == in_python, (terms, is_withdrawn, person.email)
            seen.append(sorted(in_python))
        async with runtime.database.sessions.begin() as session:
            for item in grants:
                await session.delete(item)
    assert (seen.count([1, 2]), seen.count([2]), seen.count([1]), seen.count([])) == (18, 3, 1, 14)


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


async def test_they_agree_on_what_is_pinned_and_on_what_is_hidden(alice: Person, bob: Person, runtime: Runtime) -> None:
    """The first edition of a story is pinned to the second of a portrait, and its second to the first of another."""
    here, actor, seen = await gather(runtime, bob), Actor(bob.id), []
    async with runtime.database.sessions() as session:
        for (kind, audience, terms), change, what in product(PINNED_FROM, CHANGES, (None, "story", "portrait")):
            states: dict[str, dict[str, Any]] = {"story": {}, "portrait": {}}
            if change:
                states[change[0]][change[1]] = NOW
            story = await told(session, alice.id, **states["story"])
            portrait, other = await shown(session, alice.id, **states["portrait"]), await shown(session, alice.id)
            pins = [
                (one, made(PortraitStory, portrait_id=one.id, edition=n, story_id=story.id, story_edition=3 - n))
                for one, n in ((portrait, 2), (other, 1))
            ]
            ids = {"story": story.id, "portrait": portrait.id}
            to = bob.id if audience is AudienceType.USER else here
            target_id = story.id if kind is TargetType.STORY else portrait.id
            given = {"audience_type": audience, "audience_id": to, "kind": kind, "target_id": target_id}
            grant = granted(alice.id, **given | terms)
            hidings = [hidden(here, alice.id, ids[what])] if what else []
            await add(session, grant, *(pin for _, pin in pins), *hidings)
            where = AudienceMembership({here}, hidings)
            query = select(Edition.number).where(Story.id == story.id, readable_by(actor, literal(NOW)))
            found = set(await session.scalars(query))
            read = {n for n in (1, 2) if can_read_story(actor, story, n, [grant], NOW, belonging=where, citations=pins)}
            assert found == read, (kind, audience, terms, change, what)
            seen.append(sorted(found))
    assert [seen.count(item) for item in ([1], [2], [])] == [4, 6, 74]
