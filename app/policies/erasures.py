"""A person who asked to be erased shows nothing to others from that instant, and gives no new access.

Earlier grants are suspended, not revoked: they work again if the request is cancelled and they have not ended.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.erasures import Erasure


class ErasureAsked(Forbidden):
    title = Words("Ton compte attend son effacement")
    advice = Words(
        "Rien de toi n’est plus visible, et rien ne peut être donné. Reprends ta demande par `DELETE /v1/me/erasure`, "
        "puis recommence."
    )


def is_visible(
    user_id: ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None],
) -> ColumnElement[bool]:
    """The person has not asked to be erased; nor has anybody, where there is none."""
    return ~exists().where(Erasure.user_id == user_id).correlate_except(Erasure)
