from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.endorsements import Endorsement


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The person's own requests and their answers. The endorser has a link, and no other access."""
    return Endorsement.user_id == actor.id


def can_read(actor: Actor, endorsement: Endorsement) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == endorsement.user_id
