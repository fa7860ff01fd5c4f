from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column, select

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import claim, fetch_one
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.portraits import Portrait
from app.models.users import User
from app.policies.portraits import owned_by
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.patches import patched
from app.schemas.portraits import PortraitPatch, PortraitRead, PortraitWrite
from app.services.portraits import references


class PortraitNotFound(NotFound):
    title = Words("Portrait introuvable")


ITEM = shape(Portrait, PortraitRead, kind=literal_column("'own'"))
PORTRAITS = Projection(
    "portraits.portraits", SIGNED_IN, ITEM, owned_by(ME), order=(Portrait.created_at, Portrait.id), large=True
)
PORTRAIT = SingleProjection(
    SIGNED_IN,
    ITEM,
    Portrait.version,
    owned_by(ME),
    Portrait.id == bindparam("id", type_=Uuid()),
    missing=PortraitNotFound,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await PORTRAITS.page(reading, **query.model_dump(exclude_none=True))


async def get_own(uow: UnitOfWork, portrait_id: UUID) -> Representation:
    """The settings of the caller's portrait. `editions.get` is for other readers."""
    return await PORTRAIT.show(uow, id=portrait_id)


async def put(
    uow: UnitOfWork, portrait_id: UUID, data: PortraitWrite, version: int | None
) -> tuple[Representation, bool]:
    """Create or change a portrait. The id is an idempotency key for ever: the same body again changes nothing."""
    is_new = await claim(uow.session, Portrait, id=portrait_id, **_initial_fields(uow, data))
    portrait = await get_to_change(uow, portrait_id)
    if not is_new:
        if version is None and data.digest() == portrait.born_as:
            return await _show(uow, portrait), False
        await expect(uow, version, portrait, PORTRAIT, id=portrait_id)
    return await _rewrite(uow, portrait, data), is_new


async def patch(uow: UnitOfWork, portrait_id: UUID, patch: PortraitPatch, version: int | None) -> Representation:
    portrait = await get_to_change(uow, portrait_id)
    await expect(uow, version, portrait, PORTRAIT, id=portrait_id)
    return await _rewrite(uow, portrait, patched(PortraitWrite, portrait, patch))


async def get_to_change(uow: UnitOfWork, portrait_id: UUID) -> Portrait:
    """Lock the caller's portrait until commit. Raises PortraitNotFound."""
    statement = select(Portrait).where(Portrait.id == portrait_id, owned_by(uow.actor)).with_for_update()
    return await fetch_one(uow.session, statement, PortraitNotFound)


async def _rewrite(uow: UnitOfWork, portrait: Portrait, data: PortraitWrite) -> Representation:
    await references.check(uow, portrait, data)
    person = await uow.session.get_one(User, uow.actor.id)
    fields = {name: getattr(data, name) for name in PortraitWrite.model_fields}
    values = {
        "languages": data.languages or [person.locale.tag],
        "translations": {tag: words.model_dump(mode="json") for tag, words in data.translations.items()},
        "sections": [section.model_dump(mode="json") for section in data.sections],
    }
    portrait.change(fields | values, uow.now)
    uow.changed(portrait.owner_id, Kind.PORTRAIT, portrait.id, portrait.version)
    return await _show(uow, portrait)


def _initial_fields(uow: UnitOfWork, data: PortraitWrite) -> dict[str, object]:
    return {
        "owner_id": uow.actor.id,
        "name": data.name,
        "template": data.template,
        "languages": [],
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }


async def _show(uow: UnitOfWork, portrait: Portrait) -> Representation:
    return await PORTRAIT.show(uow, id=portrait.id)
