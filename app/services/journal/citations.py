"""An id inside a body is checked like the id in the path: what is not one's own does not exist (SAFETY §5)."""

from collections.abc import Container, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.media import Media
from app.models.skills import Skill, SkillKind
from app.policies.experiences import readable_by as own_experience
from app.policies.media import readable_by as own_media


class SkillNotFound(NotFound):
    title = Words("Compétence introuvable", "No such skill")


Cited = Mapping[str, UUID]  # by the pointer to where in the body it is
UNKNOWN_MEDIA = Words(
    "ce média n’est pas à toi, ou pas encore déclaré : PUT /v1/media/{id} vient d’abord, ses octets peuvent suivre",
    "that is no medium of yours, or not declared yet: PUT /v1/media/{id} comes first, its bytes may follow",
)
UNKNOWN_SKILL = Words("cette compétence n’existe pas", "there is no such skill")
UNKNOWN_EXPERIENCE = Words("cette expérience n’est pas dans ton journal", "that experience is not in your journal")


async def check_media(uow: UnitOfWork, ids: Sequence[UUID], pointer: str) -> list[Media]:
    """The caller's own media, in the order of `ids`. Raises Unprocessable, naming each unknown one."""
    found = await _own_media(uow, ids)
    _refuse(_unknown(_listed(ids, pointer), found, "unknown_media", UNKNOWN_MEDIA))
    return [found[item] for item in ids]


async def check_skills(uow: UnitOfWork, ids: Sequence[UUID], pointer: str) -> None:
    if not ids:
        return
    known = await _citable(uow, ids)
    _refuse(_unknown(_listed(ids, pointer), known, "unknown_skill", UNKNOWN_SKILL))


async def check_skill(uow: UnitOfWork, skill_id: UUID) -> None:
    """One that a path names. Raises SkillNotFound."""
    if not await _citable(uow, [skill_id]):
        raise SkillNotFound


async def check_cited(uow: UnitOfWork, experiences: Cited, media: Cited) -> None:
    """Each must be the caller's own, and no experience in the bin. Raises Unprocessable, naming all that are not."""
    there = await _own_experiences(uow, experiences)
    found = await _own_media(uow, list(media.values()))
    _refuse(
        _unknown(experiences, there, "unknown_experience", UNKNOWN_EXPERIENCE)
        + _unknown(media, found, "unknown_media", UNKNOWN_MEDIA)
    )


async def _citable(uow: UnitOfWork, ids: Sequence[UUID]) -> set[UUID]:
    """Groups hold skills, and are none."""
    statement = select(Skill.id).where(Skill.id.in_(ids), Skill.kind != SkillKind.GROUP)
    return set(await uow.session.scalars(statement))


async def _own_experiences(uow: UnitOfWork, cited: Cited) -> set[UUID]:
    if not cited:
        return set()
    kept = (Experience.id.in_(cited.values()), own_experience(uow.actor), Experience.trashed_at.is_(None))
    return set(await uow.session.scalars(select(Experience.id).where(*kept)))


async def _own_media(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Media]:
    if not ids:
        return {}
    statement = select(Media).where(Media.id.in_(ids), own_media(uow.actor)).order_by(Media.id)
    # Shared, so that none of them is deleted while it is being cited; in one order, so that no two wait in a circle.
    return {
        media.id: media for media in await uow.session.scalars(statement.with_for_update(read=True, key_share=True))
    }


def _listed(ids: Sequence[UUID], pointer: str) -> Cited:
    return {f"{pointer}/{n}": one for n, one in enumerate(ids)}


def _unknown(cited: Cited, known: Container[UUID], code: str, words: Words) -> list[dict[str, object]]:
    return [wrong(pointer, code, words) for pointer, one in cited.items() if one not in known]


def _refuse(errors: list[dict[str, object]]) -> None:
    if errors:
        raise Unprocessable(errors=errors)
