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
from app.models.media import Media
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import Mission, MissionMedia, MissionState
from app.models.portraits import Portrait, PortraitStory
from app.models.responses import MissionResponse, ResponseState
from app.models.sessions import Session
from app.models.stories import EditionMedia, Story
from app.policies.media import opens_answer, opens_edition, opens_experience, opens_mission, opens_page, opens_portrait
from tests.policies.test_missions import mission_row, response_row
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, file_of, granted, holds, lived, made, shown, told

AT, OTHER = literal(NOW), literal("another key")


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
    found = []
    for change in changes:
        async with session.begin_nested() as point:
            await session.execute(change.execution_options(synchronize_session=False))
            found.append(not await opened(session, row, rule))
            await point.rollback()
    return found


def changing(model: Any, **values: object) -> Update:
    return update(model).values(**values)


def ended(own: Session) -> Update:
    return changing(Session, ended_at=NOW).where(Session.id == own.id)


async def test_a_granted_experience_opens_its_media(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        medium, unrelated, moment, other = file_of(alice.id), file_of(alice.id), lived(alice.id), lived(alice.id)
        await add(session, medium, unrelated, moment, other)
        cited = made(ExperienceMedia, experience_id=moment.id, position=0, media_id=medium.id)
        grant = granted(alice.id, bob.id, TargetType.EXPERIENCE, moment.id)
        await add(session, cited, grant)
        access = literal(own.media_key)
        mine, here = Grant.id == grant.id, ExperienceMedia.experience_id == moment.id
        closed = await closed_by(
            session,
            medium,
            opens_experience(access, AT),
            ended(own),
            changing(Grant, revoked_at=NOW).where(mine),
            changing(Grant, ends_at=NOW).where(mine),
            changing(Grant, starts_at=NOW + timedelta(hours=1)).where(mine),
            changing(Grant, target_id=other.id).where(mine),
            changing(Grant, audience_id=alice.id).where(mine),
            changing(ExperienceMedia, media_id=unrelated.id).where(here),
            changing(Experience, owner_id=bob.id).where(Experience.id == moment.id),
            changing(Media, owner_id=bob.id).where(Media.id == medium.id),
            changing(Experience, trashed_at=NOW).where(Experience.id == moment.id),
        )
        assert closed == [True] * 10
        assert not await opened(session, unrelated, opens_experience(access, AT))
        assert not await opened(session, medium, opens_experience(OTHER, AT))


async def test_an_answer_opens_its_media_to_who_sees_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        community, elsewhere, moment, later = community_row(), community_row(), lived(alice.id), lived(alice.id)
        medium, unrelated = file_of(alice.id), file_of(alice.id)
        await add(session, community, elsewhere, medium, unrelated, moment, later)
        mission, other = (mission_row(item.id, state=MissionState.OPEN) for item in (community, elsewhere))
        members = [membership_row(community.id, bob.id, role=Role.MANAGER), membership_row(community.id, alice.id)]
        cited = made(ExperienceMedia, experience_id=moment.id, position=0, media_id=medium.id)
        sent = {"experience_id": moment.id, "shown": {"media": [{"id": str(uuid7())}, {"id": str(medium.id)}]}}
        response = response_row(mission, alice.id, state=ResponseState.SUBMITTED, **sent)
        await add(session, mission, other, *members, cited, response)
        access, answer = literal(own.media_key), MissionResponse.id == response.id
        manager = (Membership.community_id == community.id) & (Membership.user_id == bob.id)
        closed = await closed_by(
            session,
            medium,
            opens_answer(access, AT),
            ended(own),
            changing(MissionResponse, state=ResponseState.RECLAIMED).where(answer),
            changing(MissionResponse, state=ResponseState.DECLINED).where(answer),
            changing(MissionResponse, experience_id=None).where(answer),
            changing(MissionResponse, shown={"media": [{"id": str(unrelated.id)}]}).where(answer),
            changing(MissionResponse, mission_id=other.id).where(answer),
            changing(ExperienceMedia, experience_id=later.id).where(ExperienceMedia.experience_id == moment.id),
            changing(Membership, state=MembershipState.LEFT).where(manager),
            changing(Membership, role=Role.MEMBER).where(manager),
            changing(Community, kind=CommunityKind.SCHOOL).where(Community.id == community.id),  # and no second factor
            changing(ExperienceMedia, media_id=unrelated.id).where(ExperienceMedia.experience_id == moment.id),
            changing(Experience, trashed_at=NOW).where(Experience.id == moment.id),
            changing(Experience, owner_id=bob.id).where(Experience.id == moment.id),
            changing(Media, owner_id=bob.id).where(Media.id == medium.id),
        )
        assert closed == [True] * 14
        assert not await opened(session, unrelated, opens_answer(access, AT))
        assert not await opened(session, medium, opens_answer(OTHER, AT))


async def test_a_mission_opens_its_media_to_who_reads_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with session_of(runtime, bob) as (session, own):
        community, medium, unrelated = community_row(), file_of(alice.id), file_of(alice.id)
        await add(session, community, medium, unrelated)
        mission, other = (mission_row(community.id, state=MissionState.OPEN) for _ in "12")
        await add(session, mission, other, membership_row(community.id, bob.id))
        shown_by = made(MissionMedia, mission_id=mission.id, position=0, media_id=medium.id)
        response = response_row(mission, bob.id)
        await add(session, shown_by, response)
        access = literal(own.media_key)
        closed = await closed_by(
            session,
            medium,
            opens_mission(access),
            ended(own),
            changing(MissionMedia, media_id=unrelated.id).where(MissionMedia.mission_id == mission.id),
            changing(MissionMedia, mission_id=other.id).where(MissionMedia.mission_id == mission.id),
            changing(MissionResponse, user_id=alice.id).where(MissionResponse.id == response.id),
            changing(Mission, state=MissionState.DRAFT).where(Mission.id == mission.id),
            changing(Membership, state=MembershipState.LEFT).where(Membership.community_id == community.id),
        )
        assert closed == [True] * 6
        assert not await opened(session, unrelated, opens_mission(access))
        assert not await opened(session, medium, opens_mission(OTHER))


async def test_a_portrait_opens_its_edition_by_a_session_and_by_a_link(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with session_of(runtime, bob) as (session, own):
        portrait, other = await shown(session, alice.id), await shown(session, alice.id)
        grant = granted(alice.id, bob.id, TargetType.PORTRAIT, portrait.id)
        link = granted(alice.id, None, TargetType.PORTRAIT, portrait.id, audience_type=AudienceType.LINK)
        await add(session, grant, link)
        here, of_link = Grant.id == grant.id, Grant.id == link.id
        latest, withdrawn = literal(2), changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id)
        deleted = changing(Portrait, deleted_at=NOW).where(Portrait.id == portrait.id)
        by_session = opens_portrait(literal(own.media_key), AT, latest)
        closed = await closed_by(
            session,
            portrait,
            by_session,
            ended(own),
            withdrawn,
            deleted,
            changing(Grant, revoked_at=NOW).where(here),
            changing(Grant, target_id=other.id).where(here),
            changing(Grant, rights=["comment"]).where(here),
            changing(Grant, follow=Follow.EDITION, edition=1).where(here),
        )
        assert closed == [True] * 7
        by_link = opens_portrait(literal(link.media_key), AT, latest)
        closed = await closed_by(
            session,
            portrait,
            by_link,
            withdrawn,
            deleted,
            changing(Grant, revoked_at=NOW).where(of_link),
            changing(Grant, ends_at=NOW).where(of_link),
            changing(Grant, target_id=other.id).where(of_link),
            changing(Grant, target_type=TargetType.STORY).where(of_link),
            changing(Grant, rights=["comment"]).where(of_link),
        )
        assert closed == [True] * 7
        assert not await opened(session, other, or_(by_session, by_link))
        for key in (own.media_key, link.media_key):
            assert not await opened(session, portrait, opens_portrait(literal(key), AT, literal(1)))
            assert not await opened(session, portrait, opens_portrait(literal(key), AT, latest, Right.DOWNLOAD))
        assert not await opened(session, portrait, opens_portrait(OTHER, AT, latest))


async def test_ones_own_portraits_and_stories_open_whatever_was_published(alice: Person, runtime: Runtime) -> None:
    async with session_of(runtime, alice) as (session, own):
        access, portrait, story = literal(own.media_key), await shown(session, alice.id), await told(session, alice.id)
        for number in (1, 2):
            mine = opens_portrait(access, AT, literal(number))
            deleted = changing(Portrait, deleted_at=NOW).where(Portrait.id == portrait.id)
            withdrawn = changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id)
            assert await closed_by(session, portrait, mine, ended(own), deleted, withdrawn) == [True, True, False]
            page = opens_page(access, AT, literal(number))
            away = changing(Story, withdrawn_at=NOW).where(Story.id == story.id)
            assert await closed_by(session, story, page, ended(own), away) == [True, False]
        assert not await opened(session, story, opens_page(OTHER, AT, literal(2)))


async def test_a_pinned_story_is_a_page_as_long_as_its_portrait_opens(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with session_of(runtime, bob) as (session, own):
        portrait, other = await shown(session, alice.id), await shown(session, alice.id)
        story, unrelated = await told(session, alice.id), await told(session, alice.id)
        grant = granted(alice.id, bob.id, TargetType.PORTRAIT, portrait.id)
        pinned = made(PortraitStory, portrait_id=portrait.id, edition=2, story_id=story.id, story_edition=1)
        copies = [made(EditionMedia, story_id=story.id, edition=number, variants=[]) for number in (1, 2)]
        await add(session, grant, pinned, *copies)
        here, access = PortraitStory.portrait_id == portrait.id, literal(own.media_key)
        page = opens_page(access, AT, literal(1))
        closed = await closed_by(
            session,
            story,
            page,
            ended(own),
            changing(Story, withdrawn_at=NOW).where(Story.id == story.id),
            changing(Portrait, withdrawn_at=NOW).where(Portrait.id == portrait.id),
            changing(Grant, revoked_at=NOW).where(Grant.id == grant.id),
            changing(PortraitStory, edition=1).where(here),
            changing(PortraitStory, story_edition=2).where(here),
            changing(PortraitStory, story_id=unrelated.id).where(here),
            changing(PortraitStory, portrait_id=other.id).where(here),
        )
        assert closed == [True] * 8
        assert not await opened(session, unrelated, page)
        assert not await opened(session, story, opens_page(access, AT, literal(2)))
        statement = select(EditionMedia.edition).join(Story, Story.id == EditionMedia.story_id)
        shows = await session.scalars(statement.where(Story.id == story.id, opens_edition(access, AT)))
        assert shows.all() == [1]  # the pictures of the edition that is pinned
