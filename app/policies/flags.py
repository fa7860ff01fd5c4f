from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.flags import Flag, Hiding
from app.policies.communities import led_by


def reported_by(actor: Actor) -> ColumnElement[bool]:
    return Flag.reporter_id == actor.id


def decidable_by(actor: Actor) -> ColumnElement[bool]:
    """Who looks after the community where it was seen; never whose it is."""
    return and_(Flag.community_id.in_(led_by(actor)), Flag.owner_id != actor.id)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    return or_(reported_by(actor), decidable_by(actor))


def reviewable_by(actor: Actor) -> ColumnElement[bool]:
    """Of a hiding: another one who looks after the community than who hid it, and than whose it is."""
    other = and_(Hiding.hidden_by.is_distinct_from(actor.id), Hiding.owner_id != actor.id)
    return and_(Hiding.community_id.in_(led_by(actor)), other)
