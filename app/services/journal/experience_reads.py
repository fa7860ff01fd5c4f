"""Reading one's own experiences: one of them, the journal, and the bin."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Interval,
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

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Element, Json, Projection, Representation, Searched, SingleProjection, shape
from app.core.uow import Reading
from app.models.experiences import DOCUMENTED_SCORE, Experience
from app.models.journals import Journal
from app.policies.experiences import readable_by
from app.policies.sessions import SIGNED_IN, in_session
from app.schemas.experiences import ExperienceRead, OwnExperienceQuery
from app.services.journal import experience_search
from app.services.media.projections import CITED_MEDIA
from app.services.shared import summaries


class ExperienceNotFound(NotFound):
    title = Words("Expérience introuvable")


SKILLS = summaries.skills(Experience.skills)
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
    "q": experience_search.matching(ME.id),
    # A literal instead of a bound value: PostgreSQL knows how rare it is.
    "with_media": Experience.has_media.is_(true()),
    "without_media": ~Experience.has_media,
    "incomplete": Experience.completeness < DOCUMENTED_SCORE,
    "documented": Experience.completeness >= DOCUMENTED_SCORE,
}
NEWEST = (Experience.lived_at, Experience.id)
_NOT_IN_BIN = (readable_by(ME), Experience.trashed_at.is_(None))
_SEARCHES = {name: select(*NEWEST).where(*_NOT_IN_BIN, FILTERS[name]) for name in ("tag", "skill")}


def list_journal(name: str, item: Element) -> Searched:
    """Declare a list of the caller's journal."""
    scope = _NOT_IN_BIN
    return Searched(name, SIGNED_IN, item, *scope, order=NEWEST, walk=scope, searches=_SEARCHES, filters=FILTERS)


def list_bin(name: str, item: Element) -> Projection:
    """Declare a list of the caller's bin."""
    scope = (readable_by(ME), Experience.trashed_at.is_not(None))
    return Projection(name, SIGNED_IN, item, *scope, order=NEWEST, filters=FILTERS)


EXPERIENCES, EXPERIENCES_IN_BIN = list_journal("experiences.kept", ITEM), list_bin("experiences.trashed", ITEM)
EXPERIENCE = SingleProjection(
    SIGNED_IN,
    ITEM,
    Experience.version,
    readable_by(ME),
    in_session(Experience.received_at),
    Experience.id == bindparam("id", type_=Uuid()),
    steady=~Experience.has_media,  # media become ready later
)


async def search(reading: Reading, query: OwnExperienceQuery) -> Json:
    filters = await filters_with_words(reading, query)
    return await (EXPERIENCES if query.state == "kept" else EXPERIENCES_IN_BIN).page(reading, **filters)


async def filters_with_words(reading: Reading, query: OwnExperienceQuery) -> dict[str, Any]:
    """Return the query's filters by name, with what its words stand for."""
    filters = filters_of(query)
    return filters if query.q is None else filters | await experience_search.resolve(reading, query.q)


def filters_of(query: OwnExperienceQuery) -> dict[str, Any]:
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
