"""An id inside a body is checked like the id in the path: what is not one's own does not exist (SAFETY §5)."""

from collections.abc import Container, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.media import Media
from app.models.skills import Skill


async def check_media(uow: UnitOfWork, ids: Sequence[UUID], pointer: str) -> list[Media]:
    """The caller's own media, in the order of `ids`. Raises Unprocessable, naming each unknown one."""
    if not ids:
        return []
    mine = select(Media).where(Media.id.in_(ids), Media.owner_id == uow.actor.id)
    # Shared, so that none of them is deleted while it is being cited.
    found = {media.id: media for media in await uow.session.scalars(mine.with_for_update(read=True, key_share=True))}
    _refuse(
        ids, found.keys(), pointer, "unknown_media", Words("ce média n’est pas à toi", "that is no medium of yours")
    )
    return [found[one] for one in ids]


async def check_skills(uow: UnitOfWork, ids: Sequence[UUID], pointer: str) -> None:
    if not ids:
        return
    known = set(await uow.session.scalars(select(Skill.id).where(Skill.id.in_(ids), Skill.parent_id.is_not(None))))
    _refuse(ids, known, pointer, "unknown_skill", Words("cette compétence n’existe pas", "there is no such skill"))


def _refuse(ids: Sequence[UUID], known: Container[UUID], pointer: str, code: str, words: Words) -> None:
    unknown = [n for n, one in enumerate(ids) if one not in known]
    if unknown:
        raise Unprocessable(errors=[wrong(f"{pointer}/{n}", code, words) for n in unknown])
