from sqlalchemy import ColumnElement, and_

from app.core.actor import Actor
from app.models.journals import Journal


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. A journal is its owner's; others see what was published of it."""
    return and_(Journal.owner_id == actor.id, Journal.deleted_at.is_(None))


def can_read(actor: Actor, journal: Journal) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == journal.owner_id and journal.deleted_at is None
