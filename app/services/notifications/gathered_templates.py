"""The template of one mail with the messages of many people to an address.

The recipient may have no account, so it uses neither tu nor vous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.services.notifications.mail_bodies import (
    ABOUT_US,
    SOMEONE,
    STOP_SENDER,
    Block,
    Heading,
    Link,
    MailBody,
    MailKind,
    Numbered,
    Paragraph,
    compose,
    line,
    quotation,
    shortened,
)

SINGLE_HEADING = Words("Un message d’une personne sur Day Tripper")
SENDER_HEADING = Words("{count} messages d’une personne sur Day Tripper")
MANY = Words("{count} messages de {people} personnes sur Day Tripper")
REQUEST = Words("{who} demande une reconnaissance : {what}")
STORY = Words("{who} partage une story : {what}")
PORTRAIT = Words("{who} partage son portrait : {what}")
PORTRAIT_SENTENCE = Words("{who} partage son portrait")
STORY_SENTENCE = Words("{who} partage une story")
BILAN, BILAN_SENTENCE = Words("{who} partage un bilan : {what}"), Words("{who} partage un bilan")
FIRST_AND_REST = (
    Words("{first}, et un autre message"),
    Words("{first}, et {rest} autres messages"),
)
LONGEST_FIRST = 80
ANSWER, READ = Words("Répondre"), Words("Lire")
UNTIL = Words("{act} (jusqu’au {day})")


@dataclass(frozen=True, slots=True)
class GatheredEntry:
    """One person's message."""

    sentence: Words  # the request or the share
    act: Words
    who: str | None
    what: str | None
    message: str | None
    link: str
    ends_on: date | None
    way_out: str  # the page that stops their mails


def gathered_mail(locale: Language, entries: Sequence[GatheredEntry], *, people: int, is_partial: bool) -> MailBody:
    """`is_partial`: the rest comes tomorrow."""
    heading = SINGLE_HEADING if len(entries) == 1 else SENDER_HEADING if people == 1 else MANY
    subject, rest = _sentence(locale, entries[0]), len(entries) - 1
    continuation = Words("D’autres messages attendent ; ils viendront demain.")
    return compose(
        MailKind.GATHERED,
        locale,
        FIRST_AND_REST[rest > 1].in_(locale, first=shortened(subject, LONGEST_FIRST), rest=rest) if rest else subject,
        preview=Words("Réunis en un seul mail."),
        blocks=[
            Heading(heading),
            Paragraph(
                Words(
                    "Beaucoup de messages ont été envoyés à cette adresse en un jour. Voici la suite, en un seul mail."
                )
            ),
            Numbered([_blocks(locale, entry) for entry in entries]),
            Paragraph(continuation) if is_partial else None,
        ],
        reason=[
            Words("Ce mail est envoyé à cette adresse parce que ces personnes l’ont donnée."),
            Words("Aucun compte n’est nécessaire. Ce mail n’abonne à rien, et sans réponse il n’y aura pas de rappel."),
            ABOUT_US,
        ],
        count=len(entries),
        people=people,
    )


def _blocks(locale: Language, entry: GatheredEntry) -> list[Block | None]:
    act = entry.act.in_(locale)
    return [
        Paragraph(_sentence(locale, entry)),
        quotation(locale, entry.message, _name(locale, entry)),
        Link(UNTIL.in_(locale, act=act, day=say_day(entry.ends_on, locale)) if entry.ends_on else act, entry.link),
        Link(STOP_SENDER, entry.way_out, is_small=True),
    ]


def _sentence(locale: Language, entry: GatheredEntry) -> str:
    return entry.sentence.in_(locale, who=_name(locale, entry), what=line(entry.what or ""))


def _name(locale: Language, entry: GatheredEntry) -> str:
    return line(entry.who or "") or SOMEONE.in_(locale)
