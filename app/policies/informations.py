"""Who reads the informations of a community: its members, until their end."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.informations import Information
from app.policies.communities import active_in


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(Information.community_id.in_(active_in(actor)), stands(now))


def stands(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(Information.until.is_(None), Information.until > now)
