"""The template of one mail with the messages of many people to an address.

The recipient may have no account, so it uses neither tu nor vous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
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

SINGLE_HEADING = Words("Un message d’une personne sur Day Tripper", "A message from one person on Day Tripper")
SENDER_HEADING = Words(
    "{count} messages d’une personne sur Day Tripper", "{count} messages from one person on Day Tripper"
)
MANY = Words(
    "{count} messages de {people} personnes sur Day Tripper", "{count} messages from {people} people on Day Tripper"
)
REQUEST = Words("{who} demande une reconnaissance : {what}", "{who} asks for an endorsement: {what}")
STORY = Words("{who} partage une story : {what}", "{who} shares a story: {what}")
PORTRAIT = Words("{who} partage son portrait : {what}", "{who} shares their portrait: {what}")
PORTRAIT_SENTENCE = Words("{who} partage son portrait", "{who} shares their portrait")
STORY_SENTENCE = Words("{who} partage une story", "{who} shares a story")
FIRST_AND_REST = (
    Words("{first}, et un autre message", "{first}, and one more message"),
    Words("{first}, et {rest} autres messages", "{first}, and {rest} more messages"),
)
LONGEST_FIRST = 80
ANSWER, READ = Words("Répondre", "Answer"), Words("Lire", "Read")
UNTIL = Words("{act} (jusqu’au {day})", "{act} (until {day})")


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


def gathered_mail(locale: Locale, entries: Sequence[GatheredEntry], *, people: int, is_partial: bool) -> MailBody:
    """`is_partial`: the rest comes tomorrow."""
    heading = SINGLE_HEADING if len(entries) == 1 else SENDER_HEADING if people == 1 else MANY
    subject, rest = _sentence(locale, entries[0]), len(entries) - 1
    continuation = Words(
        "D’autres messages attendent ; ils viendront demain.", "More messages are waiting; they come tomorrow."
    )
    return compose(
        MailKind.GATHERED,
        locale,
        FIRST_AND_REST[rest > 1].in_(locale, first=shortened(subject, LONGEST_FIRST), rest=rest) if rest else subject,
        preview=Words("Réunis en un seul mail.", "Together in one mail."),
        blocks=[
            Heading(heading),
            Paragraph(
                Words(
                    "Beaucoup de messages ont été envoyés à cette adresse en un jour. Voici la suite, en un seul mail.",
                    "Many messages were sent to this address in a day. Here is the rest, in one mail.",
                )
            ),
            Numbered([_blocks(locale, entry) for entry in entries]),
            Paragraph(continuation) if is_partial else None,
        ],
        reason=[
            Words(
                "Ce mail est envoyé à cette adresse parce que ces personnes l’ont donnée.",
                "This mail is sent to this address because these people gave it.",
            ),
            Words(
                "Aucun compte n’est nécessaire. Ce mail n’abonne à rien, et sans réponse il n’y aura pas de rappel.",
                "No account is needed. This mail subscribes you to nothing, and without an answer there is no "
                "reminder.",
            ),
            ABOUT_US,
        ],
        count=len(entries),
        people=people,
    )


def _blocks(locale: Locale, entry: GatheredEntry) -> list[Block | None]:
    act = entry.act.in_(locale)
    return [
        Paragraph(_sentence(locale, entry)),
        quotation(locale, entry.message, _name(locale, entry)),
        Link(UNTIL.in_(locale, act=act, day=say_day(entry.ends_on, locale)) if entry.ends_on else act, entry.link),
        Link(STOP_SENDER, entry.way_out, is_small=True),
    ]


def _sentence(locale: Locale, entry: GatheredEntry) -> str:
    return entry.sentence.in_(locale, who=_name(locale, entry), what=line(entry.what or ""))


def _name(locale: Locale, entry: GatheredEntry) -> str:
    return line(entry.who or "") or SOMEONE.in_(locale)
