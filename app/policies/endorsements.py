from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.endorsements import Endorsement


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """What a person asked for, and what came of it. Whoever was asked has their link, and no other way in."""
    return Endorsement.user_id == actor.id


def can_read(actor: Actor, endorsement: Endorsement) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == endorsement.user_id
