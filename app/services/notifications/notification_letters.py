"""Notifications by mail: one at once, or many in a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.dates import Precision, Span
from app.core.i18n import Locale, Words
from app.models.notifications import NotificationType
from app.services.notifications.letters import LetterBody, Quotation, line, one_click, quotation, written
from app.services.notifications.notification_words import say

Type = NotificationType
SINGULAR, MANY = (
    Words("Une nouvelle", "One update"),
    Words("{count} nouvelles", "{count} updates"),
)
PERSONAL = Words("Personnel", "Personal")
NEXT: Mapping[Type, Words] = {  # the next action, or an explanation
    Type.MISSION: Words(
        "Raconte un moment que tu as vécu : une photo peut suffire. Ta réponse reste à toi.",
        "Tell of a moment you lived: a photo may do. Your answer stays yours.",
    ),
    Type.REMINDER: Words(
        "Il te reste un peu de temps. Tu peux aussi dire que tu ne la feras pas : les rappels s’arrêtent.",
        "You still have some time. You can also say that you will not do it: the reminders stop.",
    ),
    Type.RETURNED: Words(
        "On te demande d’y revenir. Rien n’est perdu : complète ta réponse, puis renvoie-la.",
        "You are asked to look at it again. Nothing is lost: complete your answer, then send it again.",
    ),
    Type.ACCEPTED: Words(
        "C’est fait, bravo. Ta réponse reste dans ton journal.", "Well done. Your answer stays in your journal."
    ),
    Type.CANCELLED: Words("Tu n’as rien à faire.", "There is nothing for you to do."),
    Type.GUARDIAN: Words(
        "Ce qui n’a pas son accord n’est pas montré, ou ne l’est plus. Ton journal reste à toi : rien n’en est perdu.",
        "What they do not agree to is not shown, or no longer. Your journal stays yours: nothing of it is lost.",
    ),
    Type.GRANT: Words(
        "Chaque consultation est notée, et la personne la voit.", "Each reading is written down, and they see it."
    ),
}

ATTRIBUTIONS: Mapping[Type, Words] = {  # of quotations
    Type.MISSION: Words("Ce qui est demandé\u00a0:", "What is asked:"),
    Type.RETURNED: Words("Ce qui en est dit\u00a0:", "What was said about it:"),
}


@dataclass(frozen=True, slots=True)
class ExtraLines:
    """Additional lines of a mail, besides the sentence."""

    facts: Sequence[str]
    next: Sequence[str]
    page: str  # the page with the explanation
    subject: str | None = None
    said: Quotation | None = None


@dataclass(frozen=True, slots=True)
class MailItem:
    """A notification as it is mailed."""

    type: NotificationType
    data: Mapping[str, Any]
    community: str | None
    more: ExtraLines | None = None

    def sentence(self, locale: Locale) -> str:
        return line(say(self.type, self.data, locale))


@dataclass(frozen=True, slots=True)
class Links:
    """`opens_app`: `app` is the address of the application, not of the installation's own first page."""

    app: str
    opens_app: bool
    unsubscribe: str


def notice_letter(locale: Locale, timezone: str, item: MailItem, links: Links) -> LetterBody:
    extra_lines = item.more or _more(item, locale)
    sentence = extra_lines.subject or item.sentence(locale)
    letter = written(
        "notice",
        locale,
        sentence,
        community=item.community and line(item.community),
        sentence=sentence,
        due=_due(item, locale, timezone),
        facts=extra_lines.facts,
        said=extra_lines.said,
        next=extra_lines.next,
        page=extra_lines.page,
        links=links,
    )
    return _with(letter, links)


def digest_letter(locale: Locale, news: Sequence[MailItem], links: Links) -> LetterBody:
    """`news`: newest first. The mail groups them by community, the most recent first."""
    groups: dict[str, list[str]] = {}
    for item in news:
        groups.setdefault(line(item.community or PERSONAL.in_(locale)), []).append(item.sentence(locale))
    subject = SINGULAR.in_(locale) if len(news) == 1 else MANY.in_(locale, count=len(news))
    return _with(written("digest", locale, subject, groups=groups, links=links), links)


def _with(letter: LetterBody, links: Links) -> LetterBody:
    return replace(letter, headers=one_click(links.unsubscribe))


def _more(item: MailItem, locale: Locale) -> ExtraLines:
    words, message = NEXT.get(item.type), item.data.get("message")
    quote = quotation(locale, message, "", ATTRIBUTIONS[item.type]) if message else None
    return ExtraLines(facts=(), next=[words.in_(locale)] if words else (), page="", said=quote)


def _due(item: MailItem, locale: Locale, timezone: str) -> str | None:
    due = item.data.get("due_at")
    if not due:
        return None
    return Span(datetime.fromisoformat(due).astimezone(ZoneInfo(timezone)), None, Precision.MINUTE).say(locale)
