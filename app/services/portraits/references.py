"""References of a Portrait: experiences, talents and stories of its owner, and of nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import QueryableAttribute

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.portraits import Portrait
from app.models.stories import Story
from app.models.talents import Talent
from app.policies.experiences import readable_by as own_experience
from app.policies.stories import owned_by as own_story
from app.schemas.portraits import PortraitWrite, Section, SectionKind

STORY, TALENT, EXPERIENCE = "story", "talent", "experience"
OF_KIND = {SectionKind.STORIES: STORY, SectionKind.TALENTS: TALENT, SectionKind.LEARNING: TALENT}
UNKNOWN = {
    STORY: Words("cette story n’est pas à toi"),
    TALENT: Words("ce talent n’est pas le tien"),
    EXPERIENCE: Words("cette expérience n’est pas dans ton journal"),
}
References = Mapping[str, tuple[str, UUID]]  # kind and id, by the pointer into the body


async def check(uow: UnitOfWork, portrait: Portrait, data: PortraitWrite) -> None:
    """Check new references; references that the portrait has already may stay.

    Raises Unprocessable, with each reference that is not the caller's own.
    """
    sections = [Section.model_validate(section) for section in portrait.sections]
    before = set(_references(sections, portrait.pinned_stories, portrait.pinned_talents).values())
    references = _references(data.sections, data.pinned_stories, data.pinned_talents)
    additions = set(references.values()) - before
    valid = before
    for kind, (column, scope) in _own(uow).items():
        ids = [item_id for noun, item_id in additions if noun == kind]
        if ids:
            own = select(column).where(*scope, column.in_(ids))
            valid = valid | {(kind, row) for row in await uow.session.scalars(own)}
    errors = [
        wrong(pointer, f"unknown_{kind}", UNKNOWN[kind])
        for pointer, (kind, item_id) in references.items()
        if (kind, item_id) not in valid
    ]
    if errors:
        raise Unprocessable(errors=errors)


def _own(uow: UnitOfWork) -> Mapping[str, tuple[QueryableAttribute[UUID], Sequence[ColumnElement[bool]]]]:
    return {
        STORY: (Story.id, [own_story(uow.actor)]),
        TALENT: (Talent.skill_id, [Talent.user_id == uow.actor.id]),
        EXPERIENCE: (Experience.id, [own_experience(uow.actor), Experience.trashed_at.is_(None)]),
    }


def _references(sections: Sequence[Section], stories: Sequence[UUID], talents: Sequence[UUID]) -> References:
    return dict(_pointers(sections, stories, talents))


def _pointers(
    sections: Sequence[Section], stories: Sequence[UUID], talents: Sequence[UUID]
) -> Iterator[tuple[str, tuple[str, UUID]]]:
    for name, kind, ids in (("pinned_stories", STORY, stories), ("pinned_talents", TALENT, talents)):
        yield from ((f"/{name}/{n}", (kind, item_id)) for n, item_id in enumerate(ids))
    for number, section in enumerate(sections):
        kind = OF_KIND.get(section.kind, EXPERIENCE)
        for name in ("only", "left_out"):
            ids = getattr(section, name)
            yield from ((f"/sections/{number}/{name}/{n}", (kind, item_id)) for n, item_id in enumerate(ids))
