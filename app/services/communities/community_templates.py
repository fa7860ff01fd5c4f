"""Templates of mails of a community to people outside it: invitations, refusals, removals."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.models.communities import Community
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

APPROVAL = Words("Ta demande sera lue par une personne qui s’occupe de cette communauté.")
REQUEST_ON_YES = Words("Dès qu’il dit oui, ta demande part aussitôt ; la communauté répond.")
JOINING = Words("Rejoindre ne montre rien de ton journal.")
REMOVAL_SUBJECT = Words("Ta place dans {community}")  # lock screens show it
REMOVAL_LEAD = Words("Tu ne fais plus partie de")
JOURNAL_SAFE = Words("Rien de ton journal n’est perdu.")
JOURNAL_STAYS = Words(
    "Rien de ton journal n’est perdu. Ce que tu avais partagé avec cette communauté n’y est plus visible."
)
REMOVAL_REASON = Words(
    "Tu reçois ce message parce que tu faisais partie de cette communauté. C’est le dernier à ce sujet."
)


def invitation_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Language,
    *,
    sender_name: str | None,
    community: Community,
    message: str | None,
    link: str,
    needs_approval: bool,
) -> MailBody:
    sender, name = line(sender_name or "") or SOMEONE.in_(locale), line(community.name)
    quote = quotation(locale, message, sender)
    return compose(
        MailKind.INVITATION,
        locale,
        Words("{sender} t’invite : {community}"),
        preview=JOINING,
        blocks=[
            Heading(name, Words("{sender} t’invite à rejoindre :")),
            quote,
            Button(Words("Voir l’invitation"), link),
            Paragraph(Words("Cette invitation est pour ton adresse : elle ne laisse entrer personne d’autre.")),
            Paragraph(APPROVAL) if needs_approval else None,
            Paragraph(
                Words(
                    "Rejoindre ne montre rien de ton journal : tu choisis ce que tu partages, et tu peux partir quand "
                    "tu veux."
                ),
                is_small=True,
            ),
        ],
        reason=[
            Words("Tu reçois ce message parce que cette adresse a été donnée par {sender}, pour t’inviter."),
            Words("Tu ne connais pas cette personne ? Ignore-le : il n’abonne à rien."),
            ABOUT_US,
        ],
        stop=Link(STOP_SENDER, WAY_OUT),
        sender=sender,
        community=name,
    )


def kept_place_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Language, *, community: Community, guardian: str, until: date, asks: bool, link: str
) -> MailBody:
    """To a person who waits for the answer of a guardian, and of the community where it `asks`."""
    entry = Words("Dès qu’il dit oui, tu es dedans : tu n’as rien d’autre à faire.")
    return compose(
        MailKind.KEPT_PLACE,
        locale,
        Words("Ta place t’attend : {community}"),
        preview=Words("On attend la réponse de ton parent ou tuteur."),
        blocks=[
            Heading(Words("Ta place dans {community} est gardée")),
            Paragraph(
                [
                    Words("On attend la réponse de ton parent ou tuteur, à l’adresse {guardian}, jusqu’au {until}."),
                    REQUEST_ON_YES if asks else entry,
                    Words("Ton journal est déjà à toi."),
                ]
            ),
            Paragraph(Words("Ce n’est pas la bonne adresse, ou tu ne veux plus de cette place ?")),
            Button(Words("Voir ma place"), link),
        ],
        reason=Words(
            "Tu reçois ce message parce que tu as demandé cette place. Ce lien est personnel : ne le transfère pas."
        ),
        community=line(community.name),
        guardian=guardian,
        until=say_day(until, locale),
    )


def join_refusal_mail(locale: Language, *, community: Community) -> MailBody:
    name = line(community.name)
    refusal = Words("L’équipe de cette communauté n’a pas retenu ta demande.")
    return compose(
        MailKind.JOIN_REFUSAL,
        locale,
        Words("Ta demande : {community}"),
        preview=Words("Son équipe a répondu."),
        blocks=[
            Heading(name, Words("Tu as demandé à rejoindre")),
            Paragraph(refusal),
            Paragraph(
                Words(
                    "Rien n’est changé pour toi : ton journal reste à toi, comme tout ce que tu as partagé ailleurs. "
                    "Si c’est une erreur, parles-en à la personne qui t’en a parlé."
                )
            ),
        ],
        reason=Words(
            "Tu reçois ce message parce que tu as demandé à rejoindre cette communauté. C’est le seul à ce sujet."
        ),
        community=name,
    )


def removal_mail(locale: Language, *, community: Community) -> MailBody:
    cause = Words("L’équipe de cette communauté a mis fin à ton adhésion.")
    advice = Words("Si tu ne comprends pas pourquoi, parles-en à son équipe.")
    return _membership_end_mail(MailKind.REMOVAL, locale, community, (cause, advice))


def school_doubt_mail(locale: Language, *, community: Community, opening: str | None) -> MailBody:
    """`opening`: where the application shows the agreement."""
    cause = Words(
        "Nous ne savons plus qui tient cette école. Avant 15 ans, ou tant que ton âge n’est pas connu, il "
        "faut donc l’accord d’un parent ou tuteur pour en faire partie."
    )
    advice = Words(
        "Pour y revenir, demande d’abord cet accord dans l’application, ou indiques-y ton année de naissance."
    )
    button = Button(Words("Demander cet accord"), opening) if opening else None
    return _membership_end_mail(MailKind.SCHOOL_DOUBT, locale, community, (cause, advice), button)


def program_mail(locale: Language, *, community: Community, maker: str | None) -> MailBody:
    """To those who manage the community, of a token or a webhook that one of them made."""
    name = line(community.name)
    return compose(
        MailKind.PROGRAM,
        locale,
        Words("Un programme relié : {community}"),
        preview=Words("Il sait qui en est membre, ou ce qui s’y passe."),
        blocks=[
            Heading(name, Words("Un programme est relié à")),
            Paragraph(
                [
                    Words("{maker} a relié un programme à cette communauté."),
                    Words("Il ne lit ni les réponses, ni les journaux des membres."),
                ]
            ),
            Paragraph(Words("C’était voulu ? Il n’y a rien à faire. Sinon, retire-le dans l’application.")),
        ],
        reason=Words("Tu reçois ce message parce que tu gères cette communauté."),
        community=name,
        maker=line(maker or "") or SOMEONE.in_(locale),
    )


def _membership_end_mail(
    kind: MailKind, locale: Language, community: Community, texts: tuple[Words, Words], button: Button | None = None
) -> MailBody:
    """Tell a former member why their membership ended, and what they can do."""
    name, (cause, advice) = line(community.name), texts
    return compose(
        kind,
        locale,
        REMOVAL_SUBJECT,
        preview=JOURNAL_SAFE,
        blocks=[Heading(name, REMOVAL_LEAD), Paragraph(cause), Paragraph([JOURNAL_STAYS, advice]), button],
        reason=REMOVAL_REASON,
        community=name,
    )
