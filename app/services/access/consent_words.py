"""The blanks of a consent: what a person publishes or grants, to whom and until when, in their own words."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Text, case, func, literal, select

from app.core.dates import say_day
from app.core.i18n import Language, Locale, Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.experiences import Experience
from app.models.grants import AudienceType, Follow, Grant, Right, TargetType
from app.models.users import User
from app.policies.consent_texts import Blank
from app.policies.grants import in_force, last_day, needs_proof, unspent
from app.services.access.shown_titles import shown_title
from app.services.notifications.access_templates import PURPOSES
from app.services.notifications.mail_bodies import SOMEONE, line
from app.services.shared.moment_names import moment_name

Titles = Mapping[Language, str | None]
NAME_LIMIT = 10  # things named; the rest is counted
PLAIN: Mapping[TargetType, Words] = {
    TargetType.STORY: Words("ma story"),
    TargetType.PORTRAIT: Words("mon portrait"),
    TargetType.TALENTS: Words("tous mes talents, même ceux à venir"),
    TargetType.EXPERIENCE: Words("mon expérience"),
    TargetType.EXPERIENCES: Words("toutes mes expériences, même celles à venir, sauf celles mises de côté"),
    TargetType.RESPONSE: Words("mes mots"),
}
WITH_TITLE = Words("{thing} « {title} »")
OF_EDITION = Words("{thing}, édition {number}")
REMAINDER = Words("et {count} autres choses")
TO_LINK = Words("à toute personne qui a le lien")
TO_LOCKED_LINK = Words("à toute personne qui a le lien et le code")
TO_PERSON = Words("à {name}")
TO_COMMUNITY = Words("à la communauté « {name} »")
TO_REPORT = Words("à un bilan")
BETWEEN = Words("du {start} au {end}", context="consent")
UNTIL = Words("jusqu’au {end}")
FROM = Words("à partir du {start}, jusqu’à ce que je reprenne l’accès")
ENDLESS = Words("jusqu’à ce que je reprenne l’accès")
RIGHTS = {
    Right.VIEW: Words("lire"),
    Right.COMMENT: Words("m’écrire un commentaire"),
    Right.ENDORSE: Words("reconnaître un talent, si je le demande"),
    Right.DOWNLOAD: Words("en emporter une copie"),
}
NOTED = Words("Je vois chaque consultation")
PROVED = Words("Pour lire, {readers} un second facteur. Je vois chaque consultation")
MEMBERS_PROVE = Words("chaque membre doit avoir")
PERSON_PROVES = Words("cette personne doit avoir")
PARTLY_PROVED = Words(
    "Tous mes talents ou toutes mes expériences ne se lisent qu’avec un second facteur. Je vois chaque consultation"
)
READERS: Mapping[AudienceType, Words | None] = {  # None: nobody signs in to read
    AudienceType.LINK: None,
    AudienceType.USER: PERSON_PROVES,
    AudienceType.COMMUNITY: MEMBERS_PROVE,
    AudienceType.REPORT: PERSON_PROVES,
}
COUNTED = Words("Les ouvertures du lien sont seulement comptées : je ne saurai pas qui lit")
UNSEEN = Words("Personne ne la voit tant que je ne donne pas d’accès")
SEEN_BY_SINGLE = Words("L’accès que j’ai déjà donné la montre aussitôt")
SEEN_BY = Words("Les {count} accès que j’ai déjà donnés la montrent aussitôt")


async def of_publication(
    uow: UnitOfWork, target: TargetType, target_id: UUID, edition: int, titles: Titles
) -> dict[str, Blank]:
    """Return the blanks for a new edition, and for the readers who see it at once."""
    follows = select(func.count()).where(
        Grant.target_type == target,
        Grant.target_id == target_id,
        Grant.follow == Follow.LATEST,
        in_force(literal(uow.now)),
        unspent(),
    )
    count = await uow.session.scalar(follows) or 0
    audience = SEEN_BY.fill(count=count) if count > 1 else (UNSEEN, SEEN_BY_SINGLE)[count]
    return {"what": _thing(target, titles, edition), "audience": audience}


async def of_grants(uow: UnitOfWork, grants: Sequence[Grant]) -> dict[str, Blank]:
    """Return the blanks for grants that are agreed to at once, with the same audience and terms."""
    await uow.session.flush()
    first = grants[0]
    owner = await uow.session.get_one(User, first.owner_id)
    return {
        "what": await _things(uow, grants),
        "whom": await _whom(uow, first),
        "when": _when(first, owner),
        "rights": _joined([RIGHTS[Right(right)] for right in first.rights]),
        "purpose": PURPOSES[first.purpose],
        "seen": _seen(grants),
    }


def _seen(grants: Sequence[Grant]) -> Words:
    """Say what readers need, and what their reading leaves."""
    readers = READERS[grants[0].audience_type]
    if readers is None:
        return COUNTED
    if not any(map(needs_proof, grants)):
        return NOTED
    if not all(map(needs_proof, grants)):
        return PARTLY_PROVED
    return PROVED.fill(readers=readers)


async def _things(uow: UnitOfWork, grants: Sequence[Grant]) -> Words:
    selection = grants[:NAME_LIMIT]
    languages = {item: literal(item, Text) for item in Locale}
    title_columns = (
        case((Experience.id.is_not(None), moment_name(language)), else_=shown_title(language)).label(item)
        for item, language in languages.items()
    )
    rows = (
        select(Grant.id, *title_columns)
        .outerjoin(Experience, (Grant.target_type == TargetType.EXPERIENCE) & (Experience.id == Grant.target_id))
        .where(Grant.id.in_([grant.id for grant in selection]))
    )
    rows_by_id = {row.id: row for row in await uow.session.execute(rows)}
    things = []
    for grant in selection:
        titles: Titles = {item: getattr(rows_by_id[grant.id], item) for item in Locale}
        things.append(_thing(grant.target_type, titles, grant.edition))
    if len(grants) > NAME_LIMIT:
        things.append(REMAINDER.fill(count=len(grants) - NAME_LIMIT))
    return _joined(things)


def _thing(target: TargetType, titles: Titles, edition: int | None) -> Words:
    thing, any_title = PLAIN[target], next(filter(None, titles.values()), None)
    if any_title:
        title = Words.each(lambda locale: line(titles.get(locale.of_contents) or any_title))
        thing = WITH_TITLE.fill(thing=thing, title=title)
    return OF_EDITION.fill(thing=thing, number=edition) if edition else thing


async def _whom(uow: UnitOfWork, grant: Grant) -> Words:
    match grant.audience_type:
        case AudienceType.LINK:
            return TO_LOCKED_LINK if grant.passcode_hash else TO_LINK
        case AudienceType.USER:
            reader = await uow.session.get_one(User, grant.audience_id)
            name = line(reader.display_name or "")
            return TO_PERSON.fill(name=name or SOMEONE)
        case AudienceType.REPORT:
            return TO_REPORT
        case AudienceType.COMMUNITY:
            community = await uow.session.get_one(Community, grant.audience_id)
            return TO_COMMUNITY.fill(name=community.name)


def _when(grant: Grant, owner: User) -> Words:
    start = grant.starts_at and grant.starts_at.astimezone(ZoneInfo(owner.timezone)).date()
    end = grant.ends_at and last_day(owner.timezone, grant.ends_at)
    words = {(True, True): BETWEEN, (False, True): UNTIL, (True, False): FROM}.get((bool(start), bool(end)), ENDLESS)
    days = {name: Words.each(partial(say_day, day)) for name, day in {"start": start, "end": end}.items() if day}
    return words.fill(**days)


def _joined(parts: Sequence[Words]) -> Words:
    return Words.each(lambda locale: ", ".join(part.in_(locale) for part in parts))
