from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy import literal, or_

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.comments import Comment
from app.models.grants import AudienceType, TargetType
from app.policies.comments import names_owner_to, readable_by, received_by, written_by
from tests.support.communities import gather
from tests.support.people import NOW, Person, prove
from tests.support.rows import add, granted, hidden, holds, made
from tests.support.uploads import actor_of

AT = literal(NOW)
TARGET = uuid7()
MOMENT: dict[str, Any] = {"kind": TargetType.EXPERIENCE, "target_id": TARGET}
# A grant that the author of a comment on that experience may have, and whether they are told through it whose it is.
GRANTS: list[tuple[dict[str, Any] | None, bool]] = [
    (None, False),
    (MOMENT, True),
    ({"kind": TargetType.EXPERIENCES, "target_id": None}, True),
    (MOMENT | {"target_id": uuid7()}, False),
    (MOMENT | {"kind": TargetType.PORTRAIT}, False),
    ({"kind": TargetType.TALENTS, "target_id": None}, False),
    (MOMENT | {"revoked_at": NOW}, False),
    (MOMENT | {"ends_at": NOW}, False),
    (MOMENT | {"starts_at": NOW + timedelta(hours=1)}, False),
    (MOMENT | {"audience_type": AudienceType.LINK}, False),
]


async def test_ones_own_words_say_whom_they_are_about_as_long_as_that_is_read(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    await prove(bob)
    author = actor_of(bob, runtime)
    async with runtime.database.sessions() as session:
        for (terms, tells), owner in product(GRANTS, (alice, bob)):
            about = {"target_type": TargetType.EXPERIENCE, "target_id": TARGET}
            comment = made(Comment, owner_id=alice.id, author_id=bob.id, **about)
            grant = [] if terms is None else [granted(owner.id, audience_id=bob.id, **terms)]
            await add(session, comment, *grant)
            names_owner = tells and owner is alice  # what others gave says nothing of hers
            answers = [
                await holds(session, comment, rule)
                for rule in (written_by(author), readable_by(author), names_owner_to(author, AT))
            ]
            assert answers == [True, True, names_owner], (terms, owner.email)
            for item in grant:
                await session.delete(item)
        for actor, sees in ((Actor(alice.id), True), (Actor(uuid7()), False)):
            assert await holds(session, comment, received_by(actor)) is sees
            assert await holds(session, comment, readable_by(actor)) is sees
            assert await holds(session, comment, names_owner_to(actor, AT)) is sees
            assert not await holds(session, comment, written_by(actor))


async def test_members_are_told_whom_their_words_are_about_when_their_community_was_given_it(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community = await gather(runtime, alice, bob)
    elsewhere, left = await gather(runtime, alice), await gather(runtime, alice, bob)
    leaving = "update memberships set state = 'left' where community_id = $1 and user_id = $2"
    await runtime.database.writes.fetch(leaving, left, bob.id)
    for community_id, names_owner in ((community, True), (elsewhere, False), (left, False)):
        async with runtime.database.sessions() as session:
            about = {"target_type": TargetType.EXPERIENCE, "target_id": TARGET}
            comment = made(Comment, owner_id=alice.id, author_id=bob.id, **about)
            to = {"audience_type": AudienceType.COMMUNITY, "audience_id": community_id}
            await add(session, comment, granted(alice.id, **MOMENT | to))
            assert await holds(session, comment, names_owner_to(Actor(bob.id), AT)) is names_owner
            await add(session, hidden(community_id, alice.id, TARGET))
            assert not await holds(session, comment, names_owner_to(Actor(bob.id), AT))


async def test_what_is_for_another_is_not_for_the_author_of_a_comment(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with runtime.database.sessions() as session:
        comment = made(Comment, owner_id=alice.id, author_id=bob.id, target_type=TargetType.STORY, target_id=TARGET)
        await add(session, comment, granted(alice.id, uuid7(), TargetType.STORY, TARGET))
        assert not await holds(session, comment, names_owner_to(Actor(bob.id), AT))


async def test_who_may_read_the_same_does_not_read_the_words_of_another(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with runtime.database.sessions() as session:
        comment = made(Comment, owner_id=alice.id, author_id=None, target_type=TargetType.STORY, target_id=TARGET)
        await add(session, comment, granted(alice.id, bob.id, TargetType.STORY, TARGET))
        assert not await holds(session, comment, or_(readable_by(Actor(bob.id)), names_owner_to(Actor(bob.id), AT)))
