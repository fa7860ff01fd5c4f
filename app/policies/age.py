from datetime import datetime

from sqlalchemy import ColumnElement, Text, case, exists, func, literal, literal_column

from app.core.errors import Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.users import ADULT, DECIDES_ALONE, AgeBracket, User

OLDEST = 120
YEARS = Words("doit être entre {first} et {last}", "must be from {first} to {last}")


class AgeRequired(Forbidden):
    title = Words("Dis d’abord ton année de naissance", "Say first in which year you were born")
    advice = Words(
        "Envoie `birth_year` par `PATCH /v1/me`, puis recommence. Sans âge connu, rien n’est publié ni partagé.",
        "Send `birth_year` with `PATCH /v1/me`, then try again. With no known age, nothing is published or shared.",
    )


class GuardianRequired(Forbidden):
    title = Words("Un parent ou tuteur doit d’abord donner son accord", "A parent or guardian must agree first")
    advice = Words(
        "Avant 15 ans, publier, partager ou rejoindre une communauté demande ton accord et celui d’un parent ou "
        "tuteur. Demande-le-lui par `PUT /v1/me/guardian`. Ton journal reste à toi et rien n’en est montré.",
        "Under 15, publishing, sharing or joining a community takes your agreement and that of a parent or guardian. "
        "Ask them with `PUT /v1/me/guardian`. Your journal stays yours and nothing of it is shown.",
    )


def check_year(born: int | None, now: datetime) -> None:
    """Of somebody who lives now. Raises Unprocessable."""
    first, last = now.year - OLDEST, now.year
    if born is not None and not first <= born <= last:
        message = Words(*(words.format(first=first, last=last) for words in YEARS))
        raise Unprocessable(errors=[wrong("/birth_year", "no_year_of_birth", message)])


def age_bracket(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """Only the year is known: whoever has a birthday this year is counted as younger."""
    years = func.date_part("year", now) - User.birth_year
    return case(
        (User.birth_year.is_(None), _said(AgeBracket.UNKNOWN)),
        (years <= DECIDES_ALONE, _said(AgeBracket.UNDER_15)),
        (years <= ADULT, _said(AgeBracket.MINOR)),
        else_=_said(AgeBracket.ADULT),
    )


def decides_alone(now: datetime) -> ColumnElement[bool]:
    """`User.may_decide_alone`, in SQL."""
    return func.coalesce(now.year - User.birth_year > DECIDES_ALONE, literal(value=False))


def agrees_to(act: GuardedAct) -> ColumnElement[bool]:
    return (Guardianship.state == GuardianshipState.ACTIVE) & (literal(act.value) == func.any(Guardianship.acts))


def guardian_allows(act: GuardedAct) -> ColumnElement[bool]:
    """A guardian of this User's agrees to it now."""
    return exists().where(Guardianship.person_id == User.id, agrees_to(act))


def require_age(person: User, now: datetime, *, allowed: bool = False) -> None:
    """Old enough, or `allowed` by a guardian. Raises AgeRequired when nobody knows, GuardianRequired when too young."""
    if person.birth_year is None:
        raise AgeRequired
    if not (allowed or person.may_decide_alone(now)):
        raise GuardianRequired


def _said(one: AgeBracket) -> ColumnElement[str]:
    return literal_column(f"'{one}'", Text)
