from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, literal

from app.core.db import constant
from app.core.errors import Conflict, Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.models.grants import PRIVATE
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.users import ADULT, DECIDES_ALONE, MINIMUM_AGE, AgeBracket, User

OLDEST = 120
SINCE_AGE = Words(  # on the landing page, in /privacy and in the problem
    "Day Tripper s’ouvre à partir de l’année de tes {age} ans."
).fill(age=MINIMUM_AGE)
YEARS = Words("doit être entre {first} et {last}")


class BelowMinimumAge(Unprocessable):
    title = SINCE_AGE
    advice = Words("Si tu t’es trompé d’année, corrige-la dans `birth_year`. Sinon, reviens cette année-là.")


class BirthYearUnconfirmed(Conflict):
    """Carries `withdraws`: how many things of each kind that year withdraws."""

    title = Words("Cette année de naissance change beaucoup : confirme-la")
    advice = Words(
        "Avec cette année, il faudra l’accord d’un parent ou tuteur : ce que compte `withdraws` sera repris, et "
        "revenir en arrière demandera une confirmation. Si elle est juste, renvoie la même demande avec "
        "`Confirm-Birth-Year: <année>`."
    )


class AgeRequired(Forbidden):
    title = Words("Dis d’abord ton année de naissance")
    advice = Words(
        "Envoie `birth_year` par `PATCH /v1/me`, puis recommence. Sans âge connu, rien n’est publié ni partagé."
    )


class GuardianRequired(Forbidden):
    title = Words("Un parent ou tuteur doit d’abord donner son accord")
    advice = Words(
        "Avant 15 ans, publier, partager ou rejoindre une communauté demande ton accord et celui d’un parent ou "
        "tuteur. Demande-le-lui par `PUT /v1/me/guardian` ; `PUT /v1/communities/{id}/kept-place` te garde une place "
        "d’ici là. Ton journal reste à toi et rien n’en est montré."
    )


def check_year(born: int | None, now: datetime) -> None:
    """Check the birth year of a living person who is old enough to join. Raises Unprocessable, BelowMinimumAge."""
    first, last = now.year - OLDEST, now.year
    if born is not None and not first <= born <= last:
        raise Unprocessable(errors=[wrong("/birth_year", "no_year_of_birth", YEARS.fill(first=first, last=last))])
    if born is not None and now.year - born < MINIMUM_AGE:
        raise BelowMinimumAge(errors=[wrong("/birth_year", "below_minimum_age", SINCE_AGE)])


def age_bracket(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """Return the bracket by year alone: a person with a birthday later this year counts as younger."""
    years = func.date_part("year", _there(now)) - User.birth_year
    return case(
        (User.birth_year.is_(None), constant(AgeBracket.UNKNOWN)),
        (years <= DECIDES_ALONE, constant(AgeBracket.UNDER_15)),
        (years <= ADULT, constant(AgeBracket.MINOR)),
        else_=constant(AgeBracket.ADULT),
    )


def decides_alone(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`User.may_decide_alone`, in SQL."""
    years = func.date_part("year", _there(now)) - User.birth_year
    return func.coalesce(years > DECIDES_ALONE, literal(value=False))


def to_open(kind: str) -> GuardedAct:
    """Return the act of giving access to a thing of that type, or to all things of that type."""
    return GuardedAct.SHARE_PRIVATE if kind in PRIVATE else GuardedAct.SHARE


def agrees_to(act: GuardedAct) -> ColumnElement[bool]:
    return (Guardianship.state == GuardianshipState.ACTIVE) & (literal(act.value) == func.any(Guardianship.acts))


def guardian_allows(act: GuardedAct) -> ColumnElement[bool]:
    """The User's guardian agrees to the act now."""
    return exists().where(Guardianship.person_id == User.id, agrees_to(act))


def require_age(person: User, now: datetime, *, is_exempt: bool = False) -> None:
    """Raises AgeRequired without a birth year, GuardianRequired under age, unless the person `is_exempt`."""
    if person.birth_year is None:
        raise AgeRequired
    if not (is_exempt or person.may_decide_alone(now)):
        raise GuardianRequired


def _there(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the local time of the person."""
    return func.timezone(User.timezone, now)
