"""Withdrawn content is not republished while the measure stands; a restricted account publishes and grants nothing."""

from app.core.errors import Forbidden
from app.core.i18n import Words


class AccountRestricted(Forbidden):
    title = Words("Ton compte est restreint")
    advice = Words(
        "Rien de nouveau ne peut être montré ni donné ; ton journal reste à toi. Le mail qui te l’a annoncé dit "
        "pourquoi, et mène à la page où t’y opposer."
    )


class WithdrawnByOperators(Forbidden):
    title = Words("Les opérateurs l’ont retiré")
    advice = Words(
        "Cela ne peut pas être publié à nouveau tant que cette décision tient. Le mail qui te l’a annoncée dit "
        "pourquoi, et mène à la page où t’y opposer, ou dire ce que tu as changé."
    )
