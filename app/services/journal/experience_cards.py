"""The caller's experiences as cards: what a screen shows of each in a list."""

from sqlalchemy import Integer, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONPATH

from app.core.projections import Element, Json, compact, fields
from app.core.uow import Reading
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media
from app.models.skills import Skill
from app.schemas.experiences import CardMediumRead, CardSkillRead, ExperienceCardRead, OwnExperienceQuery
from app.services.journal import experience_reads
from app.services.shared.moment_names import READERS_LANGUAGE, moment_name, telling

FIRST = literal_column("4", Integer)
_NAMES = func.jsonb_path_query_array(Media.variants, cast(literal_column("'$[*].name'"), JSONPATH))


def _media() -> Element:
    """List the first four media."""
    medium = select(compact(fields(Media, CardMediumRead, variants=_NAMES)))
    citations = medium.where(ExperienceMedia.experience_id == Experience.id, Media.id == ExperienceMedia.media_id)
    first = citations.order_by(ExperienceMedia.position).limit(FIRST)
    return func.array(first.correlate_except(Media, ExperienceMedia).scalar_subquery())


def _media_count() -> Element:
    citations = select(func.count()).where(ExperienceMedia.experience_id == Experience.id)
    return citations.correlate_except(ExperienceMedia).scalar_subquery()


def _skills() -> Element:
    """List the first four skills, each with its label in the caller's language."""
    citations = func.unnest(Experience.skills).table_valued("id").render_derived(name="cited")
    label = func.coalesce(Skill.labels.op("->>")(READERS_LANGUAGE), Skill.labels["fr"].astext, Skill.code)
    skill = select(compact(fields(Skill, CardSkillRead, label=label))).where(Skill.id == citations.c.id)
    summary = skill.correlate_except(Skill).scalar_subquery()
    return func.array(select(summary).select_from(citations).limit(FIRST).scalar_subquery())


ITEM = compact(
    fields(
        Experience,
        ExperienceCardRead,
        name=moment_name(READERS_LANGUAGE),
        excerpt=func.excerpt(telling()),
        media=_media(),
        media_count=_media_count(),
        skills=_skills(),
        skill_count=func.cardinality(Experience.skills),
    )
)
CARDS = experience_reads.list_journal("experience_cards.kept", ITEM)
CARDS_IN_BIN = experience_reads.list_bin("experience_cards.trashed", ITEM)


async def search(reading: Reading, query: OwnExperienceQuery) -> Json:
    filters = await experience_reads.filters_with_words(reading, query)
    return await (CARDS if query.state == "kept" else CARDS_IN_BIN).page(reading, **filters)
