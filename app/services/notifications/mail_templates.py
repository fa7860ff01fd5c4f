"""Templates of notifications by mail: one at once, or many in a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.dates import Precision, Span
from app.core.i18n import Language, Words
from app.core.ports import Attachment
from app.models.notifications import NotificationType
from app.services.notifications.mail_bodies import (
    ACCOUNT_REASON,
    Button,
    Entry,
    Heading,
    Lines,
    Link,
    MailBody,
    MailKind,
    Paragraph,
    Quotation,
    Section,
    Strong,
    compose,
    line,
    one_click,
    quotation,
    shortened,
)
from app.services.notifications.notification_subjects import subject_of
from app.services.notifications.notification_templates import CITED, say

Type = NotificationType
SINGULAR, PLURAL = Words("Une nouvelle"), Words("{count} nouvelles")
FIRST_AND_REST = (
    Words("{first}, et une autre nouvelle"),
    Words("{first}, et {rest} autres nouvelles"),
)
LONGEST_FIRST = 80
OPEN_APP = Words("Ouvrir Day Tripper")
STOP_MAILS = Words("Ne plus recevoir ces mails")
ACCESS_PAGE = Words("Qui voit quoi ?")
PERSONAL = Words("Personnel")
COMMUNITY_REASON = Words("Tu reçois ce mail parce que tu fais partie de {community}.")
NEXT_STEPS: Mapping[Type, Words] = {  # the next action, or an explanation
    Type.MISSION: Words("Raconte un moment que tu as vécu : une photo peut suffire. Ta réponse reste à toi."),
    Type.REMINDER: Words(
        "Il te reste un peu de temps. Tu peux aussi dire que tu ne la feras pas : les rappels s’arrêtent."
    ),
    Type.RETURNED: Words("On te demande d’y revenir. Rien n’est perdu : complète ta réponse, puis renvoie-la."),
    Type.ACCEPTED: Words("C’est fait, bravo. Ta réponse reste dans ton journal."),
    Type.CANCELLED: Words("Tu n’as rien à faire."),
    Type.EXCHANGE: Words("Vous voyez maintenant le nom l’un de l’autre. Mettez-vous d’accord sur un moment."),
    Type.GUARDIAN: Words(
        "Ce qui n’a pas son accord n’est pas montré, ou ne l’est plus. Ton journal reste à toi : rien n’en est perdu."
    ),
    Type.QUOTE: Words(
        "Tu vois les mots exacts, où ils seraient lus, et jusqu’à quand. Tu peux les changer, donner moins, refuser, "
        "ou ne pas répondre. Rien n’est publié avant."
    ),
    Type.REPORT: Words("Tu le lis dans l’application, en PDF ou en tableau. De personne, tu ne vois rien d’autre."),
    Type.GRANT: Words("Chaque consultation est notée, et la personne la voit."),
}
CITED_STEP = Words("Tu peux les reprendre quand tu veux. Ils disparaissent alors du bilan, partout où on le lit.")
CITED_BUTTON = Words("Voir mes mots, ou les reprendre")

BUTTONS: Mapping[Type, Words] = {
    Type.MISSION: Words("Répondre à la mission"),
    Type.REMINDER: Words("Répondre à la mission"),
    Type.RETURNED: Words("Reprendre ma réponse"),
    Type.ACCEPTED: Words("Voir ma réponse"),
    Type.CANCELLED: Words("Voir la mission"),
    Type.EXCHANGE: Words("Voir l’échange"),
    Type.JOIN_REQUEST: Words("Répondre à la demande"),
    Type.MEMBERSHIP: Words("Voir la communauté"),
    Type.GRANT_REQUEST: Words("Répondre à la demande"),
    Type.QUOTE: Words("Lire et répondre"),
    Type.REPORT: Words("Lire le bilan"),
    Type.GRANT: Words("Voir ce qui est montré"),
    Type.EXPIRY: Words("Voir cet accès"),
    Type.COMMENT: Words("Lire le commentaire"),
    Type.ENDORSEMENT: Words("Voir le talent"),
    Type.GUARDIAN: Words("Voir la réponse"),
    Type.MODERATION: Words("Lire la décision, ou la contester"),
    Type.FLAG: Words("Lire le signalement"),
    Type.APPEAL: Words("Lire le recours"),
    Type.SECURITY: Words("Voir mon compte"),
    Type.INFORMATION: Words("Lire dans la communauté"),
    Type.COMPLETION: Words("Voir ce que c’est devenu"),
    Type.STEP: Words("Voir la mission"),
    Type.PROPOSAL: Words("Voir ma proposition"),
    Type.PLAN: Words("Voir mon action"),
}
ATTRIBUTIONS: Mapping[Type, Words] = {  # of quotations
    Type.MISSION: Words("Ce qui est demandé\u00a0:"),
    Type.RETURNED: Words("Ce qui en est dit\u00a0:"),
}


@dataclass(frozen=True, slots=True)
class MailDetails:
    """The lines of a mail beside the sentence."""

    facts: Sequence[str]
    steps: Sequence[str]  # the next actions
    page: str  # the page with the explanation
    subject: str | None = None
    quote: Quotation | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class MailItem:
    """A notification as it is mailed."""

    type: NotificationType
    data: Mapping[str, Any]
    community: str | None
    details: MailDetails | None = None
    opening: str | None = None  # the address of what it is about
    target: str | None = None  # the type of what it leads to

    @property
    def is_citation(self) -> bool:
        return self.type is Type.REPORT and self.data.get("kind") == CITED

    def sentence(self, locale: Language) -> str:
        return line(say(self.type, self.data, locale))

    def subject(self, locale: Language) -> str:
        names = {"community": line(self.community)} if self.community else {}
        return line(subject_of(self.type, {**names, **self.data}, locale, self.target))


def notification_mail(locale: Language, timezone: str, item: MailItem, unsubscribe: str) -> MailBody:
    details = item.details or _details(item, locale)
    subject, quote = details.subject or item.subject(locale), details.quote
    due, community = _due(item, locale, timezone), item.community and line(item.community)
    mail = compose(
        MailKind.NOTIFICATION,
        locale,
        subject,
        preview=subject if item.type is Type.GUARDIAN else details.steps[0] if details.steps else subject,
        blocks=[
            Heading(details.subject or item.sentence(locale), community),
            Paragraph(Words("À faire avant : {due}")) if due else None,
            Lines(details.facts) if details.facts else None,
            quote,
            *(Paragraph(step) for step in details.steps),
            Button(CITED_BUTTON if item.is_citation else BUTTONS[item.type], item.opening) if item.opening else None,
            Link(ACCESS_PAGE, details.page, is_small=True) if details.page else None,
        ],
        reason=COMMUNITY_REASON if community else ACCOUNT_REASON,
        stop=Link(STOP_MAILS, unsubscribe),
        community=community,
        due=due and Strong(due),
    )
    return replace(mail, headers=one_click(unsubscribe), attachment=details.attachment)


def digest_mail(locale: Language, items: Sequence[MailItem], home: str | None, unsubscribe: str) -> MailBody:
    """`items`: newest first; the mail groups them by community, the most recent first. `home`: of the application."""
    groups: dict[str, list[Entry]] = {}
    for item in items:
        entry = Entry(item.sentence(locale), item.opening)
        groups.setdefault(line(item.community or PERSONAL.in_(locale)), []).append(entry)
    subject, rest = items[0].subject(locale), len(items) - 1
    mail = compose(
        MailKind.DIGEST,
        locale,
        FIRST_AND_REST[rest > 1].in_(locale, first=shortened(subject, LONGEST_FIRST), rest=rest) if rest else subject,
        preview=items[rest and 1].subject(locale),
        blocks=[
            Heading(PLURAL if rest else SINGULAR),
            *(Section(name, entries) for name, entries in groups.items()),
            Button(OPEN_APP, home) if home else None,
        ],
        reason=Words(
            "Tu reçois ce résumé parce qu’un compte Day Tripper a cette adresse : un seul mail, plutôt qu’un à chaque "
            "fois. Son rythme se règle dans l’application."
        ),
        stop=Link(Words("Ne plus recevoir ces résumés"), unsubscribe),
        count=len(items),
    )
    return replace(mail, headers=one_click(unsubscribe))


def _details(item: MailItem, locale: Language) -> MailDetails:
    step = CITED_STEP if item.is_citation else NEXT_STEPS.get(item.type)
    message = item.data.get("message")
    quote = quotation(locale, message, "", ATTRIBUTIONS[item.type]) if message else None
    return MailDetails(facts=(), steps=[step.in_(locale)] if step else (), page="", quote=quote)


def _due(item: MailItem, locale: Language, timezone: str) -> str | None:
    due = item.data.get("due_at")
    if not due:
        return None
    return Span(datetime.fromisoformat(due).astimezone(ZoneInfo(timezone)), None, Precision.MINUTE).say(locale)
