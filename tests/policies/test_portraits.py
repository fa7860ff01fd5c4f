"""Which editions of portraits one reads, which stories they open, and what a link of each shows."""

from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitStory
from app.models.stories import Edition, Story
from app.policies import stories
from app.policies.grants import AudienceMembership
from app.policies.links import mark, mark_now
from app.policies.links import shown as shown_by_link
from app.policies.portraits import is_published, opens_pinned, owned_by, readable_by
from tests.support.communities import gather
from tests.support.oracle import can_read_portrait
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


async def test_sql_and_python_agree_on_which_editions_are_read(alice: Person, bob: Person, runtime: Runtime) -> None:
    here, seen = await gather(runtime, bob), []
    async with runtime.database.sessions() as session:
        for state, terms in product(STATES, TO_BOB):
            portrait = await shown(session, alice.id, **state)
            other = await shown(session, alice.id)
            given = {"kind": TargetType.PORTRAIT, "target_id": portrait.id, "audience_id": bob.id}
            if terms and terms.get("audience_type") is AudienceType.COMMUNITY:
                given["audience_id"] = here
            grants = [] if terms is None else [granted(alice.id, **given | terms)]
            await add(session, *grants)
            for person in (alice, bob):
                actor = Actor(person.id)
                query = select(PortraitEdition.number).select_from(Portrait).where(readable_by(actor, AT))
                found = [set(await session.scalars(query.where(*of(item)))) for item in (portrait, other)]
                may = {
                    n
                    for n in (1, 2)
                    if can_read_portrait(actor, portrait, n, grants, NOW, belonging=AudienceMembership({here}))
                }
                assert found == [may, {1, 2} if person is alice else set()], (state, terms, person.email)
                seen.append(sorted(may))
            assert await holds(session, portrait, owned_by(Actor(alice.id))) is not bool(state.get("deleted_at"))
            assert await holds(session, portrait, is_published()) is not bool(state)
    assert [seen.count(item) for item in ([1, 2], [2], [1], [])] == [20, 2, 1, 37]


async def test_a_portrait_opens_the_editions_that_are_pinned_to_it(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """Pinned: the first edition of one story, to the second edition of the portrait."""
    async with runtime.database.sessions() as session:
        for state, terms in product(STATES, TO_BOB[:-1]):
            portrait, unrelated = await shown(session, alice.id, **state), await shown(session, alice.id)
            story, other = await told(session, alice.id), await told(session, alice.id)
            pinned = {"story_id": story.id, "story_edition": 1}
            given = {"kind": TargetType.PORTRAIT, "target_id": portrait.id, "audience_id": bob.id}
            grants = [] if terms is None else [granted(alice.id, **given | terms)]
            pin = made(PortraitStory, portrait_id=portrait.id, edition=2, **pinned)
            stray = made(PortraitStory, portrait_id=unrelated.id, edition=1, **pinned | {"story_edition": 2})
            await add(session, pin, stray, *grants)
            rule = exists().where(opens_pinned(Actor(bob.id), AT)).correlate_except(Grant, Portrait, PortraitStory)
            opened = set(await session.execute(select(Edition.story_id, Edition.number).where(rule)))
            expected = {(story.id, 1)} if terms == {} and not state else set()
            mine = {item for item in opened if item[0] in {story.id, other.id}}
            assert mine == expected, (state, terms)
            read = select(Edition.number).select_from(Story).where(Story.id == story.id)
            reading = set(await session.scalars(read.where(stories.readable_by(Actor(bob.id), AT))))
            assert reading == {number for _, number in expected}, (state, terms)


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
                crossed = granted(
                    alice.id,
                    kind=TargetType.EXPERIENCES,
                    target_id=target.id,
                    **terms | {"token_digest": uuid7().bytes},
                )
                await add(session, link, crossed)
                lateral = shown_by_link()
                statement = (
                    select(lateral.c.number, lateral.c.revision, lateral.c.content)
                    .select_from(Grant)
                    .join(lateral, literal(value=True))
                )
                number = 1 if first else 2
                gone = bool(state) if kind is TargetType.PORTRAIT else "withdrawn_at" in state
                expected = [] if gone else [(number, revision, f'"{number}"')]
                assert [tuple(row) for row in await session.execute(statement.where(Grant.id == link.id))] == expected
                assert (await session.execute(statement.where(Grant.id == crossed.id))).all() == []
                read = select(mark(Grant.version, lateral.c.number, lateral.c.revision)).select_from(Grant)
                marks = await session.scalars(read.join(lateral, literal(value=True)).where(Grant.id == link.id))
                assert list(marks) == [f"{link.version}.{number}.{revision}" for number, revision, _ in expected]
                now = await session.execute(select(mark_now()).where(Grant.id.in_([link.id, crossed.id])))
                assert {one for (one,) in now} - {None} == {f"{link.version}.{n}.{r}" for n, r, _ in expected}
