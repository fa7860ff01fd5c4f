"""Every way a request can fail. Services raise these; app/api/problems.py turns them into RFC 9457."""

import re
from typing import ClassVar

from app.core.i18n import Words


class Problem(Exception):
    """`title` names the problem and `advice` says what to do; a `detail` replaces the advice for one occurrence."""

    title: ClassVar[Words] = Words("Quelque chose s’est mal passé", "Something went wrong")
    advice: ClassVar[Words] = Words(
        "Ce n’est pas ta faute. Réessaie plus tard ; si cela dure, donne-nous le numéro `request_id`.",
        "This is not your fault. Try again later; if it lasts, tell us the `request_id`.",
    )

    def __init__(self, detail: Words | None = None, /, **extensions: object) -> None:
        super().__init__((detail or self.title).en)
        self.detail = detail
        self.extensions = extensions

    @classmethod
    def slug(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Invalid(Problem):
    title = Words("La demande ne peut pas être traitée", "The request cannot be processed")
    advice = Words("Corrige la demande avant de la renvoyer.", "Mend the request before you send it again.")


class Unauthenticated(Problem):
    title = Words("Connecte-toi pour continuer", "Sign in to continue")
    advice = Words(
        "Envoie `Authorization: Bearer <access token>` d’une session ouverte ; renouvelle-le après dix minutes.",
        "Send `Authorization: Bearer <access token>` of a live session; refresh a token older than ten minutes.",
    )


class Forbidden(Problem):
    title = Words("Tu ne peux pas faire cela", "You may not do this")
    advice = Words("Seule une personne qui en a le droit peut le faire.", "Only someone who has the right can do it.")


class NotFound(Problem):
    title = Words("Introuvable", "Not found")
    advice = Words(
        "Cela n’existe pas, n’existe plus, ou n’est pas visible pour toi.",
        "It does not exist, no longer exists, or is not visible to you.",
    )


class MethodNotAllowed(Problem):
    title = Words("Cette méthode n’existe pas ici", "That method does not exist here")
    advice = Words(
        "L’adresse est bonne ; `Allow` dit ce qu’on peut y faire.", "The address is right; `Allow` says what it takes."
    )


class Conflict(Problem):
    title = Words("Cela contredit ce qui existe déjà", "That contradicts what is there already")
    advice = Words("Relis l’état actuel, puis décide.", "Read the current state, then decide.")


class Gone(Problem):
    title = Words("Ce n’est plus disponible", "No longer available")
    advice = Words("Rien ne permet d’y revenir.", "There is no way back to it.")


class Stale(Problem):
    title = Words("Cela a changé depuis ta lecture", "It has changed since you read it")
    advice = Words(
        "`current` montre l’état actuel : fusionne, puis renvoie avec son `version` dans `If-Match`.",
        "`current` shows the state now: merge, then send again with its `version` in `If-Match`.",
    )


class VersionRequired(Problem):
    title = Words("Dis avec If-Match quelle version tu modifies", "Say which version you change, with If-Match")
    advice = Words(
        "Envoie `If-Match` avec l’`ETag` reçu à la lecture.", "Send `If-Match` with the `ETag` that the read gave you."
    )


class TooLarge(Problem):
    title = Words("C’est plus que ce que nous acceptons", "That is more than we take")
    advice = Words("Envoie moins à la fois.", "Send less at once.")


class UnsupportedMedia(Problem):
    title = Words("Ce type de contenu n’est pas accepté ici", "That content type is not taken here")
    advice = Words(
        "Regarde dans la documentation quel type attend cet appel.",
        "See the documentation for the type this call takes.",
    )


class OutOfRange(Problem):
    title = Words("Cette partie du fichier n’existe pas", "There is no such part of the file")
    advice = Words("`Content-Range` dit combien d’octets il a.", "`Content-Range` says how many bytes it has.")


class Garbled(Problem):
    title = Words("Ce qui est arrivé n’est pas ce qui a été envoyé", "What arrived is not what was sent")
    advice = Words("Rien n’en a été gardé : envoie-le à nouveau.", "Nothing of it was kept: send it again.")


class Unprocessable(Problem):
    title = Words("Certaines valeurs ne conviennent pas", "Some values will not do")
    advice = Words(
        "`errors` dit pour chaque champ (`pointer`) ce qui ne va pas.",
        "`errors` says for each field (`pointer`) what is wrong.",
    )


class TooMany(Problem):
    """Carries `retry_after`, seconds. `rule`: the limit, for the person's security log."""

    title = Words("Trop de tentatives", "Too many attempts")
    advice = Words("Attends le temps que dit `Retry-After`.", "Wait for as long as `Retry-After` says.")

    def __init__(self, retry_after: int, rule: str | None = None) -> None:
        super().__init__(retry_after=retry_after)
        self.rule = rule


class Unavailable(Problem):
    title = Words("Momentanément indisponible", "Unavailable for a moment")
    advice = Words(
        "Rien n’est perdu : renvoie la même demande après `Retry-After` secondes.",
        "Nothing is lost: send the same request again after `Retry-After` seconds.",
    )


def wrong(pointer: str, code: str, message: Words) -> dict[str, object]:
    """Return one entry of a 422's `errors`; the API translates the message."""
    return {"in": "body", "pointer": pointer, "code": code, "message": message}
