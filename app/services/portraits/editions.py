"""Reading published Portraits: the caller's own, and those that others granted."""

import json
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from app.core.actor import ME
from app.core.errors import Forbidden
from app.core.i18n import Language, Words
from app.core.projections import (
    BASE,
    NOW,
    Element,
    Json,
    Projection,
    Representation,
    SingleProjection,
    known_by_content,
    shape,
    wire,
)
from app.core.uow import Reading, UnitOfWork
from app.models.grants import Accessed, Grant, Right, TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia
from app.models.users import User
from app.policies.grants import with_right
from app.policies.portraits import granted_to, is_published, owned_by, readable_by, shown_through
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.schemas.portrait_editions import (
    PortraitEditionRead,
    PortraitQuery,
    SharedPortraitDetailRead,
    SharedPortraitRead,
    SheetQuery,
)
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.accounts import proofs
from app.services.media.awaited import awaited_places
from app.services.portraits import paper_links, portraits
from app.services.portraits.formats import Frozen
from app.services.portraits.portraits import PortraitNotFound
from app.services.shared import summaries
from app.services.shared.terms import terms
from app.services.sharing.portrait_downloads import for_reader
from app.services.stories.stories import REVISIONS, opened


class DownloadNotGranted(Forbidden):
    title = Words("Ce portrait se lit, mais ne s’emporte pas")
    advice = Words("La personne n’a pas donné le droit `download`. Lis-le en JSON ou en HTML.")


class PortraitEntry(NamedTuple):
    """The edition that the caller may read, and whether they may download it."""

    number: int
    is_own: bool
    may_take: bool


_MEDIA_BASE = func.concat(BASE, "/m/", MEDIA_KEY)
_FROZEN = PortraitEdition.__table__.c
_CARD = opened(_FROZEN.card, _MEDIA_BASE)
_GRANT_CONDITIONS = (Grant.target_id == Portrait.id, shown_through() == PortraitEdition.number)
_EDITION_GRANTS = select(Grant.rights, Grant.ends_at).where(granted_to(ME, NOW), *_GRANT_CONDITIONS)
_TAKES = exists().where(granted_to(ME, NOW), with_right(Right.DOWNLOAD), *_GRANT_CONDITIONS).correlate_except(Grant)
MAY_TAKE = or_(owned_by(ME), _TAKES)
_CONTENT = opened(for_reader(_FROZEN.content, MAY_TAKE), _MEDIA_BASE)
_VERSION = _FROZEN.revision * REVISIONS + _FROZEN.number
_HEAD: dict[str, Element] = {
    "kind": literal_column("'shared'"),
    "owner": select(summaries.PERSON).where(User.id == Portrait.owner_id).scalar_subquery(),
    **{name: _CARD[name] for name in ("headline", "template", "languages")},
    "edition": _FROZEN.number,
    "published_at": wire(_FROZEN.published_at),
    "version": _VERSION,
}
_ID, _NUMBER = bindparam("id", type_=Uuid()), bindparam("number", type_=BigInteger())
_EDITION_CONDITIONS = (
    PortraitEdition.portrait_id == Portrait.id,
    Portrait.id == _ID,
    PortraitEdition.number == _NUMBER,
)
SHARED_PORTRAIT = SingleProjection(
    SIGNED_IN,
    shape(
        Portrait,
        SharedPortraitDetailRead,
        **_HEAD,
        **terms(owned_by(ME), _EDITION_GRANTS.correlate(Portrait, PortraitEdition)),
        content=_CONTENT,
    ),
    _VERSION,
    *_EDITION_CONDITIONS,
    readable_by(ME, NOW),
    missing=PortraitNotFound,
)


_AWAITED = awaited_places(
    PortraitMedia,
    owned_by(ME),
    PortraitMedia.portrait_id == PortraitEdition.portrait_id,
    PortraitMedia.edition == PortraitEdition.number,
)


def _edition(*scope: ColumnElement[bool]) -> SingleProjection:
    return SingleProjection(
        SIGNED_IN,
        shape(PortraitEdition, PortraitEditionRead, edition=_FROZEN.number, awaited=_AWAITED, content=_CONTENT),
        _FROZEN.revision + 1,
        *_EDITION_CONDITIONS,
        readable_by(ME, NOW),
        *scope,
        missing=PortraitNotFound,
    )


EDITION, DOWNLOADABLE_EDITION = _edition(), _edition(MAY_TAKE)
_GRANTS = select(Grant).where(granted_to(ME, NOW))
_GRANTED_NUMBER = _GRANTS.with_only_columns(func.max(shown_through())).where(Grant.target_id == Portrait.id)
GRANTED_PORTRAITS = Projection(
    "portrait_editions.granted",
    SIGNED_IN,
    shape(Portrait, SharedPortraitRead, **_HEAD),
    readable_by(ME, NOW),
    Portrait.id.in_(_GRANTS.with_only_columns(Grant.target_id)),
    PortraitEdition.number == _GRANTED_NUMBER.scalar_subquery(),
    order=(PortraitEdition.published_at, PortraitEdition.portrait_id),
    filters={"person": Portrait.owner_id == bindparam("person", type_=Uuid())},
)


async def search(reading: Reading, query: PortraitQuery) -> Json:
    if query.scope == "mine":
        return await portraits.search(reading, query)
    page = await GRANTED_PORTRAITS.page(reading, **query.model_dump(exclude_none=True))
    if query.person is not None:
        of_person = (Grant.target_type == TargetType.PORTRAIT, Grant.owner_id == query.person)
        await proofs.check(reading, *of_person)
    return page


async def get(uow: UnitOfWork, portrait_id: UUID) -> Representation:
    """Return the owner's own settings to the owner, and to others the edition granted to them. Logs their reading."""
    entry = await _enter(uow, portrait_id)
    if entry is None or entry.is_own:
        return await portraits.get_own(uow, portrait_id)
    return known_by_content(await SHARED_PORTRAIT.show(uow, id=portrait_id, number=entry.number))


async def get_edition(uow: UnitOfWork, portrait_id: UUID, number: int) -> Representation:
    await _must_enter(uow, portrait_id, number)
    return known_by_content(await EDITION.show(uow, id=portrait_id, number=number))


async def freeze(  # noqa: PLR0913  which edition, and how it is read
    uow: UnitOfWork, portrait_id: UUID, number: int, locale: Language, sheet: SheetQuery, *, take: bool
) -> Frozen:
    """Return the edition for rendering in a format. `take`: the format requires the right to download.

    Raises DownloadNotGranted, PortraitNotFound, LinkNotFound, GrantNotActive, LinkWithoutEnd.
    """
    entry = await _must_enter(uow, portrait_id, number, Right.DOWNLOAD if take else Right.VIEW)
    if take and not entry.may_take:
        raise DownloadNotGranted
    representation = await (DOWNLOADABLE_EDITION if take else EDITION).show(uow, id=portrait_id, number=number)
    online = await paper_links.choose(uow, portrait_id, sheet.link) if sheet.link else None
    content = json.loads(representation.json)["content"]
    return Frozen(portrait_id, number, locale, content, online=online, pages=sheet.pages)


async def _must_enter(uow: UnitOfWork, portrait_id: UUID, number: int, right: Right = Right.VIEW) -> PortraitEntry:
    entry = await _enter(uow, portrait_id, number, right)
    if entry is None:
        raise PortraitNotFound
    return entry


async def _enter(
    uow: UnitOfWork, portrait_id: UUID, number: int | None = None, right: Right = Right.VIEW
) -> PortraitEntry | None:
    """Find the edition that the caller may read. A reading by grant records an AccessEvent with `right`."""
    statement = (
        select(Portrait.owner_id, PortraitEdition.number)
        .where(Portrait.id == portrait_id, readable_by(uow.actor, NOW))
        .order_by(PortraitEdition.number.desc())
        .limit(1)
    )
    if number is not None:
        statement = statement.where(PortraitEdition.number == number)
    row = (await uow.session.execute(statement, {"now": uow.now})).one_or_none()
    if row is None:
        grant_scope = (Grant.target_type == TargetType.PORTRAIT, Grant.target_id == portrait_id)
        await proofs.check(uow, *grant_scope, exists().where(Portrait.id == portrait_id, is_published()))
        return None
    owner_id, edition = row
    if owner_id == uow.actor.id:
        return PortraitEntry(edition, is_own=True, may_take=True)
    edition_scope = (Portrait.id == portrait_id, Grant.target_id == Portrait.id, shown_through() == edition)
    widest = func.array_position(Grant.rights, cast(Right.DOWNLOAD, Text)).asc().nulls_last()
    through = select(Grant).where(granted_to(uow.actor, NOW), *edition_scope).order_by(widest, Grant.id).limit(1)
    grant = await uow.session.scalar(through, {"now": uow.now})
    if grant is None:  # revoked meanwhile
        return None
    access_events.record(uow, ReadTarget(owner_id, grant.id, Accessed.PORTRAIT, portrait_id), right)
    return PortraitEntry(edition, is_own=False, may_take=Right.DOWNLOAD in grant.rights)
