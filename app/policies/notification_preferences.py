"""Which notifications reach a person, by which channel. A preference for a community outranks one for a type."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import QueryableAttribute

from app.models.notification_preferences import NotificationPreference, Timing
from app.models.notifications import NotificationType


class Channels(NamedTuple):
    in_app: bool
    push: bool
    email: Timing


Type = NotificationType
DEFAULTS: Mapping[NotificationType, Channels] = {
    kind: way
    for way, kinds in {
        # Notifications that wait for an answer are pushed.
        Channels(in_app=True, push=True, email=Timing.NOW): (
            Type.MISSION,
            Type.REMINDER,
            Type.STEP,
            Type.RETURNED,
            Type.EXCHANGE,
            Type.GRANT_REQUEST,
            Type.QUOTE,
            Type.GUARDIAN,
            Type.SECURITY,
        ),
        Channels(in_app=True, push=False, email=Timing.NOW): (
            Type.MEMBERSHIP,
            Type.GRANT,
            Type.EXPIRY,
            Type.MODERATION,
            Type.FLAG,
            Type.APPEAL,
            Type.PLAN,
            Type.REPORT,
        ),
        # Other notifications come once a day.
        Channels(in_app=True, push=True, email=Timing.DIGEST): (
            Type.ACCEPTED,
            Type.COMMENT,
            Type.ENDORSEMENT,
            Type.PROPOSAL,
        ),
        Channels(in_app=True, push=False, email=Timing.DIGEST): (
            Type.CANCELLED,
            Type.JOIN_REQUEST,
            Type.COMPLETION,
            Type.INFORMATION,
        ),
    }.items()
    for kind in kinds
}
MANDATORY_TYPES = frozenset({Type.SECURITY})  # in the list, whatever the preferences
EVENT_MAIL_TYPES = frozenset({Type.SECURITY})  # mailed with the event itself, whatever the preferences
Preference = NotificationPreference


def channels(preferences: Iterable[Preference], kind: NotificationType, community_id: UUID | None) -> Channels:
    """Return a person's channels for a notification. The narrowest preference that sets a channel decides it."""
    choice = DEFAULTS[kind]
    fitting = [
        preference
        for preference in preferences
        if preference.community_id in {None, community_id} and preference.type in {None, kind}
    ]
    for item in sorted(fitting, key=lambda item: (item.community_id is not None, item.type is not None)):
        values = {name: getattr(item, name) for name in Channels._fields}
        choice = choice._replace(**{name: value for name, value in values.items() if value is not None})
    return choice._replace(in_app=choice.in_app or kind in MANDATORY_TYPES)


def wants_in_app(
    user_id: ColumnElement[UUID] | QueryableAttribute[UUID], kind: NotificationType, community_id: UUID | None
) -> ColumnElement[bool]:
    """The same for the list, in SQL."""
    if kind in MANDATORY_TYPES:
        return true()
    statement = (
        select(Preference.in_app)
        .where(
            Preference.user_id == user_id,
            Preference.in_app.is_not(None),
            or_(Preference.community_id.is_(None), Preference.community_id == community_id),
            or_(Preference.type.is_(None), Preference.type == kind),
        )
        .order_by(Preference.community_id.is_(None), Preference.type.is_(None))
        .limit(1)
    )
    return func.coalesce(statement.scalar_subquery(), DEFAULTS[kind].in_app)
