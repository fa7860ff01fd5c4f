from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import claim, fetch_one
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Locale, Words
from app.core.projections import Element, Json, Projection, Representation, SingleProjection, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.journals import Journal
from app.models.media import Media
from app.models.stories import Story
from app.models.users import User
from app.policies.journals import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import CitedMediaRead
from app.schemas.journals import BLOCKS, ExperienceBlock, JournalAddition, JournalPatch, JournalRead, JournalWrite
from app.schemas.pages import PageQuery
from app.schemas.patches import patched
from app.services.journal.citations import check_cited
from app.services.media.projections import variants


class JournalNotFound(NotFound):
    title = Words("Carnet introuvable", "No such journal")


def _of_story(column: Element | QueryableAttribute[Any]) -> Element:
    return select(column).where(Story.journal_id == Journal.id).scalar_subquery()


COVER = (
    select(shape(Media, CitedMediaRead, variants=variants()))
    .where(Media.id == Journal.cover_media_id)
    .scalar_subquery()
)
ITEM = shape(
    Journal,
    JournalRead,
    cover=COVER,
    story_id=_of_story(Story.id),
    edition=func.coalesce(_of_story(Story.edition), 0),
    published_at=_of_story(wire(Story.__table__.c.published_at)),
    withdrawn_at=_of_story(wire(Story.__table__.c.withdrawn_at)),
)
JOURNALS = Projection(
    "journals.journals", SIGNED_IN, ITEM, readable_by(ME), order=(Journal.created_at, Journal.id), large=True
)
JOURNAL = SingleProjection(
    SIGNED_IN,
    ITEM,
    Journal.version,
    readable_by(ME),
    Journal.id == bindparam("id", type_=Uuid()),
    steady=_of_story(Story.id).is_(None),  # publishing is no change of the journal
    missing=JournalNotFound,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await JOURNALS.page(reading, **query.model_dump())


async def get(reading: Reading, journal_id: UUID) -> Representation:
    return await JOURNAL.get(reading, id=journal_id)


async def put(
    uow: UnitOfWork, journal_id: UUID, data: JournalWrite, version: int | None
) -> tuple[Representation, bool]:
    """Create or change. The id is an idempotency key for ever: sending the same body again changes nothing."""
    created = await claim(uow.session, Journal, id=journal_id, **_born(uow, data))
    journal = await get_to_change(uow, journal_id)
    if not created:
        if version is None and data.digest() == journal.born_as:
            return await _shown(uow, journal), False
        await expect(uow, version, journal, JOURNAL, id=journal_id)
    return await _rewrite(uow, journal, data), created


async def patch(uow: UnitOfWork, journal_id: UUID, patch: JournalPatch, version: int | None) -> Representation:
    journal = await get_to_change(uow, journal_id)
    await expect(uow, version, journal, JOURNAL, id=journal_id)
    return await _rewrite(uow, journal, patched(JournalWrite, journal, patch))


async def add(uow: UnitOfWork, journal_id: UUID, data: JournalAddition) -> tuple[Representation, bool]:
    """One more experience. It is there once, however often it is sent."""
    journal = await get_to_change(uow, journal_id)
    if data.experience_id in journal.cited_experiences():
        return await _shown(uow, journal), False
    await check_cited(uow, {"/experience_id": data.experience_id}, {})
    if len(journal.blocks) >= BLOCKS:
        full = Words("ce carnet est plein : 200 blocs", "this journal is full: 200 blocks")
        raise Unprocessable(errors=[wrong("/experience_id", "too_long", full)])
    block = ExperienceBlock(kind="experience", experience_id=data.experience_id)
    journal.add(block.model_dump(mode="json"), data.position, uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version)
    return await _shown(uow, journal), True


async def get_to_change(uow: UnitOfWork, journal_id: UUID) -> Journal:
    """Locked until the end of the transaction."""
    statement = select(Journal).where(Journal.id == journal_id, readable_by(uow.actor)).with_for_update()
    return await fetch_one(uow.session, statement, JournalNotFound)


async def _rewrite(uow: UnitOfWork, journal: Journal, data: JournalWrite) -> Representation:
    await _check_cited(uow, journal, data)
    person = await uow.session.get_one(User, uow.actor.id)
    given = {
        "title": data.title,
        "summary": data.summary,
        "cover_media_id": data.cover_media_id,
        "language": data.language or person.locale,
        "blocks": [block.model_dump(mode="json") for block in data.blocks],
    }
    journal.rewrite(given, uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version)
    return await _shown(uow, journal)


async def _check_cited(uow: UnitOfWork, journal: Journal, data: JournalWrite) -> None:
    """What it cites already may stay, also when it lies in the bin by now: a title can be mended without it."""
    experiences, media = journal.cited_experiences(), journal.cited_media()
    blocks = list(enumerate(data.blocks))
    cited = {f"/blocks/{n}/experience_id": one.experience_id for n, one in blocks if one.kind == "experience"}
    shown = {f"/blocks/{n}/media_id": one.media_id for n, one in blocks if one.kind == "media"}
    if data.cover_media_id is not None:
        shown["/cover_media_id"] = data.cover_media_id
    await check_cited(
        uow,
        {pointer: one for pointer, one in cited.items() if one not in experiences},
        {pointer: one for pointer, one in shown.items() if one not in media},
    )


def _born(uow: UnitOfWork, data: JournalWrite) -> dict[str, object]:
    return {
        "owner_id": uow.actor.id,
        "title": data.title,
        "language": Locale.FR,
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }


async def _shown(uow: UnitOfWork, journal: Journal) -> Representation:
    return await JOURNAL.show(uow, id=journal.id)
