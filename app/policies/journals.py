from sqlalchemy import ColumnElement, and_

from app.core.actor import Actor
from app.models.journals import Journal


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table: the owner's. Others see published stories."""
    return and_(Journal.owner_id == actor.id, Journal.deleted_at.is_(None))
