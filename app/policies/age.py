from datetime import datetime

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.users import User


class AgeRequired(Forbidden):
    title = Words("Dis d’abord ton année de naissance", "Say first in which year you were born")
    advice = Words(
        "Envoie `birth_year` par `PATCH /v1/me`, puis recommence. Sans âge connu, rien n’est publié ni partagé.",
        "Send `birth_year` with `PATCH /v1/me`, then try again. With no known age, nothing is published or shared.",
    )


class GuardianRequired(Forbidden):
    title = Words("Un parent ou tuteur doit d’abord donner son accord", "A parent or guardian must agree first")
    advice = Words(
        "Avant 15 ans, publier ou partager demande ton accord et celui d’un parent ou tuteur : parles-en avec lui, ou "
        "avec la personne qui t’accompagne. Ton journal reste à toi et rien n’en est montré.",
        "Under 15, publishing or sharing takes your agreement and that of a parent or guardian: talk to them, or to "
        "whoever guides you. Your journal stays yours and nothing of it is shown.",
    )


def require_age(person: User, now: datetime) -> None:
    """Old enough to publish and to share. Raises AgeRequired when nobody knows, GuardianRequired when too young."""
    if person.birth_year is None:
        raise AgeRequired(AgeRequired.advice)
    if not person.may_decide_alone(now):
        raise GuardianRequired(GuardianRequired.advice)
