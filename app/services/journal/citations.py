"""Checks of the ids inside a body, like the id in the path: others' things do not exist (SAFETY §5)."""

from collections.abc import Container, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, cast, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import array

from app.core.actor import Actor
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.media import Media
from app.models.skills import Skill, SkillKind
from app.models.talents import Talent
from app.policies.experiences import readable_by as own_experience
from app.policies.frameworks import skill_readable_by
from app.policies.media import readable_by as own_media


class SkillNotFound(NotFound):
    title = Words("Compétence introuvable")


IDS = ARRAY(Uuid())  # one statement for any number of them
Citations = Mapping[str, UUID]  # by the JSON pointer into the body
UNKNOWN_MEDIA = Words(
    "ce média n’est pas à toi, ou pas encore déclaré : PUT /v1/media/{id} vient d’abord, ses octets peuvent suivre"
)
UNKNOWN_SKILL = Words("cette compétence n’existe pas")
UNKNOWN_EXPERIENCE = Words("cette expérience n’est pas dans ton journal")


async def check_attached(uow: UnitOfWork, media_ids: Sequence[UUID], skill_ids: Sequence[UUID]) -> list[Media]:
    """Return the caller's media, in the order of their ids.

    Raises Unprocessable, naming each medium that is not the caller's, or else each unknown skill.
    """
    media = await _own_media(uow, media_ids)
    _refuse(_unknown(_by_pointer(media_ids, "/media"), media, "unknown_media", UNKNOWN_MEDIA))
    citable = await _citable(uow, skill_ids) if skill_ids else set()
    _refuse(_unknown(_by_pointer(skill_ids, "/skills"), citable, "unknown_skill", UNKNOWN_SKILL))
    return [media[item] for item in media_ids]


async def check_skill(uow: UnitOfWork, skill_id: UUID) -> None:
    """Check the skill that a path names. Raises SkillNotFound."""
    if not await _citable(uow, [skill_id]):
        raise SkillNotFound


async def check_cited(uow: UnitOfWork, experiences: Citations, media: Citations) -> None:
    """Check that all are the caller's, and no experience is in the bin. Raises Unprocessable, naming the others."""
    own_experiences = await _own_experiences(uow, experiences)
    media_by_id = await _own_media(uow, list(media.values()))
    _refuse(
        _unknown(experiences, own_experiences, "unknown_experience", UNKNOWN_EXPERIENCE)
        + _unknown(media, media_by_id, "unknown_media", UNKNOWN_MEDIA)
    )


async def _citable(uow: UnitOfWork, ids: Sequence[UUID]) -> set[UUID]:
    """Select the skills among the ids that the caller may cite: a group is not citable."""
    statement = select(Skill.id).where(Skill.id == any_(literal(list(ids), IDS)), citable_by(uow.actor))
    return set(await uow.session.scalars(statement))


def citable_by(actor: Actor) -> ColumnElement[bool]:
    """A skill that they read, or that they cite already: it stays theirs when they leave the community it is of."""
    has_cited = Experience.skills.bool_op("@>")(cast(array([Skill.__table__.c.id]), IDS))
    is_cited = or_(
        exists().where(Talent.user_id == actor.id, Talent.skill_id == Skill.id),
        exists().where(Experience.owner_id == actor.id, has_cited),
    )
    return and_(Skill.kind != SkillKind.GROUP, or_(skill_readable_by(actor), is_cited))


async def _own_experiences(uow: UnitOfWork, citations: Citations) -> set[UUID]:
    if not citations:
        return set()
    conditions = (Experience.id.in_(citations.values()), own_experience(uow.actor), Experience.trashed_at.is_(None))
    return set(await uow.session.scalars(select(Experience.id).where(*conditions)))


async def _own_media(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Media]:
    if not ids or uow.actor.community_id is not None:  # a program of a community has no media
        return {}
    statement = select(Media).where(Media.id == any_(literal(list(ids), IDS)), own_media(uow.actor)).order_by(Media.id)
    # A shared lock keeps media from being deleted while they are cited; the order prevents deadlocks.
    return {
        media.id: media for media in await uow.session.scalars(statement.with_for_update(read=True, key_share=True))
    }


def _by_pointer(ids: Sequence[UUID], pointer: str) -> Citations:
    return {f"{pointer}/{n}": item_id for n, item_id in enumerate(ids)}


def _unknown(citations: Citations, known_ids: Container[UUID], code: str, words: Words) -> list[dict[str, object]]:
    return [wrong(pointer, code, words) for pointer, item_id in citations.items() if item_id not in known_ids]


def _refuse(errors: list[dict[str, object]]) -> None:
    if errors:
        raise Unprocessable(errors=errors)
