"""The refusal of a claim that matches nothing: of a year of birth, or of what a guest did in a room."""

from app.core.errors import NotFound
from app.core.i18n import Words


class ClaimNotFound(NotFound):
    """One type for both claims, as published. The title is true of each; each service tells its case in `detail`."""

    title = Words("Rien ne correspond à ce que tu as indiqué")
    advice = Words("Vérifie-le : ce que tu cherches n’existe pas ou n’existe plus.")
