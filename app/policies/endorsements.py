from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.endorsements import Endorsement


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The person's own requests and their answers. The endorser has a link, and no other access."""
    return Endorsement.user_id == actor.id
