from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Interval,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array
from sqlalchemy.orm import selectinload

from app.core.actor import ME, Actor
from app.core.changes import Kind
from app.core.db import claim, fetch_one
from app.core.errors import NotFound
from app.core.i18n import Locale, Words
from app.core.projections import Json, Projection, Representation, Searched, SingleProjection, many, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.experiences import DOCUMENTED_SCORE, Experience
from app.models.journals import Journal
from app.models.skills import Framework, Skill
from app.models.users import User
from app.policies.experiences import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import ExperiencePatch, ExperienceQuery, ExperienceRead, ExperienceWrite
from app.schemas.patches import patched
from app.services.journal import experience_search
from app.services.journal.citations import check_media, check_skills
from app.services.media.projections import CITED_MEDIA
from app.services.shared import summaries


class ExperienceNotFound(NotFound):
    title = Words("Expérience introuvable", "No such experience")


_SKILL_IDS = func.unnest(Experience.skills).table_valued("id", with_ordinality="position").render_derived(name="cited")
SKILLS = many(
    summaries.SKILL,
    Skill.id == _SKILL_IDS.c.id,
    Framework.id == Skill.framework_id,
    order_by=_SKILL_IDS.c.position,
)
ITEM = shape(Experience, ExperienceRead, skills=SKILLS, media=CITED_MEDIA)
_BLOCK = func.jsonb_array_elements(Journal.blocks, type_=JSONB()).column_valued("block")
JOURNAL_CITES = (
    select(cast(_BLOCK["experience_id"].astext, Uuid))
    .select_from(Journal)
    .where(Journal.id == bindparam("journal", type_=Uuid()), Journal.owner_id == ME.id, Journal.deleted_at.is_(None))
)
# A local day lies within a day of the same date in UTC: that bounds the scan of the list, which is ordered by instant.
_A_DAY = literal_column("interval '1 day'", Interval)


def _instant(day: str) -> ColumnElement[datetime]:
    return func.timezone(literal_column("'UTC'", Text), cast(bindparam(day, type_=Date()), DateTime))


FILTERS: dict[str, ColumnElement[bool]] = {
    "context": Experience.context == bindparam("context"),
    "tag": Experience.tags.bool_op("@>")(cast(array([bindparam("tag", type_=Text())]), ARRAY(Text))),
    "skill": Experience.skills.bool_op("@>")(array([bindparam("skill", type_=Uuid())])),
    "journal": Experience.id == func.any(func.array(JOURNAL_CITES.scalar_subquery())),
    "from_day": (Experience.lived_on >= bindparam("from_day")) & (Experience.lived_at > _instant("from_day") - _A_DAY),
    "to_day": (Experience.lived_on <= bindparam("to_day"))
    & (Experience.lived_at < _instant("to_day") + _A_DAY + _A_DAY),
    "from_instant": Experience.lived_at >= bindparam("from_instant"),
    "to_instant": Experience.lived_at < bindparam("to_instant"),
    "q": Experience.id.in_(experience_search.matching(ME.id)),
    # A literal instead of a bound value: PostgreSQL knows how rare it is.
    "with_media": Experience.has_media.is_(true()),
    "without_media": ~Experience.has_media,
    "incomplete": Experience.completeness < DOCUMENTED_SCORE,
    "documented": Experience.completeness >= DOCUMENTED_SCORE,
}
NEWEST = (Experience.lived_at, Experience.id)
_NOT_IN_BIN = (readable_by(ME), Experience.trashed_at.is_(None))
EXPERIENCES = Searched(
    "experiences.kept",
    SIGNED_IN,
    ITEM,
    *_NOT_IN_BIN,
    order=NEWEST,
    walk=_NOT_IN_BIN,
    searches={name: select(*NEWEST).where(*_NOT_IN_BIN, FILTERS[name]) for name in ("tag", "skill")},
    filters=FILTERS,
)
EXPERIENCES_IN_BIN = Projection(
    "experiences.trashed",
    SIGNED_IN,
    ITEM,
    readable_by(ME),
    Experience.trashed_at.is_not(None),
    order=NEWEST,
    filters=FILTERS,
)
EXPERIENCE = SingleProjection(
    SIGNED_IN,
    ITEM,
    Experience.version,
    readable_by(ME),
    Experience.id == bindparam("id", type_=Uuid()),
    steady=~Experience.has_media,  # media become ready later, and their addresses depend on the session
)


async def search(reading: Reading, query: ExperienceQuery) -> Json:
    filters = filters_of(query)
    if query.q is not None:
        filters |= await experience_search.resolve(reading, query.q)
    return await (EXPERIENCES if query.state == "kept" else EXPERIENCES_IN_BIN).page(reading, **filters)


def filters_of(query: ExperienceQuery) -> dict[str, Any]:
    """Return the query's filters by name."""
    fields = query.model_dump(exclude_none=True, exclude={"state", "from_", "to", "has_media", "incomplete"})
    if query.has_media is not None:
        fields["with_media" if query.has_media else "without_media"] = True
    if query.incomplete is not None:
        fields["incomplete" if query.incomplete else "documented"] = True
    for name, edge in (("from", query.from_), ("to", query.to)):
        if edge is not None:
            fields[f"{name}_{'instant' if isinstance(edge, datetime) else 'day'}"] = edge
    return fields


async def find(reading: Reading, experience_id: UUID) -> Representation | None:
    """Return the caller's experience; None for somebody else's, or an unknown id."""
    return await EXPERIENCE.find(reading, id=experience_id)


async def put(
    uow: UnitOfWork, experience_id: UUID, data: ExperienceWrite, version: int | None
) -> tuple[Representation, bool]:
    """Create or change. The id is an idempotency key for ever: sending the same body again changes nothing."""
    is_new = await claim(uow.session, Experience, id=experience_id, **_first_values(uow, data))
    experience = await _get_to_change(uow, experience_id)
    if not is_new:
        if _is_repeated(experience, data, version):
            return await _show(uow, experience), False
        await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    return await _rewrite(uow, experience, data), is_new


async def patch(uow: UnitOfWork, experience_id: UUID, patch: ExperiencePatch, version: int | None) -> Representation:
    experience = await _get_to_change(uow, experience_id)
    await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    media = [link.media_id for link in experience.media_links]
    # A new `lived_at` also gives a new offset.
    offset = None if "lived_at" in patch.root else experience.utc_offset
    return await _rewrite(uow, experience, patched(ExperienceWrite, experience, patch, media=media, utc_offset=offset))


async def trash(uow: UnitOfWork, experience_id: UUID, version: int | None) -> None:
    """Move the experience into the bin, for 30 days."""
    experience = await _get_to_change(uow, experience_id)
    await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    if experience.trashed_at is None:
        experience.trash(uow.now)
        uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version, is_deletion=True)


async def restore(uow: UnitOfWork, experience_id: UUID) -> Representation:
    experience = await _get_to_change(uow, experience_id)
    if experience.trashed_at is not None:
        experience.restore(uow.now)
        uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version)
    return await _show(uow, experience)


def resolve_lived_at(data: ExperienceWrite, captured_at: datetime, timezone: str) -> dict[str, Any]:
    """Return when it was lived and the offset from UTC.

    The offset is the given one, that of `lived_at`, or that of the person's time zone at capture. Without `lived_at`,
    it is
    the time of capture, or `lived_until` if that was earlier.
    """
    lived_at = data.lived_at or min(captured_at, data.lived_until or captured_at).astimezone(ZoneInfo(timezone))
    east = round((lived_at.utcoffset() or timedelta(0)).total_seconds() / 60)
    offset = east if data.utc_offset is None else data.utc_offset
    return {"captured_at": captured_at, "lived_at": lived_at, "utc_offset": offset}


async def _rewrite(uow: UnitOfWork, experience: Experience, data: ExperienceWrite) -> Representation:
    media = await check_media(uow, data.media, "/media")
    await check_skills(uow, data.skills, "/skills")
    person = await uow.session.get_one(User, uow.actor.id)
    when = resolve_lived_at(data, data.captured_at or experience.captured_at, person.timezone)
    fields = data.model_dump(exclude={"media"}) | when | {"language": data.language or person.locale}
    experience.rewrite(fields, media, uow.now)
    in_bin = experience.trashed_at is not None
    uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version, is_deletion=in_bin)
    return await _show(uow, experience)


async def _show(uow: UnitOfWork, experience: Experience) -> Representation:
    return await EXPERIENCE.show(uow, id=experience.id)


def _first_values(uow: UnitOfWork, data: ExperienceWrite) -> dict[str, object]:
    captured_at = data.captured_at or uow.now
    return {
        "owner_id": uow.actor.id,
        "lived_at": data.lived_at or captured_at,
        "lived_on": captured_at.date(),
        "captured_at": captured_at,
        "received_at": uow.now,
        "updated_at": uow.now,
        "language": Locale.FR,
        "born_as": data.digest(),
    }


def _own(actor: Actor, experience_id: UUID) -> Select[Experience]:
    return select(Experience).where(Experience.id == experience_id, readable_by(actor))


async def _get_to_change(uow: UnitOfWork, experience_id: UUID) -> Experience:
    # Media are read after the lock: joined, they would be those from before the wait.
    statement = _own(uow.actor, experience_id).options(selectinload(Experience.media_links)).with_for_update()
    return await fetch_one(uow.session, statement, ExperienceNotFound)


def _is_repeated(experience: Experience, data: ExperienceWrite, version: int | None) -> bool:
    return version is None and data.digest() == experience.born_as
