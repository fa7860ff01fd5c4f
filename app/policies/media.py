"""Who sees a medium: its owner; and whoever may read the Edition, the Experience, the answer or the mission that shows
it."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_

from app.core.actor import Actor
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import Grant, Right, TargetType
from app.models.media import Media
from app.models.missions import Mission, MissionMedia
from app.models.portraits import Portrait, PortraitStory
from app.models.responses import STANDING, MissionResponse
from app.models.sessions import Session
from app.models.stories import EditionMedia, Story
from app.policies import portraits, stories
from app.policies.erasures import is_visible
from app.policies.experiences import granted_to as experiences_granted_to
from app.policies.grants import live, still_open, with_right
from app.policies.hidings import is_hidden
from app.policies.missions import readable_by as missions_readable_by
from app.policies.responses import shown_to as answers_shown_to

# An actor whose ids are columns: rules about `actor` then speak of whoever's session `is_live_session` found.
HOLDER = Actor(cast(UUID, Session.user_id), cast(UUID, Session.id))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. A medium is private, always: its owner's, and nobody else's."""
    return Media.owner_id == actor.id


def can_read(actor: Actor, media: Media) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == media.owner_id


def opens_own(access: ColumnElement[str]) -> ColumnElement[bool]:
    """`access` is the media key of a live session of the owner's."""
    return exists().where(is_live_session(access), readable_by(HOLDER)).correlate_except(Session)


def opens_experience(access: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`access` is the media key of a live session of somebody who was granted an Experience that shows the medium."""
    shows = and_(
        ExperienceMedia.media_id == Media.id,
        Experience.id == ExperienceMedia.experience_id,
        Experience.owner_id == Media.owner_id,
    )
    has_grant = exists().where(is_live_session(access), shows, experiences_granted_to(HOLDER, now))
    return has_grant.correlate_except(Session, ExperienceMedia, Experience, Grant)


def opens_answer(access: ColumnElement[str]) -> ColumnElement[bool]:
    """`access` is the media key of a live session of somebody who sees an answer that stands and shows the medium: it
    was there when it was sent, and still is."""
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
    is_readable = exists().where(is_live_session(access), shows, answers_shown_to(HOLDER))
    return is_readable.correlate_except(Session, ExperienceMedia, Experience, MissionResponse, Mission)


def opens_mission(access: ColumnElement[str]) -> ColumnElement[bool]:
    """`access` is the media key of a live session of somebody who may read a mission that shows the medium."""
    shows = and_(MissionMedia.media_id == Media.id, Mission.id == MissionMedia.mission_id, is_visible(Media.owner_id))
    is_readable = exists().where(is_live_session(access), shows, missions_readable_by(HOLDER))
    return is_readable.correlate_except(Session, MissionMedia, Mission)


def opens_edition(access: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`access` is the media key of a live link to this Edition, or of a live session of somebody who may read it."""
    condition = and_(Grant.target_id == Story.id, stories.shown_through() == EditionMedia.edition)
    # Everything but the grant is the row outside, however deep this stands in the statement.
    has_grant = exists().where(stories.granted_to(HOLDER, now), condition).correlate_except(Grant)
    has_link = exists().where(_is_live_link(access, now, TargetType.STORY), condition).correlate_except(Grant)
    reads = or_(stories.owned_by(HOLDER), and_(Story.withdrawn_at.is_(None), has_grant))
    return or_(
        exists().where(is_live_session(access), reads).correlate_except(Session),
        and_(
            Story.withdrawn_at.is_(None),
            or_(has_link, _opens_pinned(access, now, EditionMedia.__table__.c.edition)),
        ),
    )


def opens_portrait(
    access: ColumnElement[str],
    now: ColumnElement[datetime],
    number: ColumnElement[int],
    right: Right = Right.VIEW,
    *terms: ColumnElement[bool],
) -> ColumnElement[bool]:
    """The same, for the edition with that number of the portrait at hand, that right to it, and `terms` of a grant."""
    condition = and_(Grant.target_id == Portrait.id, portraits.shown_through() == number, with_right(right), *terms)
    has_grant = exists().where(portraits.granted_to(HOLDER, now), condition).correlate_except(Grant)
    has_link = exists().where(_is_live_link(access, now, TargetType.PORTRAIT), condition).correlate_except(Grant)
    reads = or_(portraits.owned_by(HOLDER), and_(portraits.is_published(), has_grant))
    return or_(
        exists().where(is_live_session(access), reads).correlate_except(Session),
        and_(portraits.is_published(), has_link),
    )


def opens_page(
    access: ColumnElement[str], now: ColumnElement[datetime], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """`access` leads to the page of the edition with that number of the story at hand: its owner's, or as pinned."""
    own = exists().where(is_live_session(access), stories.owned_by(HOLDER)).correlate_except(Session)
    return or_(own, and_(Story.withdrawn_at.is_(None), _opens_pinned(access, now, number)))


def is_live_session(access: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(Session.media_key == access, Session.ended_at.is_(None))


def _opens_pinned(
    access: ColumnElement[str], now: ColumnElement[datetime], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """The edition is pinned to one of a portrait, which `access` opens, and is not hidden where that was given."""
    shows_story = ~is_hidden(Grant.audience_id, PortraitStory.story_id)
    citations = (
        PortraitStory.story_id == Story.id,
        PortraitStory.story_edition == number,
        Portrait.id == PortraitStory.portrait_id,
        opens_portrait(access, now, PortraitStory.__table__.c.edition, Right.VIEW, shows_story),
    )
    return exists().where(*citations).correlate_except(PortraitStory, Portrait)


def _is_live_link(access: ColumnElement[str], now: ColumnElement[datetime], target: TargetType) -> ColumnElement[bool]:
    return and_(Grant.media_key == access, Grant.target_type == target, live(now), still_open(now))
