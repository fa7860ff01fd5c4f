from datetime import datetime

from app.core.clock import is_recent
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.second_factors import VERIFIED
from app.models.sessions import Session


class SecondFactorRequired(Forbidden):
    title = Words("Prouve d’abord que c’est bien toi")
    advice = Words(
        "Demander un accès, lire tous les talents ou toutes les expériences de quelqu’un, ce qui a été donné, à toi ou "
        "à une communauté, pour un accompagnement, un recrutement, une formation ou une validation d’acquis, ou les "
        "réponses d’un groupe que tu gères, veut un second facteur : ajoute une application d’authentification par "
        "`POST /v1/me/second-factor`, ou donne son code par `PUT /v1/me/second-factor/verification`, ou sers-toi "
        "d’une clé d’accès (`/v1/me/passkeys`). Cette session est alors vérifiée pendant douze heures."
    )


def require_second_factor(session: Session, now: datetime) -> datetime:
    """Return when this session proved a second factor. Raises SecondFactorRequired unless that is recent."""
    if session.second_factor_at is None or not is_recent(session.second_factor_at, now, VERIFIED):
        raise SecondFactorRequired
    return session.second_factor_at
