"""Templates of mails about access to a person's data: requested, given, ending.

Requests and endings are notifications, and this module adds details to their mails. The owner's own grant is confirmed
by mail at once, in case another person at the device gave it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.app_paths import AppPath
from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.core.settings import Settings
from app.models.grant_requests import RequestTargetType
from app.models.grants import Purpose, Right
from app.models.notifications import NotificationType
from app.models.users import User
from app.policies.grants import last_day
from app.services.notifications.mail_bodies import (
    SOMEONE,
    Button,
    Heading,
    Lines,
    MailBody,
    MailKind,
    Paragraph,
    compose,
    line,
    quotation,
)
from app.services.notifications.mail_templates import ACCESS_PAGE, NEXT_STEPS, MailDetails

GRANT_SUBJECT = Words("Tu as donné un accès à {who}")
ENDING = Words("L’accès donné à {who} prend bientôt fin")
ENDING_FOR_ME = Words("Votre accès à ce que montre {who} prend bientôt fin")
THINGS: Mapping[str, Words] = {
    RequestTargetType.STORY: Words("des stories choisies"),
    RequestTargetType.STORIES: Words("toutes tes stories publiées"),
    RequestTargetType.PORTRAIT: Words("des portraits choisis"),
    RequestTargetType.PORTRAITS: Words("tous tes portraits publiés"),
    RequestTargetType.TALENTS: Words("tous tes talents"),
    RequestTargetType.EXPERIENCE: Words("des expériences choisies"),
    RequestTargetType.EXPERIENCES: Words("toutes tes expériences"),
    RequestTargetType.RESPONSE: Words("des mots de toi"),
}
PURPOSES = {
    Purpose.GUIDANCE: Words("accompagnement"),
    Purpose.RECRUITMENT: Words("recrutement"),
    Purpose.TRAINING: Words("formation"),
    Purpose.ACCREDITATION: Words("validation d’acquis"),
    Purpose.PERSONAL: Words("personnel"),
    Purpose.PUBLICATION: Words("publication"),
}
SEMICOLON = Words("\u00a0; ")
ADDRESS = Words("Son adresse\u00a0: {email}")
FACTS = {
    "things": Words("À voir\u00a0: {things}"),
    "rights": Words("Avec le droit de\u00a0: {rights}"),
    "purpose": Words("But\u00a0: {purpose}"),
    "until": Words("Jusqu’au\u00a0: {until}"),
}
TO_ANSWER = (
    Words(
        "Ouvre l’application\u00a0: tu y vois exactement ce qui serait montré. Tu peux donner moins, refuser, ou ne "
        "pas répondre. Rien n’est visible avant."
    ),
    Words(
        "Tu n’as montré ton code à personne\u00a0? Refuse, ou laisse\u00a0: sans réponse, la demande s’efface au bout "
        "de trente jours."
    ),
)
LAST_DAY = Words("Dernier jour\u00a0: {until}")
NOTHING_TO_DO = Words(
    "Tu n’as rien à faire\u00a0: il s’arrête tout seul. S’il faut continuer, {who} te le demandera, et tu décideras."
)
TO_GO_ON = Words("Pour continuer, demandez à nouveau dans l’application\u00a0: {who} décidera.")
RIGHTS = {
    Right.VIEW: Words("lire"),
    Right.COMMENT: Words("t’écrire un commentaire, que tu vois toujours"),
    Right.ENDORSE: Words("reconnaître un talent, si tu le demandes"),
    Right.DOWNLOAD: Words("en emporter une copie"),
}
RIGHTS_OF_READER = RIGHTS | {
    Right.COMMENT: Words("commenter, au vu de la personne"),
    Right.ENDORSE: Words("reconnaître un talent, si la personne le demande"),
}
NARROWER_FACT = Words("C’est moins que ce qui était demandé.")


@dataclass(frozen=True, slots=True)
class AccessTerms:
    """The terms of an access in a mail: purpose, kinds, rights, end."""

    purpose: Purpose
    kinds: Iterable[str]  # of the grants or of the request
    rights: Iterable[Right]
    ends_at: datetime | None
    message: str | None = None


def request_details(settings: Settings, owner: User, asker: User, terms: AccessTerms) -> MailDetails:
    locale, facts = owner.language, _facts(owner, terms)
    return MailDetails(
        facts=[
            ADDRESS.in_(locale, email=asker.email),
            *(words.in_(locale, **{name: facts[name]}) for name, words in FACTS.items()),
        ],
        quote=quotation(locale, terms.message, named(asker, locale)),
        steps=[words.in_(locale) for words in TO_ANSWER],
        page=page_of(settings, locale),
    )


def grant_details(settings: Settings, reader: User, terms: AccessTerms, *, is_smaller: bool) -> MailDetails:
    """The details for the reader of a new grant; the sentence names it."""
    locale, facts = reader.language, _facts(reader, terms, RIGHTS_OF_READER)
    facts_in_words = (
        FACTS[name].in_(locale, **{name: facts[name]}) for name in ("until", "purpose", "rights") if name in facts
    )
    return MailDetails(
        facts=[*facts_in_words, *([NARROWER_FACT.in_(locale)] if is_smaller else ())],
        steps=[NEXT_STEPS[NotificationType.GRANT].in_(locale)],
        page=page_of(settings, locale),
    )


def expiry_details(settings: Settings, to: User, person: User, ends_at: datetime, *, is_reader: bool) -> MailDetails:
    """`is_reader`: the mail is for the reader; else for the owner who gave access."""
    name, until = named(person, to.language), _last_day(ends_at, to)
    return MailDetails(
        subject=(ENDING_FOR_ME if is_reader else ENDING).in_(to.language, who=name),
        facts=[LAST_DAY.in_(to.language, until=until)],
        steps=[(TO_GO_ON if is_reader else NOTHING_TO_DO).in_(to.language, who=name)],
        page=page_of(settings, to.language),
    )


def own_grant_mail(settings: Settings, owner: User, reader: User, terms: AccessTerms, request_id: UUID) -> MailBody:
    """`request_id`: of the request that the owner accepted."""
    facts: dict[str, Any] = _facts(owner, terms)
    address = settings.app_address(AppPath.GRANT_REQUEST.of(request_id))
    return compose(
        MailKind.OWN_GRANT,
        owner.language,
        GRANT_SUBJECT,
        preview=Words("Tu vois chaque consultation, et tu reprends l’accès quand tu veux."),
        blocks=[
            Heading(GRANT_SUBJECT),
            Lines([words for name, words in FACTS.items() if name in facts]),
            Paragraph(
                Words(
                    "Dans l’application, « Qui voit quoi » montre chaque accès et chaque consultation. Tu peux réduire "
                    "cet accès ou le reprendre à tout moment : c’est immédiat."
                )
            ),
            Button(Words("Voir ou reprendre cet accès"), address)
            if address
            else Button(ACCESS_PAGE, page_of(settings, owner.language)),
        ],
        reason=Words("Ce n’était pas toi ? Reprends l’accès dans l’application, puis déconnecte tes autres appareils."),
        who=named(reader, owner.language),
        **facts,
    )


def page_of(settings: Settings, language: Language) -> str:
    """Return the address of « Qui voit quoi », with its explanation."""
    return f"{settings.public_base_url}/qui-voit-quoi{language.in_query}"


def named(person: User, locale: Language) -> str:
    return line(person.display_name or "") or SOMEONE.in_(locale)


def _facts(reader: User, terms: AccessTerms, words: Mapping[Right, Words] = RIGHTS) -> dict[str, str]:
    kinds, rights = dict.fromkeys(terms.kinds), dict.fromkeys(terms.rights)
    facts = {
        "purpose": PURPOSES[terms.purpose].in_(reader.language),
        "things": ", ".join(THINGS[kind].in_(reader.language) for kind in kinds),
        "rights": SEMICOLON.in_(reader.language).join(words[right].in_(reader.language) for right in rights),
    }
    return facts | ({"until": _last_day(terms.ends_at, reader)} if terms.ends_at else {})


def _last_day(ends_at: datetime, reader: User) -> str:
    return say_day(last_day(reader.timezone, ends_at), reader.language)
