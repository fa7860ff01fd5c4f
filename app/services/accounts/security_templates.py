"""Templates of mails about sign-in.

Professionals get the one about changes, too: it says neither « tu » nor « vous ».
"""

from enum import StrEnum, auto

from app.core.i18n import Language, Words
from app.services.notifications.mail_bodies import Button, Code, Heading, MailBody, MailKind, Paragraph, compose


class SecurityChange(StrEnum):
    PASSWORD_SET = auto()
    PASSWORD_REMOVED = auto()
    SECOND_FACTOR_ADDED = auto()
    SECOND_FACTOR_REMOVED = auto()
    RECOVERY_CODES_RENEWED = auto()
    PASSKEY_ADDED = auto()
    PASSKEY_REMOVED = auto()
    API_TOKEN_CREATION = auto()
    SIGN_IN_PASS = auto()
    IDENTITY_ADDED = auto()
    IDENTITY_REMOVED = auto()


CHANGES = {
    SecurityChange.PASSWORD_SET: Words("Un nouveau mot de passe ouvre ce compte Day Tripper"),
    SecurityChange.PASSWORD_REMOVED: Words("Ce compte Day Tripper n’a plus de mot de passe"),
    SecurityChange.SECOND_FACTOR_ADDED: Words("Ce compte Day Tripper a une application d’authentification"),
    SecurityChange.SECOND_FACTOR_REMOVED: Words("Ce compte Day Tripper n’a plus d’application d’authentification"),
    SecurityChange.RECOVERY_CODES_RENEWED: Words("Ce compte Day Tripper a de nouveaux codes de secours"),
    SecurityChange.PASSKEY_ADDED: Words("Une nouvelle clé d’accès ouvre ce compte Day Tripper"),
    SecurityChange.PASSKEY_REMOVED: Words("Une clé d’accès n’ouvre plus ce compte Day Tripper"),
    SecurityChange.API_TOKEN_CREATION: Words("Un programme a maintenant un jeton pour ce compte Day Tripper"),
    SecurityChange.SIGN_IN_PASS: Words("Un code QR montré par « {place} » ouvre ce compte Day Tripper"),
    SecurityChange.IDENTITY_ADDED: Words("Un service d’identité ouvre aussi ce compte Day Tripper"),
    SecurityChange.IDENTITY_REMOVED: Words("Un service d’identité n’ouvre plus ce compte Day Tripper"),
}


def sign_in_mail(locale: Language, *, code: str, link: str, minutes: int) -> MailBody:
    """The code comes first in the subject, so that it can be read without opening the mail."""
    return compose(
        MailKind.SIGN_IN,
        locale,
        Words("{code} est ton code Day Tripper"),
        preview=Words("Valable {minutes} minutes, une seule fois."),
        blocks=[
            Heading(Words("Voici ton code")),
            Code(code),
            Paragraph(Words("Tape-le là où on te le demande. Ou, sur l’appareil où tu veux te connecter :")),
            Button(Words("Me connecter"), link),
            Paragraph(Words("Le code et le lien servent une seule fois, pendant {minutes} minutes.")),
        ],
        reason=Words(
            "Tu n’as rien demandé ? Ignore ce message : sans le code, personne n’entre dans ton compte. Ne le donne à "
            "personne, même à quelqu’un qui dit travailler pour Day Tripper."
        ),
        code=code,
        minutes=minutes,
    )


def security_change_mail(locale: Language, change: SecurityChange, place: str = "") -> MailBody:
    nothing_to_do = Words("C’était voulu ? Il n’y a rien à faire.")
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
                    "adresse, fermer toutes les autres sessions, puis changer ou enlever le mot de passe, les clés "
                    "d’accès et les services d’identité."
                )
            ),
        ],
        reason=Words("Ce message part à chaque changement de ce genre. Il ne contient ni lien de connexion, ni code."),
        place=place,
    )
