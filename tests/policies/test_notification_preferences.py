from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notification_preferences import NotificationPreference, Timing
from app.models.notifications import NotificationType
from app.models.users import User
from app.policies.notification_preferences import DEFAULTS, Channels, channels, wants_in_app
from tests.support.communities import gather
from tests.support.people import Person

MISSION, COMMENT = NotificationType.MISSION, NotificationType.COMMENT
COMMUNITY = uuid7()


def said(
    kind: NotificationType | None = None, community_id: UUID | None = None, **given: object
) -> NotificationPreference:
    return NotificationPreference(type=kind, community_id=community_id, **given)


# What rings and is mailed at once waits for an answer; what is only good to know comes once a day.
WITHOUT_A_WORD = {
    ("push", "now"): "mission reminder returned grant_request guardian security",
    ("push", "digest"): "accepted comment endorsement",
    ("quiet", "now"): "membership grant expiry moderation flag appeal",
    ("quiet", "digest"): "cancelled join_request",
}


def test_every_type_has_its_way_without_a_word() -> None:
    found = {way: set[str]() for way in WITHOUT_A_WORD}
    for kind in NotificationType:
        one = channels([], kind, None)
        assert one.in_app
        found["push" if one.push else "quiet", str(one.email)].add(str(kind))
    assert found == {way: set(kinds.split()) for way, kinds in WITHOUT_A_WORD.items()}
    assert set(DEFAULTS) == set(NotificationType)


@pytest.mark.parametrize(
    ("preferences", "kind", "community_id", "expected"),
    [
        ([said(push=False)], MISSION, COMMUNITY, {"push": False}),
        ([said(COMMENT, push=False)], MISSION, None, {}),
        ([said(MISSION, email=Timing.OFF), said(email=Timing.DIGEST)], MISSION, None, {"email": Timing.OFF}),
        ([said(MISSION, push=True), said(None, COMMUNITY, push=False)], MISSION, COMMUNITY, {"push": False}),
        ([said(None, COMMUNITY, push=False)], MISSION, uuid7(), {}),
        ([said(None, COMMUNITY, push=False)], MISSION, None, {}),
        ([said(None, COMMUNITY, push=False), said(MISSION, COMMUNITY, push=True)], MISSION, COMMUNITY, {}),
        ([said(in_app=False)], NotificationType.SECURITY, None, {}),
    ],
)
def test_the_narrowest_preference_goes_first(
    preferences: list[NotificationPreference],
    kind: NotificationType,
    community_id: UUID | None,
    expected: dict[str, object],
) -> None:
    assert channels(preferences, kind, community_id) == Channels(**DEFAULTS[kind]._asdict() | expected)


async def test_the_database_shows_what_we_would(runtime: Runtime, alice: Person, bob: Person) -> None:
    """Whatever others want, and whatever is wanted of other types."""
    ours, theirs = [await gather(runtime, alice) for _ in range(2)]
    kinds, answers = (MISSION, NotificationType.SECURITY), (None, True, False)
    async with runtime.database.sessions() as session:
        for wide, by_type, by_community, both in product(answers, repeat=4):
            preferences = [
                said(None, None, in_app=wide),
                said(MISSION, None, in_app=by_type),
                said(None, ours, in_app=by_community),
                said(MISSION, ours, in_app=both),
            ]
            for preference in preferences:
                preference.id, preference.user_id = uuid7(), alice.id
            unrelated = [said(COMMENT, None, in_app=False), said(COMMENT, ours, in_app=False)]
            for item in unrelated:
                item.id, item.user_id = uuid7(), alice.id
            for kind in (None, MISSION):
                unrelated += [
                    said(kind, here, in_app=False, id=uuid7(), user_id=bob.id) for here in (None, ours, theirs)
                ]
            session.add_all(preferences + unrelated)
            await session.flush()
            asked = list(product(kinds, (ours, theirs, None)))
            row = select(*(wants_in_app(User.id, *item) for item in asked)).where(User.id == alice.id)
            shown = list((await session.execute(row)).one())
            assert shown == [channels(preferences, *item).in_app for item in asked]
            await session.rollback()
