"""Somebody asks a person for access, was given it, or is about to lose it; and where all that is seen and undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.core.settings import Settings
from app.models.grants import Purpose, Right, TargetType
from app.models.users import User
from app.services.letters import SOMEONE, LetterBody, line, quotation, written

REQUESTED = Words("{who} te demande un accès", "{who} asks you for access")
GIVEN = Words("Tu as donné un accès à {who}", "You gave {who} access")
ENDING = Words("L’accès de {who} prend bientôt fin", "{who}’s access ends soon")
ENDING_FOR_ME = Words(
    "Votre accès à ce que montre {who} prend bientôt fin", "Your access to what {who} shows ends soon"
)
THINGS = {
    TargetType.STORY: Words("tes stories", "your stories"),
    TargetType.PORTRAIT: Words("tes portraits", "your portraits"),
    TargetType.TALENTS: Words("tes talents", "your talents"),
    TargetType.EXPERIENCES: Words("tes expériences", "your experiences"),
}
PURPOSES = {
    Purpose.GUIDANCE: Words("accompagnement", "guidance"),
    Purpose.RECRUITMENT: Words("recrutement", "recruitment"),
    Purpose.TRAINING: Words("formation", "training"),
    Purpose.ACCREDITATION: Words("validation d’acquis", "accreditation"),
    Purpose.PERSONAL: Words("personnel", "personal"),
    Purpose.PUBLICATION: Words("publication", "publication"),
}
RIGHTS = {
    Right.VIEW: Words("lire", "read"),
    Right.COMMENT: Words("t’écrire un commentaire, que tu vois toujours", "write you a comment, which you always see"),
    Right.ENDORSE: Words("reconnaître un talent", "endorse a talent"),
    Right.DOWNLOAD: Words("en emporter une copie", "take a copy along"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail tells of an access: why, to what, to do what, until when."""

    purpose: Purpose
    kinds: Iterable[TargetType]
    rights: Iterable[Right]
    ends_at: datetime
    message: str | None = None


def requested_letter(settings: Settings, owner: User, asker: User, asked: Asked) -> LetterBody:
    who = named(asker, owner.locale)
    blanks = {"who": who, "email": asker.email, "said": quotation(owner.locale, asked.message, who)}
    subject = REQUESTED.in_(owner.locale, who=who)
    return written("access_requested", owner.locale, subject, **blanks, **_facts(settings, owner, asked))


def given_letter(settings: Settings, owner: User, reader: User, asked: Asked) -> LetterBody:
    who = named(reader, owner.locale)
    subject = GIVEN.in_(owner.locale, who=who)
    return written("access_given", owner.locale, subject, who=who, **_facts(settings, owner, asked))


def ending_letter(settings: Settings, to: User, other: User, ends_at: datetime, *, mine: bool) -> LetterBody:
    """`mine`: to whoever reads; else to whoever gave the access."""
    who = named(other, to.locale)
    subject = (ENDING_FOR_ME if mine else ENDING).in_(to.locale, who=who)
    facts = {"until": _last_day(ends_at, to), "link": page_of(settings)}
    return written("access_ending", to.locale, subject, who=who, mine=mine, **facts)


def page_of(settings: Settings) -> str:
    """« Qui voit quoi », explained."""
    return f"{settings.public_base_url}/qui-voit-quoi"


def named(person: User, locale: Locale) -> str:
    return line(person.display_name or "") or SOMEONE.in_(locale)


def _facts(settings: Settings, owner: User, asked: Asked) -> dict[str, object]:
    kinds, rights = dict.fromkeys(asked.kinds), dict.fromkeys(asked.rights)
    return {
        "purpose": PURPOSES[asked.purpose].in_(owner.locale),
        "things": [THINGS[kind].in_(owner.locale) for kind in kinds],
        "rights": [RIGHTS[right].in_(owner.locale) for right in rights],
        "until": _last_day(asked.ends_at, owner),
        "link": page_of(settings),
    }


def _last_day(ends_at: datetime, reader: User) -> str:
    return say_day((ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(reader.timezone)).date(), reader.locale)
