from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.grant_requests import GrantRequest
from app.models.grants import Grant
from app.policies.grants import reaches
from app.policies.quotes import quoted


class NotYoursToAnswer(Forbidden):
    title = Words("Ce n’est pas à toi de répondre")
    advice = Words("Qui est sollicité accepte ou refuse ; qui demande peut seulement retirer sa demande.")


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table: the person asked, and the person asking."""
    return or_(received_by(actor), sent_by(actor))


def received_by(actor: Actor) -> ColumnElement[bool]:
    return GrantRequest.owner_id == actor.id


def sent_by(actor: Actor) -> ColumnElement[bool]:
    return GrantRequest.requester_id == actor.id


def is_honoured(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The asker reads something that was given on the request, and sees whose it is."""
    # No EXISTS: PostgreSQL could gather all that reaches the asker first.
    is_given = or_(reaches(actor, now), quoted(GrantRequest.__table__.c.report_id, now))
    grants = select(Grant.id).where(Grant.request_id == GrantRequest.id, is_given).limit(1)
    return grants.correlate_except(Grant).scalar_subquery().is_not(None)
