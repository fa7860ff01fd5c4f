from datetime import datetime

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.operators import Operator
from app.models.sessions import Session
from app.policies.second_factors import SecondFactorRequired, require_second_factor

VERIFY = Words("Les opérateurs prouvent qui ils sont par un second facteur, toutes les douze heures.")


class OperatorsOnly(Forbidden):
    title = Words("C’est réservé à qui fait tourner le service")
    advice = Words("Ce rôle se donne sur la machine : `python -m app admin grant adresse`.")


def require_operator(operator: Operator | None, session: Session, now: datetime) -> None:
    """Raises OperatorsOnly, SecondFactorRequired."""
    if operator is None or operator.user_id != session.user_id:
        raise OperatorsOnly
    try:
        require_second_factor(session, now)
    except SecondFactorRequired as error:
        raise SecondFactorRequired(VERIFY) from error
