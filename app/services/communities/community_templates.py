"""Templates of mails of a community to people outside it: invitations, refusals, removals."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
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

APPROVAL = Words(
    "Ta demande sera lue par une personne qui s’occupe de cette communauté.",
    "Your request will be read by someone who looks after this community.",
)
REQUEST_ON_YES = Words(
    "Dès qu’il dit oui, ta demande part aussitôt ; la communauté répond.",
    "Once they say yes, your request is sent at once; the community answers.",
)
JOINING = Words("Rejoindre ne montre rien de ton journal.", "Joining shows nothing of your journal.")
REMOVAL_SUBJECT = Words("Ta place dans {community}", "Your place in {community}")  # lock screens show it
REMOVAL_LEAD = Words("Tu ne fais plus partie de", "You are no longer part of")
JOURNAL_SAFE = Words("Rien de ton journal n’est perdu.", "Nothing of your journal is lost.")
JOURNAL_STAYS = Words(
    "Rien de ton journal n’est perdu. Ce que tu avais partagé avec cette communauté n’y est plus visible.",
    "Nothing of your journal is lost. What you had shared with this community can no longer be seen there.",
)
REMOVAL_REASON = Words(
    "Tu reçois ce message parce que tu faisais partie de cette communauté. C’est le dernier à ce sujet.",
    "You get this message because you were part of this community. It is the last about it.",
)


def invitation_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Locale,
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
        Words("{sender} t’invite : {community}", "{sender} invites you: {community}"),
        preview=JOINING,
        blocks=[
            Heading(name, Words("{sender} t’invite à rejoindre :", "{sender} invites you to join:")),
            quote,
            Button(Words("Voir l’invitation", "See the invitation"), link),
            Paragraph(
                Words(
                    "Cette invitation est pour ton adresse : elle ne laisse entrer personne d’autre.",
                    "This invitation is for your address: it lets nobody else in.",
                )
            ),
            Paragraph(APPROVAL) if needs_approval else None,
            Paragraph(
                Words(
                    "Rejoindre ne montre rien de ton journal : tu choisis ce que tu partages, et tu peux partir quand "
                    "tu veux.",
                    "Joining shows nothing of your journal: you choose what you share, and you can leave whenever you "
                    "like.",
                ),
                is_small=True,
            ),
        ],
        reason=[
            Words(
                "Tu reçois ce message parce que cette adresse a été donnée par {sender}, pour t’inviter.",
                "You get this message because {sender} gave this address to invite you.",
            ),
            Words(
                "Tu ne connais pas cette personne ? Ignore-le : il n’abonne à rien.",
                "You do not know this person? Ignore it: it subscribes you to nothing.",
            ),
            ABOUT_US,
        ],
        stop=Link(STOP_SENDER, WAY_OUT),
        sender=sender,
        community=name,
    )


def kept_place_mail(  # noqa: PLR0913  a mail has that many blanks
    locale: Locale, *, community: Community, guardian: str, until: date, asks: bool, link: str
) -> MailBody:
    """To a person who waits for the answer of a guardian, and of the community where it `asks`."""
    entry = Words(
        "Dès qu’il dit oui, tu es dedans : tu n’as rien d’autre à faire.",
        "Once they say yes, you are in: there is nothing else to do.",
    )
    return compose(
        MailKind.KEPT_PLACE,
        locale,
        Words("Ta place t’attend : {community}", "Your place is kept: {community}"),
        preview=Words(
            "On attend la réponse de ton parent ou tuteur.", "We are waiting for your parent or guardian to answer."
        ),
        blocks=[
            Heading(Words("Ta place dans {community} est gardée", "Your place in {community} is kept")),
            Paragraph(
                [
                    Words(
                        "On attend la réponse de ton parent ou tuteur, à l’adresse {guardian}, jusqu’au {until}.",
                        "We are waiting for your parent or guardian, at {guardian}, to answer by {until}.",
                    ),
                    REQUEST_ON_YES if asks else entry,
                    Words("Ton journal est déjà à toi.", "Your journal is yours already."),
                ]
            ),
            Paragraph(
                Words(
                    "Ce n’est pas la bonne adresse, ou tu ne veux plus de cette place ?",
                    "Is that the wrong address, or do you no longer want that place?",
                )
            ),
            Button(Words("Voir ma place", "See my place"), link),
        ],
        reason=Words(
            "Tu reçois ce message parce que tu as demandé cette place. Ce lien est personnel : ne le transfère pas.",
            "You get this message because you asked for that place. This link is personal: do not forward it.",
        ),
        community=line(community.name),
        guardian=guardian,
        until=say_day(until, locale),
    )


def join_refusal_mail(locale: Locale, *, community: Community) -> MailBody:
    name = line(community.name)
    refusal = Words(
        "L’équipe de cette communauté n’a pas retenu ta demande.",
        "Those who look after it did not accept your request.",
    )
    return compose(
        MailKind.JOIN_REFUSAL,
        locale,
        Words("Ta demande : {community}", "Your request: {community}"),
        preview=Words("Son équipe a répondu.", "Those who look after it have answered."),
        blocks=[
            Heading(name, Words("Tu as demandé à rejoindre", "You asked to join")),
            Paragraph(refusal),
            Paragraph(
                Words(
                    "Rien n’est changé pour toi : ton journal reste à toi, comme tout ce que tu as partagé ailleurs. "
                    "Si c’est une erreur, parles-en à la personne qui t’en a parlé.",
                    "Nothing has changed for you: your journal stays yours, like all that you share elsewhere. If "
                    "this is a mistake, talk to whoever told you about it.",
                )
            ),
        ],
        reason=Words(
            "Tu reçois ce message parce que tu as demandé à rejoindre cette communauté. C’est le seul à ce sujet.",
            "You get this message because you asked to join this community. It is the only one about it.",
        ),
        community=name,
    )


def removal_mail(locale: Locale, *, community: Community) -> MailBody:
    cause = Words(
        "L’équipe de cette communauté a mis fin à ton adhésion.",
        "Those who look after this community have ended your membership.",
    )
    advice = Words(
        "Si tu ne comprends pas pourquoi, parles-en à son équipe.",
        "If you do not understand why, talk to those who look after it.",
    )
    return _membership_end_mail(MailKind.REMOVAL, locale, community, (cause, advice))


def school_doubt_mail(locale: Locale, *, community: Community, opening: str | None) -> MailBody:
    """`opening`: where the application shows the agreement."""
    cause = Words(
        "Nous ne savons plus qui tient cette école. Avant 15 ans, ou tant que ton âge n’est pas connu, il "
        "faut donc l’accord d’un parent ou tuteur pour en faire partie.",
        "We no longer know who is behind this school. Under 15, or as long as your age is not known, being "
        "part of it therefore takes the agreement of a parent or guardian.",
    )
    advice = Words(
        "Pour y revenir, demande d’abord cet accord dans l’application, ou indiques-y ton année de naissance.",
        "To come back, first ask for that agreement in the app, or say there in which year you were born.",
    )
    button = Button(Words("Demander cet accord", "Ask for that agreement"), opening) if opening else None
    return _membership_end_mail(MailKind.SCHOOL_DOUBT, locale, community, (cause, advice), button)


def _membership_end_mail(
    kind: MailKind, locale: Locale, community: Community, texts: tuple[Words, Words], button: Button | None = None
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
