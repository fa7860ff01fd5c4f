"""Where the link of an export leads to when it is forgotten."""

from app.core.i18n import Words

GONE = (
    Words("Ce lien a pris fin", "This link is over"),
    Words(
        "Un export se télécharge pendant sept jours. Demande un nouvel export dans l’application : un mail t’en "
        "donnera le lien.",
        "An export can be fetched for seven days. Ask for a new one in the app: a mail will bring its link.",
    ),
)
