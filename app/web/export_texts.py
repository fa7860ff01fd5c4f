"""Where the link of an export leads to when it is forgotten."""

from app.core.i18n import Words

GONE_PAGE = (
    Words("Ce lien a pris fin"),
    Words(
        "Un export se télécharge pendant 24 heures, tant que l’appareil qui l’a demandé reste "
        "connecté. Demande un nouvel export dans l’application : un mail t’en "
        "donnera le lien."
    ),
)
