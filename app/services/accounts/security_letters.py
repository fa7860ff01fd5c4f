"""The letter about a change of sign-in. Professionals get it, too: it says neither « tu » nor « vous »."""

from enum import StrEnum, auto

from app.core.i18n import Locale, Words
from app.services.notifications.letters import LetterBody, written


class SecurityChange(StrEnum):
    PASSWORD_SET = auto()
    PASSWORD_REMOVED = auto()
    SECOND_FACTOR_ADDED = auto()
    SECOND_FACTOR_REMOVED = auto()
    RECOVERY_CODES_RENEWED = auto()


CHANGES = {
    SecurityChange.PASSWORD_SET: Words(
        "Un nouveau mot de passe ouvre ce compte Day Tripper", "A new password opens this Day Tripper account"
    ),
    SecurityChange.PASSWORD_REMOVED: Words(
        "Ce compte Day Tripper n’a plus de mot de passe", "This Day Tripper account has no password any more"
    ),
    SecurityChange.SECOND_FACTOR_ADDED: Words(
        "Ce compte Day Tripper a une application d’authentification",
        "This Day Tripper account has an authenticator app",
    ),
    SecurityChange.SECOND_FACTOR_REMOVED: Words(
        "Ce compte Day Tripper n’a plus d’application d’authentification",
        "This Day Tripper account has no authenticator app any more",
    ),
    SecurityChange.RECOVERY_CODES_RENEWED: Words(
        "Ce compte Day Tripper a de nouveaux codes de secours", "This Day Tripper account has new recovery codes"
    ),
}


def security_letter(locale: Locale, change: SecurityChange) -> LetterBody:
    headline = CHANGES[change].in_(locale)
    return written("security_changed", locale, headline, happened=headline)
