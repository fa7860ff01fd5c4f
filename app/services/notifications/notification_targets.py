"""The target of a notification's button: null as soon as its reader cannot open it any more."""

import re
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import QueryableAttribute, aliased

from app.core.actor import ME, Actor
from app.core.app_paths import AppPath
from app.core.compiled import Compiled, array_parameter
from app.core.db import Base, Identified, constant
from app.core.projections import NOW, Element, Json, build
from app.core.uow import Reading
from app.models.comments import Comment
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.experiences import Experience
from app.models.flags import Flag, Hiding
from app.models.grant_requests import GrantRequest
from app.models.grants import Grant, TargetType
from app.models.guardians import Guardianship
from app.models.informations import Information
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.notifications import Notification, NotificationType
from app.models.portraits import Portrait
from app.models.programme_reports import ProgrammeReport
from app.models.proposals import Proposal
from app.models.stories import Story
from app.models.talents import Talent
from app.models.users import User
from app.policies import (
    communities,
    flags,
    grant_requests,
    grants,
    informations,
    memberships,
    missions,
    programme_reports,
)
from app.policies.communities import active_in
from app.policies.erasures import is_visible
from app.schemas.notifications import NotificationTarget
from app.services.notifications.notification_templates import NEWS_OF_ENDS, OF_MISSIONS

Type = NotificationType
OPENED = [item for item in TargetType if item not in {TargetType.RESPONSE, TargetType.REPORT}]  # no screen of theirs
Id = ColumnElement[UUID] | QueryableAttribute[UUID] | QueryableAttribute[UUID | None]
_PERSON = cast_to(Notification.data["person_id"].astext, Uuid)
_TARGET = cast_to(Notification.data["target_id"].astext, Uuid)


def _built(kind: Element | str, target_id: Id, path: AppPath | None = None) -> Element:
    """`path`: where it is not the one of the kind."""
    if isinstance(kind, str):
        address, kind = _path(path or AppPath[kind.upper()], target_id), constant(kind)
    else:
        address = case(*((kind == item, _path(AppPath[item.name], target_id)) for item in OPENED))
    target = {"type": kind, "id": target_id, "path": address}
    return build({name: cast("Element", target[name]) for name in NotificationTarget.model_fields})


def _path(path: AppPath, target_id: Id) -> Element:
    blanks = {"{id}": target_id, "{community_id}": Notification.community_id}
    parts = filter(None, re.split(r"({\w+})", path))
    return func.concat(*(blanks[part] if part in blanks else constant(part) for part in parts))


def _of(table: type[Base] | type[Identified], target: Element, *conditions: ColumnElement[bool]) -> Element:
    return select(target).where(*conditions).correlate_except(table).scalar_subquery()


def _subject(table: type[Identified], kind: str, *conditions: ColumnElement[bool]) -> Element:
    """The row that the notification is about, where the conditions hold."""
    return _of(table, _built(kind, table.id), table.id == Notification.subject_id, *conditions)


def _is_there(reader: Actor, kind: Element, target_id: Id) -> ColumnElement[bool]:
    """The target of the comment or grant can be opened, by its owner or its reader."""
    story = or_(Story.owner_id == reader.id, Story.withdrawn_at.is_(None))
    portrait = and_(Portrait.deleted_at.is_(None), or_(Portrait.owner_id == reader.id, Portrait.withdrawn_at.is_(None)))
    return case(
        (kind == TargetType.STORY, exists().where(Story.id == target_id, story).correlate_except(Story)),
        (kind == TargetType.PORTRAIT, exists().where(Portrait.id == target_id, portrait).correlate_except(Portrait)),
        (
            kind == TargetType.EXPERIENCE,
            exists().where(Experience.id == target_id, Experience.trashed_at.is_(None)).correlate_except(Experience),
        ),
        else_=true(),
    )


def _thing(kind: Element, target_id: Element, owner_id: Element) -> Element:
    return _built(kind, func.coalesce(target_id, owner_id))


_COMMENT_TARGET = (Comment.__table__.c.target_type, Comment.__table__.c.target_id)
_GRANT_TARGET = (Grant.__table__.c.target_type, Grant.__table__.c.target_id)


def target_of(reader: Actor) -> Element:
    """The target of the reader's notification. Each kind uses the policy of its target."""
    # A target behind a second factor keeps its button: the reader can prove one.
    statement = select(
        case(
            (Grant.id == Notification.subject_id, _thing(*_GRANT_TARGET, Grant.__table__.c.owner_id)),
            else_=_built("person", Grant.owner_id),
        )
    ).where(
        or_(Grant.id == Notification.subject_id, Grant.request_id == Notification.subject_id),
        grants.to_person(reader),
        grants.live(NOW),
        _is_there(reader, *_GRANT_TARGET),
    )
    first = statement.correlate_except(Grant).limit(literal_column("1")).scalar_subquery()
    request = _subject(GrantRequest, "grant_request", grant_requests.readable_by(reader))
    quotes = _subject(
        GrantRequest,
        "grant_request",
        grant_requests.sent_by(reader),
        GrantRequest.report_id.is_not(None),
        grant_requests.is_honoured(reader, NOW),
    )
    mission = _subject(Mission, "mission", missions.readable_by(reader))
    targets: dict[Type, Element] = {
        **dict.fromkeys((*OF_MISSIONS, Type.STEP), mission),
        Type.JOIN_REQUEST: _of(
            Membership,
            _built("membership", Membership.user_id),
            Membership.community_id == Notification.community_id,
            Membership.user_id == _PERSON,
            memberships.readable_by(reader),
        ),
        Type.MEMBERSHIP: _subject(Community, "community", communities.readable_by(reader)),
        Type.GRANT_REQUEST: request,
        Type.QUOTE: request,
        Type.GRANT: func.coalesce(first, quotes),
        Type.EXPIRY: func.coalesce(
            _subject(Grant, "grant", grants.readable_by(reader)),
            first,
        ),
        Type.REPORT: func.coalesce(
            _subject(ProgrammeReport, "report", programme_reports.granted_to(reader, NOW)),
            _subject(Grant, "grant", grants.readable_by(reader), grants.live(NOW)),
        ),
        Type.COMMENT: _of(
            Comment,
            _thing(*_COMMENT_TARGET, Comment.__table__.c.owner_id),
            Comment.id == Notification.subject_id,
            Comment.owner_id == reader.id,
            _is_there(reader, *_COMMENT_TARGET),
        ),
        Type.ENDORSEMENT: _of(
            Talent,
            _built("talent", Talent.skill_id),
            Talent.user_id == reader.id,
            Talent.skill_id
            == select(Endorsement.skill_id)
            .where(Endorsement.id == Notification.subject_id)
            .correlate_except(Endorsement)
            .scalar_subquery(),
        ),
        Type.GUARDIAN: _subject(Guardianship, "guardian", Guardianship.person_id == reader.id),
        Type.MODERATION: _subject(Hiding, "hiding", Hiding.owner_id == reader.id),
        Type.FLAG: _subject(Flag, "flag", flags.decidable_by(reader)),
        Type.APPEAL: _of(
            Hiding,
            _built("hiding", Hiding.id, AppPath.APPEAL),
            Hiding.id == Notification.subject_id,
            flags.reviewable_by(reader),
        ),
        Type.SECURITY: _built("account", Notification.user_id),
        Type.PROPOSAL: _of(
            Mission,
            _built("mission", Mission.id),
            Proposal.id == Notification.subject_id,
            Mission.id == Proposal.mission_id,
            missions.readable_by(reader),
        ),
        Type.PLAN: _of(
            Community,
            _built("community", Community.id),
            Proposal.id == Notification.subject_id,
            Community.id == Proposal.community_id,
            Proposal.owner_id == reader.id,
            Community.id.in_(active_in(reader)),
        ),
        Type.INFORMATION: _of(
            Information,
            _built("community", Information.community_id),
            Information.id == Notification.subject_id,
            informations.readable_by(reader, NOW),
        ),
        Type.COMPLETION: func.coalesce(
            _of(Story, _built("story", Story.id), Story.id == _TARGET, Story.owner_id == reader.id),
            _of(
                Portrait,
                _built("portrait", Portrait.id),
                Portrait.id == _TARGET,
                Portrait.owner_id == reader.id,
                Portrait.deleted_at.is_(None),
            ),
        ),
    }
    kinds = ((Notification.type == kind, target) for kind, target in targets.items() if target is not mission)
    return case(*kinds, else_=mission)


def quick_target(reader: Actor) -> Element:
    """The target, for the kinds that fill a page: those of missions; for any other, the notification's own id.

    For a mission's recipient, membership decides, which needs no look-up for each row. The tables of all kinds in one
    statement would cost more than the page: PostgreSQL locks them all.
    """
    in_communities = Notification.community_id.in_(active_in(reader))
    about_mission = Notification.type.in_([literal_column(f"'{kind}'") for kind in OF_MISSIONS])
    mission = case((in_communities, _built("mission", Notification.subject_id)))
    return case((about_mission, mission), else_=func.to_json(Notification.id))


async def look_up(reading: Reading, page: Json) -> Json:
    """Replace the ids that `quick_target` left by targets. No person's text looks like one: its quotes are escaped."""
    ids = [UUID(match.decode()) for match in LEFT.findall(page)]
    if not ids:
        return page
    caller = {"me": reading.actor.id, "reader": reading.actor.reader_id}
    values = TARGETS_BY_ID.values({"ids": ids, **caller, "now": reading.now})
    rows = await reading.database.reads.fetch(TARGETS_BY_ID.query, *values)
    targets = {str(row["id"]).encode(): (row["target"] or "null").encode() for row in rows}
    return Json(LEFT.sub(lambda mark: b'"target" : ' + targets.get(mark[1], b"null"), page))


# The recipient, in statements for many people.
TARGET = target_of(Actor(cast(UUID, Notification.user_id)))
TARGETS_BY_ID = Compiled(
    select(Notification.id, cast_to(target_of(ME), Text).label("target")).where(
        Notification.id == func.any(array_parameter("ids", Uuid())), Notification.user_id == ME.id
    )
)
LEFT = re.compile(rb'"target" : "([0-9a-f-]{36})"')
# The name of the author of a mission that waits for an answer, in statements that join it.
_AUTHOR = aliased(User)
_ASKS = Notification.type.in_((Type.MISSION, Type.REMINDER))
AUTHOR = (
    select(_AUTHOR.display_name)
    .where(_AUTHOR.id == Mission.author_id, _ASKS, is_visible(_AUTHOR.id))
    .correlate(Mission, Notification)
    .scalar_subquery()
)
# A mail or push may go out: its target exists, or the notification reports its end.
IS_TO_SAY = or_(TARGET.is_not(None), Notification.data["kind"].astext.in_(NEWS_OF_ENDS))
