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
from app.models.stories import Story
from app.models.users import User
from app.policies.journals import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.journals import BLOCKS, ExperienceBlock, JournalAddition, JournalPatch, JournalRead, JournalWrite
from app.schemas.pages import PageQuery
from app.schemas.patches import patched
from app.services.journal.citations import check_cited
from app.services.media.projections import cited


class JournalNotFound(NotFound):
    title = Words("Carnet introuvable")


def _of_story(column: Element | QueryableAttribute[Any]) -> Element:
    return select(column).where(Story.journal_id == Journal.id).scalar_subquery()


ITEM = shape(
    Journal,
    JournalRead,
    cover=cited(Journal.cover_media_id),
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
    steady=_of_story(Story.id).is_(None),  # publishing does not change the journal's version
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
    is_new = await claim(uow.session, Journal, id=journal_id, **_first_values(uow, data))
    journal = await get_to_change(uow, journal_id)
    if not is_new:
        if version is None and data.digest() == journal.born_as:
            return await _show(uow, journal), False
        await expect(uow, version, journal, JOURNAL, id=journal_id)
    return await _rewrite(uow, journal, data), is_new


async def patch(uow: UnitOfWork, journal_id: UUID, patch: JournalPatch, version: int | None) -> Representation:
    journal = await get_to_change(uow, journal_id)
    await expect(uow, version, journal, JOURNAL, id=journal_id)
    return await _rewrite(uow, journal, patched(JournalWrite, journal, patch))


async def add(uow: UnitOfWork, journal_id: UUID, data: JournalAddition | None) -> tuple[Representation, bool]:
    """Append an experience, if there is any to append. Sending it again changes nothing."""
    journal = await get_to_change(uow, journal_id)
    if data is None or data.experience_id in journal.cited_experiences():
        return await _show(uow, journal), False
    await check_cited(uow, {"/experience_id": data.experience_id}, {})
    if len(journal.blocks) >= BLOCKS:
        full = Words("ce carnet est plein : 200 blocs")
        raise Unprocessable(errors=[wrong("/experience_id", "too_long", full)])
    block = ExperienceBlock(kind="experience", experience_id=data.experience_id)
    journal.add(block.model_dump(mode="json"), data.position, uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version)
    return await _show(uow, journal), True


async def get_to_change(uow: UnitOfWork, journal_id: UUID) -> Journal:
    """Lock the journal until the end of the transaction. Raises JournalNotFound."""
    statement = select(Journal).where(Journal.id == journal_id, readable_by(uow.actor)).with_for_update()
    return await fetch_one(uow.session, statement, JournalNotFound)


async def _rewrite(uow: UnitOfWork, journal: Journal, data: JournalWrite) -> Representation:
    await _check_cited(uow, journal, data)
    person = await uow.session.get_one(User, uow.actor.id)
    fields = {
        "title": data.title,
        "summary": data.summary,
        "cover_media_id": data.cover_media_id,
        "language": data.language or person.locale.tag,
        "blocks": [block.model_dump(mode="json") for block in data.blocks],
    }
    journal.change(fields, uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version)
    return await _show(uow, journal)


async def _check_cited(uow: UnitOfWork, journal: Journal, data: JournalWrite) -> None:
    """Check new citations only: what the journal cites already may stay, also when it is in the bin."""
    experiences, media = journal.cited_experiences(), journal.cited_media()
    blocks = list(enumerate(data.blocks))
    cited_experiences = {
        f"/blocks/{n}/experience_id": item.experience_id for n, item in blocks if item.kind == "experience"
    }
    cited_media = {f"/blocks/{n}/media_id": item.media_id for n, item in blocks if item.kind == "media"}
    if data.cover_media_id is not None:
        cited_media["/cover_media_id"] = data.cover_media_id
    await check_cited(
        uow,
        {pointer: item for pointer, item in cited_experiences.items() if item not in experiences},
        {pointer: item for pointer, item in cited_media.items() if item not in media},
    )


def _first_values(uow: UnitOfWork, data: JournalWrite) -> dict[str, object]:
    return {
        "owner_id": uow.actor.id,
        "title": data.title,
        "language": Locale.FR,
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }


async def _show(uow: UnitOfWork, journal: Journal) -> Representation:
    return await JOURNAL.show(uow, id=journal.id)
