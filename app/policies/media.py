"""Who sees a medium: its owner, and readers of the Edition, Experience, answer or mission that shows it."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_

from app.core.actor import Actor
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import Grant, Right, TargetType
from app.models.informations import Information, InformationMedia
from app.models.media import Media
from app.models.missions import Mission, MissionMedia
from app.models.portraits import Portrait, PortraitStory
from app.models.responses import STANDING, MissionResponse
from app.models.sessions import OF_A_PROGRAM, Session
from app.models.stories import EditionMedia, Story
from app.models.users import User
from app.policies import avatars, portraits, stories
from app.policies.erasures import is_visible
from app.policies.experiences import granted_to as experiences_granted_to
from app.policies.grants import live, still_open, with_right
from app.policies.hidings import is_hidden
from app.policies.informations import readable_by as informations_readable_by
from app.policies.missions import readable_by as missions_readable_by
from app.policies.responses import shown_to as answers_shown_to
from app.policies.sessions import OF_A_PERSON, Place, made_in_session

# An actor whose ids are columns: rules about `actor` apply to the owner of the session in `is_live_session`.
HOLDER = Actor(cast(UUID, Session.user_id), cast(UUID, Session.id))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table. A medium is private to its owner."""
    return and_(Media.owner_id == actor.id, made_in_session(actor, Media.created_at))


def opens_own(media_key: ColumnElement[str]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of the owner; a delegated one opens what was made since it began."""
    reads_it = or_(~Session.by_pass, Media.created_at >= Session.created_at)
    return exists().where(_is_live(media_key), readable_by(HOLDER), reads_it).correlate_except(Session)


def opens_experience(media_key: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of a person with a grant of an Experience that shows the medium."""
    shows = and_(
        ExperienceMedia.media_id == Media.id,
        Experience.id == ExperienceMedia.experience_id,
        Experience.owner_id == Media.owner_id,
    )
    has_grant = exists().where(_is_live_reader(media_key), shows, experiences_granted_to(HOLDER, now))
    return has_grant.correlate_except(Session, ExperienceMedia, Experience, Grant)


def opens_answer(media_key: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of a person who sees a standing answer that shows the medium. The
    medium was in the answer when it was sent, and still exists.
    """
    reference = func.jsonb_build_array(func.jsonb_build_object("id", Media.id))
    shows = and_(
        ExperienceMedia.media_id == Media.id,
        Experience.id == ExperienceMedia.experience_id,
        Experience.owner_id == Media.owner_id,
        Experience.trashed_at.is_(None),
        MissionResponse.experience_id == Experience.id,
        MissionResponse.state.in_(STANDING),
        MissionResponse.shown["media"].contains(reference),
        Mission.id == MissionResponse.mission_id,
    )
    is_readable = exists().where(_is_live_reader(media_key), shows, answers_shown_to(HOLDER, now))
    return is_readable.correlate_except(Session, ExperienceMedia, Experience, MissionResponse, Mission)


def opens_mission(media_key: ColumnElement[str]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of a person who may read a mission that shows the medium."""
    shows = and_(MissionMedia.media_id == Media.id, Mission.id == MissionMedia.mission_id, is_visible(Media.owner_id))
    is_readable = exists().where(_is_live_in(media_key, Mission.community_id), shows, missions_readable_by(HOLDER))
    return is_readable.correlate_except(Session, MissionMedia, Mission)


def opens_information(media_key: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of a person who may read an information that shows the medium."""
    shows = and_(
        InformationMedia.media_id == Media.id,
        Information.id == InformationMedia.information_id,
        is_visible(Media.owner_id),
    )
    is_live = _is_live_in(media_key, Information.community_id)
    is_readable = exists().where(is_live, shows, informations_readable_by(HOLDER, now))
    return is_readable.correlate_except(Session, InformationMedia, Information)


def opens_avatar(media_key: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`media_key` is that of a live session of a person to whom the owner shows the medium as their avatar."""
    is_avatar = and_(User.id == Media.owner_id, User.avatar_media_id == Media.id)
    is_shown = exists().where(_is_live_reader(media_key), is_avatar, avatars.shown_to(HOLDER, now))
    return is_shown.correlate_except(Session, User)


def opens_edition(media_key: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`media_key` is that of a live link to this Edition, or of a live session of a person who may read it."""
    condition = and_(Grant.target_id == Story.id, stories.shown_through() == EditionMedia.edition)
    # Only Grant is local to the subquery: all other tables are those of the outer statement.
    has_grant = exists().where(stories.granted_to(HOLDER, now), condition).correlate_except(Grant)
    has_link = exists().where(_is_live_link(media_key, now, TargetType.STORY), condition).correlate_except(Grant)
    reads = or_(stories.owned_by(HOLDER), and_(OF_A_PERSON, Story.withdrawn_at.is_(None), has_grant))
    return or_(
        exists().where(is_live_session(media_key), reads).correlate_except(Session),
        and_(
            Story.withdrawn_at.is_(None),
            or_(has_link, _opens_pinned(media_key, now, EditionMedia.__table__.c.edition)),
        ),
    )


def opens_portrait(
    media_key: ColumnElement[str],
    now: ColumnElement[datetime],
    number: ColumnElement[int],
    right: Right = Right.VIEW,
    *terms: ColumnElement[bool],
) -> ColumnElement[bool]:
    """`opens_edition`, for the edition `number` of the portrait, with that right and `terms` of a grant."""
    condition = and_(Grant.target_id == Portrait.id, portraits.shown_through() == number, with_right(right), *terms)
    has_grant = exists().where(portraits.granted_to(HOLDER, now), condition).correlate_except(Grant)
    has_link = exists().where(_is_live_link(media_key, now, TargetType.PORTRAIT), condition).correlate_except(Grant)
    reads = or_(portraits.owned_by(HOLDER), and_(OF_A_PERSON, portraits.is_published(), has_grant))
    return or_(
        exists().where(is_live_session(media_key), reads).correlate_except(Session),
        and_(portraits.is_published(), has_link),
    )


def opens_page(
    media_key: ColumnElement[str], now: ColumnElement[datetime], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """`media_key` opens the page of the edition `number` of the story: it is the owner's, or opens a portrait that
    pins it.
    """
    own = exists().where(is_live_session(media_key), stories.owned_by(HOLDER)).correlate_except(Session)
    return or_(own, and_(Story.withdrawn_at.is_(None), _opens_pinned(media_key, now, number)))


def is_live_session(media_key: ColumnElement[str]) -> ColumnElement[bool]:
    """The key is that of a live session that nobody else may hold, of a person or of a program of theirs."""
    return and_(_is_live(media_key), ~Session.by_pass)


def _is_live(media_key: ColumnElement[str]) -> ColumnElement[bool]:
    """The key is that of a live session, of a person or of a program of theirs; not of a program of a community."""
    return and_(Session.media_key == media_key, Session.ended_at.is_(None), Session.generation >= OF_A_PROGRAM)


def _is_live_in(media_key: ColumnElement[str], community_id: Place) -> ColumnElement[bool]:
    """The key is that of a live session of a person, which may open what is of that community."""
    return and_(_is_live(media_key), OF_A_PERSON, or_(~Session.by_pass, Session.community_id == community_id))


def _is_live_reader(media_key: ColumnElement[str]) -> ColumnElement[bool]:
    """`is_live_session`, of a person: programs see no media of others."""
    return and_(is_live_session(media_key), OF_A_PERSON)


def _opens_pinned(
    media_key: ColumnElement[str], now: ColumnElement[datetime], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """The edition is pinned to a portrait that `media_key` opens, and is not hidden in the grant's community."""
    shows_story = ~is_hidden(Grant.audience_id, PortraitStory.story_id)
    citations = (
        PortraitStory.story_id == Story.id,
        PortraitStory.story_edition == number,
        Portrait.id == PortraitStory.portrait_id,
        opens_portrait(media_key, now, PortraitStory.__table__.c.edition, Right.VIEW, shows_story),
    )
    return exists().where(*citations).correlate_except(PortraitStory, Portrait)


def _is_live_link(
    media_key: ColumnElement[str], now: ColumnElement[datetime], target: TargetType
) -> ColumnElement[bool]:
    return and_(Grant.media_key == media_key, Grant.target_type == target, live(now), still_open(now))
