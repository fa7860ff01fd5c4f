"""Which medium each way opens: all that it hangs on is there, and then one thing after the other is not."""

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, literal, or_, select, update
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Community, CommunityKind
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import AudienceType, Follow, Grant, Right, TargetType
from app.models.informations import Information, InformationMedia
from app.models.media import Media
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import Mission, MissionMedia, MissionState
from app.models.portraits import Portrait, PortraitStory
from app.models.responses import MissionResponse, ResponseState
from app.models.sessions import Session
from app.models.stories import EditionMedia, Story
from app.policies.media import (
    opens_answer,
    opens_edition,
    opens_experience,
    opens_information,
    opens_mission,
    opens_page,
    opens_portrait,
)
from tests.policies.test_missions import mission_row, response_row
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, experience_row, file_of, granted, holds, made, shown, told

LATER = NOW + timedelta(hours=1)
AT, OTHER_KEY = literal(NOW), literal("another key")


@asynccontextmanager
async def session_of(runtime: Runtime, person: Person) -> AsyncIterator[tuple[AsyncSession, Session]]:
    """Nothing of it stays. The person has a session whose media key opens things."""
    async with runtime.database.sessions() as session:
        own = made(Session, user_id=person.id, media_key=str(uuid7()))
        await add(session, own)
        yield session, own
        await session.rollback()


async def opened(session: AsyncSession, row: Any, rule: ColumnElement[bool]) -> bool:
    """What joins a session to what it reads lies deeper in the statement than SQLAlchemy looks."""
    with warnings.catch_warnings(action="ignore", category=SAWarning):
        return await holds(session, row, rule)


async def closed_by(session: AsyncSession, row: Any, rule: ColumnElement[bool], *changes: Update) -> list[bool]:
    """Whether each of these, by itself, closes what is open."""
    assert await opened(session, row, rule)
    results = []
    for change in changes:
        async with session.begin_nested() as point:
            await session.execute(change.execution_options(synchronize_session=False))
            results.append(not await opened(session, row, rule))
            await point.rollback()
    return results


def changing(model: Any, **values: object) -> Update:
    return update(model).values(**values)


def ended(own: Session) -> Update:
    return changing(Session, ended_at=NOW).where(Session.id == own.id)


async def test_a_granted_experience_opens_its_media(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        medium, other_medium, moment, other_moment = (
            file_of(alice.id),
            file_of(alice.id),
            experience_row(alice.id),
            experience_row(alice.id),
        )
        await add(session, medium, other_medium, moment, other_moment)
        citation = made(ExperienceMedia, experience_id=moment.id, position=0, media_id=medium.id)
        grant = granted(alice.id, bob.id, TargetType.EXPERIENCE, moment.id)
        await add(session, citation, grant)
        media_key = literal(own.media_key)
        grant_row, citation_row = Grant.id == grant.id, ExperienceMedia.experience_id == moment.id
        results = await closed_by(
            session,
            medium,
            opens_experience(media_key, AT),
            ended(own),
            changing(Grant, revoked_at=NOW).where(grant_row),
            changing(Grant, ends_at=NOW).where(grant_row),
            changing(Grant, starts_at=NOW + timedelta(hours=1)).where(grant_row),
            changing(Grant, target_id=other_moment.id).where(grant_row),
            changing(Grant, audience_id=alice.id).where(grant_row),
            changing(ExperienceMedia, media_id=other_medium.id).where(citation_row),
            changing(Experience, owner_id=bob.id).where(Experience.id == moment.id),
            changing(Media, owner_id=bob.id).where(Media.id == medium.id),
            changing(Experience, trashed_at=NOW).where(Experience.id == moment.id),
        )
        assert results == [True] * 10
        assert not await opened(session, other_medium, opens_experience(media_key, AT))
        assert not await opened(session, medium, opens_experience(OTHER_KEY, AT))


async def test_an_answer_opens_its_media_to_who_sees_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        community, elsewhere, moment, later = (
            community_row(),
            community_row(),
            experience_row(alice.id),
            experience_row(alice.id),
        )
        medium, other_medium = file_of(alice.id), file_of(alice.id)
        await add(session, community, elsewhere, medium, other_medium, moment, later)
        mission, other_mission = (mission_row(item.id, state=MissionState.OPEN) for item in (community, elsewhere))
        members = [membership_row(community.id, bob.id, role=Role.MANAGER), membership_row(community.id, alice.id)]
        citation = made(ExperienceMedia, experience_id=moment.id, position=0, media_id=medium.id)
        content = {"experience_id": moment.id, "shown": {"media": [{"id": str(uuid7())}, {"id": str(medium.id)}]}}
        response = response_row(mission, alice.id, state=ResponseState.SUBMITTED, **content)
        await add(session, mission, other_mission, *members, citation, response)
        media_key, answer = literal(own.media_key), MissionResponse.id == response.id
        manager = (Membership.community_id == community.id) & (Membership.user_id == bob.id)
        results = await closed_by(
            session,
            medium,
            opens_answer(media_key, AT),
            ended(own),
            changing(MissionResponse, state=ResponseState.RECLAIMED).where(answer),
            changing(MissionResponse, state=ResponseState.DECLINED).where(answer),
            changing(MissionResponse, experience_id=None).where(answer),
            changing(MissionResponse, shown={"media": [{"id": str(other_medium.id)}]}).where(answer),
            changing(MissionResponse, mission_id=other_mission.id).where(answer),
            changing(ExperienceMedia, experience_id=later.id).where(ExperienceMedia.experience_id == moment.id),
            changing(Membership, state=MembershipState.LEFT).where(manager),
            changing(Membership, role=Role.MEMBER).where(manager),
            changing(Community, kind=CommunityKind.SCHOOL).where(Community.id == community.id),  # and no second factor
            changing(ExperienceMedia, media_id=other_medium.id).where(ExperienceMedia.experience_id == moment.id),
            changing(Experience, trashed_at=NOW).where(Experience.id == moment.id),
            changing(Experience, owner_id=bob.id).where(Experience.id == moment.id),
            changing(Media, owner_id=bob.id).where(Media.id == medium.id),
        )
        assert results == [True] * 14
        assert not await opened(session, other_medium, opens_answer(media_key, AT))
        assert not await opened(session, medium, opens_answer(OTHER_KEY, AT))


async def test_a_mission_opens_its_media_to_who_reads_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        community, medium, other_medium = community_row(), file_of(alice.id), file_of(alice.id)
        await add(session, community, medium, other_medium)
        mission, other_mission = (mission_row(community.id, state=MissionState.OPEN) for _ in "12")
        await add(session, mission, other_mission, membership_row(community.id, bob.id))
        shown_by = made(MissionMedia, mission_id=mission.id, position=0, media_id=medium.id)
        response = response_row(mission, bob.id)
        await add(session, shown_by, response)
        media_key = literal(own.media_key)
        results = await closed_by(
            session,
            medium,
            opens_mission(media_key),
            ended(own),
            changing(MissionMedia, media_id=other_medium.id).where(MissionMedia.mission_id == mission.id),
            changing(MissionMedia, mission_id=other_mission.id).where(MissionMedia.mission_id == mission.id),
            changing(MissionResponse, user_id=alice.id).where(MissionResponse.id == response.id),
            changing(Mission, state=MissionState.DRAFT).where(Mission.id == mission.id),
            changing(Membership, state=MembershipState.LEFT).where(Membership.community_id == community.id),
        )
        assert results == [True] * 6
        assert not await opened(session, other_medium, opens_mission(media_key))
        assert not await opened(session, medium, opens_mission(OTHER_KEY))


async def test_an_information_opens_its_pictures_to_members(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        community, medium, other_medium = community_row(), file_of(alice.id), file_of(alice.id)
        await add(session, community, medium, other_medium)
        information, other_information = (
            made(Information, community_id=community.id, title="Le forum", text="Au gymnase", until=LATER) for _ in "12"
        )
        await add(session, information, other_information, membership_row(community.id, bob.id))
        await add(session, made(InformationMedia, information_id=information.id, position=0, media_id=medium.id))
        media_key, of_it = literal(own.media_key), InformationMedia.information_id == information.id
        results = await closed_by(
            session,
            medium,
            opens_information(media_key, AT),
            ended(own),
            changing(InformationMedia, media_id=other_medium.id).where(of_it),
            changing(InformationMedia, information_id=other_information.id).where(of_it),
            changing(Information, until=NOW).where(Information.id == information.id),
            changing(Membership, state=MembershipState.LEFT).where(Membership.community_id == community.id),
        )
        assert results == [True, True, False, True, True]  # the other one says it, too
        assert not await opened(session, other_medium, opens_information(media_key, AT))
        assert not await opened(session, medium, opens_information(OTHER_KEY, AT))


async def test_a_portrait_opens_its_edition_by_a_session_and_by_a_link(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with session_of(runtime, bob) as (session, own):
        portrait, other_portrait = await shown(session, alice.id), await shown(session, alice.id)
        grant = granted(alice.id, bob.id, TargetType.PORTRAIT, portrait.id)
        link = granted(alice.id, None, TargetType.PORTRAIT, portrait.id, audience_type=AudienceType.LINK)
        await add(session, grant, link)
        grant_row, link_row = Grant.id == grant.id, Grant.id == link.id
        latest, withdrawal = literal(2), changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id)
        deletion = changing(Portrait, deleted_at=NOW).where(Portrait.id == portrait.id)
        by_session = opens_portrait(literal(own.media_key), AT, latest)
        results = await closed_by(
            session,
            portrait,
            by_session,
            ended(own),
            withdrawal,
            deletion,
            changing(Grant, revoked_at=NOW).where(grant_row),
            changing(Grant, target_id=other_portrait.id).where(grant_row),
            changing(Grant, rights=["comment"]).where(grant_row),
            changing(Grant, follow=Follow.EDITION, edition=1).where(grant_row),
        )
        assert results == [True] * 7
        by_link = opens_portrait(literal(link.media_key), AT, latest)
        results = await closed_by(
            session,
            portrait,
            by_link,
            withdrawal,
            deletion,
            changing(Grant, revoked_at=NOW).where(link_row),
            changing(Grant, ends_at=NOW).where(link_row),
            changing(Grant, target_id=other_portrait.id).where(link_row),
            changing(Grant, target_type=TargetType.STORY).where(link_row),
            changing(Grant, rights=["comment"]).where(link_row),
        )
        assert results == [True] * 7
        assert not await opened(session, other_portrait, or_(by_session, by_link))
        for key in (own.media_key, link.media_key):
            assert not await opened(session, portrait, opens_portrait(literal(key), AT, literal(1)))
            assert not await opened(session, portrait, opens_portrait(literal(key), AT, latest, Right.DOWNLOAD))
        assert not await opened(session, portrait, opens_portrait(OTHER_KEY, AT, latest))


async def test_ones_own_portraits_and_stories_open_whatever_was_published(alice: Person, runtime: Runtime) -> None:
    async with session_of(runtime, alice) as (session, own):
        media_key, portrait, story = (
            literal(own.media_key),
            await shown(session, alice.id),
            await told(session, alice.id),
        )
        for number in (1, 2):
            rule = opens_portrait(media_key, AT, literal(number))
            deletion = changing(Portrait, deleted_at=NOW).where(Portrait.id == portrait.id)
            withdrawal = changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id)
            assert await closed_by(session, portrait, rule, ended(own), deletion, withdrawal) == [True, True, False]
            page = opens_page(media_key, AT, literal(number))
            away = changing(Story, withdrawn_at=NOW).where(Story.id == story.id)
            assert await closed_by(session, story, page, ended(own), away) == [True, False]
        assert not await opened(session, story, opens_page(OTHER_KEY, AT, literal(2)))


async def test_a_pinned_story_is_a_page_as_long_as_its_portrait_opens(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with session_of(runtime, bob) as (session, own):
        portrait, other_portrait = await shown(session, alice.id), await shown(session, alice.id)
        story, other_story = await told(session, alice.id), await told(session, alice.id)
        grant = granted(alice.id, bob.id, TargetType.PORTRAIT, portrait.id)
        pin = made(PortraitStory, portrait_id=portrait.id, edition=2, story_id=story.id, story_edition=1)
        copies = [made(EditionMedia, story_id=story.id, edition=number, variants=[]) for number in (1, 2)]
        await add(session, grant, pin, *copies)
        pin_row, media_key = PortraitStory.portrait_id == portrait.id, literal(own.media_key)
        page = opens_page(media_key, AT, literal(1))
        results = await closed_by(
            session,
            story,
            page,
            ended(own),
            changing(Story, withdrawn_at=NOW).where(Story.id == story.id),
            changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id),
            changing(Grant, revoked_at=NOW).where(Grant.id == grant.id),
            changing(PortraitStory, edition=1).where(pin_row),
            changing(PortraitStory, story_edition=2).where(pin_row),
            changing(PortraitStory, story_id=other_story.id).where(pin_row),
            changing(PortraitStory, portrait_id=other_portrait.id).where(pin_row),
        )
        assert results == [True] * 8
        assert not await opened(session, other_story, page)
        assert not await opened(session, story, opens_page(media_key, AT, literal(2)))
        statement = select(EditionMedia.edition).join(Story, Story.id == EditionMedia.story_id)
        shows = await session.scalars(statement.where(Story.id == story.id, opens_edition(media_key, AT)))
        assert shows.all() == [1]  # the pictures of the edition that is pinned
