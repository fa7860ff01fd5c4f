from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from app.core.actor import Actor
from app.models.blocked_people import BlockedPerson
from app.models.comments import Comment
from app.models.grants import AudienceType, Grant, TargetType
from app.policies.grants import reaches


def received_by(actor: Actor) -> ColumnElement[bool]:
    """The comment is on the actor's thing: the owner always sees it."""
    return Comment.owner_id == actor.id


def written_by(actor: Actor) -> ColumnElement[bool]:
    """The actor wrote the comment: authors can always read and delete their own."""
    return Comment.author_id == actor.id


def names_owner_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The author may still read the target, if only as a member of a community; then the owner's name is shown."""
    about = and_(
        Grant.owner_id == Comment.owner_id, or_(Grant.target_id.is_(None), Grant.target_id == Comment.target_id)
    )
    of_all = and_(Comment.target_type == TargetType.EXPERIENCE, Grant.target_type == TargetType.EXPERIENCES)
    kind = or_(Grant.target_type == Comment.target_type, of_all)
    has_grant = exists().where(kind, about, reaches(actor, now)).correlate_except(Grant)
    return or_(received_by(actor), and_(written_by(actor), has_grant))


def is_refused(actor: Actor) -> ColumnElement[bool]:
    """Who gives that access wants nothing from the actor, unless they gave it by name since."""
    refusal = and_(BlockedPerson.user_id == Grant.owner_id, BlockedPerson.person_id == actor.id)
    by_name_since = and_(Grant.audience_type == AudienceType.USER, Grant.created_at > BlockedPerson.created_at)
    return exists().where(refusal, ~by_name_since).correlate_except(BlockedPerson)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table."""
    return or_(received_by(actor), written_by(actor))
