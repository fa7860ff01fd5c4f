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
    kind: NotificationType | None = None, community_id: UUID | None = None, **fields: object
) -> NotificationPreference:
    return NotificationPreference(type=kind, community_id=community_id, **fields)


# What rings and is mailed at once waits for an answer; what is only good to know comes once a day.
WITHOUT_A_WORD = {
    ("push", "now"): "mission reminder returned exchange grant_request guardian security quote step",
    ("push", "digest"): "accepted comment endorsement proposal",
    ("quiet", "now"): "membership grant expiry moderation flag appeal plan report",
    ("quiet", "digest"): "cancelled join_request completion information",
}


def test_every_type_has_its_way_without_a_word() -> None:
    types = {way: set[str]() for way in WITHOUT_A_WORD}
    for kind in NotificationType:
        defaults = channels([], kind, None)
        assert defaults.in_app
        types["push" if defaults.push else "quiet", str(defaults.email)].add(str(kind))
    assert types == {way: set(kinds.split()) for way, kinds in WITHOUT_A_WORD.items()}
    assert set(DEFAULTS) == set(NotificationType)


@pytest.mark.parametrize(
    ("preferences", "kind", "community_id", "changes"),
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
    changes: dict[str, object],
) -> None:
    assert channels(preferences, kind, community_id) == Channels(**DEFAULTS[kind]._asdict() | changes)


@pytest.mark.slow
async def test_the_database_shows_what_we_would(runtime: Runtime, alice: Person, bob: Person) -> None:
    """Whatever others want, and whatever is wanted of other types."""
    community_id, other_community_id = [await gather(runtime, alice) for _ in range(2)]
    kinds, answers = (MISSION, NotificationType.SECURITY), (None, True, False)
    async with runtime.database.sessions() as session:
        for wide, by_type, by_community, by_type_and_community in product(answers, repeat=4):
            preferences = [
                said(None, None, in_app=wide),
                said(MISSION, None, in_app=by_type),
                said(None, community_id, in_app=by_community),
                said(MISSION, community_id, in_app=by_type_and_community),
            ]
            for preference in preferences:
                preference.id, preference.user_id = uuid7(), alice.id
            noise = [said(COMMENT, None, in_app=False), said(COMMENT, community_id, in_app=False)]
            for item in noise:
                item.id, item.user_id = uuid7(), alice.id
            for kind in (None, MISSION):
                noise += [
                    said(kind, place_id, in_app=False, id=uuid7(), user_id=bob.id)
                    for place_id in (None, community_id, other_community_id)
                ]
            session.add_all(preferences + noise)
            await session.flush()
            questions = list(product(kinds, (community_id, other_community_id, None)))
            row = select(*(wants_in_app(User.id, *item) for item in questions)).where(User.id == alice.id)
            answers_of_database = list((await session.execute(row)).one())
            assert answers_of_database == [channels(preferences, *item).in_app for item in questions]
            await session.rollback()
