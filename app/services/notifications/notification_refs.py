"""The subject of a notification, and the person who caused it."""

from sqlalchemy import ColumnElement, Uuid, and_, case, exists, func, null, select
from sqlalchemy import cast as cast_to

from app.core.db import constant
from app.core.projections import Element, build
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission
from app.models.notifications import Notification, NotificationType
from app.models.stories import Story
from app.models.users import User
from app.policies.erasures import is_visible
from app.services.notifications.notification_templates import DECISION, OF_MISSIONS, REPORT, RESTORED

Type = NotificationType
_DATA = Notification.data
_PERSON_ID = cast_to(_DATA["person_id"].astext, Uuid)
_TARGET_ID = cast_to(_DATA["target_id"].astext, Uuid)


def _is_of(*kinds: Type) -> ColumnElement[bool]:
    return Notification.type.in_([constant(kind) for kind in kinds])


_IS_STORY = exists().where(Story.id == _TARGET_ID).correlate_except(Story)
_BY_KIND = {DECISION: "measure", RESTORED: "restoration", REPORT: "report"}  # of moderation; else a hiding
NAMES: dict[Type, str] = {  # the type of the subject, by the type of the notification
    **dict.fromkeys(OF_MISSIONS, "mission"),
    Type.JOIN_REQUEST: "membership",
    Type.MEMBERSHIP: "community",
    Type.GRANT_REQUEST: "grant_request",
    Type.QUOTE: "grant_request",
    Type.EXPIRY: "grant",
    Type.COMMENT: "comment",
    Type.ENDORSEMENT: "endorsement",
    Type.GUARDIAN: "guardian",
    Type.FLAG: "flag",
    Type.INFORMATION: "information",
    Type.APPEAL: "hiding",
    Type.SECURITY: "account",
    Type.STEP: "mission",
    Type.PROPOSAL: "proposal",
    Type.PLAN: "proposal",
}
CHOSEN: dict[Type, Element] = {  # where the type alone does not say it
    Type.REPORT: case((_DATA.has_key("grant_id"), constant("grant")), else_=constant("programme_report")),
    Type.GRANT: case((_DATA.has_key("grant_id"), constant("grant")), else_=constant("grant_request")),
    Type.COMPLETION: case((_IS_STORY, constant("story")), else_=constant("portrait")),
    Type.MODERATION: case(
        *((_DATA["kind"].astext == constant(kind), constant(name)) for kind, name in _BY_KIND.items()),
        else_=constant("hiding"),
    ),
}
_IDS: dict[Type, Element] = {Type.JOIN_REQUEST: _PERSON_ID, Type.COMPLETION: _TARGET_ID}
SUBJECT = build(
    {
        "type": case(
            *((Notification.type == constant(kind), constant(name)) for kind, name in NAMES.items()),
            *((Notification.type == constant(kind), name) for kind, name in CHOSEN.items()),
        ),
        "id": case(
            *(
                (Notification.type == constant(kind), func.coalesce(id_, Notification.subject_id))
                for kind, id_ in _IDS.items()
            ),
            else_=Notification.subject_id,
        ),
    }
)
# Nobody is told who of a team decided; an end that nears has no author.
# A name that was taken out of the notification is not looked up either.
_NAMES_ACTOR = and_(
    _is_of(Type.JOIN_REQUEST, Type.GRANT_REQUEST, Type.QUOTE, Type.GRANT, Type.COMMENT), _DATA.has_key("person")
)
_IS_MEMBER = (
    exists()
    .where(
        Membership.user_id == Notification.user_id,
        Membership.community_id == Notification.community_id,
        Membership.state == MembershipState.ACTIVE,
    )
    .correlate_except(Membership)
)
_ASKS = _is_of(Type.MISSION, Type.REMINDER)
_AUTHOR_ID = (
    select(Mission.author_id)
    .where(Mission.id == Notification.subject_id, _ASKS, _IS_MEMBER)
    .correlate_except(Mission)
    .scalar_subquery()
)
ACTOR = (
    select(build({"id": User.id, "display_name": User.display_name, "avatar": null()}))
    .where(User.id == case((_NAMES_ACTOR, _PERSON_ID), else_=_AUTHOR_ID), is_visible(User.id))
    .correlate_except(User)
    .scalar_subquery()
)
