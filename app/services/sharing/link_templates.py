"""Templates of mails that take a link to an address. The reader may have no account, so they name no addressee."""

from dataclasses import dataclass
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.models.grants import TargetType
from app.services.notifications.mail_bodies import (
    ABOUT_US,
    SOMEONE,
    STOP_SENDER,
    WAY_OUT,
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

NO_ACCOUNT = Words("Aucun compte n’est nécessaire.")
LAST_DAY = Words("Le lien fonctionne jusqu’au {ends_on}.")


@dataclass(frozen=True, slots=True)
class LinkTemplate:
    """The words of a mail that takes a link to one kind of thing."""

    kind: MailKind
    subject: Words
    bare: Words  # the subject without a title
    lead: Words
    button: Words
    untitled: Words


STORY_LINK = LinkTemplate(
    MailKind.STORY,
    Words("{sender} partage une story : {title}"),
    Words("{sender} partage une story"),
    Words("{sender} partage une story :"),
    Words("Lire la story"),
    Words("Sans titre"),
)
PORTRAIT_LINK = LinkTemplate(
    MailKind.PORTRAIT,
    Words("{sender} partage son portrait"),
    Words("{sender} partage son portrait"),
    Words("{sender} partage son portrait :"),
    Words("Lire le portrait"),
    Words("Un portrait"),
)
REPORT_LINK = LinkTemplate(
    MailKind.REPORT,
    Words("{sender} partage un bilan : {title}"),
    Words("{sender} partage un bilan"),
    Words("{sender} partage un bilan :"),
    Words("Lire le bilan"),
    Words("Un bilan"),
)
TEMPLATES = {TargetType.PORTRAIT: PORTRAIT_LINK, TargetType.REPORT: REPORT_LINK}


def link_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Language,
    template: LinkTemplate,
    *,
    sender_name: str | None,
    title: str | None,
    message: str | None,
    link: str,
    ends_on: date | None,
) -> MailBody:
    sender = line(sender_name or "") or SOMEONE.in_(locale)
    name = line(title or "") or template.untitled.in_(locale)
    quote = quotation(locale, message, sender)
    return compose(
        template.kind,
        locale,
        template.subject if line(title or "") else template.bare,
        preview=Words("À lire sans compte."),
        blocks=[
            Heading(name, template.lead),
            quote,
            Button(template.button, link),
            Paragraph([NO_ACCOUNT, LAST_DAY if ends_on else None], is_small=True),
        ],
        reason=[
            Words(
                "Ce message est envoyé à cette adresse parce qu’elle a été donnée par {sender} ; il n’abonne à rien."
            ),
            ABOUT_US,
        ],
        stop=Link(STOP_SENDER, WAY_OUT),
        sender=sender,
        title=name,
        ends_on=ends_on and say_day(ends_on, locale),
    )
