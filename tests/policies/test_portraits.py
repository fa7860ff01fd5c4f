"""Which editions of portraits one reads, which stories they open, and what a link of each shows."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import ColumnElement, exists, literal, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitStory
from app.models.stories import Edition, Story
from app.policies import stories
from app.policies.links import mark, mark_now
from app.policies.links import shown as shown_by_link
from app.policies.portraits import is_published, opens_pinned, owned_by, readable_by
from tests.support.communities import gather
from tests.support.oracle import AudienceMembership, can_read_portrait
from tests.support.people import NOW, Person
from tests.support.rows import add, granted, holds, made, shown, told

TO_BOB: list[dict[str, Any] | None] = [
    None,
    {},
    {"follow": Follow.EDITION, "edition": 1},
    {"kind": TargetType.STORY},
    {"target_id": uuid7()},
    {"revoked_at": NOW},
    {"starts_at": NOW + timedelta(hours=1)},
    {"ends_at": NOW},
    {"audience_type": AudienceType.LINK, "audience_id": None},
    {"audience_type": AudienceType.COMMUNITY},
]
STATES: list[dict[str, Any]] = [{}, {"withdrawn_at": NOW}, {"deleted_at": NOW}]
AT = literal(NOW)


def of(portrait: Portrait) -> tuple[ColumnElement[bool], ...]:
    return Portrait.id == portrait.id, PortraitEdition.portrait_id == portrait.id


@pytest.mark.slow
async def test_sql_and_python_agree_on_which_editions_are_read(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id, results = await gather(runtime, bob), []
    async with runtime.database.sessions() as session:
        for state, terms in product(STATES, TO_BOB):
            portrait = await shown(session, alice.id, **state)
            other_portrait = await shown(session, alice.id)
            fields = {"kind": TargetType.PORTRAIT, "target_id": portrait.id, "audience_id": bob.id}
            if terms and terms.get("audience_type") is AudienceType.COMMUNITY:
                fields["audience_id"] = community_id
            grants = [] if terms is None else [granted(alice.id, **fields | terms)]
            await add(session, *grants)
            for person in (alice, bob):
                actor = Actor(person.id)
                query = select(PortraitEdition.number).select_from(Portrait).where(readable_by(actor, AT))
                numbers = [set(await session.scalars(query.where(*of(item)))) for item in (portrait, other_portrait)]
                may = {
                    n
                    for n in (1, 2)
                    if can_read_portrait(actor, portrait, n, grants, NOW, belonging=AudienceMembership({community_id}))
                }
                assert numbers == [may, {1, 2} if person is alice else set()], (state, terms, person.email)
                results.append(sorted(may))
            assert await holds(session, portrait, owned_by(Actor(alice.id))) is not bool(state.get("deleted_at"))
            assert await holds(session, portrait, is_published()) is not bool(state)
    assert [results.count(item) for item in ([1, 2], [2], [1], [])] == [20, 2, 1, 37]


@pytest.mark.slow
async def test_a_portrait_opens_the_editions_that_are_pinned_to_it(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """Pinned: the first edition of one story, to the second edition of the portrait."""
    async with runtime.database.sessions() as session:
        for state, terms in product(STATES, TO_BOB[:-1]):
            portrait, other_portrait = await shown(session, alice.id, **state), await shown(session, alice.id)
            story, other_story = await told(session, alice.id), await told(session, alice.id)
            edition = {"story_id": story.id, "story_edition": 1}
            fields = {"kind": TargetType.PORTRAIT, "target_id": portrait.id, "audience_id": bob.id}
            grants = [] if terms is None else [granted(alice.id, **fields | terms)]
            pin = made(PortraitStory, portrait_id=portrait.id, edition=2, **edition)
            stray = made(PortraitStory, portrait_id=other_portrait.id, edition=1, **edition | {"story_edition": 2})
            await add(session, pin, stray, *grants)
            rule = exists().where(opens_pinned(Actor(bob.id), AT)).correlate_except(Grant, Portrait, PortraitStory)
            editions = set(await session.execute(select(Edition.story_id, Edition.number).where(rule)))
            verdict = {(story.id, 1)} if terms == {} and not state else set()
            own_editions = {item for item in editions if item[0] in {story.id, other_story.id}}
            assert own_editions == verdict, (state, terms)
            read = select(Edition.number).select_from(Story).where(Story.id == story.id)
            reading = set(await session.scalars(read.where(stories.readable_by(Actor(bob.id), AT))))
            assert reading == {number for _, number in verdict}, (state, terms)


async def test_a_link_shows_one_edition_of_what_it_leads_to(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        for state, first in product(STATES, (True, False)):
            portrait = await shown(session, alice.id, **state)
            story = await told(session, alice.id, **{k: v for k, v in state.items() if k == "withdrawn_at"})
            await shown(session, alice.id)
            await told(session, alice.id)
            terms: dict[str, Any] = {"audience_type": AudienceType.LINK, "audience_id": None}
            terms |= {"follow": Follow.EDITION, "edition": 1} if first else {}
            for kind, target, revision in ((TargetType.PORTRAIT, portrait, 7), (TargetType.STORY, story, 0)):
                link = granted(alice.id, kind=kind, target_id=target.id, **terms)
                stray_link = granted(
                    alice.id,
                    kind=TargetType.EXPERIENCES,
                    target_id=target.id,
                    **terms | {"token_digest": uuid7().bytes},
                )
                await add(session, link, stray_link)
                lateral = shown_by_link()
                statement = (
                    select(lateral.c.number, lateral.c.revision, lateral.c.content)
                    .select_from(Grant)
                    .join(lateral, literal(value=True))
                )
                number = 1 if first else 2
                without_edition = bool(state) if kind is TargetType.PORTRAIT else "withdrawn_at" in state
                rows = [] if without_edition else [(number, revision, f'"{number}"')]
                assert [tuple(row) for row in await session.execute(statement.where(Grant.id == link.id))] == rows
                assert (await session.execute(statement.where(Grant.id == stray_link.id))).all() == []
                read = select(mark(Grant.version, lateral.c.number, lateral.c.revision)).select_from(Grant)
                marks = await session.scalars(read.join(lateral, literal(value=True)).where(Grant.id == link.id))
                assert list(marks) == [f"{link.version}.{number}.{revision}" for number, revision, _ in rows]
                now = await session.execute(select(mark_now()).where(Grant.id.in_([link.id, stray_link.id])))
                assert {text for (text,) in now} - {None} == {f"{link.version}.{n}.{r}" for n, r, _ in rows}
