from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.users import User


class NameRequired(Forbidden):
    title = Words("Dis d’abord comment tu t’appelles")
    advice = Words(
        "Envoie `display_name` par `PATCH /v1/me`, puis recommence. On n’entre nulle part, et on n’écrit à personne, "
        "sans dire qui on est."
    )


def require_name(person: User) -> None:
    """Raises NameRequired when the person has no name."""
    if person.display_name is None:
        raise NameRequired
