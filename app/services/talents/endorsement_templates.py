"""The template of the mail to an endorser, who has no account and may be an employer: it names no addressee."""

from collections.abc import Sequence
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.services.notifications.mail_bodies import (
    ABOUT_US,
    SOMEONE,
    Bullets,
    Button,
    Heading,
    Link,
    MailBody,
    MailKind,
    Paragraph,
    compose,
    line,
    quotation,
)


def endorsement_request_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Language,
    *,
    asker_name: str | None,
    endorser_name: str,
    skill: str,
    message: str | None,
    evidence: Sequence[str],
    link: str,
    ends_on: date,
) -> MailBody:
    asker, endorser = line(asker_name or "") or SOMEONE.in_(locale), line(endorser_name)
    return compose(
        MailKind.ENDORSEMENT_REQUEST,
        locale,
        Words("{asker} demande une reconnaissance : {skill}"),
        preview=Words("Un oui ou un non suffit, sans compte."),
        blocks=[
            Heading(
                skill,
                [
                    Words("Bonjour {endorser}.") if endorser else Words("Bonjour."),
                    Words("{asker} demande une reconnaissance :"),
                ],
            ),
            Paragraph(
                Words(
                    "{asker} dit avoir ce talent. Qui l’a vu à l’œuvre peut le confirmer, en quelques mots, avec son "
                    "nom et son rôle."
                )
            ),
            quotation(locale, message, asker),
            Bullets([line(item) for item in evidence], Words("{asker} pense à :")) if evidence else None,
            Button(Words("Répondre"), link),
            Paragraph(
                Words(
                    "Un oui est montré avec ce nom, ce rôle et ce mot, là où {asker} montre ce talent ; il se retire à "
                    "tout moment par le même lien. Un non n’est montré qu’à la personne qui demande. Aucun compte "
                    "n’est nécessaire. Le lien fonctionne jusqu’au {ends_on}."
                ),
                is_small=True,
            ),
        ],
        reason=[
            Words(
                "Ce message est envoyé à cette adresse parce qu’elle a été donnée par {asker} ; il n’abonne à rien, et "
                "sans réponse il n’y aura pas de rappel. La page permet aussi de signaler cette demande."
            ),
            ABOUT_US,
        ],
        stop=Link(Words("Ne plus recevoir de demandes de cette personne"), link),
        asker=asker,
        endorser=endorser,
        skill=skill,
        ends_on=say_day(ends_on, locale),
    )
