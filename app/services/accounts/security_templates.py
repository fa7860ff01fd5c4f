"""Templates of mails about sign-in.

Professionals get the one about changes, too: it says neither « tu » nor « vous ».
"""

from enum import StrEnum, auto

from app.core.i18n import Locale, Words
from app.services.notifications.mail_bodies import Button, Code, Heading, MailBody, MailKind, Paragraph, compose


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


def sign_in_mail(locale: Locale, *, code: str, link: str, minutes: int) -> MailBody:
    """The code comes first in the subject, so that it can be read without opening the mail."""
    return compose(
        MailKind.SIGN_IN,
        locale,
        Words("{code} est ton code Day Tripper", "{code} is your Day Tripper code"),
        preview=Words("Valable {minutes} minutes, une seule fois.", "Good for {minutes} minutes, once."),
        blocks=[
            Heading(Words("Voici ton code", "Here is your code")),
            Code(code),
            Paragraph(
                Words(
                    "Tape-le là où on te le demande. Ou, sur l’appareil où tu veux te connecter :",
                    "Type it where you are asked for it. Or, on the device where you want to sign in:",
                )
            ),
            Button(Words("Me connecter", "Sign me in"), link),
            Paragraph(
                Words(
                    "Le code et le lien servent une seule fois, pendant {minutes} minutes.",
                    "The code and the link work once, for {minutes} minutes.",
                )
            ),
        ],
        reason=Words(
            "Tu n’as rien demandé ? Ignore ce message : sans le code, personne n’entre dans ton compte. Ne le donne à "
            "personne, même à quelqu’un qui dit travailler pour Day Tripper.",
            "Did you not ask for it? Ignore this message: without the code nobody enters your account. Give it to "
            "nobody, not even to someone who says they work for Day Tripper.",
        ),
        code=code,
        minutes=minutes,
    )


def security_change_mail(locale: Locale, change: SecurityChange) -> MailBody:
    nothing_to_do = Words("C’était voulu ? Il n’y a rien à faire.", "Was it meant? Then there is nothing to do.")
    return compose(
        MailKind.SECURITY_CHANGE,
        locale,
        CHANGES[change],
        preview=nothing_to_do,
        blocks=[
            Heading(CHANGES[change]),
            Paragraph(nothing_to_do),
            Paragraph(
                Words(
                    "Sinon, quelqu’un d’autre a une session ouverte. Il faut se connecter par un code reçu à cette "
                    "adresse, fermer toutes les autres sessions, puis changer ou enlever le mot de passe.",
                    "If not, somebody else has an open session. Sign in by a code sent to this address, end all other "
                    "sessions, then change or remove the password.",
                )
            ),
        ],
        reason=Words(
            "Ce message part à chaque changement de ce genre. Il ne contient ni lien de connexion, ni code.",
            "This message goes out at each change of this kind. It holds no link to sign in, and no code.",
        ),
    )
