"""The rules of a grant: a target of the owner's, an audience that exists, terms that can be kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar, assert_never

from sqlalchemy import ColumnElement, select

from app.core.actor import Actor
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.grants import COLLECTIONS, NOT_BY_LINK, PRIVATE, AudienceType, Follow, TargetType
from app.models.memberships import Membership
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.models.users import User
from app.policies import portraits, stories
from app.policies.communities import active_in
from app.policies.grants import in_twelve_months, latest_end
from app.schemas.grants import GrantTerms, GrantWrite

Terms = TypeVar("Terms", bound=GrantTerms)


class Grantable(Protocol):
    """The parts of a grant that its terms depend on."""

    audience_type: AudienceType
    target_type: TargetType


PublishedTables = tuple[
    type[Story] | type[Portrait], type[Edition] | type[PortraitEdition], Callable[[Actor], ColumnElement[bool]]
]
PUBLISHED_TABLES: Mapping[TargetType, PublishedTables] = {
    TargetType.STORY: (Story, Edition, stories.owned_by),
    TargetType.PORTRAIT: (Portrait, PortraitEdition, portraits.owned_by),
}
UNKNOWN_TARGET = wrong("/target/id", "unknown_target", Words("il n’y a rien de tel à toi"))
WITHDRAWN_TARGET = wrong(
    "/target/id",
    "withdrawn",
    Words("c’est retiré"),
)
UNKNOWN_EDITION = wrong("/edition", "unknown_edition", Words("cette édition n’existe pas"))
EDITION_WITHOUT_FOLLOW = wrong("/edition", "not_followed", Words("ne va qu’avec follow: edition"))
UNKNOWN_AUDIENCE = wrong("/audience/id", "unknown_audience", Words("destinataire inconnu"))
OWN_ACCOUNT = wrong("/audience/id", "own_account", Words("c’est toi : tu vois déjà tout"))
PEOPLE_ONLY = wrong("/audience/type", "people_only", Words("seulement pour une personne"))
TALENTS_BY_NAME = wrong(
    "/audience/type",
    "audience_not_for_target",
    Words("les talents se montrent à une personne ou à une communauté"),
)
PURPOSE_BY_NAME = wrong(
    "/purpose",
    "purpose_not_by_link",
    Words(
        "un lien s’ouvre sans compte : pour un accompagnement, une formation ou une validation d’acquis, donne l’accès "
        "à une personne ou à une communauté, par son nom"
    ),
)
LINKS_ONLY = Words("seulement pour un lien")
TOO_LONG = wrong("/ends_at", "too_long", Words("au plus douze mois"))
TOO_LATE = wrong("/starts_at", "too_late", Words("dans les douze mois"))
ON_REQUEST = wrong(
    "/target/type", "on_request", Words("une citation ne se donne qu’en réponse à une demande, pour un bilan")
)
IN_THE_PAST = wrong("/ends_at", "in_the_past", Words("doit être dans le futur"))


def gives_more(before: GrantTerms, after: GrantTerms) -> bool:
    """Whether `after` adds a right, changes the purpose, begins earlier or ends later than `before`."""
    begins = after.starts_at is None or (before.starts_at is not None and after.starts_at < before.starts_at)
    lasts = after.ends_at is None or (before.ends_at is not None and after.ends_at > before.ends_at)
    return (
        not set(after.rights) <= set(before.rights)
        or after.purpose is not before.purpose
        or (begins and after.starts_at != before.starts_at)
        or (lasts and after.ends_at != before.ends_at)
    )


async def check_target(uow: UnitOfWork, data: GrantWrite) -> int | None:
    """Return the edition to pin, if the grant pins one. Raises Unprocessable; others' things look like unknown ones."""
    if data.target.type is TargetType.RESPONSE:
        raise Unprocessable(errors=[ON_REQUEST])
    if data.target.type in PRIVATE:
        await _check_private(uow, data)
        return None
    noun, editions, owned_by = PUBLISHED_TABLES[data.target.type]
    statement = select(noun.edition, noun.withdrawn_at).where(
        noun.id == data.target.id, owned_by(uow.actor), noun.edition > 0
    )
    row = (await uow.session.execute(statement)).one_or_none()
    if row is None or row.withdrawn_at is not None:
        raise Unprocessable(errors=[UNKNOWN_TARGET if row is None else WITHDRAWN_TARGET])
    if data.follow is Follow.EDITION:
        number = data.edition or row.edition
        if await uow.session.get(editions, (data.target.id, number)) is None:
            raise Unprocessable(errors=[UNKNOWN_EDITION])
        return number
    if data.edition is not None:
        raise Unprocessable(errors=[EDITION_WITHOUT_FOLLOW])
    return None


async def check_audience(uow: UnitOfWork, data: GrantWrite) -> None:
    """Check that the person exists, or that the owner is in the community, and lock that membership."""
    match data.audience.type:
        case AudienceType.LINK:
            return
        case AudienceType.USER:
            if data.audience.id == uow.actor.id:
                raise Unprocessable(errors=[OWN_ACCOUNT])
            statement = select(User.id).where(User.id == data.audience.id)
        case AudienceType.COMMUNITY:
            memberships = active_in(uow.actor).where(Membership.community_id == data.audience.id)
            statement = memberships.with_for_update(read=True)
        case AudienceType.REPORT:
            raise Unprocessable(errors=[ON_REQUEST])
        case kind:
            assert_never(kind)
    if await uow.session.scalar(statement) is None:
        raise Unprocessable(errors=[UNKNOWN_AUDIENCE])


def with_end(owner: User, now: datetime, target: TargetType, terms: Terms) -> Terms:
    """Return the terms with an end. Private things without one get the latest end allowed. Raises Unprocessable."""
    if terms.ends_at is not None or target not in PRIVATE:
        return terms
    ends_at = in_twelve_months(owner.timezone, now)
    if terms.starts_at is not None and terms.starts_at >= ends_at:
        raise Unprocessable(errors=[TOO_LATE])
    return terms.model_copy(update={"ends_at": ends_at})


def check_terms(
    owner: User, now: datetime, grant: Grantable, terms: GrantTerms, before: GrantTerms | None = None
) -> None:
    """Check what changes. Unchanged terms are not checked: the label of an ended grant may still be changed."""
    faults = []
    if grant.audience_type is not AudienceType.LINK:
        link_fields = {"passcode": terms.passcode, "max_views": terms.max_views}
        faults = [
            wrong(f"/{name}", "links_only", LINKS_ONLY) for name, value in link_fields.items() if value is not None
        ]
    elif terms.purpose in NOT_BY_LINK and (before is None or terms.purpose is not before.purpose):
        faults = [PURPOSE_BY_NAME]
    if terms.ends_at is not None and (before is None or terms.ends_at != before.ends_at):
        is_too_long = grant.target_type in PRIVATE and terms.ends_at > latest_end(owner.timezone, now)
        faults += [IN_THE_PAST] * (terms.ends_at <= now) + [TOO_LONG] * is_too_long
    if faults:
        raise Unprocessable(errors=faults)


async def _check_private(uow: UnitOfWork, data: GrantWrite) -> None:
    """Check a grant of talents or experiences. Experiences go to named people, as a whole or one by one.

    Talents go as a whole, to people and to communities: members read them, and the tree counts them.
    """
    if data.target.type is TargetType.TALENTS and data.audience.type is AudienceType.LINK:
        raise Unprocessable(errors=[TALENTS_BY_NAME])
    if data.target.type is not TargetType.TALENTS and data.audience.type is not AudienceType.USER:
        raise Unprocessable(errors=[PEOPLE_ONLY])
    if data.follow is not Follow.LATEST or data.edition is not None:
        raise Unprocessable(errors=[UNKNOWN_EDITION])
    if data.target.type in COLLECTIONS:
        return
    statement = select(Experience.id).where(
        Experience.id == data.target.id, Experience.owner_id == uow.actor.id, Experience.trashed_at.is_(None)
    )
    if await uow.session.scalar(statement) is None:
        raise Unprocessable(errors=[UNKNOWN_TARGET])
