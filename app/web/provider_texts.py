"""The words of the pages around a sign-in at a provider of identity."""

from app.core.i18n import Words

RETURNED_PAGE = (
    Words("Reviens dans l’application"),
    Words("Ton service d’identité a répondu. Tu as commencé dans l’application : elle fait le reste."),
)
REFUSED_PAGE = (
    Words("La connexion n’a pas abouti"),
    Words(
        "Tu as refusé, ou la demande a déjà servi ou a trop attendu. Recommence dans l’application, ou connecte-toi "
        "par un code reçu par mail."
    ),
)
SILENT_PAGE = (
    Words("Le service d’identité ne répond pas"),
    Words("Réessaie dans une minute, ou connecte-toi par un code reçu par mail."),
)
SIGNED_OUT_PAGE = (
    Words("La déconnexion est faite"),
    Words("Day Tripper et ton service d’identité ont fini ta session sur cet appareil."),
)
