from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import DateTime, exists, literal, select, update

from app.core.actor import Actor
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant
from app.models.media import Media
from app.models.sessions import Session
from app.models.stories import EditionMedia, Story
from app.policies.media import opens_edition, opens_own, readable_by
from tests.support.oracle import can_read_medium, can_read_story
from tests.support.people import NOW, Person, Watch
from tests.support.stories import begin, give, medium, publish, rewrite, showing, text

HOUR = timedelta(hours=1)
TERMS: list[dict[str, Any]] = [
    {},
    {"follow": Follow.EDITION, "edition": 1},
    {"revoked_at": NOW},
    {"starts_at": NOW},
    {"starts_at": NOW + HOUR},
    {"ends_at": NOW + HOUR},
    {"ends_at": NOW},
    {"views": 3, "max_views": 3, "last_opened_at": NOW - timedelta(minutes=4)},  # what was opened last still loads
    {"views": 3, "max_views": 3, "last_opened_at": NOW - timedelta(minutes=5)},
]


async def key_of(runtime: Runtime, person: Person) -> str:
    async with runtime.database.sessions() as session:
        return str(await session.scalar(select(Session.media_key).where(Session.user_id == person.id)))


async def editions_opened(runtime: Runtime, media_key: str, story: dict[str, Any]) -> set[int]:
    at = literal(NOW, DateTime(timezone=True))
    query = select(EditionMedia.edition).join(Story, Story.id == EditionMedia.story_id)
    rows = query.where(Story.id == UUID(story["id"]), opens_edition(literal(media_key), at))
    async with runtime.database.sessions() as session:
        return set(await session.scalars(rows))


async def two_editions(runtime: Runtime, alice: Person) -> Any:
    """The same photo, in each."""
    block = showing(await medium(runtime, alice))
    path = await begin(alice, text("Un"), block)
    await publish(alice, path)
    await rewrite(alice, path, blocks=[text("Deux"), block])
    return await publish(alice, path)


async def test_sql_and_python_agree_on_whose_it_is(runtime: Runtime, alice: Person, bob: Person) -> None:
    media_id = UUID(await medium(runtime, alice))
    async with runtime.database.sessions() as session:
        media = await session.get_one(Media, media_id)
        for person, may in ((alice, True), (bob, False)):
            actor, media_key = Actor(person.id), literal(await key_of(runtime, person))
            assert can_read_medium(actor, media) is may
            for rule in (readable_by(actor), opens_own(media_key)):
                assert await session.scalar(select(exists().where(Media.id == media_id, rule))) is may


@pytest.mark.slow
async def test_a_session_opens_the_media_of_the_editions_it_may_read(
    runtime: Runtime, alice: Person, bob: Person, watch: Watch
) -> None:
    """Exactly those: one rule for the words and for the pictures."""
    edition, results = await two_editions(runtime, alice), []
    for terms, withdrawal in product([None, *TERMS], (False, True)):
        grants = [] if terms is None else [await give(runtime, edition, alice, bob, **terms)]
        async with runtime.database.sessions.begin() as session:
            story = await session.get_one(Story, UUID(edition["id"]))
            story.withdrawn_at = NOW if withdrawal else None
            grant_rows = [await session.get_one(Grant, grant) for grant in grants]
        for person in (alice, bob):
            numbers = await editions_opened(runtime, await key_of(runtime, person), edition)
            may = {number for number in (1, 2) if can_read_story(Actor(person.id), story, number, grant_rows, NOW)}
            assert numbers == may, (terms, withdrawal, person.email)
            results.append(sorted(numbers))
        async with runtime.database.sessions.begin() as session:
            for item in grant_rows:
                await session.delete(item)
    assert (results.count([1, 2]), results.count([2]), results.count([1]), results.count([])) == (20, 5, 1, 14)


@pytest.mark.slow
async def test_a_link_opens_the_media_of_the_edition_it_shows(
    runtime: Runtime, alice: Person, bob: Person, watch: Watch
) -> None:
    edition, other_edition = await two_editions(runtime, alice), await two_editions(runtime, alice)
    results = []
    for n, terms in enumerate(TERMS):
        key = f"link-{n}-{edition['id']}"
        link = {"audience_type": AudienceType.LINK, "audience_id": None, "media_key": key}
        await give(runtime, edition, alice, bob, **link, **terms)
        assert await editions_opened(runtime, key, other_edition) == set()
        results.append(await editions_opened(runtime, key, edition))
    assert results == [{2}, {1}, set(), {2}, set(), {2}, set(), {2}, set()]
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(Story).where(Story.id == UUID(edition["id"])).values(withdrawn_at=NOW))
    for n in range(len(TERMS)):
        assert await editions_opened(runtime, f"link-{n}-{edition['id']}", edition) == set()


async def test_a_grant_of_one_story_opens_no_other(runtime: Runtime, alice: Person, bob: Person, watch: Watch) -> None:
    edition, other_edition = await two_editions(runtime, alice), await two_editions(runtime, alice)
    await give(runtime, edition, alice, bob)
    assert await editions_opened(runtime, await key_of(runtime, bob), other_edition) == set()


async def test_a_session_that_ended_opens_nothing(runtime: Runtime, alice: Person, watch: Watch) -> None:
    edition, media_key = await two_editions(runtime, alice), await key_of(runtime, alice)
    assert await editions_opened(runtime, media_key, edition) == {1, 2}
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    assert await editions_opened(runtime, media_key, edition) == set()
