"""A person's own claim to a skill. It has no id of its own: there is one per person and skill."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, or_, select

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import claim, fetch_one
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect, expect_if_given
from app.models.skills import Skill
from app.models.talents import Talent
from app.policies.sessions import SIGNED_IN
from app.policies.talents import readable_by
from app.schemas.patches import patched
from app.schemas.talents import TalentPatch, TalentQuery, TalentRead, TalentWrite
from app.services.journal.citations import check_cited, check_skill
from app.services.shared import summaries
from app.services.talents.recognitions import RECOGNITIONS


class TalentNotFound(NotFound):
    title = Words("Talent introuvable")


SKILL = select(summaries.SKILL).where(Skill.id == Talent.skill_id).scalar_subquery()
ITEM = shape(Talent, TalentRead, skill=SKILL, recognitions=RECOGNITIONS)
_DOMAIN = bindparam("domain_id", type_=Uuid())
_IN_DOMAIN = select(Skill.id).where(or_(Skill.domain_id == _DOMAIN, Skill.id == _DOMAIN))
FILTERS: dict[str, ColumnElement[bool]] = {
    "stance": Talent.stance == bindparam("stance"),
    "domain_id": Talent.skill_id.in_(_IN_DOMAIN),
}
TALENTS = Projection(
    "talents.talents",
    SIGNED_IN,
    ITEM,
    readable_by(ME),
    order=(Talent.created_at, Talent.skill_id),
    filters=FILTERS,
)
TALENT = SingleProjection(
    SIGNED_IN,
    ITEM,
    Talent.version,
    readable_by(ME),
    Talent.skill_id == bindparam("skill", type_=Uuid()),
    missing=TalentNotFound,
)


async def search(reading: Reading, query: TalentQuery) -> Json:
    return await TALENTS.page(reading, **query.model_dump(exclude_none=True))


async def get(reading: Reading, skill_id: UUID) -> Representation:
    return await TALENT.get(reading, skill=skill_id)


async def put(uow: UnitOfWork, skill_id: UUID, data: TalentWrite, version: int | None) -> tuple[Representation, bool]:
    """Create or rewrite the talent. An unchanged body is accepted whatever the version."""
    await check_skill(uow, skill_id)
    is_new = await claim(uow.session, Talent, user_id=uow.actor.id, skill_id=skill_id, **_first_values(uow, data))
    talent = await _get_to_change(uow, skill_id)
    if not is_new:
        if _write_of(talent) == data:
            return await _show(uow, talent), False
        await expect(uow, version, talent, TALENT, skill=skill_id)
    await _rewrite(uow, talent, data)
    return await _show(uow, talent), is_new


async def patch(uow: UnitOfWork, skill_id: UUID, patch: TalentPatch, version: int | None) -> Representation:
    talent = await _get_to_change(uow, skill_id)
    await expect(uow, version, talent, TALENT, skill=skill_id)
    await _rewrite(uow, talent, patched(TalentWrite, talent, patch))
    return await _show(uow, talent)


async def delete(uow: UnitOfWork, skill_id: UUID, version: int | None) -> None:
    talent = await _get_to_change(uow, skill_id)
    await expect_if_given(uow, version, talent, TALENT, skill=skill_id)
    await uow.session.delete(talent)
    uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version + 1, is_deletion=True)


async def forget_evidence(uow: UnitOfWork, owners: Collection[UUID], experiences: Sequence[UUID]) -> None:
    """Remove deleted experiences from the evidence of talents."""
    citing = select(Talent).where(Talent.user_id.in_(owners), Talent.evidence.op("&&")(experiences))
    deleted_ids = set(experiences)
    for talent in await uow.session.scalars(citing.with_for_update()):
        talent.rewrite({"evidence": [item for item in talent.evidence if item not in deleted_ids]}, uow.now)
        uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version)


async def _rewrite(uow: UnitOfWork, talent: Talent, data: TalentWrite) -> None:
    """Rewrite the talent. Evidence that it cites already may stay, also when it is in the bin."""
    new_evidence = {
        f"/evidence/{n}": item_id for n, item_id in enumerate(data.evidence) if item_id not in talent.evidence
    }
    await check_cited(uow, new_evidence, {})
    talent.rewrite(data.model_dump(), uow.now)
    uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version)


async def _get_to_change(uow: UnitOfWork, skill_id: UUID) -> Talent:
    statement = select(Talent).where(Talent.skill_id == skill_id, readable_by(uow.actor)).with_for_update()
    return await fetch_one(uow.session, statement, TalentNotFound)


def _first_values(uow: UnitOfWork, data: TalentWrite) -> dict[str, object]:
    # The evidence follows when it has been checked.
    return {"level": data.level, "stance": data.stance, "created_at": uow.now, "updated_at": uow.now}


def _write_of(talent: Talent) -> TalentWrite:
    return TalentWrite(level=talent.level, stance=talent.stance, evidence=talent.evidence)


async def _show(uow: UnitOfWork, talent: Talent) -> Representation:
    return await TALENT.show(uow, skill=talent.skill_id)
