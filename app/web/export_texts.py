"""Where the link of an export leads to when it is forgotten."""

from app.core.i18n import Words

GONE_PAGE = (
    Words("Ce lien a pris fin", "This link is over"),
    Words(
        "Un export se télécharge pendant 24 heures, tant que l’appareil qui l’a demandé reste "
        "connecté. Demande un nouvel export dans l’application : un mail t’en "
        "donnera le lien.",
        "An export can be fetched for 24 hours, as long as the device that asked for it stays signed "
        "in. Ask for a new one in the app: a mail will bring its link.",
    ),
)
