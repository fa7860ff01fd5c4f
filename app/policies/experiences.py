from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.actor import Actor
from app.core.db import SINGLE_ROW
from app.models.experiences import Experience
from app.models.grants import Grant, TargetType
from app.policies.grants import reaches
from app.policies.sessions import made_in_session


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The owner's read access to the table. `granted_to` shows experiences to others."""
    return and_(Experience.owner_id == actor.id, made_in_session(actor, Experience.received_at))


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Match the grants by which the actor may read the Experience: of all its owner's experiences, or of this one.

    Experiences in the bin are shown to nobody.
    """
    return and_(covers(), reaches(actor, now), Experience.trashed_at.is_(None))


def is_granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Tell whether a grant of `granted_to` exists.

    Two scalar subqueries look grants up for each Experience: for `exists`, PostgreSQL would collect all grants first.
    """
    conditions = (reaches(actor, now), Grant.owner_id == Experience.owner_id)
    of_all = (Grant.target_type == TargetType.EXPERIENCES, Grant.target_id.is_(None), ~Experience.kept_aside)
    is_target = (of_experiences(), Grant.target_id == Experience.id)
    grants = (
        select(Grant.id).where(*item, *conditions).limit(SINGLE_ROW).correlate_except(Grant)
        for item in (of_all, is_target)
    )
    return and_(Experience.trashed_at.is_(None), or_(*(item.scalar_subquery().is_not(None) for item in grants)))


def covers() -> ColumnElement[bool]:
    """The grant at hand is of the Experience at hand, by name or with all the others. What its author keeps aside is
    in no collection: to show it is an act of its own."""
    with_all = and_(Grant.target_id.is_(None), ~Experience.kept_aside)
    targets = or_(with_all, Grant.target_id == Experience.id)
    return and_(of_experiences(), Grant.owner_id == Experience.owner_id, targets)


def of_experiences() -> ColumnElement[bool]:
    """The grant is of one experience, or of all."""
    return or_(Grant.target_type == TargetType.EXPERIENCE, Grant.target_type == TargetType.EXPERIENCES)
