"""One mail with the messages of many people to an address. The recipient may have no account, so it uses neither tu nor
vous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.services.notifications.letters import SOMEONE, LetterBody, Quotation, line, quotation, written

SINGLE_SUBJECT = Words("Un message d’une personne sur Day Tripper", "A message from one person on Day Tripper")
SENDER_SUBJECT = Words(
    "{count} messages d’une personne sur Day Tripper", "{count} messages from one person on Day Tripper"
)
MANY = Words(
    "{count} messages de {people} personnes sur Day Tripper", "{count} messages from {people} people on Day Tripper"
)
REQUEST = Words("{who} demande une reconnaissance : {what}", "{who} asks for an endorsement: {what}")
STORY = Words("{who} partage une story : {what}", "{who} shares a story: {what}")
PORTRAIT = Words("{who} partage son portrait : {what}", "{who} shares their portrait: {what}")
PORTRAIT_SENTENCE = Words("{who} partage son portrait", "{who} shares their portrait")
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


@dataclass(frozen=True, slots=True)
class _Item:
    sentence: str
    said: Quotation | None
    act: str
    link: str
    way_out: str


def gathered_letter(locale: Locale, items: Sequence[GatheredEntry], *, people: int, is_partial: bool) -> LetterBody:
    """`is_partial`: the rest comes tomorrow."""
    subject = (SINGLE_SUBJECT if len(items) == 1 else SENDER_SUBJECT if people == 1 else MANY).in_(
        locale, count=len(items), people=people
    )
    return written("gathered", locale, subject, items=[_item(locale, item) for item in items], more=is_partial)


def _item(locale: Locale, entry: GatheredEntry) -> _Item:
    name = line(entry.who or "") or SOMEONE.in_(locale)
    act = entry.act.in_(locale)
    return _Item(
        sentence=entry.sentence.in_(locale, who=name, what=line(entry.what or "")),
        said=quotation(locale, entry.message, name),
        act=UNTIL.in_(locale, act=act, day=say_day(entry.ends_on, locale)) if entry.ends_on else act,
        link=entry.link,
        way_out=entry.way_out,
    )
