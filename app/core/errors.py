"""Every way a request can fail. Services raise these; app/api/problems.py turns them into RFC 9457."""

import re
from typing import ClassVar

from app.core.i18n import Words


class Problem(Exception):
    """`title` names the problem and `advice` says what to do; a `detail` replaces the advice for one occurrence."""

    title: ClassVar[Words] = Words("Quelque chose s’est mal passé")
    advice: ClassVar[Words] = Words(
        "Ce n’est pas ta faute. Réessaie plus tard ; si cela dure, donne-nous le numéro `request_id`."
    )

    def __init__(self, detail: Words | None = None, /, **extensions: object) -> None:
        super().__init__((detail or self.title).en)
        self.detail = detail
        self.extensions = extensions

    @classmethod
    def slug(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Invalid(Problem):
    title = Words("La demande ne peut pas être traitée")
    advice = Words("Corrige la demande avant de la renvoyer.")


class Unauthenticated(Problem):
    title = Words("Connecte-toi pour continuer")
    advice = Words(
        "Envoie `Authorization: Bearer <access token>` d’une session ouverte ; renouvelle-le après dix minutes."
    )


class Forbidden(Problem):
    title = Words("Tu ne peux pas faire cela")
    advice = Words("Seule une personne qui en a le droit peut le faire.")


class NotFound(Problem):
    title = Words("Introuvable")
    advice = Words("Cela n’existe pas, n’existe plus, ou n’est pas visible pour toi.")


class MethodNotAllowed(Problem):
    title = Words("Cette méthode n’existe pas ici")
    advice = Words("L’adresse est bonne ; `Allow` dit ce qu’on peut y faire.")


class Conflict(Problem):
    title = Words("Cela contredit ce qui existe déjà")
    advice = Words("Relis l’état actuel, puis décide.")


class Gone(Problem):
    title = Words("Ce n’est plus disponible")
    advice = Words("Rien ne permet d’y revenir.")


class Stale(Problem):
    title = Words("Cela a changé depuis ta lecture")
    advice = Words("`current` montre l’état actuel : fusionne, puis renvoie avec son `version` dans `If-Match`.")


class VersionRequired(Problem):
    title = Words("Dis quelle version tu modifies")
    advice = Words("Envoie `If-Match` avec l’`ETag` reçu à la lecture.")


class TooLarge(Problem):
    title = Words("C’est plus que ce que nous acceptons")
    advice = Words("Envoie moins à la fois.")


class HeadTooLarge(Problem):
    title = Words("L’en-tête de la demande est trop grand")
    advice = Words("Envoie au plus 100 en-têtes, et 32 Ko en tout, avec l’adresse.")


class UnsupportedMedia(Problem):
    title = Words("Ce type de contenu n’est pas accepté ici")
    advice = Words("Regarde dans la documentation quel type attend cet appel.")


class OutOfRange(Problem):
    title = Words("Cette partie du fichier n’existe pas")
    advice = Words("`Content-Range` dit combien d’octets il a.")


class Garbled(Problem):
    title = Words("Ce qui est arrivé n’est pas ce qui a été envoyé")
    advice = Words("Rien n’en a été gardé : envoie-le à nouveau.")


class Unprocessable(Problem):
    title = Words("Certaines valeurs ne conviennent pas")
    advice = Words("`errors` dit pour chaque champ (`pointer`) ce qui ne va pas.")


class TooMany(Problem):
    """Carries `retry_after`, seconds. `rule`: the limit, for the person's security log."""

    title = Words("Trop de tentatives")
    advice = Words("Attends le temps que dit `Retry-After`.")

    def __init__(self, retry_after: int, rule: str | None = None) -> None:
        super().__init__(retry_after=retry_after)
        self.rule = rule


class TooOld(Problem):
    title = Words("Ce programme est trop ancien")
    advice = Words("Il faut une version plus récente.")


class Unavailable(Problem):
    title = Words("Momentanément indisponible")
    advice = Words("Rien n’est perdu : renvoie la même demande après `Retry-After` secondes.")


def wrong(pointer: str, code: str, message: Words) -> dict[str, object]:
    """Return one entry of a 422's `errors`; the API translates the message."""
    return {"in": "body", "pointer": pointer, "code": code, "message": message}
