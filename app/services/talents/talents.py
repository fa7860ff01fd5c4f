"""A person's own word on a skill. It has no id of its own: there is one for each person and skill."""

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
from app.models.skills import Framework, Skill
from app.models.talents import Talent
from app.policies.sessions import SIGNED_IN
from app.policies.talents import readable_by
from app.schemas.talents import TalentQuery, TalentRead, TalentWrite
from app.services.journal.citations import check_cited, check_skill
from app.services.shared import summaries
from app.services.talents.recognitions import RECOGNITIONS


class TalentNotFound(NotFound):
    title = Words("Talent introuvable", "No such talent")


SKILL = select(summaries.SKILL).where(Skill.id == Talent.skill_id, Framework.id == Skill.framework_id).scalar_subquery()
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
    """Say it, or say it otherwise. Who says what is said already hears so, whatever version they know."""
    await check_skill(uow, skill_id)
    created = await claim(uow.session, Talent, user_id=uow.actor.id, skill_id=skill_id, **_born(uow, data))
    talent = await _get_to_change(uow, skill_id)
    if not created:
        if _as_written(talent) == data:
            return await _shown(uow, talent), False
        await expect(uow, version, talent, TALENT, skill=skill_id)
    await _rewrite(uow, talent, data)
    return await _shown(uow, talent), created


async def delete(uow: UnitOfWork, skill_id: UUID, version: int | None) -> None:
    talent = await _get_to_change(uow, skill_id)
    await expect_if_given(uow, version, talent, TALENT, skill=skill_id)
    await uow.session.delete(talent)
    uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version + 1, deleted=True)


async def forget_evidence(uow: UnitOfWork, owners: Collection[UUID], experiences: Sequence[UUID]) -> None:
    """Those experiences are gone for good."""
    citing = select(Talent).where(Talent.user_id.in_(owners), Talent.evidence.op("&&")(experiences))
    gone = set(experiences)
    for talent in await uow.session.scalars(citing.with_for_update()):
        talent.rewrite({"evidence": [item for item in talent.evidence if item not in gone]}, uow.now)
        uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version)


async def _rewrite(uow: UnitOfWork, talent: Talent, data: TalentWrite) -> None:
    """What it cites already may stay, also when it lies in the bin by now."""
    cited = {f"/evidence/{n}": one for n, one in enumerate(data.evidence) if one not in talent.evidence}
    await check_cited(uow, cited, {})
    talent.rewrite(data.model_dump(), uow.now)
    uow.changed(talent.user_id, Kind.TALENT, talent.skill_id, talent.version)


async def _get_to_change(uow: UnitOfWork, skill_id: UUID) -> Talent:
    statement = select(Talent).where(Talent.skill_id == skill_id, readable_by(uow.actor)).with_for_update()
    return await fetch_one(uow.session, statement, TalentNotFound)


def _born(uow: UnitOfWork, data: TalentWrite) -> dict[str, object]:
    # Its evidence follows when it has been checked.
    return {"level": data.level, "stance": data.stance, "created_at": uow.now, "updated_at": uow.now}


def _as_written(talent: Talent) -> TalentWrite:
    return TalentWrite(level=talent.level, stance=talent.stance, evidence=talent.evidence)


async def _shown(uow: UnitOfWork, talent: Talent) -> Representation:
    return await TALENT.show(uow, skill=talent.skill_id)
