from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_

from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.grant_requests import GrantRequest
from app.models.grants import Grant
from app.policies.grants import live


class NotYoursToAnswer(Forbidden):
    title = Words("Ce n’est pas à toi de répondre", "That is not yours to answer")
    advice = Words(
        "Qui est sollicité accepte ou refuse ; qui demande peut seulement retirer sa demande.",
        "Who is asked accepts or refuses; who asks can only withdraw the request.",
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table: who is asked, and who asks."""
    return or_(received_by(actor), sent_by(actor))


def received_by(actor: Actor) -> ColumnElement[bool]:
    return GrantRequest.owner_id == actor.id


def sent_by(actor: Actor) -> ColumnElement[bool]:
    return GrantRequest.requester_id == actor.id


def is_honoured(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Something that was given on the request at hand can be seen. So long whoever asked sees whose it is."""
    return exists().where(Grant.request_id == GrantRequest.id, live(now)).correlate_except(Grant)


def can_read(actor: Actor, request: GrantRequest) -> bool:
    """The same, for a row in hand."""
    return actor.user_id in {request.owner_id, request.requester_id}
